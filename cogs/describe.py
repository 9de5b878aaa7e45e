"""/describe and the menu "Describe this picture": words for a picture, and a prompt to paint it.

A description is a turn like any other: it waits in the same queue, within the same limits, and is
shown after a restart too. It only changes no thread, for nothing is painted.
"""

from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest
from bot.discord.client import DiscordClient
from bot.discord.command_text import options, text
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import File
from bot.discord.intake.uploads import Upload
from bot.engine.submissions import Requester

Where = discord.Interaction[DiscordClient]


class Describe(commands.Cog):
    """Pictures into words."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._menu = app_commands.ContextMenu(
            name=text("menu.describe"), callback=self.describe_this_picture
        )

    async def cog_load(self) -> None:
        """Menus can't be declared in a cog."""
        self._bot.tree.add_command(self._menu)

    @app_commands.command(description=text("command.describe"))
    @app_commands.describe(**options(image="described"))
    async def describe(self, interaction: Where, image: File) -> None:
        """Put an attached picture into words."""
        by = await self._intake.opened(interaction)
        await self._accept(uploads.of(image), by)

    async def describe_this_picture(self, interaction: Where, message: discord.Message) -> None:
        """Put the first picture of a message into words, in a reply to it."""
        by = await self._intake.opened(interaction)
        picture = uploads.require(message)[0]
        await self._intake.engine.settings.check_may_edit(message.author.id, by=by.by)
        at = by.at and replace(by.at, reply_to=message.id)
        await self._accept(picture, replace(by, at=at))

    async def _accept(self, picture: Upload, by: Requester) -> None:
        model = self._intake.engine.text_model
        sources = await self._intake.pictures([picture], by=by, model=model)
        request = ImageRequest(prompt="", model=model, sources=sources, describes=True)
        await self._intake.accept(TurnRequest(request=request), by)
