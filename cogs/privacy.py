"""/privacy."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.actions.privacy_panel import PrivacyPanel
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.intake import Intake


class Privacy(commands.Cog):
    """What is stored about a person, and what they can do about it."""

    def __init__(self, intake: Intake) -> None:
        self._panel = PrivacyPanel(intake)

    @app_commands.command(description=localized("command.privacy"))
    async def privacy(self, interaction: discord.Interaction[DiscordClient]) -> None:
        """Show the panel."""
        await self._panel.show(interaction)
