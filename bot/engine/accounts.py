"""The front desk's purse: budgets and allowances, what was spent, and who is to be told."""

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
from bot.core.turns import MicroDollars, Person
from bot.database import SpendLine, Store
from bot.engine.wakeup import Wakeup
from bot.errors import Refused
from bot.imaging import Imaging, Picture

MICRO = 1_000_000  # in a dollar


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUsage:
    """What a person spent anywhere, and what is left to them where they ask."""

    account: Account
    left: Remaining
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
    """What is asked and set about money."""

    def __init__(
        self, store: Store, imaging: Imaging, limits: LimitSettings, *, now: Callable[[], float]
    ) -> None:
        self.wakeup = Wakeup()  # rings when a budget may have become nearly spent
        self.house = OperatorLimits(
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
        """Whether money is counted in a server, so that people are told what a picture cost."""
        if guild is None:
            return False
        settings = await self._store.settings.read("server", guild)
        return allowances.server_allowance(self.house, settings).has_budget

    async def set_budget(self, guild: int, *, daily: MicroDollars, monthly: MicroDollars) -> None:
        """Set the most that a server may spend, within what the operator allows; 0 is no limit."""
        value = {"daily": daily, "monthly": monthly}
        await self._store.settings.write("server", guild, {"budget": value})

    async def set_allowance(self, guild: int, kind: str, id_: int, most: Allowance) -> None:
        """Set what a role or a member of a server may ask for.

        Args:
            guild: the server.
            kind: "role" or "member".
            id_: the number of that; @everyone has the server's.
            most: nothing limited frees a member, or the members of a role, of other allowances.
        """
        key = allowances.allowance_key(kind, id_)
        await self._store.settings.write("server", guild, {key: asdict(most)})

    async def set_notify(self, guild: int, channel: int | None) -> None:
        """Say where owners are told that a budget is nearly spent; none: the usual way."""
        await self._store.settings.write("server", guild, {"notify": channel})

    async def notify_channel(self, guild: int) -> int | None:
        """Where owners want to be told, if they said so."""
        settings = await self._store.settings.read("server", guild)
        channel: int | None = settings.get("notify")
        return channel

    async def usage(self, by: Person) -> PersonUsage:
        """What a person spent, and what is left to them here."""
        helds = await self._helds(by)
        own = [held for held in helds if held.whose != "server"]
        return PersonUsage(
            account=helds[0].account, left=allowances.left(own), resets=self._resets()
        )

    async def server_usage(self, by: Person) -> ServerUsage:
        """What the server in which an owner asks spent this month.

        Raises:
            Refused: it is asked outside of a server.
        """
        guild = in_server(by)
        today = Calendar.at(self._now())
        server = (await self._helds(by))[-1]
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
        """A server's month as bars: dollars by day."""
        labels = [str(allowances.date_of(day).day) for day in usage.days]
        values = [spent.cost / MICRO for spent in usage.days.values()]
        return await self._imaging.draw("bot.imaging.charts:bars", title, labels, values)

    async def csv(self, by: Person, *, days: int) -> str:
        """What a server spent in its last days: a line for each person and day.

        Raises:
            Refused: it is asked outside of a server.
        """
        since = Calendar.at(self._now()).day - days + 1
        return _csv(await self._store.spend.lines(in_server(by), since=since))

    async def alarms(self) -> Sequence[BudgetAlert]:
        """What owners are still to be told."""
        return await self._store.spend.alerts()

    async def told(self, alarm: BudgetAlert) -> None:
        """The owners were told, or nobody could be."""
        await self._store.spend.mark_sent(alarm)

    async def _helds(self, by: Person) -> Sequence[Limit]:
        return await self._store.spend.limits(by, operator_limits=self.house, now=self._now())

    def _resets(self) -> int:
        return Calendar.at(self._now()).resets("day")


def micro(dollars: float) -> MicroDollars:
    """Dollars in the unit that is counted in."""
    return round(dollars * MICRO)


def in_server(by: Person) -> int:
    """The server that somebody asks in.

    Raises:
        Refused: it is none.
    """
    if by.guild is None:
        raise Refused("owner.server_only")
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
