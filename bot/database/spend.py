"""What was spent, by day: reserved when a turn is accepted, settled when it is finished.

`spend` has a row for each person, server and day, one for each server and day under the person
`EVERYONE`, and one for each day under `EVERYONE` and `EVERYWHERE`: a limit is checked on some tens
of rows, however much was painted before.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, and_, bindparam, func, or_, select

from bot.core import allowances
from bot.core.allowances import (
    EVERYWHERE,
    NOTHING,
    Account,
    Limit,
    OperatorLimits,
    Spent,
)
from bot.core.days import Calendar
from bot.core.turns import ImageRequest, MicroDollars, Person, Turn
from bot.database import budget_alerts, rows, settings
from bot.database.tables import FORGOTTEN_PERSON, calls, spend
from bot.database.transactions import Transaction

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

EVERYONE = 0  # the person whose rows are a whole server's; no account has this id
FORGOTTEN = "forgotten"  # kind of setting: a person, and the last of their days to delete
NO_SERVER = 0  # the server of private chats and HTTP


async def reserve(
    tx: Transaction,
    by: Person,
    asked: Spent,
    *,
    set_here: Mapping[str, Any],
    operator_limits: OperatorLimits,
    now: float,
    expected: MicroDollars | None = None,
) -> None:
    """Reserve the most that a turn can cost in every allowance, or nothing.

    Args:
        tx: the transaction that accepts the turn.
        by: who asks.
        asked: what it takes at most.
        set_here: the settings of the server where they ask.
        operator_limits: what the operator allows.
        now: seconds since 1970.
        expected: what it will cost, by which owners are notified; none: the most.

    Raises:
        LimitReached: an allowance has no room for it; nothing is reserved.
    """
    today = Calendar.at(now)
    books = await read_limits(tx, by, operator_limits, today, set_here=set_here)
    allowances.check(books.limits, asked, today=today)
    await _add(tx, by, today.day, asked)
    likely = asked if expected is None else Spent(pictures=asked.pictures, cost=expected)
    if books.server is not None and by.guild is not None:
        await budget_alerts.add(tx, by.guild, books.server, likely, today)
    await budget_alerts.add(tx, EVERYWHERE, books.whole, likely, today)


def reservation(request: ImageRequest, cost: MicroDollars) -> Spent:
    """Return what a request reserves in the allowances until it is finished."""
    return Spent(pictures=request.count if request.paints else 0, cost=cost)


async def forget(tx: Transaction, person: int) -> None:
    """Record that a person's spending so far is to be deleted: see `delete_forgotten`."""
    last = await tx.scalar(select(func.max(spend.c.day)).where(spend.c.person == person))
    await settings.write(tx, FORGOTTEN, person, {"day": last})  # without spending: nothing


async def settle(tx: Transaction, turn: Turn, *, pictures: int = 0) -> MicroDollars:
    """Replace what a turn had reserved by what it cost, and return that.

    Every call that left counts, whatever came of it: a budget is what Google may bill. A person's
    pictures are those they were given, and no more than they asked for.

    Args:
        tx: the transaction that ends the turn, and holds its row.
        turn: as it was before it ended.
        pictures: how many were painted.
    """
    cost = await cost_of_calls(tx, turn.id)
    real = Spent(pictures=min(pictures, reservation(turn.request, 0).pictures), cost=cost)
    reserved = reservation(turn.request, turn.reserved)
    if real != reserved:
        await _add(tx, turn.by, Calendar.at(turn.created_at).day, real - reserved)
    await rows.change_turn(tx, turn.id, cost=cost)
    return cost


async def correct(tx: Transaction, turn: Turn) -> None:
    """Count a call of a turn that has ended at what it cost, now that this is known.

    What a forgotten person's turns cost stays as it was counted when they were forgotten.
    """
    if turn.by.id == FORGOTTEN_PERSON:
        return
    cost = await cost_of_calls(tx, turn.id)
    if cost != turn.cost:
        day = Calendar.at(turn.created_at).day
        await _add(tx, turn.by, day, Spent(cost=cost - turn.cost))
        await rows.change_turn(tx, turn.id, cost=cost)


async def cost_of_calls(tx: Transaction, turn: int) -> MicroDollars:
    """Return what the calls of a turn cost: at most, where it is not known."""
    return int(await tx.scalar(_COST_OF_CALLS, {"turn": turn}) or 0)


_COST_OF_CALLS = select(func.sum(calls.c.cost)).where(calls.c.turn == bindparam("turn"))
_SPENT = select(spend).where(
    or_(
        spend.c.person == bindparam("person"),
        and_(
            spend.c.person == EVERYONE,
            spend.c.guild.in_(bindparam("totals", type_=BigInteger, expanding=True)),
        ),
    ),
    spend.c.day.between(bindparam("first", type_=Integer), bindparam("today", type_=Integer)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All allowances that a person's request must fit in, with what is counted in each."""

    limits: Sequence[Limit]
    server: Limit | None  # one of them
    whole: Limit  # one of them, too


async def read_limits(
    tx: Transaction,
    by: Person,
    operator_limits: OperatorLimits,
    today: Calendar,
    *,
    set_here: Mapping[str, Any],
) -> Limits:
    """Return what a person's next request must fit in; `set_here` are the server's settings."""
    totals = [EVERYWHERE] if by.guild is None else [by.guild, EVERYWHERE]
    period = {"first": today.first, "today": today.day}
    found = await tx.execute(_SPENT, {"person": by.id, "totals": totals} | period)
    sums = found.all()
    own = [row for row in sums if row.person == by.id]
    person = Limit(whose="person", allowance=operator_limits.person, account=_account(own, today))
    whole = Limit(
        whose="whole",
        allowance=operator_limits.whole,
        account=_account((row for row in sums if row.guild == EVERYWHERE), today),
    )
    if by.guild is None:
        return Limits(limits=[person, whole], server=None, whole=whole)
    member = Limit(
        whose="member",
        allowance=allowances.member_allowance(by, set_here),
        account=_account((row for row in own if row.guild == by.guild), today),
    )
    in_server = (row for row in sums if row.person == EVERYONE and row.guild == by.guild)
    server = Limit(
        whose="server",
        allowance=allowances.server_allowance(operator_limits, set_here),
        account=_account(in_server, today),
    )
    return Limits(limits=[person, member, server, whole], server=server, whole=whole)


def _account(sums: Iterable[Any], today: Calendar) -> Account:
    every = list(sums)
    return Account(
        today=sum((spent_of(row) for row in every if row.day == today.day), NOTHING),
        month=sum((spent_of(row) for row in every), NOTHING),
    )


def spent_of(row: Any) -> Spent:
    """Return what a row of the table has."""
    return Spent(pictures=row.pictures, cost=row.cost)


async def _add(tx: Transaction, by: Person, day: int, more: Spent) -> None:
    # The row that all have in common is locked first, so that no two wait for each other.
    keys = [(EVERYONE, EVERYWHERE)]
    keys += [(by.id, NO_SERVER)] if by.guild is None else [(EVERYONE, by.guild), (by.id, by.guild)]
    added = [{"person": one, "guild": guild, "day": day, **asdict(more)} for one, guild in keys]
    await tx.execute(_adding(tx.dialect.name), added)


@functools.cache
def _adding(dialect: str) -> "postgresql.Insert | sqlite.Insert":
    insert = rows.insert_for(dialect, spend)
    return insert.on_conflict_do_update(
        index_elements=[spend.c.person, spend.c.guild, spend.c.day],
        set_={
            "pictures": spend.c.pictures + insert.excluded.pictures,
            "cost": spend.c.cost + insert.excluded.cost,
        },
    )
