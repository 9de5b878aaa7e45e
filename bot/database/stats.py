"""Figures about the queue and the database, of all processes together."""

from sqlalchemy import and_, case, func, select

from bot.core.backlog import Backlog
from bot.core.circuit_breaker import LONGEST
from bot.database import key_value
from bot.database.base_store import BaseStore
from bot.database.connection_thread import ConnectionThread
from bot.database.opening import shielded
from bot.database.tables import model_pauses, turns


class StatsStore(BaseStore):
    """Reads the figures."""

    @property
    def syncs(self) -> int:
        """How many commits of this process waited for the disk; 0 where a server does that."""
        return self._engine.syncs if isinstance(self._engine, ConnectionThread) else 0

    @shielded
    async def backlog(self, *, now: float, guild: int | None = None) -> Backlog:
        """Return how many turns are open, by state, and the age of the oldest waiting one.

        Args:
            now: seconds since 1970.
            guild: the server; None: all, with private chats and HTTP.
        """
        unpainted = turns.c.outcome.is_(None)
        waits = and_(unpainted, turns.c.lease_until <= now)
        query = select(
            func.count(case((waits, 1))),
            func.count(case((unpainted, 1))),
            func.count(),
            func.min(case((waits, turns.c.created_at))),
        ).where(turns.c.shown_at.is_(None))
        if guild is not None:
            query = query.where(turns.c.flow == guild)
        async with self._transaction() as tx:
            waiting, unfinished, total, since = (await tx.execute(query)).one()
            return Backlog(
                waiting=waiting,
                painting=unfinished - waiting,
                showing=total - unfinished,
                oldest=0.0 if since is None else max(now - since, 0.0),
            )

    @shielded
    async def check_writable(self, *, now: float) -> None:
        """Write a value (`now`: seconds since 1970).

        Raises:
            OperatorError: the database can't be written.
        """
        async with self._transaction() as tx:
            await key_value.write(tx, "looked", str(now))

    @shielded
    async def paused(self, *, now: float) -> list[str]:
        """Return the ids of the models that are paused, because Gemini is busy or down."""
        async with self._transaction() as tx:
            found = await tx.scalars(
                select(model_pauses.c.model)
                .where(model_pauses.c.until > now, model_pauses.c.until <= now + LONGEST)
                .order_by(model_pauses.c.model)
            )
            return list(found)
