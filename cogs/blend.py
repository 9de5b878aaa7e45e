"""/blend: two to six pictures made into one: those named by number first, then attached ones."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import picture_refs as numbers
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized, localized_options
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import (
    ASPECTS,
    File,
    Size,
    quality_choices,
    quality_of,
    style_choices,
)
from bot.discord.intake.picked_pictures import pictures_to_blend
from bot.discord.intake.request_builder import PromptOptions, build_request

Interaction = discord.Interaction[DiscordClient]

_IMAGES = {
    f"image{number}": localized("option.blended", number=number)
    for number in range(1, numbers.MAX_BLENDED + 1)
}


class Blend(commands.Cog):
    """One picture of several."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    @app_commands.command(description=localized("command.blend"))
    @app_commands.describe(
        **_IMAGES,
        **localized_options(
            prompt="blend",
            aspect="aspect",
            size="size",
            style="style",
            picks="picks",
            quality="quality",
        ),
    )
    @app_commands.choices(aspect=ASPECTS)
    async def blend(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Interaction,
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
        quality: str | None = None,
    ) -> None:
        """Make one picture of several."""
        requester = await self._intake.acknowledge(interaction, paints=True)
        slots = (image1, image2, image3, image4, image5, image6)
        files = [uploads.from_attachment(file) for file in slots if file]
        front, words = numbers.split_leading(prompt)
        named = (*numbers.parse_list(picks), *front)
        picked = await pictures_to_blend(self._intake, named, requester=requester, files=len(files))
        options = PromptOptions(
            prompt=words,
            uploads=files,
            needs_all=True,
            picked=picked,
            aspect=aspect,
            size=size,
            quality=quality_of(quality),
            style=style,
        )
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    @blend.autocomplete("quality")
    async def _qualities(self, interaction: Interaction, _: str) -> list[app_commands.Choice[str]]:
        return await quality_choices(self._intake, interaction)

    @blend.autocomplete("style")
    async def _styles(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await style_choices(self._intake, interaction.guild_id, typed)
