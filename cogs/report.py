"""The menu "Report this picture"."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.actions.reports import Reports
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.intake import Intake


class Report(commands.Cog):
    """Shows a picture to the moderators of its server."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._reports = Reports(intake)
        self._menu = app_commands.ContextMenu(
            name=localized("menu.report"),
            callback=self.report_this_picture,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )

    async def cog_load(self) -> None:
        """Menus can't be declared in a cog."""
        self._bot.tree.add_command(self._menu)

    async def report_this_picture(
        self, interaction: discord.Interaction[DiscordClient], message: discord.Message
    ) -> None:
        """Report the picture that a message shows."""
        await self._reports.report_message(interaction, message)
