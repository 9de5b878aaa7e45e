"""Turns as the painters see them: claimed under a lease, finished, shown.

Whoever holds the lease writes; a painter that lost its lease writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select, update

from bot.core.allowances import Spent
from bot.core.turns import (
    DeliveryResult,
    Followup,
    ImageRequest,
    MicroDollars,
    Outcome,
    Painted,
    Turn,
)
from bot.database import model_pauses, picture_uses, queue_order, rows, spend
from bot.database.calls import forget_brought, full_until
from bot.database.claims import next_turn
from bot.database.opening import uncancellable
from bot.database.postgres import Lock, locked, tell
from bot.database.repository import Repository
from bot.database.tables import turns
from bot.database.transactions import Transaction
from bot.errors import Fact

_PAINTING = turns.c.outcome.is_(None)
_HOLD = (
    update(turns)
    .where(turns.c.id == bindparam("id_"))
    .values(
        lease=bindparam("worker"),
        lease_until=bindparam("until"),
        attempts=turns.c.attempts + case((_PAINTING, 1), else_=0),
        claims=turns.c.claims + case((_PAINTING, 1), else_=0),
        showings=turns.c.showings + case((_PAINTING, 0), else_=1),
    )
    .returning(turns)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a painting."""

    outcome: Outcome
    painted: tuple[Painted, ...] = ()
    reason: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    words: str = ""
    cost: MicroDollars = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnState:
    """How an open turn stands."""

    finished: bool  # painted or failed, and about to be shown
    busy: bool  # its model is paused


