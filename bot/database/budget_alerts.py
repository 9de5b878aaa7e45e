"""Alerts about budgets that are nearly spent: rows of `settings` until they are sent."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.core import allowances
from bot.core.allowances import EVERYWHERE, Account, BudgetAlert, Limit, Spent
from bot.core.days import Calendar
from bot.database import settings
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.transactions import Transaction

ALERT = "alarm"  # kind of setting: alerts that are to be sent, by server and period
WARNED = "warned"  # kind of setting: the periods in which there was an alert about everything


class BudgetAlertStore(BaseStore):
    """Reads the alerts that owners are to be sent."""

    @shielded
    async def pending(self) -> Sequence[BudgetAlert]:
        """Return the budget alerts that owners were not sent yet."""
        async with self._transaction() as tx:
            waiting = await settings.every(tx, ALERT)
            return [BudgetAlert(**alert) for _, one in waiting for alert in one.values()]

    @shielded
    async def mark_sent(self, alert: BudgetAlert) -> None:
        """Record that an alert was sent, or can't be; a newer one of its period stays."""
        sent = asdict(alert)
        async with self._transaction() as tx:
            await settings.change(
                tx, ALERT, alert.guild, alert.period, lambda now: None if now == sent else now
            )


async def add(tx: Transaction, guild: int, limit: Limit, asked: Spent, today: Calendar) -> None:
    """Record the alerts about a limit that a reservation causes, each once a period."""
    had = limit.account
    spent = Account(today=had.today + asked, month=had.month + asked)
    due = allowances.due_alerts(guild, limit.allowance, spent, today=today)
    if not due:
        return
    kind = WARNED if guild == EVERYWHERE else "server"
    warned = await settings.read(tx, kind, guild)
    for alert in due:
        key = f"warned:{alert.period}"
        if warned.get(key) != alert.resets:
            await settings.write(tx, kind, guild, {key: alert.resets})
            await settings.write(tx, ALERT, guild, {alert.period: asdict(alert)})
