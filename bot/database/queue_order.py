"""Fair order of the queue: each server is a flow, so that a busy one does not delay the others.

`bot.core.fair_queue` has the rule, this module its rows. The table `flows` holds how far each flow
was served; the key "clock" the start of the turn that was served last, in the queue's own time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Double,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
)

from bot.core import fair_queue
from bot.core.turns import MicroDollars, Person, TurnProgress
from bot.database import key_value, model_pauses, rows
from bot.database.tables import flows, turns
from bot.database.transactions import Transaction, Values

PRIVATE = 0  # the flow that all private chats and HTTP callers share
ASKED_AT_ONCE = 10_000  # turns of one statement; PostgreSQL takes 32,767 values
CLOCK = "clock"  # key of the start of the turn that was served last


def flow_of(by: Person) -> int:
    """Return the flow of a person's turns: their server, or `PRIVATE`."""
    return PRIVATE if by.guild is None else by.guild


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePosition:
    """Where a person's next turn would be put in the queue."""

    waiting: int  # unpainted turns of theirs, in all flows
    serving: int  # the ticket that was served last in their flow
    own_last: int  # the last of their own tickets in it


async def position(tx: Transaction, by: Person) -> QueuePosition:
    """Return where a person's next turn would be put in the queue."""
    found = await tx.execute(_POSITION, {"person": by.id, "flow": flow_of(by)})
    row = found.one()
    return QueuePosition(waiting=row[0], serving=row[1] or 0, own_last=row[2] or 0)


def _position() -> Select[int, int, int]:
    mine, flow = turns.c.person == bindparam("person"), bindparam("flow", type_=BigInteger)
    waiting = select(func.count()).where(
        mine, turns.c.shown_at.is_(None), turns.c.outcome.is_(None)
    )
    serving = select(flows.c.serving).where(flows.c.flow == flow)
    own = select(func.max(turns.c.ticket)).where(mine, turns.c.flow == flow)
    return select(waiting.scalar_subquery(), serving.scalar_subquery(), own.scalar_subquery())


_POSITION = _position()
_FLOW = select(flows).where(flows.c.flow == bindparam("flow"))


async def next_flows(tx: Transaction, query: Select[int], values: Values) -> Sequence[int]:
    """Return flows in the order in which they are served next.

    Args:
        tx: the open transaction.
        query: selects the flows.
        values: parameters of `query`.
    """
    found = list(await tx.scalars(query, values))
    if len(found) <= 1:
        return found
    served_until = await _served_until(tx, found)
    clock = await _clock(tx)
    return sorted(
        found,
        key=lambda flow: (fair_queue.start(clock=clock, done=served_until.get(flow, 0)), flow),
    )


async def charge(tx: Transaction, flow: int, *, ticket: int, cost: MicroDollars) -> None:
    """Move a flow on by the cost of a turn that is served for the first time."""
    clock = await _clock(tx)
    row = (await tx.execute(_FLOW, {"flow": flow})).one_or_none()
    begins = fair_queue.start(clock=clock, done=row.served_until if row else 0)
    values = {
        "served_until": begins + fair_queue.share(cost),
        "serving": max(ticket, row.serving if row else 0),
    }
    await rows.put(tx, flows, key={"flow": flow}, values=values)
    await key_value.write(tx, CLOCK, str(begins))


def waits(now: BindParameter[float]) -> ColumnElement[bool]:
    """Return the condition that a turn waits to be painted."""
    unpainted = and_(turns.c.shown_at.is_(None), turns.c.outcome.is_(None))
    return and_(unpainted, turns.c.lease_until <= now)


async def places(tx: Transaction, ids: Collection[int], *, now: float) -> Mapping[int, int]:
    """Return the places of turns among all that wait; those that don't wait are left out.

    The rule is `bot.core.fair_queue.order`. The database applies it, because reading thousands of
    turns into memory takes ten times as long: each turn begins when those before it in its flow
    have been served, and the places are by that time.
    """
    values = {"ids": list(ids), "now": now, "clock": await _clock(tx)}
    return {row.id: row.place for row in await tx.execute(_PLACES, values)}


def _places() -> Select[int, int]:
    clock = bindparam("clock", type_=BigInteger)
    served_until = func.coalesce(flows.c.served_until, 0)
    start = case((served_until > clock, served_until), else_=clock)
    share = case((turns.c.claims > 0, 0), (turns.c.cost < 1, 1), else_=turns.c.cost)
    in_order = (turns.c.ticket, turns.c.id)
    before = func.sum(share).over(partition_by=turns.c.flow, order_by=in_order, rows=(None, -1))
    waiting = (
        select(
            turns.c.id,
            turns.c.flow,
            turns.c.ticket,
            (start + func.coalesce(before, 0)).label("begins"),
        )
        .join(flows, flows.c.flow == turns.c.flow, isouter=True)
        .where(waits(bindparam("now", type_=Double)))
        .subquery()
    )
    queue = (waiting.c.begins, waiting.c.flow, waiting.c.ticket, waiting.c.id)
    place = func.row_number().over(order_by=queue).label("place")
    placed = select(waiting.c.id, place).subquery()
    wanted = placed.c.id.in_(bindparam("ids", type_=BigInteger, expanding=True))
    return select(placed.c.id, placed.c.place).where(wanted)


_PLACES = _places()


async def progress(
    tx: Transaction, ids: Collection[int], *, now: float
) -> Mapping[int, TurnProgress]:
    """Return where turns are in the queue, by id; those that are shown are left out."""
    found: dict[int, TurnProgress] = {}
    asked = list(ids)
    for first in range(0, len(asked), ASKED_AT_ONCE):
        found |= await _progress(tx, asked[first : first + ASKED_AT_ONCE], now=now)
    return found


async def _progress(
    tx: Transaction, ids: Collection[int], *, now: float
) -> Mapping[int, TurnProgress]:
    states = (await tx.execute(_PROGRESS, {"ids": ids, "now": now})).all()
    waiting = [row.id for row in states if row.waits]
    place = await places(tx, waiting, now=now) if waiting else {}
    return {
        row.id: TurnProgress(
            painting=not row.waits,
            place=place.get(row.id, 0),
            busy=bool(row.paused and row.waits),
            finished=bool(row.finished),
        )
        for row in states
    }


_NOW = bindparam("now", type_=Double)
_PROGRESS = select(
    turns.c.id,
    turns.c.outcome.is_not(None).label("finished"),
    waits(_NOW).label("waits"),
    model_pauses.on(turns.c.model, now=_NOW).label("paused"),
).where(turns.c.id.in_(bindparam("ids", expanding=True)), turns.c.shown_at.is_(None))


async def _served_until(tx: Transaction, some: Iterable[int]) -> Mapping[int, int]:
    """Return how far flows were served; those that never were are left out."""
    found = await tx.execute(
        select(flows.c.flow, flows.c.served_until).where(flows.c.flow.in_(some))
    )
    return {row.flow: row.served_until for row in found}


async def _clock(tx: Transaction) -> int:
    return int(await key_value.read(tx, CLOCK) or 0)
