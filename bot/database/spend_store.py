"""Reads what was spent, and keeps the sums in order: see `bot.database.spend`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)

from bot.core import allowances
from bot.core.allowances import EVERYWHERE, Limit, OperatorLimits, Spent
from bot.core.days import DAY, Calendar
from bot.core.turns import MicroDollars, Person
from bot.database import settings
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.postgres import Lock, acquire
from bot.database.spend import EVERYONE, FORGOTTEN, NO_SERVER, read_limits, spent_of
from bot.database.tables import FORGOTTEN_PERSON, spend, turns


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendLine:
    """What one person spent in a server on one day."""

    day: int  # days since 1970-01-01
    person: int
    spent: Spent


def _paid_today(
    whose: ColumnElement[bool], waiting: ColumnElement[bool]
) -> tuple[Select[int], Select[int]]:
    """Return what is counted of a day, and what of it is still reserved."""
    counted = select(func.sum(spend.c.cost)).where(whose, spend.c.day == bindparam("day"))
    still = select(func.sum(func.coalesce(turns.c.reserved, turns.c.cost))).where(
        waiting,
        turns.c.shown_at.is_(None),
        turns.c.outcome.is_(None),
        turns.c.created_at >= bindparam("since"),
    )
    return counted, still


_WHO = bindparam("who", type_=BigInteger)
_PAID_IN_PRIVATE = _paid_today(spend.c.person == _WHO, turns.c.person == _WHO)
_PAID_IN_SERVER = _paid_today(
    and_(spend.c.person == EVERYONE, spend.c.guild == _WHO), turns.c.flow == _WHO
)


class SpendStore(BaseStore):
    """Reads what was spent."""

    @shielded
    async def limits(
        self, by: Person, *, operator_limits: OperatorLimits, now: float
    ) -> Sequence[Limit]:
        """Return all allowances that a person's next request must fit in."""
        async with self._transaction() as tx:
            set_here = await settings.of_server(tx, by.guild)
            today = Calendar.at(now)
            return (await read_limits(tx, by, operator_limits, today, set_here=set_here)).limits

    @shielded
    async def check(
        self, by: Person, asked: Spent, *, operator_limits: OperatorLimits, now: float
    ) -> None:
        """Check that something would fit in what is left to a person; nothing is reserved.

        Raises:
            LimitReached: an allowance has no room for it.
        """
        today = Calendar.at(now)
        async with self._transaction() as tx:
            set_here = await settings.of_server(tx, by.guild)
            books = await read_limits(tx, by, operator_limits, today, set_here=set_here)
        allowances.check(books.limits, asked, today=today)

    @shielded
    async def lines(self, guild: int, *, since: int) -> Sequence[SpendLine]:
        """Return what was spent in a server since a day (counted from 1970-01-01), oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(spend)
                .where(spend.c.guild == guild, spend.c.day >= since, spend.c.person != EVERYONE)
                .where(or_(spend.c.pictures != 0, spend.c.cost != 0))
                .order_by(spend.c.day, spend.c.person)
            )
            return [SpendLine(day=row.day, person=row.person, spent=spent_of(row)) for row in found]

    @shielded
    async def by_model(
        self, guild: int, people: Sequence[int], *, since: float
    ) -> Mapping[str, MicroDollars]:
        """Return what the finished turns of some people cost in a server, by the model's id.

        Args:
            guild: the server.
            people: who asked; forgotten people are added.
            since: only turns that were accepted later (seconds since 1970).
        """
        query = (
            select(turns.c.model, func.sum(turns.c.cost))
            .where(turns.c.person.in_([*people, FORGOTTEN_PERSON]), turns.c.flow == guild)
            .where(turns.c.created_at >= since, turns.c.outcome.is_not(None))
            .group_by(turns.c.model)
        )
        async with self._transaction() as tx:
            return {model: int(cost) for model, cost in await tx.execute(query) if cost}

    @shielded
    async def paid_today(self, by: Person, *, now: float) -> MicroDollars:
        """Return what finished turns cost today: a server's or, outside of servers, a person's.

        Args:
            by: the person, and the server.
            now: seconds since 1970.
        """
        day, guild = Calendar.at(now).day, by.guild
        whose = {"who": by.id} if guild is None else {"who": guild}
        paid, waiting = _PAID_IN_PRIVATE if guild is None else _PAID_IN_SERVER
        async with self._transaction() as tx:
            counted = await tx.scalar(paid, whose | {"day": day}) or 0
            still = await tx.scalar(waiting, whose | {"since": float(day * DAY)}) or 0
            return int(counted) - int(still)

    @shielded
    async def delete_forgotten(self, *, now: float) -> None:
        """Delete what forgotten people spent in months before this one (`now`: since 1970).

        This month's rows stay: being forgotten must not renew an allowance.
        """
        first = Calendar.at(now).first
        async with self._transaction() as tx:
            for person, said in await settings.every(tx, FORGOTTEN):
                old = spend.c.day <= min(said["day"], first - 1)
                await tx.execute(delete(spend).where(spend.c.person == person, old))
                if said["day"] < first:
                    await settings.write(tx, FORGOTTEN, person, {"day": None})

    @shielded
    async def start_whole(self, *, now: float) -> None:
        """Sum up this month (`now`: since 1970) where the whole was never counted before.

        It is so at the first start after an update from a version that had no budget for all.
        """
        first = Calendar.at(now).first
        whole = and_(spend.c.person == EVERYONE, spend.c.guild == EVERYWHERE)
        parts = or_(spend.c.person == EVERYONE, spend.c.guild == NO_SERVER)
        sums = (
            select(
                literal(EVERYONE),
                literal(EVERYWHERE),
                spend.c.day,
                func.sum(spend.c.pictures),
                func.sum(spend.c.cost),
            )
            .where(parts, spend.c.day >= first)
            .group_by(spend.c.day)
        )
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)
            if await tx.scalar(select(spend.c.day).where(whole).limit(1)) is None:
                await tx.execute(insert(spend).from_select([*spend.c.keys()], sums))
