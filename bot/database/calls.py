"""The ledger of calls to Gemini: each is written down before it leaves and when it has ended.

What begins here is counted over all processes, and a model that is paused is paused for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Text,
    case,
    exists,
    insert,
    literal,
    select,
    update,
)

from bot.core import circuit_breaker
from bot.core.turns import MicroDollars, Painted, Turn
from bot.database import model_pauses, picture_uses, rows
from bot.database.opening import uncancellable
from bot.database.postgres import Lock, locked
from bot.database.repository import Repository
from bot.database.tables import NOBODY, calls, turns
from bot.database.transactions import Transaction
from bot.errors import Crowded, EaselError

WINDOW = 60.0  # seconds over which `gemini.per_minute` counts
PAINTED = "painted"  # outcome of a call that brought a picture; else an error's code


class NotYet(Crowded):
    """The call did not leave: the minute is full, or the model is paused."""

    def __init__(self, *, wait: float, paused: bool) -> None:
        super().__init__(wait=wait)
        self.paused = paused  # by Google; else by our own limit


class Lost(Exception):
    """The turn is not this painter's any more: another took it, or it was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One call's picture."""

    painted: Painted
    words: str = ""
    words_cost: MicroDollars = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a turn, as it was written down."""

    number: int  # of the picture in its turn, counted from 0
    outcome: str  # "painted", an error's code, or empty: it is under way, or its maker died
    done: Done | None


_DONE = TypeAdapter(Done)


class Calls(Repository):
    """Writes calls down."""

    @uncancellable
    async def begin(
        self, turn: Turn, number: int, *, worker: str, now: float, lease: float, per_minute: int
    ) -> int:
        """Note that a call is about to leave; the turn is kept for `lease` seconds more.

        Args:
            turn: what is painted.
            number: which of its pictures, counted from 0.
            worker: who calls.
            now: seconds since 1970.
            lease: seconds.
            per_minute: calls that may begin within a minute, in all processes; 0: no limit.

        Raises:
            NotYet: it must wait.
            Lost: it is not the worker's turn.
        """
        async with self._transaction() as tx:
            await locked(tx, Lock.CALL)
            held = await tx.execute(
                update(turns)
                .where(turns.c.id == turn.id, turns.c.lease == worker, turns.c.outcome.is_(None))
                .values(lease_until=now + lease)
            )
            if not held.rowcount:
                raise Lost
            opens = await full_until(tx, now=now, per_minute=per_minute)
            if opens is not None:
                raise NotYet(wait=opens - now, paused=False)
            health = await model_pauses.health(tx, turn.request.model)
            if health.paused(now):
                raise NotYet(wait=health.until - now, paused=True)
            await model_pauses.remember(
                tx, turn.request.model, circuit_breaker.begun(health, now=now), was=health
            )
            added = await tx.execute(
                insert(calls)
                .values(
                    turn=turn.id,
                    number=number,
                    worker=worker,
                    model=turn.request.model,
                    began_at=now,
                )
                .returning(calls.c.id)
            )
            id_: int = added.scalar_one()
            return id_

    @uncancellable
    async def end(
        self, id_: int, *, now: float, done: Done | None = None, error: EaselError | None = None
    ) -> None:
        """Note how a call ended, and what that says about its model.

        What it brought is kept while its turn waits for it only, not when that was cancelled.
        """
        waits = exists().where(turns.c.id == calls.c.turn, turns.c.outcome.is_(None))
        brought = rows.dump(_DONE, done) if done else None
        async with self._transaction() as tx:
            await locked(tx, Lock.CALL)
            changed = await tx.execute(
                update(calls)
                .where(calls.c.id == id_)
                .values(
                    ended_at=now,
                    outcome=error.code if error else PAINTED,
                    done=case((waits, literal(brought, Text)), else_=None),
                )
                .returning(calls.c.model, calls.c.turn)
            )
            call = changed.one_or_none()
            if call is None:  # its turn was deleted meanwhile
                return
            if done:
                forgotten = await tx.scalar(select(turns.c.person).where(turns.c.id == call.turn))
                brings = picture_uses.painted(done.painted)
                await picture_uses.add(tx, call.turn, brings, ended=forgotten == NOBODY)
            was = await model_pauses.health(tx, call.model)
            await model_pauses.remember(
                tx, call.model, circuit_breaker.ended(was, error, now=now), was=was
            )

    @uncancellable
    async def of(self, turn: Turn) -> Sequence[Call]:
        """The calls that began for a turn so far, the first one first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(calls).where(calls.c.turn == turn.id).order_by(calls.c.id)
            )
            return [_call(row) for row in found.mappings()]


async def full_until(tx: Transaction, *, now: float, per_minute: int) -> float | None:
    """When the next call may begin (seconds since 1970), if so many did within the last minute."""
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


async def forget_brought(tx: Transaction, where: ColumnElement[bool]) -> None:
    """Forget what the calls of some turns brought: it is in the turn now, or nobody wants it."""
    some = select(turns.c.id).where(where)
    await tx.execute(update(calls).where(calls.c.turn.in_(some)).values(done=None))


def _call(row: RowMapping) -> Call:
    return Call(
        number=row["number"],
        outcome=row["outcome"],
        done=_DONE.validate_json(row["done"]) if row["done"] else None,
    )
