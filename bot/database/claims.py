"""Which turn a painter gets next.

A claim asks these questions some times for each picture, so that their statements are built once:
building one costs more than asking it.
"""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from bot.core.circuit_breaker import MOST_WAIT
from bot.database import model_pauses, queue_order
from bot.database.tables import turns
from bot.database.transactions import Transaction, Values

MOST_DELAY = 3600.0  # seconds; nothing is put off for longer

_NOW = bindparam("now", type_=Double)
_LANE = bindparam("lane", type_=BigInteger)
_AT_ONCE = bindparam("at_once", type_=BigInteger)
_CARRIED = bindparam("carried", type_=BigInteger, expanding=True)


async def next_turn(
    tx: Transaction,
    *,
    now: float,
    at_once: int,
    server_at_once: int,
    carried: Sequence[int],
    full: bool,
) -> int | None:
    """The number of the next turn: first what is painted and not shown, then the fairest.

    Args:
        tx: holds the turn, so that nobody else is given it.
        now: seconds since 1970.
        at_once: turns of one person that are painted at the same time.
        server_at_once: the same of one server; 0 is no limit.
        carried: turns that are out of the question.
        full: no call may begin now, so that only what is painted can go on.
    """
    asked = {"now": now, "at_once": at_once, "carried": carried}
    id_: int | None = await tx.scalar(_FINISHED, asked)
    if id_ is not None or full:
        return id_
    for lane in await queue_order.by_turn(tx, _LANES, asked):
        here = asked | {"lane": lane}
        if lane and server_at_once and await _painting(tx, here) >= server_at_once:
            continue
        id_ = await tx.scalar(_IN_LANE, here)
        if id_ is not None:
            return id_
    return None


async def _painting(tx: Transaction, asked: Values) -> int:
    return await tx.scalar(_HELD, {"now": asked["now"], "lane": asked["lane"]}) or 0


def _due() -> ColumnElement[bool]:
    """Due, or due so late that the clock must have been set back since; and nobody's."""
    due = or_(turns.c.due_at <= _NOW, turns.c.due_at > _NOW + MOST_DELAY)
    free = and_(turns.c.lease_until <= _NOW, turns.c.id.not_in(_CARRIED))
    return and_(turns.c.shown_at.is_(None), due, free)


def _paintable() -> ColumnElement[bool]:
    """Not while its parent is painted or its model paused, nor beyond the person's turns at once.

    A turn that can't wait for the end of a pause is not held back: its painter says so.
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
        .order_by(turns.c.lane, turns.c.ticket, turns.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


_FINISHED = _first(and_(_due(), turns.c.outcome.is_not(None)))
_IN_LANE = _first(and_(turns.c.lane == _LANE, _due(), _paintable()))
_LANES = select(turns.c.lane).where(_due(), turns.c.outcome.is_(None)).distinct()
_HELD = (
    select(func.count())
    .select_from(turns)
    .where(turns.c.lane == _LANE, turns.c.shown_at.is_(None))
    .where(turns.c.outcome.is_(None), turns.c.lease_until > _NOW)
)
