"""/blend: two to six pictures made into one with words; they join in the order they are given."""

import discord
from discord import app_commands
from discord.ext import commands

from bot import wording
from bot.client import Easel
from cogs import uploads
from cogs.composing import Wanted, compose
from cogs.desk import Desk
from cogs.options import ASPECTS, File, Size, described, style_choices

Where = discord.Interaction[Easel]
MOST = 6  # pictures

_IMAGES = {
    f"image{number}": wording.say("option.blended", number=number) for number in range(1, MOST + 1)
}


class Blend(commands.Cog):
    """One picture of several."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(description=wording.say("command.blend"))
    @app_commands.describe(
        **_IMAGES, **described(prompt="blend", aspect="aspect", size="size", style="style")
    )
    @app_commands.choices(aspect=ASPECTS)
    async def blend(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Where,
        prompt: str,
        image1: File,
        image2: File,
        image3: File | None = None,
        image4: File | None = None,
        image5: File | None = None,
        image6: File | None = None,
        aspect: str | None = None,
        size: Size | None = None,
        style: str | None = None,
    ) -> None:
        """Make one picture of several."""
        by = await self._desk.opened(interaction)
        files = (image1, image2, image3, image4, image5, image6)
        wanted = Wanted(
            words=prompt,
            files=[uploads.of(file) for file in files if file],
            aspect=aspect,
            size=size,
            style=style,
        )
        wish = await compose(self._desk, wanted, by=by)
        await self._desk.accept_words(interaction, wish, by)

    @blend.autocomplete("style")
    async def _styles(self, interaction: Where, typed: str) -> list[app_commands.Choice[str]]:
        return await style_choices(self._desk, interaction.guild_id, typed)
