"""/help."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.actions.help import Help
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.intake import Intake


class HelpCommand(commands.Cog):
    """What can be done here."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._help = Help(bot, intake)

    @app_commands.command(description=localized("command.help"))
    async def help(self, interaction: discord.Interaction[DiscordClient]) -> None:
        """Show it privately."""
        await self._help.show(interaction)
