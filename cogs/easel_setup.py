"""/easel setup: the private panel on which an owner sees and sets what holds in their server."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.actions.setup_panel import SetupPanel
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.intake import Intake


class EaselSetup(commands.Cog):
    """A part of `EaselCommands`, which sets `_intake`."""

    _intake: Intake

    @app_commands.command(description=localized("command.setup"))
    async def setup(self, interaction: discord.Interaction[DiscordClient]) -> None:
        """Show the panel."""
        await SetupPanel(self._intake).show(interaction)
