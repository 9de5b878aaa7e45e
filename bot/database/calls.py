"""Calls to Gemini: each is recorded before its request is sent, and again when it has ended.

The limit per minute and the pauses of models hold for all processes together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    RowMapping,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bot.core import circuit_breaker
from bot.core.grounding import NOT_SEARCHED, Grounding
from bot.core.turns import Digest, GeneratedPicture, MicroDollars, Turn
from bot.database import model_pauses, picture_uses, rows, spend, unclaimed_pictures
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.postgres import Lock, acquire
from bot.database.tables import FORGOTTEN_PERSON, calls, turns
from bot.database.transactions import Transaction
from bot.errors import EaselError, NoAnswer, RateLimited

WINDOW = 60.0  # seconds over which `gemini.per_minute` counts
PAINTED = "painted"  # outcome of a call that brought a picture; else an error's code


class CallNotDue(RateLimited):
    """The request was not sent: the limit per minute is reached, or the model is paused."""

    def __init__(self, *, wait: float, paused: bool) -> None:
        super().__init__(wait=wait)
        self.paused = paused  # by Google; else by our own limit


class OverReserve(NoAnswer):
    """Another call could cost more than its turn has reserved, so it was not made."""

    default = "unanswered"


class LeaseLost(Exception):
    """The worker does not hold the turn any more: another took it, or it was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """What one call brought."""

    painted: GeneratedPicture
    more: tuple[GeneratedPicture, ...] = ()  # further finished pictures of the same answer
    words: str = ""
    searched: Grounding = NOT_SEARCHED

    @property
    def pictures(self) -> tuple[GeneratedPicture, ...]:
        """All finished pictures, in order."""
        return (self.painted, *self.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call of a turn, as recorded."""

    number: int  # of the picture in its turn, counted from 0
    outcome: str  # "painted", an error's code; empty: in progress, or its process died
    result: CallResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnd:
    """How a call ended."""

    id: int
    at: float  # seconds since 1970
    result: CallResult | None = None  # what it brought
    error: EaselError | None = None  # why it brought nothing
    cost: MicroDollars | None = None  # None: not known, so that it stays at its most


_RESULT = TypeAdapter(CallResult)
_INSERT = insert(calls).returning(calls.c.id)
_END = (
    update(calls)
    .where(calls.c.id == bindparam("id_"))
    .values(
        ended_at=bindparam("at"),
        outcome=bindparam("said"),
        cost=func.coalesce(bindparam("real", type_=BigInteger), calls.c.cost),
        result=bindparam("brought"),
    )
    .returning(calls.c.model)
)
_EXTEND = (
    update(turns)
    .where(
        turns.c.id == bindparam("id_"),
        turns.c.lease == bindparam("worker"),
        turns.c.outcome.is_(None),
    )
    .values(lease_until=bindparam("until"))
    .returning(turns.c.reserved)
)


class CallStore(BaseStore):
    """Records calls."""

    @shielded
    async def begin(
        self,
        turn: Turn,
        number: int,
        *,
        worker: str,
        now: float,
        lease: float,
        per_minute: int,
        most: MicroDollars,
    ) -> int:
        """Record that a request is about to be sent, and extend the turn's lease.

        From here on it counts at the most that it may cost, until `end` says otherwise.

        Args:
            turn: the turn that is painted.
            number: index of the picture in the turn, from 0.
            worker: the id of the worker that has the lease.
            now: seconds since 1970.
            lease: seconds from now for which the lease is extended.
            per_minute: calls that may begin within a minute, in all processes; 0: no limit.
            most: what it costs at most.

        Returns:
            the call's id.

        Raises:
            OverReserve: the turn has not reserved so much.
            CallNotDue: it must wait; the error says for how many seconds.
            LeaseLost: the worker does not have the turn.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.CALL)
            reserved = await _extend_lease(tx, turn, worker=worker, until=now + lease)
            await _check_reserve(tx, turn, most, reserved=reserved)
            await _begin_with(tx, turn.request.model, now=now, per_minute=per_minute)
            call = {
                "turn": turn.id,
                "number": number,
                "worker": worker,
                "model": turn.request.model,
                "began_at": now,
                "cost": most,
            }
            id_: int = await tx.scalar(_INSERT, call)
            return id_

    @shielded
    async def end(self, call: CallEnd) -> None:
        """Record how a call ended and what it cost, and update the health of its model."""
        async with self._transaction() as tx:
            await acquire(tx, Lock.CALL)
            await end(tx, call)

    @shielded
    async def of_turn(self, turn: Turn) -> Sequence[CallRecord]:
        """Return the calls that began for a turn, oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(calls).where(calls.c.turn == turn.id).order_by(calls.c.id)
            )
            return [_call(row) for row in found.mappings()]


async def end(tx: Transaction, call: CallEnd) -> None:
    """Record how a call ended, while `Lock.CALL` is held.

    The result is stored only while the turn waits for it, not if it was cancelled.
    """
    of_call = select(calls.c.turn).where(calls.c.id == call.id).scalar_subquery()
    turn = await rows.first(tx, turns.c.id == of_call, lock=True)  # who ends it comes after
    if turn is None:  # it was deleted
        return
    await record_end(tx, call, turn, result=call.result if turn.waiting else None)
    if call.result:
        forgotten = turn.by.id == FORGOTTEN_PERSON
        await picture_uses.add(tx, turn.id, _digests(call.result), released=forgotten)
    if not turn.waiting:
        await spend.correct(tx, turn)


async def record_end(
    tx: Transaction, call: CallEnd, turn: Turn, *, result: CallResult | None = None
) -> None:
    """Record how a call ended, while `Lock.CALL` and its turn's row are held.

    Args:
        tx: the open transaction.
        call: how it ended.
        turn: its turn.
        result: what the turn still needs of what it brought.
    """
    ended = {
        "id_": call.id,
        "at": call.at,
        "said": call.error.code if call.error else PAINTED,
        "real": call.cost,
        "brought": rows.dump(_RESULT, result) if result else None,
    }
    model = await tx.scalar(_END, ended)
    if call.result:
        await unclaimed_pictures.claim(tx, _digests(call.result), person=turn.by.id)
    was = await model_pauses.health(tx, model)
    now = circuit_breaker.ended(was, call.error, now=call.at)
    await model_pauses.store_health(tx, model, now, was=was)


def _digests(result: CallResult) -> Sequence[Digest]:
    return [digest for one in result.pictures for digest in picture_uses.painted(one)]


async def _extend_lease(
    tx: Transaction, turn: Turn, *, worker: str, until: float
) -> MicroDollars | None:
    """Extend the lease of an unpainted turn to `until` (since 1970); return what it has reserved.

    Raises:
        LeaseLost: the worker does not have the turn.
    """
    extended = await tx.execute(_EXTEND, {"id_": turn.id, "worker": worker, "until": until})
    row = extended.one_or_none()
    if row is None:
        raise LeaseLost
    reserved: MicroDollars | None = row.reserved
    return reserved


async def _check_reserve(
    tx: Transaction, turn: Turn, most: MicroDollars, *, reserved: MicroDollars | None
) -> None:
    if reserved is None:  # accepted before turns reserved their most
        return
    if await spend.cost_of_calls(tx, turn.id) + most > reserved:
        raise OverReserve


async def _begin_with(tx: Transaction, model: str, *, now: float, per_minute: int) -> None:
    """Count a call that begins in its model's health, if one may begin now.

    Raises:
        CallNotDue: none may.
    """
    full_end = await full_until(tx, now=now, per_minute=per_minute)
    if full_end is not None:
        raise CallNotDue(wait=full_end - now, paused=False)
    health = await model_pauses.health(tx, model)
    if health.paused(now):
        raise CallNotDue(wait=health.until - now, paused=True)
    begun = circuit_breaker.begun(health, now=now)
    await model_pauses.store_health(tx, model, begun, was=health)


async def full_until(tx: Transaction, *, now: float, per_minute: int) -> float | None:
    """Return when the next call may begin (seconds since 1970); None: now."""
    if not per_minute:
        return None
    began: float | None = await tx.scalar(
        select(calls.c.began_at)
        .where(calls.c.began_at > now - WINDOW, calls.c.began_at <= now)
        .order_by(calls.c.began_at.desc())
        .offset(per_minute - 1)
        .limit(1)
    )
    return None if began is None else began + WINDOW


async def delete_results(tx: Transaction, where: ColumnElement[bool]) -> None:
    """Delete the results of turns' calls: they are in the turn now, or not needed."""
    some = select(turns.c.id).where(where)
    stored = calls.c.result.is_not(None)
    await tx.execute(update(calls).where(calls.c.turn.in_(some), stored).values(result=None))


async def delete_results_of(tx: Transaction, turn: int) -> None:
    """Delete the results of one turn's calls: see `delete_results`."""
    await tx.execute(_DELETE_RESULTS, {"of": turn})


_DELETE_RESULTS = (
    update(calls)
    .where(calls.c.turn == bindparam("of"), calls.c.result.is_not(None))
    .values(result=None)
)


def _call(row: RowMapping) -> CallRecord:
    return CallRecord(
        number=row["number"],
        outcome=row["outcome"],
        result=_RESULT.validate_json(row["result"]) if row["result"] else None,
    )
