"""/imagine, /edit, and the menus "Edit this picture" and "Paint this person"."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import characters
from bot.core.models import SEARCH_PRICE
from bot.discord.actions.edit_form import EditForm
from bot.discord.actions.person_form import PersonForm, paint_from_avatar
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized, localized_options
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import (
    ASPECTS,
    File,
    Size,
    character_choices,
    model_choices,
    quality_choices,
    quality_of,
    style_choices,
)
from bot.discord.intake.request_builder import PromptOptions, build_request

Interaction = discord.Interaction[DiscordClient]


class Imagine(commands.Cog):
    """New pictures, and pictures from pictures."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._edit_form = EditForm(bot, intake)
        self._person_form = PersonForm(intake)
        self._menus = (
            app_commands.ContextMenu(name=localized("menu.edit"), callback=self.edit_this_picture),
            app_commands.ContextMenu(
                name=localized("menu.person"), callback=self.paint_this_person
            ),
        )

    async def cog_load(self) -> None:
        """Menus can't be declared in a cog."""
        for menu in self._menus:
            self._bot.tree.add_command(menu)

    @app_commands.command(description=localized("command.imagine"))
    @app_commands.describe(
        **localized_options(
            prompt="prompt",
            image="image",
            image2="image2",
            image3="image3",
            user="user",
            aspect="aspect",
            size="size",
            quality="quality",
            improve="improve",
            count="count",
            model="model",
            private="private",
            style="style",
            character="character",
        ),
        search=localized("option.search", cost=SEARCH_PRICE),
    )
    @app_commands.choices(aspect=ASPECTS)
    async def imagine(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Interaction,
        prompt: str,
        image: File | None = None,
        image2: File | None = None,
        image3: File | None = None,
        user: discord.Member | discord.User | None = None,
        aspect: str | None = None,
        size: Size | None = None,
        count: app_commands.Range[int, 1, 4] = 1,
        model: str | None = None,
        private: bool = False,
        style: str | None = None,
        character: str = "",
        quality: str | None = None,
        search: bool = False,
        improve: bool = False,
    ) -> None:
        """Paint a new picture."""
        requester = await self._intake.acknowledge(interaction, private=private, paints=True)
        options = PromptOptions(
            prompt=prompt,
            uploads=[uploads.from_attachment(file) for file in (image, image2, image3) if file],
            model=model,
            aspect=aspect,
            size=size,
            quality=quality_of(quality),
            search=search,
            improve=improve,
            style=style,
            characters=characters.listed(character),
            count=count,
            private=private,
        )
        if user is not None:
            await paint_from_avatar(self._intake, interaction, user, options, requester)
            return
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    @app_commands.command(description=localized("command.edit"))
    @app_commands.describe(**localized_options(image="source", prompt="change", style="style"))
    async def edit(
        self, interaction: Interaction, image: File, prompt: str, style: str | None = None
    ) -> None:
        """Change an attached picture."""
        requester = await self._intake.acknowledge(interaction, paints=True)
        options = PromptOptions(
            prompt=prompt, uploads=[uploads.from_attachment(image)], style=style, edits=True
        )
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    @imagine.autocomplete("style")
    @edit.autocomplete("style")
    async def _styles(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await style_choices(self._intake, interaction.guild_id, typed)

    @imagine.autocomplete("character")
    async def _characters(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await character_choices(self._intake, interaction, typed)

    @imagine.autocomplete("quality")
    async def _qualities(self, interaction: Interaction, _: str) -> list[app_commands.Choice[str]]:
        return await quality_choices(self._intake, interaction)

    @imagine.autocomplete("model")
    async def _models(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await model_choices(self._intake, interaction.guild_id, typed)

    async def edit_this_picture(self, interaction: Interaction, message: discord.Message) -> None:
        """Ask in a form what should change about the picture of a message."""
        await self._edit_form.open_for_message(interaction, message)

    async def paint_this_person(
        self, interaction: Interaction, person: discord.Member | discord.User
    ) -> None:
        """Ask in a form what should become of a person's avatar."""
        await self._person_form.open(interaction, person)
