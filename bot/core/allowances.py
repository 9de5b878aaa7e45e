"""What people and servers may spend: pure rules over sums."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.days import Calendar
from bot.core.models import MICRO
from bot.core.turns import MicroDollars, Person
from bot.errors import LimitReached, UserError

WARN_AT = 0.8  # of a budget
EVERYWHERE = -1  # instead of a server: all servers, private chats and HTTP together
MOST = 1_000_000  # US dollars, or pictures, that a limit may be
BUDGET = "budget"  # key of a server's settings
ALLOWANCE = "allowance"  # prefix of such keys
NO_LIMIT_WORD = "none"  # as people write that there is no limit
VERSION = 2  # of a stored allowance; before it, 0 was no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Pictures and money: reserved for turns that are open, actual for those that have ended."""

    pictures: int = 0
    cost: MicroDollars = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(pictures=self.pictures + other.pictures, cost=self.cost + other.cost)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(pictures=self.pictures - other.pictures, cost=self.cost - other.cost)


NOTHING = Spent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was spent in the day and in the month that it is."""

    today: Spent = NOTHING
    month: Spent = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The most that may be spent: 0 is nothing, None is no limit."""

    pictures: int | None = None  # a day
    daily: MicroDollars | None = None
    monthly: MicroDollars | None = None

    @property
    def has_budget(self) -> bool:
        """Whether money is counted."""
        return self.daily is not None or self.monthly is not None


NO_LIMIT = Allowance()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLimits:
    """What the operator allows each person, wherever they ask, each server, and all together."""

    person: Allowance = NO_LIMIT
    server: Allowance = NO_LIMIT
    whole: Allowance = NO_LIMIT  # all servers, private chats and HTTP calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An allowance and what was spent of it."""

    whose: str  # "person" (anywhere), "member" (of this server), "server" or "whole"
    allowance: Allowance
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What remains of several allowances taken together; None is no limit."""

    pictures: int | None = None  # today
    today: MicroDollars | None = None
    month: MicroDollars | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAlert:
    """A budget is nearly spent; its owners are notified once in that period."""

    guild: int  # whose budget; `EVERYWHERE` for that of all servers and private chats
    period: str  # "day" or "month"
    spent: MicroDollars
    limit: MicroDollars
    resets: int  # seconds since 1970


def stricter(one: Allowance, other: Allowance) -> Allowance:
    """Return the lower of each limit."""
    return Allowance(
        pictures=_least(one.pictures, other.pictures),
        daily=_least(one.daily, other.daily),
        monthly=_least(one.monthly, other.monthly),
    )


def server_allowance(operator: OperatorLimits, settings: Mapping[str, Any]) -> Allowance:
    """Return what a server may spend: what its owners set, within what the operator allows."""
    return stricter(operator.server, read(settings.get(BUDGET)) or NO_LIMIT)


def budget_holds(operator: OperatorLimits, budget: Allowance | None) -> bool:
    """Return whether money is counted: for everyone, each person, or a server.

    Args:
        operator: what the operator allows.
        budget: what the server's owners set; None outside of servers.
    """
    limits = [operator.whole, operator.person]
    if budget is not None:
        limits += [operator.server, budget]
    return any(limit.has_budget for limit in limits)


def member_allowance(by: Person, settings: Mapping[str, Any]) -> Allowance:
    """Return what a server's owners allow one of its members.

    What is set for the person goes before what is set for roles; of several roles each limit is
    the widest. Nothing set is no limit.
    """
    own = read(settings.get(allowance_key("member", by.id)))
    if own is not None:
        return own
    of_roles = (read(settings.get(allowance_key("role", role))) for role in by.roles)
    roles = [one for one in of_roles if one is not None]
    if not roles:
        return NO_LIMIT
    return Allowance(
        pictures=_widest(one.pictures for one in roles),
        daily=_widest(one.daily for one in roles),
        monthly=_widest(one.monthly for one in roles),
    )


def set_allowances(settings: Mapping[str, Any]) -> Sequence[tuple[str, int, Allowance]]:
    """Return what a server's owners set for roles and members: kind, id and allowance of each."""
    found = []
    for key, value in sorted(settings.items()):
        prefix, _, rest = key.partition(":")
        allowance = read(value) if prefix == ALLOWANCE else None
        if allowance is not None:
            kind, _, id_ = rest.partition(":")
            found.append((kind, int(id_), allowance))
    return found


def stored(allowance: Allowance) -> dict[str, Any]:
    """Return an allowance as a server's settings have it."""
    return asdict(allowance) | {"version": VERSION}


