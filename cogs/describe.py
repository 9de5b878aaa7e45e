"""/describe and the menu "Describe this picture": words for a picture, and a prompt to paint it.

A description is a turn like any other: it waits in the same queue, within the same limits, and is
shown after a restart too. It only changes no thread, for nothing is painted.
"""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized, localized_options
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import File
from bot.discord.intake.requesters import replying_to
from bot.discord.intake.uploads import Upload
from bot.engine.submissions import Requester

Interaction = discord.Interaction[DiscordClient]


class Describe(commands.Cog):
    """Pictures into words."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._menu = app_commands.ContextMenu(
            name=localized("menu.describe"), callback=self.describe_this_picture
        )

    async def cog_load(self) -> None:
        """Menus can't be declared in a cog."""
        self._bot.tree.add_command(self._menu)

    @app_commands.command(description=localized("command.describe"))
    @app_commands.describe(**localized_options(image="described"))
    async def describe(self, interaction: Interaction, image: File) -> None:
        """Put an attached picture into words."""
        requester = await self._intake.acknowledge(interaction)
        await self._accept(uploads.from_attachment(image), requester)

    async def describe_this_picture(
        self, interaction: Interaction, message: discord.Message
    ) -> None:
        """Put the first picture of a message into words, in a reply to it."""
        private = message.flags.ephemeral  # only they see it, and its description too
        requester = await self._intake.acknowledge(interaction, private=private)
        picture = uploads.require_pictures(message)[0]
        await self._intake.engine.settings.check_may_edit(message.author.id, by=requester.by)
        await self._accept(picture, replying_to(requester, message.id), private=private)

    async def _accept(
        self, picture: Upload, requester: Requester, *, private: bool = False
    ) -> None:
        model, fetcher = self._intake.engine.text_model, self._intake.fetcher
        sources = await fetcher.fetch_pictures([picture], requester=requester, model=model)
        request = ImageRequest(
            prompt="",
            model=model,
            sources=sources,
            private=private,
            spoiler=picture.spoiler,
            describes=True,
        )
        await self._intake.accept(TurnRequest(request=request), requester)
