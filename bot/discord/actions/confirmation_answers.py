"""Answers to pending confirmations; the buttons' custom ids name the confirmation."""

import logging
import re
from functools import partial

import discord

from bot.discord.client import DiscordClient
from bot.discord.components import confirmations
from bot.discord.components.ids import NUMBER
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import locale_of_readers, person_of
from bot.discord.permissions import check_may_write
from bot.engine.confirmations import PendingConfirmation
from bot.errors import UserError
from bot.text import wording

log = logging.getLogger(__name__)

_ID = re.compile(rf"held:({NUMBER}):(yes|no|plain|cancel)")


class ConfirmationAnswers:
    """Takes yes, no, "as written", and Cancel after a yes."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def take(self, interaction: discord.Interaction[DiscordClient], custom_id: str) -> None:
        """Take an answer; the question's message is edited to say what follows."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        # A yes to braces submits each combination: under load that takes longer than Discord waits.
        await interaction.response.defer()
        id_, answer, by = int(match[1]), match[2], person_of(interaction)
        if answer == "cancel":
            await self._cancel(interaction, id_)
            return
        if answer != "no":
            check_may_write(interaction)
        braces = (
            await self._intake.confirmations.ask_cost_after(id_, by=by) if answer == "yes" else None
        )
        if braces is not None:
            await self._ask_cost(interaction.client, braces)
        asked = await self._intake.confirmations.answer(id_, answer, by=by)
        locale = await locale_of_readers(self._intake.engine.settings, interaction)
        words = confirmations.answer_text(asked, answer, locale)
        view = confirmations.cancel_all_button(asked, answer, locale)
        await interaction.edit_original_response(content=words, view=view)
        if view is not None:
            self._intake.braces_notes.watch(id_, partial(_say_painted, interaction, locale))

    async def _cancel(self, interaction: discord.Interaction[DiscordClient], id_: int) -> None:
        locale = await locale_of_readers(self._intake.engine.settings, interaction)
        try:
            ended, asked = await self._intake.confirmations.cancel(id_, by=person_of(interaction))
        except UserError as error:
            painted = await self._intake.confirmations.painted(id_)
            if error.code != "standing.done" or painted is None:
                raise
            words = confirmations.painted_text(*painted, locale)
        else:
            self._intake.braces_notes.stop(id_)
            code = "standing.cancelled" if ended == asked else "braces.cancelled"
            words = wording.say(code, locale, count=ended, asked=asked)
        await interaction.edit_original_response(content=words, view=None)

    async def _ask_cost(self, client: DiscordClient, braces: PendingConfirmation) -> None:
        """Ask the requester in the channel: no interaction of theirs is open by then."""
        locale = await self._intake.engine.settings.language(
            braces.by.guild, braces.at.public_locale
        )
        words, view = confirmations.braces_question(
            braces, locale, cost=self._intake.confirmations.cost(braces)
        )
        requester = discord.Object(id=braces.by.id)
        pinged = discord.AllowedMentions(everyone=False, roles=False, users=[requester])
        channel = client.get_partial_messageable(braces.at.channel)
        try:
            await channel.send(f"<@{requester.id}> {words}", view=view, allowed_mentions=pinged)
        except DISCORD_ERRORS as error:
            log.info(
                "cost question not posted: confirmation=%d error=%s",
                braces.id,
                type(error).__name__,
            )
            await self._intake.confirmations.drop(braces)


async def _say_painted(
    interaction: discord.Interaction[DiscordClient], locale: str, painted: int, asked: int
) -> None:
    words = confirmations.painted_text(painted, asked, locale)
    await interaction.edit_original_response(content=words, view=None)
