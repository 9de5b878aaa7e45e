"""/easel pause, resume: a server's emergency stop."""

import discord
from discord import app_commands

from bot.discord.actions.change_log import log_line
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.requesters import person_of
from bot.engine.accounts import in_server
from bot.errors import TemporaryError
from bot.text import wording
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]
WAITING = [
    app_commands.Choice(name=localized("choice.waiting.finish"), value="finish"),
    app_commands.Choice(name=localized("choice.waiting.give_back"), value="give_back"),
]


class PauseCommands(LoggedChanges):
    """Stops painting in the server, and starts it again."""

    @app_commands.command(description=localized("command.pause"))
    @app_commands.describe(waiting=localized("option.waiting"))
    @app_commands.choices(waiting=WAITING)
    async def pause(self, interaction: Interaction, waiting: str = "finish") -> None:
        """Accept no more requests in this server."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        give_back = waiting == "give_back"
        count = await self._intake.engine.pauses.pause(guild, give_back=give_back)
        words = wording.say(f"owner.paused.{waiting}", locale, count=count)
        await interaction.response.send_message(words, ephemeral=True)
        await log_line(self._intake.engine, interaction, "log.paused")

    @app_commands.command(description=localized("command.resume"))
    async def resume(self, interaction: Interaction) -> None:
        """Accept requests in this server again."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        pauses = self._intake.engine.pauses
        was_paused = await pauses.resume(guild)
        words = wording.say("owner.resumed" if was_paused else "owner.resumed.not", locale)
        try:
            await pauses.check(guild)
        except TemporaryError as error:
            words += f" {wording.error_text(error, locale)}"
        await interaction.response.send_message(words, ephemeral=True)
        if was_paused:
            await log_line(self._intake.engine, interaction, "log.resumed")
