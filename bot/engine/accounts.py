"""Budgets and allowances: what is set, what was spent, and which alerts are due."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from bot.config import LimitSettings
from bot.core import allowances
from bot.core.allowances import (
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
from bot.core.models import MICRO
from bot.core.turns import MicroDollars, Person
from bot.database import SpendLine, Store
from bot.engine.wakeup import Wakeup
from bot.errors import UserError
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
    days: Mapping[int, Spent]  # each day of the month until today, counted from 1970-01-01
    resets: int


class Accounts:
    """Reads and sets what is about money."""

    def __init__(
        self, store: Store, imaging: Imaging, limits: LimitSettings, *, now: Callable[[], float]
    ) -> None:
        self.wakeup = Wakeup()  # a budget may be nearly spent
        self.operator_limits = OperatorLimits(
            person=Allowance(
                pictures=limits.person_daily,
                daily=micro(limits.person_budget_daily),
                monthly=micro(limits.person_budget_monthly),
            ),
            server=Allowance(
                pictures=limits.server_daily,
                daily=micro(limits.server_budget_daily),
                monthly=micro(limits.server_budget_monthly),
            ),
        )
        self._store = store
        self._imaging = imaging
        self._now = now

    async def has_budget(self, guild: int | None) -> bool:
        """Return whether a server has a budget, so that people see what a picture cost."""
        if guild is None:
            return False
        settings = await self._store.settings.read("server", guild)
        return allowances.server_allowance(self.operator_limits, settings).has_budget

    async def set_budget(self, guild: int, *, daily: MicroDollars, monthly: MicroDollars) -> None:
        """Set a server's budget, within what the operator allows; 0 is no limit."""
        value = {"daily": daily, "monthly": monthly}
        await self._store.settings.write("server", guild, {"budget": value})

    async def set_allowance(self, guild: int, kind: str, id_: int, most: Allowance) -> None:
        """Set what a role or a member of a server may ask for.

        Args:
            guild: the server.
            kind: "role" or "member".
            id_: its id; @everyone has the server's.
            most: the limits; none at all free a member or role from other allowances.
        """
        key = allowances.allowance_key(kind, id_)
        await self._store.settings.write("server", guild, {key: asdict(most)})

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
        limits = await self._limits(by)
        own = [limit for limit in limits if limit.whose != "server"]
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
        server = (await self._limits(by))[-1]
        people: dict[int, Spent] = defaultdict(lambda: NOTHING)
        days = dict.fromkeys(range(today.first, today.day + 1), NOTHING)
        for line in await self._store.spend.lines(guild, since=today.first):
            people[line.person] += line.spent
            days[line.day] = days.get(line.day, NOTHING) + line.spent
        most_first = sorted(people.items(), key=lambda one: (-one[1].cost, one[0]))
        return ServerUsage(
            allowance=server.allowance,
            account=server.account,
            people=most_first,
            days=days,
            resets=self._resets(),
        )

    async def chart(self, usage: ServerUsage, *, title: str) -> Picture:
        """Draw a server's month as bars: dollars by day."""
        labels = [str(allowances.date_of(day).day) for day in usage.days]
        values = [spent.cost / MICRO for spent in usage.days.values()]
        return await self._imaging.draw("bot.imaging.charts:bars", title, labels, values)

    async def csv(self, by: Person, *, days: int) -> str:
        """Return what a server spent in its last days: a line for each person and day.

        Raises:
            UserError: it is asked outside of a server.
        """
        since = Calendar.at(self._now()).day - days + 1
        return _csv(await self._store.spend.lines(in_server(by), since=since))

    async def pending_alerts(self) -> Sequence[BudgetAlert]:
        """Return the alerts of which owners are still to be notified."""
        return await self._store.spend.alerts()

    async def close_alert(self, alert: BudgetAlert) -> None:
        """Store that the owners were notified, or that there was no way to notify them."""
        await self._store.spend.mark_sent(alert)

    async def _limits(self, by: Person) -> Sequence[Limit]:
        return await self._store.spend.limits(
            by, operator_limits=self.operator_limits, now=self._now()
        )

    def _resets(self) -> int:
        return Calendar.at(self._now()).resets("day")


def micro(dollars: float) -> MicroDollars:
    """Convert US dollars to micro-dollars."""
    return round(dollars * MICRO)


def in_server(by: Person) -> int:
    """Return the server that a person asks in.

    Raises:
        UserError: they ask outside of a server.
    """
    if by.guild is None:
        raise UserError("settings.place")
    return by.guild


def _csv(lines: Sequence[SpendLine]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("day", "person", "pictures", "dollars"))
    for line in lines:
        spent = line.spent
        date = allowances.date_of(line.day).isoformat()
        writer.writerow((date, line.person, spent.pictures, f"{spent.cost / MICRO:.6f}"))
    return text.getvalue()
