"""/blend: two to six pictures made into one: those named by number first, then attached ones."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import picture_refs as numbers
from bot.discord.client import DiscordClient
from bot.discord.command_text import options, text
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import ASPECTS, File, Size, style_choices
from bot.discord.intake.picked_pictures import MOST, to_blend
from bot.discord.intake.request_builder import PromptOptions, compose

Where = discord.Interaction[DiscordClient]

_IMAGES = {f"image{number}": text("option.blended", number=number) for number in range(1, MOST + 1)}


class Blend(commands.Cog):
    """One picture of several."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    @app_commands.command(description=text("command.blend"))
    @app_commands.describe(
        **_IMAGES,
        **options(prompt="blend", aspect="aspect", size="size", style="style", picks="picks"),
    )
    @app_commands.choices(aspect=ASPECTS)
    async def blend(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Where,
        prompt: str,
        image1: File | None = None,
        image2: File | None = None,
        image3: File | None = None,
        image4: File | None = None,
        image5: File | None = None,
        image6: File | None = None,
        aspect: str | None = None,
        size: Size | None = None,
        style: str | None = None,
        picks: str = "",
    ) -> None:
        """Make one picture of several."""
        by = await self._intake.opened(interaction)
        slots = (image1, image2, image3, image4, image5, image6)
        files = [uploads.of(file) for file in slots if file]
        front, words = numbers.leading(prompt)
        named = (*numbers.listed(picks), *front)
        assert by.at is not None
        picked = await to_blend(self._intake, named, by=by.by, at=by.at, files=len(files))
        wanted = PromptOptions(
            words=words,
            files=files,
            picked=picked,
            aspect=aspect,
            size=size,
            style=style,
        )
        wish = await compose(self._intake, wanted, by=by)
        await self._intake.accept_words(interaction, wish, by)

    @blend.autocomplete("style")
    async def _styles(self, interaction: Where, typed: str) -> list[app_commands.Choice[str]]:
        return await style_choices(self._intake, interaction.guild_id, typed)
