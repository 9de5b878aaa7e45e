"""Answers to a prompt that was written better: paint it, change it, or paint one's own words."""

import re

import discord

from bot.core import improving, permissions, typed_options
from bot.core.models import ALL_RATIOS
from bot.core.turns import Turn
from bot.core.typed_options import TypedPrompt
from bot.discord.client import DiscordClient
from bot.discord.components.ids import NUMBER, FormValues, TurnAction
from bot.discord.components.prompt_modals import improved_modal
from bot.discord.intake.intake import Intake
from bot.discord.intake.prepared import PreparedRequest
from bot.discord.intake.request_builder import with_typed
from bot.discord.intake.requesters import person_of, replying_to
from bot.discord.permissions import check_may_write
from bot.errors import NotFound, UserError

_FORM = re.compile(rf"improved:({NUMBER})")

Interaction = discord.Interaction[DiscordClient]


class Improvements:
    """Takes the clicks and the form; all that is painted is in the turn that asked."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._engine = intake.engine

    async def take(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Paint the better prompt or the person's own, or open the form with the better one.

        Raises:
            NotFound: there is none.
            UserError: another person asked.
        """
        permissions.check_reword(turn, person_of(interaction))
        words = improving.improved_words(turn)
        if click.choice == "mine":
            await self._paint(interaction, turn, turn.request.prompt)
        elif not words:
            raise NotFound
        elif click.choice == "this":
            await self._paint(interaction, turn, words)
        else:
            if not improving.painted(turn, words).request.private:
                check_may_write(interaction)
            modal = improved_modal(turn, words, str(interaction.locale))
            await interaction.response.send_modal(modal)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Paint the words of the form."""
        match = _FORM.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        by = person_of(interaction)
        turn = await self._engine.turns.get_in_channel(
            interaction.channel_id or 0, int(match[1]), by=by
        )
        permissions.check_reword(turn, by)
        words = FormValues.parse(dict(interaction.data or {})).words
        typed = typed_options.parse(words, ratios=ALL_RATIOS)
        await self._paint(interaction, turn, typed.words, typed)

    async def _paint(
        self, interaction: Interaction, turn: Turn, words: str, typed: TypedPrompt | None = None
    ) -> None:
        made = improving.painted(turn, words)
        requester = await self._intake.acknowledge(interaction, private=made.request.private)
        place = turn.at
        if place is not None and place.reply_to and place.channel == interaction.channel_id:
            requester = replying_to(requester, place.reply_to)
        ignored: tuple[str, ...] = ()
        if typed is not None:
            made = with_typed(self._intake, made, typed, requester=requester)
            ignored = typed.ignored
        made = await self._engine.characters.brought_along(made, words, by=requester.by)
        prepared = PreparedRequest(request=made, ignored=ignored)
        await self._intake.accept_prompt(interaction, prepared, requester)
