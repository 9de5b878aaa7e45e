"""How the database itself is doing, and how much is in the queue; all in all processes."""

from sqlalchemy import and_, case, func, select

from bot.core.backlog import Backlog
from bot.core.circuit_breaker import LONGEST
from bot.database import key_value
from bot.database.opening import uncancellable
from bot.database.repository import Repository
from bot.database.tables import pauses, turns


class StatsStore(Repository):
    """Reads them."""

    @uncancellable
    async def backlog(self, *, now: float) -> Backlog:
        """How many turns are open, and how."""
        unpainted = turns.c.outcome.is_(None)
        waits = and_(unpainted, turns.c.lease_until <= now)
        count = func.coalesce
        query = select(
            count(func.sum(case((waits, 1), else_=0)), 0),
            count(func.sum(case((unpainted, 1), else_=0)), 0),
            func.count(),
            func.min(case((waits, turns.c.created_at))),
        ).where(turns.c.shown_at.is_(None))
        async with self._transaction() as tx:
            waiting, left, every, since = (await tx.execute(query)).one()
            return Backlog(
                waiting=waiting,
                painting=left - waiting,
                showing=every - left,
                oldest=0.0 if since is None else max(now - since, 0.0),
            )

    @uncancellable
    async def check_writable(self, *, now: float) -> None:
        """Write something.

        Raises:
            Broken: it can't be written.
        """
        async with self._transaction() as tx:
            await key_value.write(tx, "looked", str(now))

    @uncancellable
    async def paused(self, *, now: float) -> list[str]:
        """The models that are left alone just now, because Gemini is busy or down."""
        async with self._transaction() as tx:
            found = await tx.scalars(
                select(pauses.c.model)
                .where(pauses.c.until > now, pauses.c.until <= now + LONGEST)
                .order_by(pauses.c.model)
            )
            return list(found)
