"""The till: what was spent, by day. Reserved with the turn, settled when it is painted.

Sums lie in `spend`, a row for each person, server and day, and one more for each server and day
under the person `EVERYBODY`: a limit is checked on some tens of rows, whatever was painted before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from bot.core import allowances
from bot.core.allowances import (
    NOTHING,
    Account,
    BudgetAlert,
    Calendar,
    Limit,
    OperatorLimits,
    Spent,
)
from bot.core.turns import ImageRequest, MicroDollars, Person, Turn
from bot.database import settings
from bot.database.opening import uncancellable
from bot.database.repository import Repository
from bot.database.rows import inserting
from bot.database.tables import spend
from bot.database.transactions import Transaction

EVERYBODY = 0  # the person whose rows are a whole server's; nobody has this number
FORGOTTEN = "forgotten"  # kind of setting: a person, and the last day to be deleted of theirs
NOWHERE = 0  # the server of private chats and HTTP


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendLine:
    """What one person spent in a server on one day."""

    day: int  # since 1970-01-01
    person: int
    spent: Spent


class SpendStore(Repository):
    """Looks up what was spent."""

    @uncancellable
    async def helds(self, by: Person, *, house: OperatorLimits, now: float) -> Sequence[Limit]:
        """All allowances that a person's next request has to fit in."""
        async with self._transaction() as tx:
            return (await _looked_up(tx, by, house, Calendar.at(now))).helds

    @uncancellable
    async def lines(self, guild: int, *, since: int) -> Sequence[SpendLine]:
        """What was spent in a server since a day, oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(spend)
                .where(spend.c.guild == guild, spend.c.day >= since, spend.c.person != EVERYBODY)
                .where(or_(spend.c.pictures != 0, spend.c.cost != 0))
                .order_by(spend.c.day, spend.c.person)
            )
            return [SpendLine(day=row.day, person=row.person, spent=_spent(row)) for row in found]

    @uncancellable
    async def sweep(self, *, now: float) -> None:
        """Delete what forgotten people had spent by then, of months before this one.

        Until then it stays: else whoever asks to be forgotten would have a new allowance by it.
        """
        first = Calendar.at(now).first
        async with self._transaction() as tx:
            for person, said in await settings.every(tx, FORGOTTEN):
                old = spend.c.day <= min(said["day"], first - 1)
                await tx.execute(delete(spend).where(spend.c.person == person, old))
                if said["day"] < first:
                    await settings.write(tx, FORGOTTEN, person, {"day": None})

    @uncancellable
    async def alarms(self) -> Sequence[BudgetAlert]:
        """What owners are still to be told."""
        async with self._transaction() as tx:
            waiting = await settings.every(tx, "alarm")
            return [BudgetAlert(**alarm) for _, one in waiting for alarm in one.values()]

    @uncancellable
    async def told(self, alarm: BudgetAlert) -> None:
        """The owners were told, or nobody could be; an alarm that came since then waits."""
        said = asdict(alarm)
        async with self._transaction() as tx:
            await settings.change(
                tx, "alarm", alarm.guild, alarm.period, lambda now: None if now == said else now
            )


async def reserve(
    tx: Transaction, by: Person, asked: Spent, *, house: OperatorLimits, now: float
) -> None:
    """Take what a turn will cost at most out of every allowance, or nothing.

    Raises:
        TooMuch: one has no room for it.
    """
    today = Calendar.at(now)
    books = await _looked_up(tx, by, house, today)
    allowances.check(books.helds, asked, today=today)
    await _add(tx, by, today.day, asked)
    if by.guild is not None:
        await _warn(tx, by.guild, books, asked, today)


def promised(request: ImageRequest, cost: MicroDollars) -> Spent:
    """What a request takes out of the allowances until it is painted."""
    return Spent(pictures=0 if request.describes else request.count, cost=cost)


async def forget(tx: Transaction, person: int) -> None:
    """Note that what a person has spent so far is to be deleted; see `Till.sweep`."""
    last = await tx.scalar(select(func.max(spend.c.day)).where(spend.c.person == person))
    if last is not None:
        await settings.write(tx, FORGOTTEN, person, {"day": last})


async def settle(tx: Transaction, turn: Turn, real: Spent) -> None:
    """Put what a turn cost in the place of what it had reserved.

    Args:
        tx: the transaction that ends the turn.
        turn: as it was before it ended.
        real: nothing, where nothing was painted.
    """
    reserved = promised(turn.request, turn.cost)
    if real != reserved:
        await _add(tx, turn.by, Calendar.at(turn.created_at).day, real - reserved)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Books:
    helds: Sequence[Limit]
    server: Limit | None  # one of them
    settings: Mapping[str, Any]


async def _looked_up(tx: Transaction, by: Person, house: OperatorLimits, today: Calendar) -> _Books:
    mine, here = spend.c.person == by.id, spend.c.guild == (by.guild or NOWHERE)
    whose = mine if by.guild is None else or_(mine, and_(spend.c.person == EVERYBODY, here))
    found = await tx.execute(
        select(spend).where(whose, spend.c.day.between(today.first, today.day))
    )
    rows = found.all()
    own = [row for row in rows if row.person == by.id]
    person = Limit(whose="person", allowance=house.person, account=_account(own, today))
    if by.guild is None:
        return _Books(helds=[person], server=None, settings={})
    set_here = await settings.read(tx, "server", by.guild)
    member = Limit(
        whose="member",
        allowance=allowances.member_allowance(by, set_here),
        account=_account((row for row in own if row.guild == by.guild), today),
    )
    server = Limit(
        whose="server",
        allowance=allowances.server_allowance(house, set_here),
        account=_account((row for row in rows if row.person == EVERYBODY), today),
    )
    return _Books(helds=[person, member, server], server=server, settings=set_here)


def _account(rows: Iterable[Any], today: Calendar) -> Account:
    every = list(rows)
    return Account(
        today=sum((_spent(row) for row in every if row.day == today.day), NOTHING),
        month=sum((_spent(row) for row in every), NOTHING),
    )


def _spent(row: Any) -> Spent:
    return Spent(pictures=row.pictures, cost=row.cost)


async def _add(tx: Transaction, by: Person, day: int, more: Spent) -> None:
    people = (by.id,) if by.guild is None else (by.id, EVERYBODY)
    guild = NOWHERE if by.guild is None else by.guild
    rows = [{"person": person, "guild": guild, "day": day, **asdict(more)} for person in people]
    upsert = inserting(tx, spend)
    upsert = upsert.on_conflict_do_update(
        index_elements=[spend.c.person, spend.c.guild, spend.c.day],
        set_={
            "pictures": spend.c.pictures + upsert.excluded.pictures,
            "cost": spend.c.cost + upsert.excluded.cost,
        },
    )
    await tx.execute(upsert, rows)  # a list beside it: `values(rows)` would be compiled each time


async def _warn(tx: Transaction, guild: int, books: _Books, asked: Spent, today: Calendar) -> None:
    """Note down that owners are to be told, once a period."""
    if books.server is None or not books.server.allowance.has_budget:
        return
    had = books.server.account
    spent = Account(today=had.today + asked, month=had.month + asked)
    for alarm in allowances.alarms(guild, books.server.allowance, spent, today=today):
        mark = f"warned:{alarm.period}"
        if books.settings.get(mark) != alarm.resets:
            await settings.write(tx, "server", guild, {mark: alarm.resets})
            await settings.write(tx, "alarm", guild, {alarm.period: asdict(alarm)})
