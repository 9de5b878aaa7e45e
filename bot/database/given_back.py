"""Ends turns that wait, as failures that are shown like any other: nothing was painted."""

from sqlalchemy import ColumnElement, select, update

from bot.core.turns import Outcome
from bot.database import rows, spend
from bot.database.calls import delete_results
from bot.database.postgres import notify
from bot.database.tables import turns
from bot.database.transactions import Transaction


async def end_waiting(tx: Transaction, *where: ColumnElement[bool], reason: str, now: float) -> int:
    """End the turns that wait and release what they reserved; return how many.

    Args:
        tx: the open transaction.
        where: which of them; all if nothing is given. What is being painted goes on.
        reason: the code of what people read.
        now: seconds since 1970.
    """
    waits = (turns.c.shown_at.is_(None), turns.c.outcome.is_(None), turns.c.lease_until <= now)
    found = await tx.execute(
        select(turns).where(*waits, *where).order_by(turns.c.id).with_for_update()
    )
    waiting = [rows.turn(row) for row in found.mappings()]
    for turn in waiting:
        await spend.settle(tx, turn)
        await delete_results(tx, turns.c.id == turn.id)
        await tx.execute(
            update(turns)
            .where(turns.c.id == turn.id)
            .values(
                outcome=str(Outcome.FAILED),
                reason=reason,
                painted_at=now,
                due_at=now,
                lease=None,
                lease_until=0,
            )
        )
    await notify(tx)
    return len(waiting)
