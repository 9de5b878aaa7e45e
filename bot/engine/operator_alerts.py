"""Tells the operator what only they can fix: each cause once a day, over all processes.

What can't be stored because the database is away is kept in this process, and stored later.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core import operator_alerts
from bot.core.allowances import BudgetAlert
from bot.core.days import Calendar
from bot.core.operator_alerts import OperatorAlert
from bot.core.turns import Outcome, Turn
from bot.database import Store
from bot.engine.wakeup import Wakeup
from bot.errors import EaselError, Fact, LimitReached, OperatorError
from bot.gemini import FIXES

log = logging.getLogger(__name__)

CAUSES = frozenset({*FIXES, "broken.model"})  # of failed turns, that the operator is told
LEASE = 150.0  # seconds in which one process tries to send an alert
PATIENCE = 3.0  # seconds to wait for the first attempt to send an alert


class OperatorAlerts:
    """Alerts to the operator, from every part of the program."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store.operator_alerts
        self._now = now
        self._wakeup = Wakeup()  # there is an alert to send
        self._tried = Wakeup()  # an attempt to send what was waiting has ended
        self._sent_here = False  # whether this process sends alerts
        self._unstored: dict[str, OperatorAlert] = {}

    async def raise_alert(
        self,
        cause: str,
        facts: Mapping[str, Fact] | None = None,
        *,
        about: str = "",
        monthly: bool = False,
    ) -> None:
        """Tell the operator something, unless they were told it in this day or month (UTC).

        It returns once the first attempt was made, or after `PATIENCE`, so that people can read
        whether the operator was told; it never raises.

        Args:
            cause: `operator.<cause>` is the sentence.
            facts: of the sentence.
            about: which of several of that cause: a model, a server, a threshold.
            monthly: once a month instead of once a day.
        """
        today = Calendar.at(self._now())
        day = today.first if monthly else today.day
        alert = OperatorAlert(cause=cause, about=about, day=day, facts=facts or {})
        tried = self._tried.subscribe()
        try:
            if await self._add(alert):
                log.error("operator alert: cause=%s about=%s", cause, about or "-")
                self._wakeup.wake()
                if self._sent_here:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(PATIENCE):
                            await tried.wait()
        finally:
            self._tried.unsubscribe(tried)

    async def raise_error(self, error: EaselError) -> None:
        """Tell the operator of an error of a turn, if only they can fix it."""
        if error.code in CAUSES:
            await self.raise_alert(error.code, error.facts, about=_about(error.facts))

    async def raise_budget(self, alert: BudgetAlert) -> None:
        """Tell the operator that most of the budget of everything is spent."""
        facts = {"spent": alert.spent, "budget": alert.limit, "resets": alert.resets}
        await self._raise_budget(alert.period, facts, about="most")

    async def raise_refusal(self, error: LimitReached) -> None:
        """Tell the operator of a refusal, if the budget of everything has no room for a request."""
        period = error.code.removeprefix("limit.whole.")
        if period in {"day", "month"}:
            budget, unspent = error.facts["budget"], error.facts["unspent"]
            assert isinstance(budget, int)
            assert isinstance(unspent, int)
            facts = {"spent": budget - unspent, "budget": budget, "resets": error.facts["resets"]}
            await self._raise_budget(period, facts, about="all")

    async def _raise_budget(self, period: str, facts: Mapping[str, Fact], *, about: str) -> None:
        await self.raise_alert(f"budget.{period}", facts, about=about, monthly=period == "month")

    async def told(self, turn: Turn) -> bool | None:
        """Return whether the operator was told why a turn failed; None if it is not theirs."""
        if turn.outcome is not Outcome.FAILED or turn.reason not in CAUSES:
            return None
        key = OperatorAlert(cause=turn.reason, about=_about(turn.facts)).key
        try:
            found = await self._store.get(key)
        except OperatorError:
            found = self._unstored.get(key)
        return found is not None and bool(found.reached)

    # -- for who sends them

    def listen(self) -> asyncio.Event:
        """Return an event that is set when there is something to tell: call `claim` then."""
        self._sent_here = True
        return self._wakeup.subscribe()

    async def claim(self) -> Sequence[OperatorAlert]:
        """Return the alerts that are to be told now; no other process gets them meanwhile."""
        now = self._now()
        try:
            for alert in list(self._unstored.values()):
                await self._store.put(alert)
                del self._unstored[alert.key]
            return await self._store.claim(now=now, until=now + LEASE)
        except OperatorError:
            return [one for one in self._unstored.values() if not one.done and one.due_at <= now]

    async def record(self, alert: OperatorAlert, *, again_in: float | None = None) -> None:
        """Store whom an alert has reached.

        Args:
            alert: with everyone whom it reached.
            again_in: seconds until the next attempt; None: there is no one left to be told.
        """
        due_at = self._now() + (again_in or 0)
        alert = replace(alert, done=again_in is None, due_at=due_at)
        try:
            await self._store.put(alert)
        except OperatorError:
            self._unstored[alert.key] = alert

    def tried(self) -> None:
        """Say that everything that was waiting was tried."""
        self._tried.wake()

    async def _add(self, alert: OperatorAlert) -> bool:
        try:
            return await self._store.add(alert)
        except OperatorError:
            before = self._unstored.get(alert.key)
            self._unstored[alert.key] = operator_alerts.raised(before, alert)
            return self._unstored[alert.key] is alert


def _about(facts: Mapping[str, Fact]) -> str:
    return str(facts.get("model", ""))
