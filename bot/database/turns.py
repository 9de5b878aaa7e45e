"""Turns as the front desk sees them: accepted, cancelled, looked up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, insert, or_, select, update

from bot.core import pricing
from bot.core.allowances import NOTHING, OperatorLimits
from bot.core.turns import ImageRequest, MicroDollars, Outcome, Person, Place, Turn
from bot.database import picture_uses, queue_order, rows, spend
from bot.database.calls import forget_brought
from bot.database.opening import uncancellable
from bot.database.postgres import Lock, locked, tell
from bot.database.repository import Repository
from bot.database.tables import turns
from bot.database.transactions import Transaction
from bot.errors import NothingHere, TooMuch

_OPEN_HOUSE = OperatorLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """A request as it is accepted."""

    request: ImageRequest
    by: Person
    cost: MicroDollars
    at: Place | None = None
    origin: str | None = None  # the same origin is accepted once
    parent: int | None = None
    pick: int = 0


class TurnStore(Repository):
    """Takes turns in."""

    @uncancellable
    async def accept(
        self, new: NewTurn, *, most_waiting: int, now: float, house: OperatorLimits = _OPEN_HOUSE
    ) -> tuple[Turn, bool]:
        """Write a waiting turn: from here on it survives whatever happens.

        Its cost is taken out of every allowance in the same transaction.

        Args:
            new: the request, and what it will cost at most.
            most_waiting: turns of one person.
            now: seconds since 1970.
            house: what the operator allows; what owners allow in their server is looked up.

        Returns:
            the turn, and whether it is new: the same origin twice is one turn.

        Raises:
            TooMuch: the person has `most_waiting` turns waiting, or an allowance is spent.
            NothingHere: what it continues was deleted, or is not kept any more.
        """
        async with self._transaction() as tx:
            await locked(tx, Lock.TILL)
            if new.origin and (known := await rows.first(tx, turns.c.origin == new.origin)):
                return known, False
            stand = await queue_order.stand(tx, new.by)
            _check_waiting(stand, most_waiting)
            await _continuable(tx, new.parent)
            asked = spend.promised(new.request, new.cost)
            await spend.reserve(tx, new.by, asked, house=house, now=now)
            ticket = pricing.ticket(
                now_serving=stand.serving, own_last=stand.own_last, cost=new.cost
            )
            turn = await _insert(tx, new, ticket=ticket, now=now)
            await picture_uses.note(tx, turn)
            if new.at and not new.request.private and not new.request.describes:
                await rows.set_canvas(tx, new.at.channel, head=turn.id, tip=turn.id)
            await tell(tx)
            return turn, True

    @uncancellable
    async def check_waiting(self, by: Person, *, most: int, origin: str | None = None) -> None:
        """Look whether `accept` would have room, before anything is fetched for it.

        Raises:
            TooMuch: the person has `most` turns waiting, and none of them came from `origin`.
        """
        async with self._transaction() as tx:
            if not origin or await rows.first(tx, turns.c.origin == origin) is None:
                _check_waiting(await queue_order.stand(tx, by), most)

    @uncancellable
    async def came_from(self, *origins: str) -> Sequence[Turn]:
        """The turns that came from some origins, oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(turns).where(turns.c.origin.in_(origins)).order_by(turns.c.id)
            )
            return [rows.turn(row) for row in found.mappings()]

    @uncancellable
    async def cancel(self, id_: int, *, now: float) -> Turn | None:
        """End a turn that is not painted yet; none if it is too late for that."""
        async with self._transaction() as tx:
            unpainted = and_(turns.c.id == id_, turns.c.outcome.is_(None))
            was = await rows.first(tx, unpainted, lock=True)
            if was is None:
                return None
            await spend.settle(tx, was, NOTHING)
            await forget_brought(tx, turns.c.id == id_)
            at = replace(was.at, token=None) if was.at else None
            changed = await tx.execute(
                update(turns)
                .where(unpainted)
                .values(
                    outcome=str(Outcome.CANCELLED),
                    reason="standing.cancelled",
                    cost=0,
                    place=rows.dump(rows.PLACE, at) if at else None,
                    lease=None,
                    painted_at=now,
                    shown_at=now,
                )
                .returning(turns)
            )
            await tell(tx, cancelled=id_)
            return rows.turn(changed.mappings().one())

    @uncancellable
    async def set_note(self, id_: int, message: int) -> bool:
        """Remember the message that says where a turn stands; false if it is shown already."""
        async with self._transaction() as tx:
            changed = await tx.execute(
                update(turns)
                .where(turns.c.id == id_, turns.c.shown_at.is_(None))
                .values(note=message)
            )
            return bool(changed.rowcount)

    @uncancellable
    async def ended(self, ids: Collection[int]) -> Collection[int]:
        """Which of some turns have an outcome."""
        async with self._transaction() as tx:
            waiting = select(turns.c.id).where(turns.c.id.in_(ids), turns.c.outcome.is_(None))
            return {*ids} - {*await tx.scalars(waiting)}

    @uncancellable
    async def turn(self, id_: int) -> Turn | None:
        """One turn."""
        async with self._transaction() as tx:
            return await rows.first(tx, turns.c.id == id_)


def _check_waiting(stand: queue_order.Stand, most: int) -> None:
    if stand.waiting >= most:
        raise TooMuch("limit.waiting", limit=most)


async def _insert(tx: Transaction, new: NewTurn, *, ticket: int, now: float) -> Turn:
    added = await tx.execute(
        insert(turns)
        .values(
            origin=new.origin,
            parent=new.parent,
            pick=new.pick,
            request=rows.dump(rows.REQUEST, new.request),
            model=new.request.model,
            person=new.by.id,
            guild=new.by.guild,
            lane=queue_order.lane_of(new.by),
            channel=new.at.channel if new.at else None,
            place=rows.dump(rows.PLACE, new.at) if new.at else None,
            ticket=ticket,
            cost=new.cost,
            created_at=now,
            due_at=now,
            number=await _number(tx, new),
        )
        .returning(turns)
    )
    return rows.turn(added.mappings().one())


async def _number(tx: Transaction, new: NewTurn) -> int | None:
    """The next number of a canvas; in a thread opened on a picture that picture is number 1."""
    if new.at is None or new.request.private or new.request.describes:
        return None
    last = await tx.scalar(
        select(func.max(turns.c.number)).where(turns.c.channel == new.at.channel)
    )
    if last is None:
        last = int(await rows.begun(tx, new.at.channel) is not None)
    return int(last) + 1


async def _continuable(tx: Transaction, parent: int | None) -> None:
    if parent is None:
        return
    over = or_(turns.c.deleted_at.is_not(None), turns.c.gone_at.is_not(None))
    found = await tx.execute(
        select(turns.c.number, turns.c.deleted_at).where(turns.c.id == parent, over)
    )
    if (gone := found.one_or_none()) is None:
        return
    if gone.deleted_at is None:
        raise NothingHere("nothing_here.kept")
    raise NothingHere("nothing_here.deleted", number=gone.number or parent)
