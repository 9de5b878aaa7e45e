"""Budgets and allowances: what is set, which limits hold, and which alerts are due."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.config import LimitSettings
from bot.core import allowances
from bot.core.allowances import (
    NO_LIMIT,
    Allowance,
    BudgetAlert,
    Limit,
    OperatorLimits,
)
from bot.core.models import MICRO
from bot.core.server_settings import RequestSettings
from bot.core.turns import MicroDollars, Person
from bot.database import Store
from bot.engine.operator_alerts import OperatorAlerts
from bot.engine.wakeup import Wakeup
from bot.errors import LimitReached, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceChange:
    """What an allowance was, and what is set now; None if nothing is."""

    before: Allowance
    after: Allowance | None


class Accounts:
    """Reads and sets limits, and says which alerts owners are to be sent."""

    def __init__(
        self,
        store: Store,
        limits: LimitSettings,
        operator_alerts: OperatorAlerts,
        *,
        now: Callable[[], float],
    ) -> None:
        self.wakeup = Wakeup()  # a budget may be nearly spent
        self.operator_limits = operator_limits(limits)
        self._store = store
        self._operator_alerts = operator_alerts
        self._now = now

    async def paid_today(self, by: Person, *, settings: RequestSettings) -> MicroDollars | None:
        """Return what pictures cost today, for people to see; None where that is not shown.

        In a server it is the server's sum, in a private chat the person's. It is shown where a
        budget holds, unless the person wants it everywhere or nowhere.

        Args:
            by: whose picture says it.
            settings: their own, and their server's.
        """
        budget = None if by.guild is None else settings.server.budget
        holds = allowances.budget_holds(self.operator_limits, budget)
        if not (holds if settings.own.cost is None else settings.own.cost):
            return None
        return await self._store.spend.paid_today(by, now=self._now())

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
