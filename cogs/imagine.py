"""/imagine, /edit, and the menu "Edit this picture"."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.command_text import options, text
from bot.discord.components.buttons import edit_modal, shown_in
from bot.discord.components.ids import EditTarget
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake, person
from bot.discord.intake.options import ASPECTS, File, Size, model_choices, style_choices
from bot.discord.intake.request_builder import PromptOptions, compose
from bot.errors import NothingHere

Where = discord.Interaction[DiscordClient]


class Imagine(commands.Cog):
    """New pictures, and pictures from pictures."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine
        self._menu = app_commands.ContextMenu(
            name=text("menu.edit"), callback=self.edit_this_picture
        )

    async def cog_load(self) -> None:
        """Menus can't be declared in a cog."""
        self._bot.tree.add_command(self._menu)

    @app_commands.command(description=text("command.imagine"))
    @app_commands.describe(
        **options(
            prompt="prompt",
            image="image",
            image2="image2",
            image3="image3",
            aspect="aspect",
            size="size",
            count="count",
            model="model",
            private="private",
            style="style",
        )
    )
    @app_commands.choices(aspect=ASPECTS)
    async def imagine(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Where,
        prompt: str,
        image: File | None = None,
        image2: File | None = None,
        image3: File | None = None,
        aspect: str | None = None,
        size: Size | None = None,
        count: app_commands.Range[int, 1, 4] = 1,
        model: str | None = None,
        private: bool = False,
        style: str | None = None,
    ) -> None:
        """Paint a new picture."""
        by = await self._intake.opened(interaction)
        wanted = PromptOptions(
            words=prompt,
            files=[uploads.of(file) for file in (image, image2, image3) if file],
            model=model,
            aspect=aspect,
            size=size,
            style=style,
            count=count,
            private=private,
        )
        wish = await compose(self._intake, wanted, by=by)
        await self._intake.accept_words(interaction, wish, by)

    @app_commands.command(description=text("command.edit"))
    @app_commands.describe(**options(image="source", prompt="change", style="style"))
    async def edit(
        self, interaction: Where, image: File, prompt: str, style: str | None = None
    ) -> None:
        """Change an attached picture."""
        by = await self._intake.opened(interaction)
        wanted = PromptOptions(words=prompt, files=[uploads.of(image)], style=style, edits=True)
        wish = await compose(self._intake, wanted, by=by)
        await self._intake.accept_words(interaction, wish, by)

    @imagine.autocomplete("style")
    @edit.autocomplete("style")
    async def _styles(self, interaction: Where, typed: str) -> list[app_commands.Choice[str]]:
        return await style_choices(self._intake, interaction.guild_id, typed)

    @imagine.autocomplete("model")
    async def _models(self, _: Where, typed: str) -> list[app_commands.Choice[str]]:
        return model_choices(self._intake, typed)

    async def edit_this_picture(self, interaction: Where, message: discord.Message) -> None:
        """Ask in a modal what should change about anyone's picture."""
        turn = await self._shown(interaction, message)
        if turn is not None and not turn.request.describes:
            what, model = EditTarget(turn=turn.id), self._engine.models.living(turn.request.model)
        else:
            uploads.require(message)
            if turn is None and self._bot.is_own(message):
                raise NothingHere("nothing_here.sheet")
            by = person(interaction)
            await self._engine.settings.check_may_edit(message.author.id, by=by)
            what = EditTarget(channel=message.channel.id, message=message.id)
            model = self._engine.models.table.default
        modal = edit_modal(what, model=model, locale=str(interaction.locale))
        await interaction.response.send_modal(modal)

    async def _shown(self, interaction: Where, message: discord.Message) -> Turn | None:
        """The turn that a message shows; one that only its person sees is known by its buttons.

        Raises:
            NothingHere: only they see it, so that its picture can't be fetched when it is wanted.
        """
        turn = await self._engine.canvases.shown_by(message.id)
        if turn is not None or not message.flags.ephemeral:
            return turn
        id_ = shown_in(message) if self._bot.is_own(message) else None
        if id_ is None:
            raise NothingHere("picture.gone")
        return await self._engine.turns.get(id_, by=person(interaction))
