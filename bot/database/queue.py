"""Turns as workers see them: claimed under a lease, finished, shown.

Only the worker that has the lease can change a turn.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.core.allowances import OperatorLimits, Spent
from bot.core.turns import (
    DeliveryResult,
    Followup,
    GeneratedPicture,
    ImageRequest,
    MicroDollars,
    Outcome,
    Turn,
    TurnProgress,
)
from bot.database import (
    calls,
    claims,
    picture_uses,
    queue_order,
    rows,
    settings,
    spend,
)
from bot.database.base_store import BaseStore
from bot.database.calls import CallEnd
from bot.database.opening import shielded, shielded_unsynced
from bot.database.postgres import Lock, acquire, notify
from bot.database.tables import turns
from bot.database.transactions import Transaction
from bot.errors import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnResult:
    """The result of a turn."""

    outcome: Outcome
    painted: tuple[GeneratedPicture, ...] = ()
    reason: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    words: str = ""
    call: CallEnd | None = None  # the last of its calls, whose end is stored with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What a worker was leased."""

    turns: Sequence[Turn]
    next_due: float | None = None  # when there may be more (seconds since 1970); None: not known
    others_wait: bool = True  # whether turns may be left that wait to be painted


class QueueStore(BaseStore):
    """Leases turns to workers, and records what they do."""

    @shielded_unsynced  # a turn is painted under the lease after `CallStore.begin`, which is synced
    async def claim(
        self,
        *,
        worker: str,
        now: float,
        lease: float,
        at_once: int,
        server_at_once: int = 0,
        per_minute: int = 0,
        excluded: Sequence[int] = (),
        most: int = 1,
    ) -> Claimed:
        """Lease the next turns that are due: finished ones to be shown first, then the fairest.

        Args:
            worker: the id of the worker.
            now: seconds since 1970.
            lease: seconds for which no other worker gets it.
            at_once: turns of one person that are painted at the same time.
            server_at_once: the same of one server; 0 is no limit.
            per_minute: calls that may begin within a minute; 0 is no limit.
            excluded: ids of turns that the worker works on already, even if their lease ran out.
            most: how many it has room for.

        Returns:
            the turns; if they are fewer than `most`, also when there may be more, and whether any
            other waits.
        """
        wanted = claims.Wanted(
            worker=worker,
            now=now,
            until=now + lease,
            at_once=at_once,
            server_at_once=server_at_once,
            excluded=excluded,
            most=most,
        )
        async with self._transaction() as tx:
            await acquire(tx, Lock.CLAIM)  # else two claims might exceed a limit together
            full = await calls.full_until(tx, now=now, per_minute=per_minute)
            leased = await claims.lease_next(tx, wanted, full=full is not None)
            if leased:
                await notify(tx)
            if len(leased) == most:
                return Claimed(turns=leased)
            next_due = await claims.next_due(tx, now=now, full=full)
            others_wait = await claims.any_waits(tx, now=now)
            return Claimed(turns=leased, next_due=next_due, others_wait=others_wait)

    @shielded
    async def confirm_lease(self, turn: Turn, *, worker: str, until: float) -> bool:
        """Extend a lease to `until` (since 1970); return False if the worker lost it."""
        async with self._transaction() as tx:
            changed = await _change(tx, _OF_HOLDER, turn, worker, lease_until=until)
            return changed is not None

    @shielded
    async def renew_leases(self, ids: Sequence[int], *, worker: str, until: float) -> None:
        """Extend a worker's leases on turns (by id) to `until` (seconds since 1970)."""
        async with self._transaction() as tx:
            await tx.execute(
                update(turns)
                .where(turns.c.id.in_(ids), turns.c.lease == worker)
                .values(lease_until=until)
            )

    @shielded
    async def release_leases(self, *, worker: str | None = None) -> None:
        """Release a worker's leases; all leases, if no worker is given."""
        async with self._transaction() as tx:
            leased = turns.c.lease.is_not(None) if worker is None else turns.c.lease == worker
            await tx.execute(
                update(turns)
                .where(leased, turns.c.shown_at.is_(None))
                .values(lease=None, lease_until=0)
            )
            await notify(tx)

    @shielded
    async def finish(
        self, turn: Turn, result: TurnResult, *, worker: str, now: float, lease: float = 0
    ) -> Turn | None:
        """Store the result of a turn and settle its cost; return None if the lease is lost.

        The end of its last call is stored in any case.

        Args:
            turn: the turn.
            result: what came of it.
            worker: the id of the worker that has it.
            now: seconds since 1970.
            lease: seconds for which the lease is extended; 0: it ends when it did.
        """
        extended = {"lease_until": now + lease} if lease else {}
        async with self._transaction() as tx:
            if result.call is not None:
                await acquire(tx, Lock.CALL)
            finished = await _change(
                tx,
                _UNPAINTED_OF_HOLDER,
                turn,
                worker,
                outcome=str(result.outcome),
                painted=rows.dump(rows.PAINTED, result.painted),
                reason=result.reason,
                facts=rows.dump(rows.FACTS, dict(result.facts)),
                words=result.words.replace("\0", ""),  # PostgreSQL keeps no NUL
                painted_at=now,
                **extended,
            )
            if finished is None and result.call is not None:
                await calls.end(tx, result.call)
            if finished is not None:
                if result.call is not None:
                    await calls.record_end(tx, result.call, finished)
                cost = await spend.settle(tx, finished, pictures=len(result.painted))
                finished = replace(finished, cost=cost)
                await picture_uses.add_turn(tx, finished)
                await calls.delete_results_of(tx, turn.id)
                await notify(tx)
            return finished

    @shielded
    async def change_request(
        self,
        turn: Turn,
        request: ImageRequest,
        *,
        reserve: MicroDollars,
        worker: str,
        operator_limits: OperatorLimits,
    ) -> Turn | None:
        """Replace a turn's request; return None if the worker lost its lease.

        What it costs more is reserved for the day it was asked on, from which it is settled, too.

        Args:
            turn: what is changed.
            request: what is painted instead.
            reserve: what that costs at most; less than what was reserved changes nothing.
            worker: the id of the worker that has the turn.
            operator_limits: what the operator allows.

        Raises:
            LimitReached: an allowance has no room for it.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)
            held = await rows.locked(tx, turn.id, lease=worker)  # in the order of all others
            if held is None or not held.waiting:
                return None
            more = max(reserve - held.reserved, 0)  # of a first try without an answer: none
            if more:
                await spend.reserve(
                    tx,
                    turn.by,
                    Spent(cost=more),
                    set_here=await settings.of_server(tx, turn.by.guild),
                    operator_limits=operator_limits,
                    now=turn.created_at,
                )
            return await _change(
                tx,
                _UNPAINTED_OF_HOLDER,
                turn,
                worker,
                request=rows.dump(rows.REQUEST, request),
                model=request.model,
                reserved=held.reserved + more,
            )

    @shielded
    async def mark_shown(
        self, turn: Turn, how: DeliveryResult, *, worker: str, now: float
    ) -> Turn | None:
        """Record how a turn was shown.

        The interaction's token is deleted, unless the follow-up still needs it.

        Returns:
            the turn as it was, with the token and any progress message posted since; None if the
            worker lost its lease.
        """
        async with self._transaction() as tx:
            # Locked, else a progress message posted now is lost.
            was = await rows.locked(tx, turn.id, lease=worker)
            if was is None:
                return None
            at = was.at
            if at and how.left not in {Followup.CLEAR_PROGRESS, Followup.FINAL_PROGRESS}:
                at = replace(at, token=None)
            await rows.change_turn(
                tx,
                turn.id,
                message=how.message,
                shown_at=now,
                followup=str(how.left) if how.left else None,
                lease=None,
                place=rows.dump(rows.PLACE, at) if at else None,
            )
            if how.message:
                where = how.channel or (at.channel if at else None)
                await rows.add_post(tx, turn.id, message=how.message, channel=where)
            return was

    @shielded
    async def postpone(self, turn: Turn, *, until: float, worker: str, begun: bool = True) -> None:
        """Release a turn that is due again at `until`.

        Args:
            turn: the turn.
            until: seconds since 1970.
            worker: the id of the worker that has it.
            begun: whether this counts as one of its attempts.
        """
        attempts = turn.attempts if begun else turn.attempts - 1
        values = {"lease": None, "lease_until": 0, "due_at": until, "attempts": attempts}
        async with self._transaction() as tx:
            await _change(tx, _OF_HOLDER, turn, worker, **values)
            await notify(tx)

    @shielded
    async def progress(self, ids: Collection[int], *, now: float) -> Mapping[int, TurnProgress]:
        """Return where turns are in the queue, by id; those that are shown are left out."""
        async with self._transaction() as tx:
            return await queue_order.progress(tx, ids, now=now)


async def _change(
    tx: Transaction, statement: ReturningUpdate[Any], turn: Turn, worker: str, **values: Any
) -> Turn | None:
    """Set columns of a turn that a worker has; return it, or None if the worker lost it."""
    held = {"held": turn.id, "holder": worker}
    row = (await tx.execute(statement, held | values)).mappings().one_or_none()
    return rows.turn(row) if row else None


# What was shown, cancelled or forgotten has no lease.
_OF_HOLDER = (
    update(turns)
    .where(turns.c.id == bindparam("held"), turns.c.lease == bindparam("holder"))
    .returning(turns)
)
_UNPAINTED_OF_HOLDER = _OF_HOLDER.where(turns.c.outcome.is_(None))
