"""What people and servers spent: sums, forecast, charts and CSV."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core import allowances
from bot.core.allowances import NOTHING, Account, Allowance, Limit, Remaining, Spent
from bot.core.days import DAY, Calendar, date_of
from bot.core.forecast import WINDOW, Forecast, forecast
from bot.core.models import MICRO
from bot.core.turns import MicroDollars, Person
from bot.database import SpendLine, Store
from bot.engine.accounts import Accounts, in_server
from bot.imaging import Imaging, Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUsage:
    """What a person spent anywhere, and what remains to them where they ask."""

    account: Account
    remaining: Remaining
    resets: int  # the next day, in seconds since 1970


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


class UsageReports:
    """Says what was spent, and draws it."""

    def __init__(
        self, store: Store, imaging: Imaging, accounts: Accounts, *, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._imaging = imaging
        self._accounts = accounts
        self._now = now

    async def of_person(self, by: Person) -> PersonUsage:
        """Return what a person spent, and what remains to them here."""
        limits = await self._accounts.limits(by)
        own = [limit for limit in limits if limit.whose in {"person", "member"}]
        return PersonUsage(
            account=limits[0].account, remaining=allowances.remaining(own), resets=self._resets()
        )

    async def of_server(self, by: Person) -> ServerUsage:
        """Return what the server in which an owner asks spent this month.

        Raises:
            UserError: it is asked outside of a server.
        """
        guild = in_server(by)
        today = Calendar.at(self._now())
        server = next(one for one in await self._accounts.limits(by) if one.whose == "server")
        people: dict[int, Spent] = defaultdict(lambda: NOTHING)
        days = dict.fromkeys(range(today.first, today.day + 1), NOTHING)
        lines = await self._recent_lines(guild, today)
        for line in lines:
            if line.day >= today.first:
                people[line.person] += line.spent
                days[line.day] = days.get(line.day, NOTHING) + line.spent
        most_first = sorted(people.items(), key=lambda one: (-one[1].cost, one[0]))
        models = await self._store.spend.by_model(
            guild, [person for person, _ in most_first], since=today.first * DAY
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
            limits=await self._accounts.limits(by),
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
        labels = [str(date_of(day).day) for day in days]
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

    def _resets(self) -> int:
        return Calendar.at(self._now()).resets("day")


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
        date = date_of(line.day).isoformat()
        writer.writerow((date, line.person, spent.pictures, f"{spent.cost / MICRO:.6f}"))
    return text.getvalue()
