"""Parties that go on, and who is in them. What is over is deleted."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, and_, delete, or_, select, update

from bot.core import parties as rules
from bot.core.due import Due
from bot.core.parties import Guest, Line, Party, PartyState
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.due import next_in
from bot.database.opening import shielded
from bot.database.rows import inserting
from bot.database.tables import FORGOTTEN_PERSON, parties, party_people, turns
from bot.database.transactions import Transaction
from bot.errors import NotFound, UserError

AT_ONCE = 20  # parties that are read to be worked on

Rule = Callable[[Party, Sequence[Guest]], Party]
"""What a party is next, from what it is and who is in it. If it raises, nothing changes."""


class PartyStore(BaseStore):
    """Reads and changes parties; `now` is in seconds since 1970."""

    @shielded
    async def start(self, party: Party) -> None:
        """Store a new party, with the person who starts it in it.

        Raises:
            UserError: one goes on in its channel.
        """
        async with self._transaction() as tx:
            added = await tx.execute(inserting(tx, parties).on_conflict_do_nothing(), _row(party))
            if not added.rowcount:
                raise UserError("party.open")
            await _seat(tx, party, Guest(person=party.person, seat=1))

    @shielded
    async def get(self, id_: int) -> tuple[Party | None, Sequence[Guest]]:
        """Return a party that goes on, and who is in it by seats; None if it is over."""
        async with self._transaction() as tx:
            return await _read(tx, id_), await _people(tx, id_)

    @shielded
    async def in_channel(self, channel: int) -> tuple[Party | None, Sequence[Guest]]:
        """Return the party of a channel or thread, and who is in it; None if there is none."""
        async with self._transaction() as tx:
            party = await rows.one(tx, select(parties).where(parties.c.channel == channel), _party)
            return party, await _people(tx, party.id) if party else ()

    @shielded
    async def due(self, *, now: float, beyond: int = 0) -> Due[Party]:
        """Return the parties about which something is to be done, but the first `beyond`.

        Nothing wakes when a line has been painted: while one is, its end may be near.
        """
        is_due = or_(parties.c.due_at <= now, turns.c.shown_at.is_not(None))
        painting = and_(
            parties.c.asked.is_not(None), parties.c.due_at > now, turns.c.shown_at.is_(None)
        )
        line = turns.c.origin == parties.c.asked
        async with self._transaction() as tx:
            found = await tx.execute(
                select(parties)
                .outerjoin(turns, line)
                .where(is_due)
                .order_by(parties.c.due_at)
                .offset(beyond)
                .limit(AT_ONCE)
            )
            due = [_party(row) for row in found.mappings()]
            later = await next_in(tx, parties, now=now)
            paints = await tx.scalar(
                select(parties.c.id).outerjoin(turns, line).where(painting).limit(1)
            )
        wait = min(later, rules.CHECK) if paints is not None else later
        return Due(due, wait, more=len(due) == AT_ONCE)

    @shielded
    async def line(self, id_: int) -> Line:
        """Return the line of a party that is being painted, as far as it has come."""
        theirs = select(turns).join(parties, parties.c.asked == turns.c.origin)
        async with self._transaction() as tx:
            row = (await tx.execute(theirs.where(parties.c.id == id_))).mappings().one_or_none()
            if row is None:
                return rules.NO_LINE
            return Line(turn=rows.turn(row), shown=row["shown_at"] is not None)

    @shielded
    async def change(self, id_: int, rule: Rule) -> Party:
        """Store what a rule makes of a party, while its row is locked, and return it.

        Raises:
            NotFound: it is over.
        """
        async with self._transaction() as tx:
            before = await _read(tx, id_, lock=True)
            if before is None:
                raise NotFound("party.none")
            after = rule(before, await _people(tx, id_))
            if after != before:
                await tx.execute(update(parties).where(parties.c.id == id_).values(**_row(after)))
            return after

    @shielded
    async def join(self, id_: int, person: int) -> None:
        """Let a person into a party, at the end; who is in it stays where they are.

        Raises:
            NotFound: it has ended.
            LimitReached: it is full.
        """
        async with self._transaction() as tx:
            party = rules.check_on(await _read(tx, id_, lock=True))
            await _seat(tx, party, rules.seated(party, await _people(tx, id_), person))

    @shielded
    async def leave(self, id_: int, person: int) -> None:
        """Let a person out of a party.

        Raises:
            NotFound: it has ended.
        """
        async with self._transaction() as tx:
            rules.check_on(await _read(tx, id_, lock=True))
            theirs = (party_people.c.party == id_, party_people.c.person == person)
            await tx.execute(delete(party_people).where(*theirs))

    @shielded
    async def delete(self, id_: int) -> None:
        """Delete a party that is over."""
        async with self._transaction() as tx:
            await _delete(tx, [id_])


async def of_person(tx: Transaction, person: int) -> Sequence[Party]:
    """Return the parties that go on and that a person is in."""
    theirs = select(party_people.c.party).where(party_people.c.person == person)
    found = await tx.execute(select(parties).where(parties.c.id.in_(theirs)).order_by(parties.c.id))
    return [_party(row) for row in found.mappings()]


async def forget_person(tx: Transaction, person: int) -> None:
    """Let a person out of every party, and forget which they started."""
    await tx.execute(delete(party_people).where(party_people.c.person == person))
    theirs = update(parties).where(parties.c.person == person)
    await tx.execute(theirs.values(person=FORGOTTEN_PERSON))


async def drop_server(tx: Transaction, guild: int) -> None:
    """Delete the parties of a server that was left."""
    there = select(parties.c.id).where(parties.c.guild == guild)
    await _delete(tx, (await tx.scalars(there)).all())


async def _delete(tx: Transaction, ids: Sequence[int]) -> None:
    await tx.execute(delete(party_people).where(party_people.c.party.in_(ids)))
    await tx.execute(delete(parties).where(parties.c.id.in_(ids)))


async def _seat(tx: Transaction, party: Party, guest: Guest) -> None:
    row = {"party": party.id, "person": guest.person, "seat": guest.seat}
    await tx.execute(rows.unless_there(tx, party_people), row)


async def _people(tx: Transaction, id_: int) -> Sequence[Guest]:
    of_it = select(party_people).where(party_people.c.party == id_)
    found = await tx.execute(of_it.order_by(party_people.c.seat))
    return [Guest(person=row["person"], seat=row["seat"]) for row in found.mappings()]


async def _read(tx: Transaction, id_: int, *, lock: bool = False) -> Party | None:
    query = select(parties).where(parties.c.id == id_)
    return await rows.one(tx, query, _party, lock=lock)


def _party(row: RowMapping) -> Party:
    fields = {name: row[name] for name in Party.__dataclass_fields__}
    return Party(**fields | {"state": PartyState(row["state"])})


def _row(party: Party) -> dict[str, Any]:
    return asdict(party) | {"state": str(party.state)}
