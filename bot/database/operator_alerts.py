"""What the operator is to be told, and what they were told: rows of `settings`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete

from bot.core import operator_alerts
from bot.core.operator_alerts import OperatorAlert
from bot.database import settings
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.tables import settings as rows
from bot.database.transactions import Transaction

KIND = "operator"  # kind of setting: alerts to the operator, by their keys
EVERYWHERE = 0  # the id of their rows: one bot, one operator
ALERT = TypeAdapter(OperatorAlert)


class OperatorAlertStore(BaseStore):
    """Stores alerts, and hands each to one process at a time."""

    @shielded
    async def add(self, new: OperatorAlert) -> bool:
        """Store an alert, unless it was told in its period; return whether it is a new one."""
        async with self._transaction() as tx:
            before, after = await _change(
                tx, new.key, lambda before: operator_alerts.raised(before, new)
            )
            return after is new and before is not new

    @shielded
    async def claim(self, *, now: float, until: float) -> Sequence[OperatorAlert]:
        """Return the alerts that are due, which no one else gets until a time (since 1970)."""
        async with self._transaction() as tx:
            claimed = []
            for alert in await _every(tx):
                if not alert.done and alert.due_at <= now:
                    before, _ = await _change(tx, alert.key, lambda row: _held(row, now, until))
                    if before and not before.done and before.due_at <= now:
                        claimed.append(before)
            return claimed

    @shielded
    async def put(self, alert: OperatorAlert) -> None:
        """Store how far an alert has come; one of its key that was told in its period stays."""
        async with self._transaction() as tx:
            await _change(
                tx,
                alert.key,
                lambda row: row if row and row.done and row.day == alert.day else alert,
            )

    @shielded
    async def get(self, key: str) -> OperatorAlert | None:
        """Return the newest alert of a key."""
        async with self._transaction() as tx:
            found = await settings.read(tx, KIND, EVERYWHERE)
            return ALERT.validate_python(found[key]) if key in found else None

    @shielded
    async def expire(self, *, before: int) -> None:
        """Delete alerts that were told in a period that began before a day (since 1970-01-01)."""
        async with self._transaction() as tx:
            for alert in await _every(tx):
                if alert.done and alert.day < before:
                    mine = (rows.c.kind == KIND, rows.c.id == EVERYWHERE, rows.c.key == alert.key)
                    await tx.execute(delete(rows).where(*mine))


async def _every(tx: Transaction) -> Sequence[OperatorAlert]:
    found = await settings.read(tx, KIND, EVERYWHERE)
    return [ALERT.validate_python(found[key]) for key in sorted(found)]


async def _change(
    tx: Transaction, key: str, rule: Callable[[OperatorAlert | None], OperatorAlert]
) -> tuple[OperatorAlert | None, OperatorAlert]:
    """Store what a rule makes of an alert while its row is locked; return both."""
    seen: list[tuple[OperatorAlert | None, OperatorAlert]] = []

    def apply(row: Any) -> Any:
        before = ALERT.validate_python(row) if row else None
        seen.append((before, rule(before)))
        return ALERT.dump_python(seen[-1][1], mode="json")

    await settings.change(tx, KIND, EVERYWHERE, key, apply)
    return seen[-1]


def _held(row: OperatorAlert | None, now: float, until: float) -> OperatorAlert:
    """Return an alert that is due as one that is not due until a time."""
    assert row is not None, "it was read in this transaction, and only told ones are deleted"
    return replace(row, due_at=until) if not row.done and row.due_at <= now else row
