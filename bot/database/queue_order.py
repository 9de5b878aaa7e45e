"""The lanes of the queue: one for each server, so that a busy one does not keep the others waiting.

`bot.core.pricing` has the rule; here are its rows. `lanes` holds how far each lane was served, the
notebook's "clock" the start of the turn that was served last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from bot.core import pricing
from bot.core.turns import MicroDollars, Person
from bot.database import key_value
from bot.database.tables import lanes, turns
from bot.database.transactions import Transaction, Values

PRIVATE = 0  # the lane that all private chats and HTTP callers share


def lane_of(by: Person) -> int:
    """The lane that a person's turns stand in."""
    return PRIVATE if by.guild is None else by.guild


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a person stands in the queue before they ask once more."""

    waiting: int  # turns of theirs, in all lanes
    serving: int  # the ticket that their lane was served last
    own_last: int  # the last of their own tickets in it


async def stand(tx: Transaction, by: Person) -> Stand:
    """How a person stands in the queue."""
    lane = lane_of(by)
    mine, unpainted = turns.c.person == by.id, turns.c.outcome.is_(None)
    waiting = select(func.count()).where(mine, turns.c.shown_at.is_(None), unpainted)
    serving = select(lanes.c.serving).where(lanes.c.lane == lane)
    own = select(func.max(turns.c.ticket)).where(mine, turns.c.lane == lane)
    found = await tx.execute(
        select(waiting.scalar_subquery(), serving.scalar_subquery(), own.scalar_subquery())
    )
    row = found.one()
    return Stand(waiting=row[0], serving=row[1] or 0, own_last=row[2] or 0)


async def by_turn(tx: Transaction, some: Select[int], asked: Values) -> Sequence[int]:
    """Some lanes, the one to be served next first.

    Args:
        tx: in which it is asked.
        some: the lanes.
        asked: the values of `some`.
    """
    found = list(await tx.scalars(some, asked))
    if len(found) <= 1:
        return found
    done = await _done(tx, found)
    clock = await _clock(tx)
    return sorted(
        found, key=lambda lane: (pricing.start(clock=clock, done=done.get(lane, 0)), lane)
    )


async def served(tx: Transaction, lane: int, *, ticket: int, cost: MicroDollars) -> None:
    """A lane's turn is served for the first time: move the lane on by what it costs."""
    clock = await _clock(tx)
    row = (await tx.execute(select(lanes).where(lanes.c.lane == lane))).one_or_none()
    begins = pricing.start(clock=clock, done=row.done if row else 0)
    now = {
        "done": begins + pricing.share(cost),
        "serving": max(ticket, row.serving if row else 0),
    }
    if row is None:
        await tx.execute(insert(lanes).values(lane=lane, **now))
    else:
        await tx.execute(update(lanes).where(lanes.c.lane == lane).values(**now))
    await key_value.write(tx, "clock", str(begins))


async def order(tx: Transaction, where: ColumnElement[bool]) -> Sequence[int]:
    """The numbers of some waiting turns in the order in which they will be served."""
    found = await tx.execute(
        select(turns.c.id, turns.c.lane, turns.c.ticket, turns.c.cost, turns.c.claims).where(where)
    )
    waiting = [
        pricing.Waiting(
            id=row.id, lane=row.lane, ticket=row.ticket, cost=row.cost, paid=row.claims > 0
        )
        for row in found
    ]
    done = await _done(tx, {one.lane for one in waiting})
    return pricing.order(waiting, clock=await _clock(tx), done=done)


async def _done(tx: Transaction, some: Iterable[int]) -> Mapping[int, int]:
    """How far some lanes were served."""
    found = await tx.execute(select(lanes.c.lane, lanes.c.done).where(lanes.c.lane.in_(some)))
    return {row.lane: row.done for row in found}


async def _clock(tx: Transaction) -> int:
    return int(await key_value.read(tx, "clock") or 0)
