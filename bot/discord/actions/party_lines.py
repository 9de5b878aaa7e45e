"""Lines of a party that people write as messages."""

import discord

from bot.core import parties, picture_refs
from bot.core.parties import Party, PartyState
from bot.core.requests import TurnRequest
from bot.core.turns import Turn
from bot.discord.actions.parties import PartyActions
from bot.discord.intake.intake import Intake
from bot.discord.intake.message_intent import Intent
from bot.discord.intake.message_reader import MessageReader, UnderstoodMessage
from bot.discord.intake.prepared import PreparedRequest
from bot.discord.intake.requesters import person_of, requester_of

_PAINTS = frozenset({Intent.NEW, Intent.REFINE_HEAD, Intent.REFINE_REPLIED})


class PartyLines:
    """Takes the messages of the person whose turn it is; the others can chat."""

    def __init__(self, intake: Intake, reader: MessageReader, actions: PartyActions) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._reader = reader
        self._actions = actions

    async def take(self, message: discord.Message, understood: UnderstoodMessage | None) -> bool:
        """Take a message as a line of a party; false where it is none.

        While a party goes on in a thread, what others write there without addressing Easel is talk.

        Args:
            message: the message.
            understood: what it asks for; None: nothing.

        Raises:
            EaselError: it is a line, and can't be painted.
        """
        if message.guild is None or (understood is None and not self._reader.answers_me(message)):
            return False
        party, people = await self._engine.parties.in_channel(message.channel.id)
        if party is None or party.state is not PartyState.PLAYING:
            return False
        images = await self._engine.parties.images(party)
        words = self._words(message, understood, party, images[-1] if images else None)
        if words is None:
            return False
        theirs = parties.at_seat(party, people) == message.author.id and party.asked is None
        if not theirs and not self._is_addressed(message):
            return True
        parties.check_turn(party, people, person=message.author.id)
        await self._hand_over(message, party, words, images[-1] if images else None)
        return True

    def _words(
        self,
        message: discord.Message,
        understood: UnderstoodMessage | None,
        party: Party,
        last: Turn | None,
    ) -> str | None:
        """Return the line that a message has; None where it has none, or asks for something else.

        What names or replies to another image, or has files, is a request beside the party.
        """
        if message.reference is not None and message.reference.message_id == party.call:
            return self._reader.without_mention(message, message.content)
        if understood is None or understood.intent not in _PAINTS or understood.files:
            return None
        if understood.intent is Intent.REFINE_REPLIED and (
            last is None or understood.turn is None or understood.turn.id != last.id
        ):
            return None
        named, _ = picture_refs.split_leading(understood.text)
        return None if named or understood.text_file else understood.text

    def _is_addressed(self, message: discord.Message) -> bool:
        return message.reference is not None or self._reader.mentions_me(message)

    async def _hand_over(
        self, message: discord.Message, party: Party, words: str, last: Turn | None
    ) -> None:
        by = person_of(message)
        requester = requester_of(
            message,
            by=by,
            settings=await self._engine.settings.of_request(by),
            channel=await self._reader.channel_of(message),
            continues=last,
        )

        async def accept(request: TurnRequest) -> None:
            prepared = PreparedRequest(request=request)
            await self._intake.accept_message(message, prepared, requester, as_written=True)

        await self._actions.take_line(party, words, requester, accept)
