"""/easel setup: the private panel on which an owner sees and sets what holds in their server."""

import discord
from discord import app_commands

from bot.discord.actions.setup_panel import SetupPanel
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from cogs.logged_changes import LoggedChanges


class EaselSetup(LoggedChanges):
    """A part of `EaselCommands`."""

    @app_commands.command(description=localized("command.setup"))
    async def setup(self, interaction: discord.Interaction[DiscordClient]) -> None:
        """Show the panel."""
        await SetupPanel(self._intake).show(interaction)
