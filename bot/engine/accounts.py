"""Budgets and allowances: what is set, what was spent, and which alerts are due."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.config import LimitSettings
from bot.core import allowances
from bot.core.allowances import (
    NO_LIMIT,
    NOTHING,
    Account,
    Allowance,
    BudgetAlert,
    Calendar,
    Limit,
    OperatorLimits,
    Remaining,
    Spent,
)
from bot.core.forecast import WINDOW, Forecast, forecast
from bot.core.models import MICRO
from bot.core.turns import MicroDollars, Person
from bot.database import SpendLine, Store
from bot.engine.operator_alerts import OperatorAlerts
from bot.engine.wakeup import Wakeup
from bot.errors import LimitReached, UserError
from bot.imaging import Imaging, Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUsage:
    """What a person spent anywhere, and what remains to them where they ask."""

    account: Account
    remaining: Remaining
    resets: int  # the next day, in seconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceChange:
    """What an allowance was, and what is set now; None if nothing is."""

    before: Allowance
    after: Allowance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerUsage:
    """What a server spent this month."""

    allowance: Allowance
    account: Account
    people: Sequence[tuple[int, Spent]]  # who spent most first
    models: Sequence[tuple[str, MicroDollars]]  # by id, the most expensive first
    days: Mapping[int, Spent]  # each day of the month until today, counted from 1970-01-01
    month: Calendar
    forecast: Forecast | None
    resets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOverview:
    """Every limit that holds in a server."""

    limits: Sequence[Limit]
    allowances: Sequence[tuple[str, int, Allowance]]  # of roles and members: kind and id
    forecast: Forecast | None
    resets: int


class Accounts:
    """Reads and sets what is about money."""

    def __init__(
        self,
        store: Store,
        imaging: Imaging,
        limits: LimitSettings,
        operator_alerts: OperatorAlerts,
        *,
        now: Callable[[], float],
    ) -> None:
        self.wakeup = Wakeup()  # a budget may be nearly spent
        self.operator_limits = operator_limits(limits)
        self._store = store
        self._imaging = imaging
        self._operator_alerts = operator_alerts
        self._now = now

    async def paid_today(self, guild: int | None) -> MicroDollars | None:
        """Return what a server's pictures cost today, for people to see; None without a budget."""
        if guild is None:
            return None
        return await self._store.spend.paid_today(
            guild, operator_limits=self.operator_limits, now=self._now()
        )

    async def change_budget(self, guild: int, **given: int | None) -> AllowanceChange:
        """Change what is given of the budget that a server's owners set; nothing: only read it.

        Args:
            guild: the server.
            given: `daily` and `monthly` in micro-dollars; 0 is nothing, None is no limit.
        """
        return await self._change(guild, allowances.BUDGET, given)

    async def change_allowance(
        self, guild: int, role: int, *, reset: bool = False, **given: int | None
    ) -> AllowanceChange:
        """Change what is given of a role's allowance; nothing: only read it.

        Args:
            guild: the server.
            role: its id; @everyone has the server's.
            reset: remove it instead.
            given: fields of an `Allowance`.
        """
        key = allowances.allowance_key("role", role)
        return await self._change(guild, key, given, reset=reset)

    async def change_own_allowance(
        self, member: Person, *, reset: bool = False, **given: int | None
    ) -> AllowanceChange:
        """Do the same for a member, whose first own allowance begins with what their roles allow.

        Raises:
            UserError: the member is of no server.
        """
        guild = in_server(member)
        set_here = await self._store.settings.read("server", guild)
        by_roles = allowances.member_allowance(member, set_here)
        key = allowances.allowance_key("member", member.id)
        return await self._change(guild, key, given, reset=reset, start=by_roles)

    async def _change(
        self,
        guild: int,
        key: str,
        given: Mapping[str, int | None],
        *,
        reset: bool = False,
        start: Allowance = NO_LIMIT,
    ) -> AllowanceChange:
        if not given and not reset:
            set_here = await self._store.settings.read("server", guild)
            now = allowances.read(set_here.get(key))
            return AllowanceChange(before=now or start, after=now)
        changes: list[AllowanceChange] = []

        def rule(value: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
            before = allowances.read(value) or start
            after = None if reset else replace(before, **given)
            changes.append(AllowanceChange(before=before, after=after))
            return None if after is None else allowances.stored(after)

        await self._store.settings.change("server", guild, key, rule)
        return changes[-1]

    async def set_notify(self, guild: int, channel: int | None) -> None:
        """Set the channel where owners are notified of a budget; None for the usual way."""
        await self._store.settings.write("server", guild, {"notify": channel})

    async def notify_channel(self, guild: int) -> int | None:
        """Return the channel where owners want to be notified, if they set one."""
        settings = await self._store.settings.read("server", guild)
        channel: int | None = settings.get("notify")
        return channel

    async def usage(self, by: Person) -> PersonUsage:
        """Return what a person spent, and what remains to them here."""
        limits = await self.limits(by)
        own = [limit for limit in limits if limit.whose in {"person", "member"}]
        return PersonUsage(
            account=limits[0].account, remaining=allowances.remaining(own), resets=self._resets()
        )

    async def server_usage(self, by: Person) -> ServerUsage:
        """Return what the server in which an owner asks spent this month.

        Raises:
            UserError: it is asked outside of a server.
        """
        guild = in_server(by)
        today = Calendar.at(self._now())
        server = next(one for one in await self.limits(by) if one.whose == "server")
        people: dict[int, Spent] = defaultdict(lambda: NOTHING)
        days = dict.fromkeys(range(today.first, today.day + 1), NOTHING)
        lines = await self._recent_lines(guild, today)
        for line in lines:
            if line.day >= today.first:
                people[line.person] += line.spent
                days[line.day] = days.get(line.day, NOTHING) + line.spent
        most_first = sorted(people.items(), key=lambda one: (-one[1].cost, one[0]))
        models = await self._store.spend.by_model(
            guild, [person for person, _ in most_first], since=today.first * allowances.DAY
        )
        return ServerUsage(
            allowance=server.allowance,
            account=server.account,
            people=most_first,
            models=sorted(models.items(), key=lambda one: (-one[1], one[0])),
            days=days,
            month=today,
            forecast=forecast(_by_day(lines), today),
            resets=self._resets(),
        )

    async def overview(self, by: Person) -> LimitOverview:
        """Return every limit that holds in the server in which an owner asks.

        Raises:
            UserError: it is asked outside of a server.
        """
        guild = in_server(by)
        today = Calendar.at(self._now())
        settings = await self._store.settings.read("server", guild)
        return LimitOverview(
            limits=await self.limits(by),
            allowances=allowances.set_allowances(settings),
            forecast=forecast(_by_day(await self._recent_lines(guild, today)), today),
            resets=self._resets(),
        )

    async def _recent_lines(self, guild: int, today: Calendar) -> Sequence[SpendLine]:
        """Return the lines of this month, and of the days by which a forecast is made."""
        since = min(today.first, today.day - 2 * WINDOW)
        return await self._store.spend.lines(guild, since=since)

    async def draw_days(self, usage: ServerUsage, *, title: str, pace: str) -> Picture:
        """Draw a server's month as bars: dollars by day, and as a line what is to be expected.

        Args:
            usage: what was spent.
            title: above the bars.
            pace: what is written at the line; there is none without a forecast.
        """
        values = [spent.cost / MICRO for spent in usage.days.values()]
        ahead = 0.0
        days = list(usage.days)
        if usage.forecast is not None:
            days = list(range(usage.month.first, usage.month.next_first))
            ahead = usage.forecast.pace / MICRO
        labels = [str(allowances.date_of(day).day) for day in days]
        return await self._imaging.draw(
            "bot.imaging.charts:bars", title, labels, values, ahead, pace
        )

    async def draw_rows(self, rows: Sequence[tuple[str, str, int]], *, title: str) -> Picture:
        """Draw bars beside each other: for each its label, its value in words, and its value."""
        labels, words, values = ([row[at] for row in rows] for at in range(3))
        return await self._imaging.draw("bot.imaging.charts:rows", title, labels, words, values)

    async def csv(self, by: Person, *, days: int) -> str:
        """Return what a server spent in its last days: a line for each person and day.

        Raises:
            UserError: it is asked outside of a server.
        """
        since = Calendar.at(self._now()).day - days + 1
        return _csv(await self._store.spend.lines(in_server(by), since=since))

    async def pending_alerts(self) -> Sequence[BudgetAlert]:
        """Return the alerts of which owners are still to be notified."""
        return await self._store.budget_alerts.pending()

    async def close_alert(self, alert: BudgetAlert) -> None:
        """Store that the owners were notified, or that there was no way to notify them."""
        await self._store.budget_alerts.mark_sent(alert)

    async def report_refusal(self, error: LimitReached) -> None:
        """Tell the operator of a refused request, if the budget of everything is why."""
        await self._operator_alerts.raise_refusal(error)

    async def limits(self, by: Person) -> Sequence[Limit]:
        """Return all limits that hold for a person where they ask, and what was spent of each."""
        return await self._store.spend.limits(
            by, operator_limits=self.operator_limits, now=self._now()
        )

    def _resets(self) -> int:
        return Calendar.at(self._now()).resets("day")


def operator_limits(limits: LimitSettings) -> OperatorLimits:
    """Return what the operator allows, as the settings say it; see there what 0 means."""
    return OperatorLimits(
        person=Allowance(
            pictures=limits.person_daily or None,
            daily=_micro(limits.person_budget_daily or None),
            monthly=_micro(limits.person_budget_monthly or None),
        ),
        server=Allowance(
            pictures=limits.server_daily or None,
            daily=_micro(limits.server_budget_daily or None),
            monthly=_micro(limits.server_budget_monthly or None),
        ),
        whole=Allowance(daily=_micro(limits.budget_daily), monthly=_micro(limits.budget_monthly)),
    )


def _micro(dollars: float | None) -> MicroDollars | None:
    """Convert US dollars to micro-dollars; None stays None."""
    return None if dollars is None else round(dollars * MICRO)


def in_server(by: Person) -> int:
    """Return the server that a person asks in.

    Raises:
        UserError: they ask outside of a server.
    """
    if by.guild is None:
        raise UserError("settings.place")
    return by.guild


def _by_day(lines: Sequence[SpendLine]) -> Mapping[int, MicroDollars]:
    days: dict[int, MicroDollars] = defaultdict(int)
    for line in lines:
        days[line.day] += line.spent.cost
    return days


def _csv(lines: Sequence[SpendLine]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("day", "person", "pictures", "dollars"))
    for line in lines:
        spent = line.spent
        date = allowances.date_of(line.day).isoformat()
        writer.writerow((date, line.person, spent.pictures, f"{spent.cost / MICRO:.6f}"))
    return text.getvalue()
