"""Parties: who joins, whose turn it is, and what becomes of each line."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.core import parties, party_progress
from bot.core.due import Due
from bot.core.parties import NO_LINE, Guest, Party
from bot.core.turns import Person, Turn
from bot.database import Store
from bot.database.parties import Rule
from bot.engine.accounts import in_server
from bot.engine.moderation import Moderation
from bot.engine.wakeup import Wakeup
from bot.errors import EaselError, NotFound


class Parties:
    """Reads and changes the parties that go on."""

    def __init__(self, store: Store, moderation: Moderation, *, now: Callable[[], float]) -> None:
        self._store = store.parties
        self._canvases = store.canvases
        self._moderation = moderation
        self._now = now
        self.wakeup = Wakeup()  # something may be to be done earlier than it was

    async def start(self, new: Party) -> Party:
        """Start a party, in which people gather from now on; return it.

        Raises:
            UserError: one goes on in its channel.
        """
        await self._store.start(new)
        self.wakeup.wake()
        return new

    def new(
        self,
        id_: int,
        *,
        by: Person,
        channel: int,
        seconds: int,
        rounds: int,
        most: int,
        asked: str | None = None,
        turn: int | None = None,
    ) -> Party:
        """Return a new party: see `Party`.

        It begins with the image of `turn`, or with that which comes of the origin `asked`.
        """
        now = self._now()
        ends = now + parties.GATHERING
        return Party(
            id=id_,
            guild=in_server(by),
            channel=channel,
            person=by.id,
            seconds=seconds,
            rounds=rounds,
            most=most,
            started_at=now,
            ends_at=ends,
            due_at=now + parties.CLAIM if asked else now,
            asked=asked,
            turn=turn,
        )

    async def get(self, id_: int) -> tuple[Party, Sequence[Guest]]:
        """Return a party and who is in it, by seats.

        Raises:
            NotFound: it is over.
        """
        party, people = await self._store.get(id_)
        if party is None:
            raise NotFound("party.none")
        return party, people

    async def in_channel(self, channel: int) -> tuple[Party | None, Sequence[Guest]]:
        """Return the party of a channel or thread, and who is in it; None if there is none."""
        return await self._store.in_channel(channel)

    async def join(self, id_: int, person: int) -> None:
        """Let a person in.

        Raises:
            NotFound: the party has ended.
            LimitReached: it is full.
        """
        await self._store.join(id_, person)

    async def leave(self, id_: int, person: int) -> None:
        """Let a person out; if it is their turn, the next one has it.

        Raises:
            NotFound: the party has ended.
        """
        await self._store.leave(id_, person)

    async def begin(self, id_: int) -> Party:
        """Let the turns begin.

        Raises:
            NotFound, UserError: see `bot.core.parties.begun`.
        """
        return await self._change(id_, partial(parties.begun, now=self._now()))

    async def end(self, id_: int) -> Party:
        """Let a party end early.

        Raises:
            NotFound: it is over.
        """
        now = self._now()
        return await self._change(
            id_, lambda party, _: parties.ended(party, "party.over.ended", now=now)
        )

    async def skip(self, id_: int) -> Party:
        """Let the turn that is under way end now.

        Raises:
            NotFound: the party is over.
        """
        now = self._now()
        return await self._change(id_, lambda party, _: parties.passed(party, now=now))

    # -- lines

    async def claim(self, id_: int, *, person: int, origin: str) -> Party:
        """Take the line of the person whose turn it is, by the origin of its request.

        Raises:
            NotFound, UserError: see `bot.core.parties.claimed`.
        """
        rule = partial(parties.claimed, person=person, origin=origin, now=self._now())
        return await self._change(id_, rule)

    async def give_back(self, id_: int, error: EaselError, *, origin: str) -> Party:
        """Give a turn back whose line was refused.

        Raises:
            NotFound: the party is over.
        """
        now = self._now()
        return await self._change(
            id_, lambda party, _: parties.given_back(party, error, origin=origin, now=now)
        )

    async def images(self, party: Party) -> Sequence[Turn]:
        """Return the turns of a party's images that can be shown, from the first to the last."""
        if party.turn is None:
            return ()
        return parties.images_of(party, await self._canvases.lineage(party.turn))

    # -- what is to be done on Discord

    async def due(self, *, beyond: int = 0) -> Due[Party]:
        """Return the parties about which something is to be done, but the first `beyond`."""
        return await self._store.due(now=self._now(), beyond=beyond)

    async def advance(self, id_: int) -> Party:
        """Store what time and a painted line bring, and return the party.

        Raises:
            NotFound: it is over.
        """
        party, _ = await self.get(id_)
        line = NO_LINE if party.asked is None else await self._store.line(id_)
        blocked = await self._moderation.blocked(party.guild)
        now = self._now()

        def rule(current: Party, people: Sequence[Guest]) -> Party:
            if current.asked != party.asked:
                return current  # a line was taken meanwhile
            return party_progress.advanced(current, people, line=line, absent=blocked, now=now)

        return await self._change(id_, rule)

    async def announced(self, id_: int, message: int) -> Party:
        """Store the message at which people join."""
        return await self._change(id_, lambda party, _: parties.announced(party, message))

    def end_of_turn(self, party: Party) -> float:
        """Return when a turn ends that begins now, in seconds since 1970."""
        return self._now() + party.seconds

    async def called(self, id_: int, message: int) -> Party:
        """Store the message that tells a person that it is their turn, which lasts from now on."""
        now = self._now()
        return await self._change(id_, lambda party, _: parties.called(party, message, now=now))

    async def attempt(self, id_: int) -> Party:
        """Store that a message is about to be posted; return the party with that attempt."""
        return await self._change(id_, lambda party, _: parties.attempted(party))

    async def postpone(self, id_: int, *, after: float, reason: str | None = None) -> None:
        """Store that something could not be done, and after how many seconds it is tried again."""
        until = self._now() + after
        await self._change(
            id_, lambda party, _: parties.postponed(party, until=until, reason=reason)
        )

    async def delete(self, id_: int) -> None:
        """Delete a party that is over."""
        await self._store.delete(id_)

    async def _change(self, id_: int, rule: Rule) -> Party:
        party = await self._store.change(id_, rule)
        self.wakeup.wake()
        return party