def read(value: Mapping[str, Any] | None) -> Allowance | None:
    """Return an allowance from a server's settings; None if none is set."""
    if value is None:
        return None
    limits = {name: limit for name, limit in value.items() if name != "version"}
    if value.get("version") != VERSION:
        limits = {name: limit or None for name, limit in limits.items()}
    return Allowance(**limits)


def dollars_from(text: str) -> MicroDollars | None:
    """Return an amount of US$ as a person wrote it, in micro-dollars; None for "none".

    Raises:
        UserError: it is neither.
    """
    return _limit_from(text, unit=MICRO)


def pictures_from(text: str) -> int | None:
    """Return a number of pictures as a person wrote it; None for "none".

    Raises:
        UserError: it is neither.
    """
    return _limit_from(text, unit=1)


def allowance_key(kind: str, id_: int) -> str:
    """Return the settings key of a role's or member's allowance."""
    return f"{ALLOWANCE}:{kind}:{id_}"


def check(limits: Iterable[Limit], asked: Spent, *, today: Calendar) -> None:
    """Raise LimitReached if any allowance has no room for a request.

    Raises:
        LimitReached: it says how much remains, and when the allowance resets.
    """
    for limit in limits:
        _check(limit, asked, today)


def remaining(limits: Sequence[Limit]) -> Remaining:
    """Return what may still be spent within every one of some allowances."""
    return Remaining(
        pictures=_least_rest(
            (one.allowance.pictures, one.account.today.pictures) for one in limits
        ),
        today=_least_rest((one.allowance.daily, one.account.today.cost) for one in limits),
        month=_least_rest((one.allowance.monthly, one.account.month.cost) for one in limits),
    )


def due_alerts(
    guild: int, budget: Allowance, spent: Account, *, today: Calendar
) -> Sequence[BudgetAlert]:
    """Return an alert for each of the budgets of which `WARN_AT` is spent."""
    periods = (
        ("day", budget.daily, spent.today.cost),
        ("month", budget.monthly, spent.month.cost),
    )
    return [
        BudgetAlert(
            guild=guild, period=period, spent=cost, limit=limit, resets=today.resets(period)
        )
        for period, limit, cost in periods
        if limit and cost >= WARN_AT * limit  # where nothing may be spent, nothing is warned of
    ]


def _check(limit: Limit, asked: Spent, today: Calendar) -> None:
    most, had = limit.allowance, limit.account
    resets = today.resets("day")
    if most.pictures is not None and had.today.pictures + asked.pictures > most.pictures:
        _check_allowed(limit, most.pictures)
        still = max(most.pictures - had.today.pictures, 0)
        code = f"limit.{limit.whose}.pictures"
        raise LimitReached(code, pictures=most.pictures, left=still, resets=resets)
    for period, budget, spent in (
        ("day", most.daily, had.today.cost),
        ("month", most.monthly, had.month.cost),
    ):
        if budget is not None and spent + asked.cost > budget:
            _check_allowed(limit, budget)
            raise LimitReached(
                f"limit.{limit.whose}.{period}",
                budget=budget,
                cost=asked.cost,
                unspent=max(budget - spent, 0),
                resets=today.resets(period),
            )


def _check_allowed(limit: Limit, most: int) -> None:
    """Raise LimitReached where a limit allows nothing: no reset changes that."""
    if not most:
        raise LimitReached(f"limit.{limit.whose}.nothing")


_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")  # or a fraction: one cannot tell


def _limit_from(text: str, *, unit: int) -> int | None:
    plain = text.strip().removeprefix("US").strip("$ ").replace(",", ".")
    if plain.casefold() == NO_LIMIT_WORD:
        return None
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    limit = round(number * unit) if 0 <= number <= MOST else -1  # also for nan
    unclear = _THOUSANDS.fullmatch(plain) or (unit == 1 and number % 1) or (number and not limit)
    if limit < 0 or unclear:
        raise UserError("limit.unclear", words=text, limit=str(MOST))  # as it is to be written
    return limit


def _least(one: int | None, other: int | None) -> int | None:
    return min((limit for limit in (one, other) if limit is not None), default=None)


def _widest(limits: Iterable[int | None]) -> int | None:
    every = list(limits)
    known = [limit for limit in every if limit is not None]
    return max(known) if len(known) == len(every) else None


def _least_rest(pairs: Iterable[tuple[int | None, int]]) -> int | None:
    rest = [max(limit - spent, 0) for limit, spent in pairs if limit is not None]
    return min(rest, default=None)