class Queue(Repository):
    """Hands turns out."""

    @uncancellable
    async def claim(
        self,
        *,
        worker: str,
        now: float,
        lease: float,
        at_once: int,
        server_at_once: int = 0,
        per_minute: int = 0,
        carried: Sequence[int] = (),
    ) -> Turn | None:
        """Take the next turn that is due: first what is painted and not shown, then the fairest.

        Args:
            worker: who takes it.
            lease: seconds for which nobody else gets it.
            at_once: turns of one person that are painted at the same time.
            server_at_once: the same of one server; 0 is no limit.
            per_minute: calls that may begin within a minute; 0 is no limit.
            carried: turns that the worker carries already, its lease on them maybe run out.
        """
        async with self._transaction() as tx:
            await locked(tx, Lock.CLAIM)  # else two claims at once might exceed what may be at once
            full = await full_until(tx, now=now, per_minute=per_minute)
            id_ = await next_turn(
                tx,
                now=now,
                at_once=at_once,
                server_at_once=server_at_once,
                carried=carried,
                full=full is not None,
            )
            if id_ is None:
                return None
            held = {"id_": id_, "worker": worker, "until": now + lease}
            changed = await tx.execute(_HOLD, held)
            row = changed.mappings().one()
            if row["outcome"] is None and row["claims"] == 1:  # a lane pays for a turn once
                await queue_order.served(tx, row["lane"], ticket=row["ticket"], cost=row["cost"])
            await tell(tx)
            return rows.turn(row)

    @uncancellable
    async def next_due(self, *, now: float, per_minute: int = 0) -> float | None:
        """When there may be something to claim (seconds since 1970), if that can be foreseen."""
        async with self._transaction() as tx:
            late = turns.c.due_at > turns.c.lease_until
            when = case((late, turns.c.due_at), else_=turns.c.lease_until)
            times = [
                await tx.scalar(
                    select(func.min(when)).where(turns.c.shown_at.is_(None), when > now)
                ),
                await model_pauses.next_end(tx, now=now),
                await full_until(tx, now=now, per_minute=per_minute),
            ]
            return min((time for time in times if time is not None), default=None)

    @uncancellable
    async def hold(self, turn: Turn, *, worker: str, until: float) -> bool:
        """Make sure of a turn before it is shown; false if it is not the worker's any more."""
        async with self._transaction() as tx:
            held = await _change(tx, turn, worker, turns.c.shown_at.is_(None), lease_until=until)
            return held is not None

    @uncancellable
    async def renew(self, ids: Sequence[int], *, worker: str, until: float) -> None:
        """Keep turns that a worker holds for longer."""
        async with self._transaction() as tx:
            await tx.execute(
                update(turns)
                .where(turns.c.id.in_(ids), turns.c.lease == worker, turns.c.shown_at.is_(None))
                .values(lease_until=until)
            )

    @uncancellable
    async def release(self, *, worker: str | None = None) -> None:
        """Give back what a worker holds, or what anybody held before this process began."""
        async with self._transaction() as tx:
            held = turns.c.lease.is_not(None) if worker is None else turns.c.lease == worker
            await tx.execute(
                update(turns)
                .where(held, turns.c.shown_at.is_(None))
                .values(lease=None, lease_until=0)
            )
            await tell(tx)

    @uncancellable
    async def finish(self, turn: Turn, result: Result, *, worker: str, now: float) -> Turn | None:
        """Write down what came of a painting; none if the turn is not the worker's any more."""
        async with self._transaction() as tx:
            finished = await _change(
                tx,
                turn,
                worker,
                turns.c.outcome.is_(None),
                outcome=str(result.outcome),
                painted=rows.dump(rows.PAINTED, result.painted),
                reason=result.reason,
                facts=rows.dump(rows.FACTS, dict(result.facts)),
                words=result.words.replace("\0", ""),  # PostgreSQL keeps no NUL
                cost=result.cost,
                painted_at=now,
            )
            if finished is not None:
                await spend.settle(tx, turn, Spent(pictures=len(result.painted), cost=result.cost))
                await picture_uses.note(tx, finished)
                await forget_brought(tx, turns.c.id == turn.id)
                await tell(tx)
            return finished

    @uncancellable
    async def change_request(
        self, turn: Turn, request: ImageRequest, *, worker: str
    ) -> Turn | None:
        """Have a turn painted as another request; none if it is not the worker's any more.

        What it reserved stays as it is: what it costs in the end is settled when it is finished.
        """
        async with self._transaction() as tx:
            return await _change(
                tx,
                turn,
                worker,
                turns.c.outcome.is_(None),
                request=rows.dump(rows.REQUEST, request),
                model=request.model,
            )

    @uncancellable
    async def shown(
        self, turn: Turn, how: DeliveryResult, *, worker: str, now: float
    ) -> Turn | None:
        """Write down how a turn was shown.

        Its interaction's token is forgotten, unless something is still to be done with it.

        Returns:
            the turn as it was, with the token and any note that came since; none if it is not the
            worker's any more.
        """
        async with self._transaction() as tx:
            ours = and_(turns.c.id == turn.id, turns.c.lease == worker)
            was = await rows.first(tx, ours, lock=True)  # else a note that comes now is lost
            if was is None:
                return None
            at = was.at
            if at and how.left not in {Followup.NOTE, Followup.SAID}:
                at = replace(at, token=None)
            await tx.execute(
                update(turns)
                .where(turns.c.id == turn.id)
                .values(
                    message=how.message,
                    shown_at=now,
                    left_over=str(how.left) if how.left else None,
                    lease=None,
                    place=rows.dump(rows.PLACE, at) if at else None,
                )
            )
            if how.message:
                where = how.channel or (at.channel if at else None)
                await rows.add_post(tx, turn.id, message=how.message, channel=where)
            return was

    @uncancellable
    async def postpone(self, turn: Turn, *, until: float, worker: str, begun: bool = True) -> None:
        """Give a turn back; it is due again at `until`.

        Args:
            turn: what is given back.
            until: seconds since 1970.
            worker: who holds it.
            begun: whether this counts as one of its paintings.
        """
        attempts = turn.attempts if begun else turn.attempts - 1
        values = {"lease": None, "lease_until": 0, "due_at": until, "attempts": attempts}
        async with self._transaction() as tx:
            await _change(tx, turn, worker, **values)
            await tell(tx)

    @uncancellable
    async def waiting(self, *, now: float) -> Sequence[int]:
        """The turns waiting to be painted, the next one first."""
        waits = and_(turns.c.shown_at.is_(None), turns.c.outcome.is_(None))
        async with self._transaction() as tx:
            return await queue_order.order(tx, and_(waits, turns.c.lease_until <= now))

    @uncancellable
    async def states(self, ids: Sequence[int], *, now: float) -> Mapping[int, TurnState]:
        """How some turns stand; those that are shown are left out."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(
                    turns.c.id,
                    turns.c.outcome.is_not(None),
                    model_pauses.on(turns.c.model, now=now),
                ).where(turns.c.id.in_(ids), turns.c.shown_at.is_(None))
            )
            return {id_: TurnState(finished=bool(end), busy=bool(rest)) for id_, end, rest in found}


async def _change(
    tx: Transaction, turn: Turn, worker: str, *where: ColumnElement[bool], **values: Any
) -> Turn | None:
    changed = await tx.execute(
        update(turns)
        .where(turns.c.id == turn.id, turns.c.lease == worker, *where)
        .values(**values)
        .returning(turns)
    )
    row = changed.mappings().one_or_none()
    return rows.turn(row) if row else None
