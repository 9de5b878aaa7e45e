"""Threads and channels: what shows which turn, and what a follow-up continues."""

from collections.abc import Sequence

from sqlalchemy import literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import rows
from bot.store.database import Database, transaction, whole
from bot.store.tables import canvases, posts, turns
from bot.turns import Outcome, Turn

MOST_STEPS = 60  # newest steps of a lineage that are read; the root is always among them


class Canvases:
    """Looks trees of turns up. Each method is one transaction, done whole."""

    def __init__(self, database: Database) -> None:
        self.whole = database.whole
        self._engine = database.engine

    @whole
    async def shown_by(self, message: int) -> Turn | None:
        """The turn a message shows, if it is one of ours."""
        async with transaction(self._engine) as tx:
            shown = select(posts.c.turn).where(posts.c.message == message).scalar_subquery()
            return await rows.first(tx, turns.c.id == shown)

    @whole
    async def head(self, channel: int) -> Turn | None:
        """The turn a follow-up in a channel continues: its newest that did not fail.

        A thread opened on a picture has the picture's message for its id, so that it begins there.
        """
        async with transaction(self._engine) as tx:
            id_ = await tx.scalar(select(canvases.c.head).where(canvases.c.channel == channel))
            if id_ is None:
                id_ = await tx.scalar(select(posts.c.turn).where(posts.c.message == channel))
            chain = await _chain(tx, id_) if id_ is not None else []
        alive = (one for one in reversed(chain) if one.outcome in (None, Outcome.PAINTED))
        return next(alive, None)

    @whole
    async def lineage(self, id_: int) -> Sequence[Turn]:
        """The turns from the root to this one: the root, and the newest `MOST_STEPS`."""
        async with transaction(self._engine) as tx:
            return await _chain(tx, id_)

    @whole
    async def listens(self, channel: int) -> bool:
        """Whether every message in a thread is a wish."""
        async with transaction(self._engine) as tx:
            found = await tx.scalar(select(canvases.c.listens).where(canvases.c.channel == channel))
            return found is None or bool(found)

    @whole
    async def set_listens(self, channel: int, listens: bool) -> None:
        """Set whether every message in a thread is a wish."""
        async with transaction(self._engine) as tx:
            await rows.set_canvas(tx, channel, listens=listens)

    @whole
    async def tell_once(self, channel: int) -> bool:
        """True the first time it is asked for a channel."""
        async with transaction(self._engine) as tx:
            told = await tx.scalar(select(canvases.c.told).where(canvases.c.channel == channel))
            await rows.set_canvas(tx, channel, told=True)
            return not told


async def _chain(tx: AsyncConnection, id_: int) -> Sequence[Turn]:
    start = select(turns.c.id, turns.c.parent, literal(0).label("steps")).where(turns.c.id == id_)
    up = start.cte("up", recursive=True)
    up = up.union_all(
        select(turns.c.id, turns.c.parent, up.c.steps + 1).where(turns.c.id == up.c.parent)
    )
    found = await tx.execute(
        select(turns)
        .join(up, up.c.id == turns.c.id)
        .where(or_(up.c.steps < MOST_STEPS, up.c.parent.is_(None)))
        .order_by(up.c.steps.desc())
    )
    return [rows.turn(row) for row in found.mappings()]
