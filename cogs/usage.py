"""/usage: what a person painted today and this month, and what their limits leave."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.actions.usage_texts import person_usage_text
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of


class UsageCommand(commands.Cog):
    """A person's own usage."""

    def __init__(self, intake: Intake) -> None:
        self._usage = intake.engine.usage

    @app_commands.command(description=localized("command.usage"))
    async def usage(self, interaction: discord.Interaction[DiscordClient]) -> None:
        """Show it privately."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        usage = await self._usage.of_person(person_of(interaction))
        await interaction.edit_original_response(
            content=person_usage_text(usage, str(interaction.locale))
        )
