"""Which open turns have a progress message that a start goes on to edit.

Thousands may wait, so they are read in pages, and of each only what that takes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, or_, select, tuple_

from bot.core.turns import UnfinishedTurn
from bot.database.tables import turns
from bot.database.transactions import Transaction

AT_ONCE = 1000  # turns of a page: a few milliseconds


async def read(
    tx: Transaction, *, since: float, after: UnfinishedTurn | None
) -> Sequence[UnfinishedTurn]:
    """Return the next page: see `TurnStore.unfinished`."""
    last = (-1, -1, -1) if after is None else (after.flow, after.ticket, after.id)
    values = dict(zip(("flow", "ticket", "id"), last, strict=True), since=since)
    found = await tx.execute(_PAGE, values)
    return [UnfinishedTurn(**row) for row in found.mappings()]


def _page() -> Select[*tuple[Any, ...]]:
    by_token = turns.c.place.contains('"token":')  # a field of ours; no one else writes there
    editable = or_(
        turns.c.progress_message.is_not(None),
        and_(by_token, turns.c.created_at > bindparam("since")),
    )
    order = (turns.c.flow, turns.c.ticket, turns.c.id)
    last = tuple_(*(bindparam(column.key, type_=BigInteger) for column in order))
    return (
        select(  # labelled where the stored name is another: rows would have that one
            turns.c.id,
            turns.c.flow.label("flow"),
            turns.c.ticket,
            turns.c.created_at,
            by_token.label("by_token"),
            turns.c.progress_message.label("progress_message"),
        )
        .where(turns.c.shown_at.is_(None), turns.c.outcome.is_(None), editable)
        .where(tuple_(*order) > last)
        .order_by(*order)
        .limit(AT_ONCE)
    )


_PAGE = _page()
