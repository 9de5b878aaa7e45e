"""A part of cogs whose commands change a server's settings: what they change is logged."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.actions.change_log import log_changes, record_changes
from bot.discord.client import DiscordClient
from bot.discord.intake.intake import Intake

Interaction = discord.Interaction[DiscordClient]


class LoggedChanges(commands.Cog):
    """Logs what each command of a cog changes."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def interaction_check(self, interaction: discord.Interaction[Any]) -> bool:
        """Record what the command changes; every command goes on."""
        record_changes(self._intake.engine, interaction)
        return True

    @commands.Cog.listener()
    async def on_app_command_completion(
        self,
        interaction: Interaction,
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        """Log what a command of this cog changed."""
        if isinstance(command, app_commands.Command) and command.binding is self:
            await log_changes(self._intake.engine, interaction)

    async def cog_app_command_error(
        self, interaction: discord.Interaction[Any], _error: app_commands.AppCommandError
    ) -> None:
        """Log what a command changed before it failed, or could not be answered."""
        await log_changes(self._intake.engine, interaction)
