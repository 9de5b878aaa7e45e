"""What is due of a table whose rows say when: in `due_at`, in seconds since 1970."""

import math
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import RowMapping, Table, func, select

from bot.core.due import Due
from bot.database.transactions import Transaction

T = TypeVar("T")


async def read_due(
    tx: Transaction,
    table: Table,
    value: Callable[[RowMapping], T],
    *,
    now: float,
    most: int,
    beyond: int = 0,
) -> Due[T]:
    """Return what is due, the longest due first, and when something else is.

    Args:
        tx: the transaction.
        table: the rows.
        value: what a row says.
        now: seconds since 1970.
        most: how many are read.
        beyond: how many that are due for longer are left out.
    """
    due_at = table.c.due_at
    is_due = select(table).where(due_at.is_not(None), due_at <= now).order_by(due_at)
    page = await tx.execute(is_due.offset(beyond).limit(most))
    found = [value(row) for row in page.mappings()]
    return Due(found, await next_in(tx, table, now=now), more=len(found) == most)


async def next_in(tx: Transaction, table: Table, *, now: float) -> float:
    """Return in how many seconds the next row becomes due that is not due yet; inf: none does."""
    due_at = table.c.due_at
    later = select(func.min(due_at)).where(due_at.is_not(None), due_at > now)
    at: float | None = await tx.scalar(later)
    return math.inf if at is None else at - now
