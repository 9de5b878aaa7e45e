"""Turns as requests see them: accepted, cancelled, read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from bot.core import fair_queue
from bot.core.allowances import OperatorLimits
from bot.core.turns import (
    ImageRequest,
    MicroDollars,
    Outcome,
    Person,
    Place,
    Turn,
    UnfinishedTurn,
)
from bot.database import (
    moderation,
    pauses,
    picture_uses,
    queue_order,
    repeated_words,
    rows,
    settings,
    spend,
    unfinished,
)
from bot.database.base_store import BaseStore
from bot.database.calls import delete_results
from bot.database.opening import shielded
from bot.database.postgres import Lock, acquire, notify
from bot.database.tables import turns
from bot.database.transactions import Transaction
from bot.errors import LimitReached, NotFound

_NO_LIMITS = OperatorLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """A request that is to be accepted."""

    request: ImageRequest
    by: Person
    cost: MicroDollars  # expected
    reserve: MicroDollars = 0  # at most, with each call made once; 0: its cost
    retry_reserve: MicroDollars = 0  # for lost calls that are made once more
    at: Place | None = None
    origin: str | None = None  # the same origin is accepted once
    parent: int | None = None
    pick: int = 0


class TurnStore(BaseStore):
    """Accepts, cancels and reads turns."""

    @shielded
    async def accept(
        self,
        new: NewTurn,
        *,
        most_waiting: int,
        now: float,
        operator_limits: OperatorLimits = _NO_LIMITS,
    ) -> tuple[Turn, bool]:
        """Store a waiting turn; from then on it survives a crash.

        What it costs at most is reserved in every allowance in the same transaction.

        Args:
            new: the request, and what it will cost.
            most_waiting: waiting turns that one person may have.
            now: seconds since 1970.
            operator_limits: what the operator allows; what owners allow in their server is read.

        Returns:
            the turn, and whether it is new: the same origin twice is one turn.

        Raises:
            LimitReached: the person has `most_waiting` turns waiting, or an allowance has no room.
            NotFound: the turn that it continues was deleted, or its pictures expired.
            UserError: the person is blocked in the server.
            TemporaryError: painting is paused.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)
            if new.origin and (known := await rows.from_origin(tx, new.origin)):
                return known, False
            await pauses.check(tx, new.by.guild)
            set_here = await settings.of_server(tx, new.by.guild)
            if new.at is not None:  # else over HTTP, where no one moderates
                await moderation.check_may_ask(tx, new.by, set_here, now=now)
            position = await queue_order.position(tx, new.by)
            _check_waiting(position, most_waiting)
            await _check_parent(tx, new.parent)
            reserved = await _reserve(tx, new, set_here, operator_limits=operator_limits, now=now)
            ticket = fair_queue.ticket(
                now_serving=position.serving, own_last=position.own_last, cost=new.cost
            )
            turn = await _insert(tx, new, ticket=ticket, reserved=reserved, now=now)
            await picture_uses.add_turn(tx, turn)
            await repeated_words.record(tx, turn.request.repeats - {new.by.id}, turn=turn.id)
            if new.at and turn.number is not None:
                await rows.set_canvas(tx, new.at.channel, head=turn.id, tip=turn.id)
            await notify(tx)
            return turn, True

    @shielded
    async def check_room(
        self, by: Person, *, most_waiting: int, moderated: bool, origin: str | None, now: float
    ) -> None:
        """Check that `accept` would have room, before attachments are fetched.

        Args:
            by: who asks.
            most_waiting: waiting turns that one person may have.
            moderated: whether a server's moderators decide who may ask; over HTTP they do not.
            origin: where the request comes from; one that was accepted passes again.
            now: seconds since 1970.

        Raises:
            UserError, LimitReached, TemporaryError: see `accept`.
        """
        async with self._transaction() as tx:
            if moderated:
                set_here = await settings.of_server(tx, by.guild)
                await moderation.check_may_ask(tx, by, set_here, now=now)
            if not origin or await rows.from_origin(tx, origin) is None:
                await pauses.check(tx, by.guild)
                _check_waiting(await queue_order.position(tx, by), most_waiting)

    @shielded
    async def by_origins(self, *origins: str) -> Sequence[Turn]:
        """Return the turns with these origins, oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(turns).where(turns.c.origin.in_(origins)).order_by(turns.c.id)
            )
            return [rows.turn(row) for row in found.mappings()]

    @shielded
    async def cancel(self, id_: int, *, now: float) -> Turn | None:
        """Cancel a turn that has no outcome yet; return it, or None if it has one."""
        async with self._transaction() as tx:
            unpainted = and_(turns.c.id == id_, turns.c.outcome.is_(None))
            was = await rows.first(tx, unpainted, lock=True)
            if was is None:
                return None
            await spend.settle(tx, was)
            await delete_results(tx, turns.c.id == id_)
            at = replace(was.at, token=None) if was.at else None
            changed = await tx.execute(
                update(turns)
                .where(unpainted)
                .values(
                    outcome=str(Outcome.CANCELLED),
                    reason="standing.cancelled",
                    place=rows.dump(rows.PLACE, at) if at else None,
                    lease=None,
                    painted_at=now,
                    shown_at=now,
                )
                .returning(turns)
            )
            await notify(tx, cancelled=id_)
            return rows.turn(changed.mappings().one())

    @shielded
    async def set_progress_message(self, id_: int, message: int) -> bool:
        """Store the id of a turn's progress message; return False if the turn is shown already."""
        async with self._transaction() as tx:
            changed = await tx.execute(
                update(turns)
                .where(turns.c.id == id_, turns.c.shown_at.is_(None))
                .values(progress_message=message)
            )
            return bool(changed.rowcount)

    @shielded
    async def unfinished(
        self, *, since: float, after: UnfinishedTurn | None = None
    ) -> Sequence[UnfinishedTurn]:
        """Return turns that have no outcome yet and a progress message that can be edited.

        Args:
            since: when an interaction came whose response can still be edited (seconds since 1970).
            after: the last turn that was returned; none: begin with the first.

        Returns:
            the next ones, a server's in the order of its queue; empty after the last.
        """
        async with self._transaction() as tx:
            return await unfinished.read(tx, since=since, after=after)

    @shielded
    async def ended(self, ids: Collection[int]) -> Collection[int]:
        """Return those of some turns (by id) that have an outcome."""
        async with self._transaction() as tx:
            waiting = select(turns.c.id).where(turns.c.id.in_(ids), turns.c.outcome.is_(None))
            return {*ids} - {*await tx.scalars(waiting)}

    @shielded
    async def get(self, id_: int) -> Turn | None:
        """Return a turn by its id; None if there is none."""
        async with self._transaction() as tx:
            return await rows.first(tx, turns.c.id == id_)


