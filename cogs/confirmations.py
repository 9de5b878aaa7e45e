"""Takes the answers to questions that want a yes first; the buttons' ids name the question."""

import logging
import re

import discord
from discord.ext import commands

from bot.discord.client import DiscordClient
from bot.discord.components import confirmations
from bot.discord.components.ids import NUMBER
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.intake.intake import Intake, person
from bot.engine.confirmations import PendingConfirmation
from bot.errors import Refused
from bot.text import wording

log = logging.getLogger(__name__)

_ID = re.compile(rf"held:({NUMBER}):(yes|no|plain|cancel)")


class ConfirmationClicks(commands.Cog):
    """Yes, no, "as written", and Cancel for what a yes set going."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def answered(
        self, interaction: discord.Interaction[DiscordClient], custom_id: str
    ) -> None:
        """Take an answer, and say what comes of it where the question stood."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            raise Refused("button.stale")
        id_, answer, by = int(match[1]), match[2], person(interaction)
        if answer == "cancel":
            await self._cancel(interaction, id_)
            return
        braces = (
            await self._intake.questions.ask_cost_after(id_, by=by) if answer == "yes" else None
        )
        if braces is not None:
            await self._ask_cost(interaction.client, braces)
        asked = await self._intake.questions.answer(id_, answer, by=by)
        locale = str(interaction.locale)
        words = confirmations.thanks(asked, answer, locale)
        view = confirmations.under_thanks(asked, answer, locale)
        await interaction.response.edit_message(content=words, view=view)

    async def _cancel(self, interaction: discord.Interaction[DiscordClient], id_: int) -> None:
        ended, asked = await self._intake.questions.cancel(id_, by=person(interaction))
        code = "standing.cancelled" if ended == asked else "braces.cancelled"
        words = wording.say(code, str(interaction.locale), count=ended, asked=asked)
        await interaction.response.edit_message(content=words, view=None)

    async def _ask_cost(self, client: DiscordClient, braces: PendingConfirmation) -> None:
        """Ask whoever wished, in the channel: the poster answered at another time than theirs."""
        words, view = confirmations.braces(
            braces, braces.at.locale, cost=self._intake.questions.cost(braces)
        )
        asker = discord.Object(id=braces.by.id)
        pinged = discord.AllowedMentions(everyone=False, roles=False, users=[asker])
        channel = client.get_partial_messageable(braces.at.channel)
        try:
            await channel.send(f"<@{asker.id}> {words}", view=view, allowed_mentions=pinged)
        except DISCORD_ERRORS as error:
            log.info("braces could not be asked about: %s", type(error).__name__)
            await self._intake.questions.drop(braces)
