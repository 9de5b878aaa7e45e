"""What people and servers may spend: pure rules over sums. Days and months are UTC."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.core.turns import MicroDollars, Person
from bot.errors import LimitReached

DAY = 86_400  # seconds
WARN_AT = 0.8  # of a server's budget
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Pictures and money: promised to what still waits, real for what is painted."""

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
    """The most that may be spent; 0 is no limit."""

    pictures: int = 0  # a day
    daily: MicroDollars = 0
    monthly: MicroDollars = 0

    @property
    def has_budget(self) -> bool:
        """Whether money is counted."""
        return bool(self.daily or self.monthly)


NO_LIMIT = Allowance()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLimits:
    """What the operator allows each person, wherever they ask, and each server."""

    person: Allowance = NO_LIMIT
    server: Allowance = NO_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An allowance and what was spent of it."""

    whose: str  # "person" (anywhere), "member" (of this server) or "server"
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
    """A server's budget is nearly spent; its owners are notified once in that period."""

    guild: int
    period: str  # "day" or "month"
    spent: MicroDollars
    limit: MicroDollars
    resets: int  # seconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The day and the month that a moment lies in; days are counted from 1970-01-01."""

    day: int
    first: int  # the first day of its month
    next_first: int  # and of the next one

    @classmethod
    def at(cls, now: float) -> "Calendar":
        """Return the calendar of a moment in seconds since 1970."""
        today = datetime.fromtimestamp(now, UTC).date()
        first = today.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return cls(
            day=(today - _EPOCH).days,
            first=(first - _EPOCH).days,
            next_first=(following - _EPOCH).days,
        )

    def resets(self, period: str) -> int:
        """Return when the next day or month begins, in seconds since 1970."""
        return (self.day + 1 if period == "day" else self.next_first) * DAY


def date_of(day: int) -> date:
    """Return the date of a day counted from 1970-01-01."""
    return _EPOCH + timedelta(days=day)


def stricter(one: Allowance, other: Allowance) -> Allowance:
    """Return the lower of each limit."""
    return Allowance(
        pictures=_least(one.pictures, other.pictures),
        daily=_least(one.daily, other.daily),
        monthly=_least(one.monthly, other.monthly),
    )


def server_allowance(operator: OperatorLimits, settings: Mapping[str, Any]) -> Allowance:
    """Return what a server may spend: what its owners set, within what the operator allows."""
    return stricter(operator.server, Allowance(**settings.get("budget", {})))


def member_allowance(by: Person, settings: Mapping[str, Any]) -> Allowance:
    """Return what a server's owners allow one of its members.

    What is set for the person goes before what is set for roles; of several roles each limit is
    the widest. Nothing set is no limit.
    """
    own = settings.get(allowance_key("member", by.id))
    if own is not None:
        return Allowance(**own)
    keys = (allowance_key("role", role) for role in by.roles)
    roles = [Allowance(**settings[key]) for key in keys if key in settings]
    if not roles:
        return NO_LIMIT
    return Allowance(
        pictures=_widest(one.pictures for one in roles),
        daily=_widest(one.daily for one in roles),
        monthly=_widest(one.monthly for one in roles),
    )


def allowance_key(kind: str, id_: int) -> str:
    """Return the settings key of a role's or member's allowance."""
    return f"allowance:{kind}:{id_}"


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
    """Return an alert for each of a server's budgets of which `WARN_AT` is spent."""
    periods = (
        ("day", budget.daily, spent.today.cost),
        ("month", budget.monthly, spent.month.cost),
    )
    return [
        BudgetAlert(
            guild=guild, period=period, spent=cost, limit=limit, resets=today.resets(period)
        )
        for period, limit, cost in periods
        if limit and cost >= WARN_AT * limit
    ]


def _check(limit: Limit, asked: Spent, today: Calendar) -> None:
    most, had = limit.allowance, limit.account
    resets = today.resets("day")
    if most.pictures and had.today.pictures + asked.pictures > most.pictures:
        still = max(most.pictures - had.today.pictures, 0)
        code = f"limit.{limit.whose}.pictures"
        raise LimitReached(code, pictures=most.pictures, left=still, resets=resets)
    for period, budget, spent in (
        ("day", most.daily, had.today.cost),
        ("month", most.monthly, had.month.cost),
    ):
        if budget and spent + asked.cost > budget:
            raise LimitReached(
                f"limit.{limit.whose}.{period}",
                budget=budget,
                cost=asked.cost,
                unspent=max(budget - spent, 0),
                resets=today.resets(period),
            )


def _least(one: int, other: int) -> int:
    return min(one or other, other or one)


def _widest(limits: Iterable[int]) -> int:
    every = list(limits)
    return 0 if 0 in every else max(every)


def _least_rest(pairs: Iterable[tuple[int, int]]) -> int | None:
    rest = [max(limit - spent, 0) for limit, spent in pairs if limit]
    return min(rest, default=None)
