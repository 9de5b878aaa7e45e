"""Which turns a worker gets next.

A claim runs these statements several times for each picture, so they are built once: building one
costs more than running it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.core.circuit_breaker import MOST_WAIT
from bot.core.turns import Turn
from bot.database import model_pauses, queue_order, rows
from bot.database.tables import turns
from bot.database.transactions import Transaction, Values

MAX_DELAY = 3600.0  # seconds; no turn is postponed for longer

_NOW = bindparam("now", type_=Double)
_FLOW = bindparam("flow", type_=BigInteger)
_AT_ONCE = bindparam("at_once", type_=BigInteger)
_EXCLUDED = bindparam("excluded", type_=BigInteger, expanding=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a worker wants to be leased."""

    worker: str  # its id
    now: float  # seconds since 1970
    until: float  # when the lease ends (seconds since 1970)
    at_once: int  # turns of one person that are painted at the same time
    server_at_once: int  # the same of one server; 0 is no limit
    excluded: Sequence[int]  # ids of turns that are not leased
    most: int  # turns


async def lease_next(tx: Transaction, wanted: Wanted, *, full: bool) -> Sequence[Turn]:
    """Lease the next turns to a worker: painted ones that are to be shown first, then the fairest.

    Args:
        tx: the open transaction.
        wanted: what the worker wants.
        full: no call may begin now, so that only painted turns can go on.
    """
    lease = {"worker": wanted.worker, "until": wanted.until}
    leased: list[Turn] = []
    while len(leased) < wanted.most:
        id_ = await _next(tx, wanted, full=full)
        if id_ is None:
            break
        changed = await tx.execute(_LEASE, {"id_": id_, **lease})
        row = changed.mappings().one()
        if row["outcome"] is None and row["claims"] == 1:  # a flow is charged for a turn once
            await queue_order.charge(tx, row["flow"], ticket=row["ticket"], cost=row["cost"])
        leased.append(rows.turn(row))
    return leased


async def next_due(tx: Transaction, *, now: float, full: float | None) -> float | None:
    """Return when a turn may be leased that can't be now (since 1970); None: it is not known.

    Args:
        tx: the open transaction.
        now: seconds since 1970.
        full: until when no call may begin (since 1970); None: one may.
    """
    times = [full, await model_pauses.next_end(tx, now=now)]
    times += [await tx.scalar(query, {"now": now}) for query in (_NEXT_DUE, _NEXT_EXPIRED)]
    return min((time for time in times if time is not None), default=None)


async def _next(tx: Transaction, wanted: Wanted, *, full: bool) -> int | None:
    """Return the id of the next turn; its row stays locked to the end of the transaction."""
    values = {"now": wanted.now, "at_once": wanted.at_once, "excluded": wanted.excluded}
    id_: int | None = await tx.scalar(_FINISHED, values)
    if id_ is not None or full:
        return id_
    for flow in await queue_order.next_flows(tx, _FLOWS, values):
        in_flow = values | {"flow": flow}
        most = wanted.server_at_once
        if flow and most and await _painting(tx, in_flow) >= most:
            continue
        id_ = await tx.scalar(_IN_FLOW, in_flow)
        if id_ is not None:
            return id_
    return None


async def any_waits(tx: Transaction, *, now: float) -> bool:
    """Return whether any turn waits to be painted, due or not."""
    return await tx.scalar(_ANY_WAITS, {"now": now}) is not None


async def _painting(tx: Transaction, values: Values) -> int:
    return await tx.scalar(_LEASED, {"now": values["now"], "flow": values["flow"]}) or 0


def _due() -> ColumnElement[bool]:
    """Return the condition that a turn is due and not leased.

    One that is due in more than `MAX_DELAY` is due, too: the clock was set back since.
    """
    due = or_(turns.c.due_at <= _NOW, turns.c.due_at > _NOW + MAX_DELAY)
    free = and_(turns.c.lease_until <= _NOW, turns.c.id.not_in(_EXCLUDED))
    return and_(turns.c.shown_at.is_(None), due, free)


def _paintable() -> ColumnElement[bool]:
    """Return the condition that a turn can be painted.

    Its parent has ended, its model is not paused, and its person has fewer than the turns that may
    be painted at once. A turn that can't wait for the end of a pause is claimed: the worker ends it
    with the reason.
    """
    other = turns.alias("other")
    theirs = (
        select(func.count())
        .select_from(other)
        .where(other.c.person == turns.c.person, other.c.shown_at.is_(None))
        .where(other.c.outcome.is_(None), other.c.lease_until > _NOW)
        .scalar_subquery()
    )
    parent = turns.alias("parent")
    unpainted = exists().where(parent.c.id == turns.c.parent, parent.c.outcome.is_(None))
    paused = model_pauses.on(turns.c.model, now=_NOW, before=turns.c.created_at + MOST_WAIT)
    return and_(turns.c.outcome.is_(None), theirs < _AT_ONCE, ~unpainted, ~paused)


def _first(fit: ColumnElement[bool]) -> Select[int]:
    return (
        select(turns.c.id)
        .where(fit)
        .order_by(turns.c.flow, turns.c.ticket, turns.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


_FINISHED = _first(and_(_due(), turns.c.outcome.is_not(None)))
_IN_FLOW = _first(and_(turns.c.flow == _FLOW, _due(), _paintable()))


def _flows() -> Select[int]:
    """Select the flows that have a due turn; each is looked up from the one before.

    DISTINCT would read every open turn for each picture that is painted.
    """
    next_flow = select(func.min(turns.c.flow).label("flow")).where(turns.c.shown_at.is_(None))
    found = next_flow.cte("found", recursive=True)
    after = next_flow.where(turns.c.flow > found.c.flow).scalar_subquery()
    every = found.union_all(select(after).where(found.c.flow.is_not(None)))
    due = exists().where(turns.c.flow == every.c.flow, _due(), turns.c.outcome.is_(None))
    return select(every.c.flow).where(every.c.flow.is_not(None), due)


_FLOWS = _flows()
_ANY_WAITS = select(turns.c.id).where(queue_order.waits(_NOW)).limit(1)
_LEASED = (
    select(func.count())
    .select_from(turns)
    .where(turns.c.flow == _FLOW, turns.c.shown_at.is_(None))
    .where(turns.c.outcome.is_(None), turns.c.lease_until > _NOW)
)

_UNPAINTED = turns.c.outcome.is_(None)
_LEASE = (
    update(turns)
    .where(turns.c.id == bindparam("id_"))
    .values(
        lease=bindparam("worker"),
        lease_until=bindparam("until"),
        attempts=turns.c.attempts + case((_UNPAINTED, 1), else_=0),
        claims=turns.c.claims + case((_UNPAINTED, 1), else_=0),
        showings=turns.c.showings + case((_UNPAINTED, 0), else_=1),
    )
    .returning(turns)
)

# When an open turn can be claimed is the later one of two columns. Each is read in the order of an
# index, so that the first row decides however many turns are open.
_OPEN = turns.c.shown_at.is_(None)
_NEXT_DUE = (
    select(turns.c.due_at)
    .where(_OPEN, turns.c.due_at > _NOW, turns.c.lease_until <= turns.c.due_at)
    .order_by(turns.c.due_at)
    .limit(1)
)
_NEXT_EXPIRED = (
    select(turns.c.lease_until)
    .where(_OPEN, turns.c.lease_until > _NOW, turns.c.due_at <= turns.c.lease_until)
    .order_by(turns.c.lease_until)
    .limit(1)
)
