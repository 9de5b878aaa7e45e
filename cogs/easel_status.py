"""/easel status: the queue, Gemini, today's cost, and what is missing in the channel."""

import discord
from discord import app_commands

from bot.discord.actions.status_texts import status_text
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.requesters import person_of
from bot.discord.invite import missing_permissions
from bot.engine.accounts import in_server
from bot.errors import TemporaryError
from bot.text import wording
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]


class StatusCommand(LoggedChanges):
    """How things are."""

    @app_commands.command(description=localized("command.status"))
    async def status(self, interaction: Interaction) -> None:
        """Show how things are in the server and this channel."""
        engine, by, locale = self._intake.engine, person_of(interaction), str(interaction.locale)
        guild = in_server(by)
        words = status_text(
            await engine.status.of_server(by),
            locale,
            models=engine.models.table,
            missing=missing_permissions(interaction.app_permissions),
        )
        try:
            await engine.pauses.check(guild)
        except TemporaryError as error:
            words = f"{wording.error_text(error, locale)}\n{words}"
        await interaction.response.send_message(words, ephemeral=True)