def _check_waiting(position: queue_order.QueuePosition, most: int) -> None:
    if position.waiting >= most:
        raise LimitReached("limit.waiting", limit=most)


async def _reserve(
    tx: Transaction,
    new: NewTurn,
    set_here: Mapping[str, Any],
    *,
    operator_limits: OperatorLimits,
    now: float,
) -> MicroDollars:
    """Reserve what a turn costs at most and return it.

    Where the allowances have no room for its retries, it is accepted without them.

    Raises:
        LimitReached: an allowance has no room for its calls.
    """
    reserve = partial(
        spend.reserve,
        tx,
        new.by,
        set_here=set_here,
        operator_limits=operator_limits,
        now=now,
        expected=new.cost,
    )
    once = new.reserve or new.cost
    most = once + new.retry_reserve
    try:
        await reserve(spend.reservation(new.request, most))
    except LimitReached:
        most = once
        await reserve(spend.reservation(new.request, most))
    return most


async def _insert(
    tx: Transaction, new: NewTurn, *, ticket: int, reserved: MicroDollars, now: float
) -> Turn:
    row = {
        "origin": new.origin,
        "parent": new.parent,
        "pick": new.pick,
        "request": rows.dump(rows.REQUEST, new.request),
        "model": new.request.model if new.request.calls_model else "",  # waits for no model
        "person": new.by.id,
        "guild": new.by.guild,
        "flow": queue_order.flow_of(new.by),
        "channel": new.at.channel if new.at else None,
        "place": rows.dump(rows.PLACE, new.at) if new.at else None,
        "ticket": ticket,
        "cost": new.cost,
        "reserved": reserved,
        "created_at": now,
        "due_at": now,
        "number": await _number(tx, new),
    }
    added = await tx.execute(_INSERT, row)
    return rows.turn(added.mappings().one())


async def _number(tx: Transaction, new: NewTurn) -> int | None:
    """Return the number of a turn in its canvas; what only one person sees has none."""
    if new.at is None or new.request.private or new.request.describes:
        return None
    return await rows.next_number(tx, new.at.channel)


_INSERT = insert(turns).returning(turns)


async def _check_parent(tx: Transaction, parent: int | None) -> None:
    if parent is None:
        return
    ended = or_(turns.c.deleted_at.is_not(None), turns.c.gone_at.is_not(None))
    found = await tx.execute(
        select(turns.c.number, turns.c.deleted_at).where(turns.c.id == parent, ended)
    )
    if (gone := found.one_or_none()) is None:
        return
    if gone.deleted_at is None:
        raise NotFound("nothing_here.kept")
    raise NotFound("nothing_here.deleted", number=gone.number or parent)
