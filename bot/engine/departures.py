"""What becomes of what is stored when Easel leaves a server, or people delete messages."""

import logging
from collections.abc import Callable, Collection

from bot.database import Store
from bot.engine.events import Cancellations, TurnCancelled
from bot.engine.operator_alerts import OperatorAlerts
from bot.errors import Fact

log = logging.getLogger(__name__)

DAY = 86_400.0  # seconds


class Departures:
    """Follows what goes.

    Args:
        store: the database.
        alerts: tells the operator of a server that was left.
        cancellations: is notified of turns that end with their server or channel.
        days: after which a server's settings, words and pictures go; 0: they stay.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        alerts: OperatorAlerts,
        *,
        cancellations: Cancellations,
        days: int,
        now: Callable[[], float],
    ) -> None:
        self._store = store.departures
        self._alerts = alerts
        self._cancellations = cancellations
        self._days = days
        self._now = now

    async def servers(self) -> Collection[int]:
        """Return the servers of which something is stored, and that were not left."""
        return await self._store.servers()

    async def was_in(self, server: int) -> bool:
        """Return whether Easel was a member of a server; else people only brought it along."""
        return await self._store.was_in(server)

    async def leave(self, server: int, *, name: str) -> None:
        """Follow that Easel is not in a server any more; the operator is told once."""
        if not await self._store.leave(server, now=self._now()):
            return
        log.warning("server left: guild=%d deleted_in_days=%d", server, self._days)
        facts: dict[str, Fact] = {"name": name, "server": str(server), "days": self._days}
        cause = "server_left" if self._days else "server_kept"
        await self._alerts.raise_alert(cause, facts, about=str(server))

    async def come_back(self, server: int) -> None:
        """Follow that Easel is in a server: what was to be deleted stays."""
        if await self._store.come_back(server):
            log.info("back in a server, what is stored stays: guild=%d", server)

    async def delete_messages(self, messages: Collection[int]) -> None:
        """Follow that messages were deleted: what only they showed goes."""
        if gone := await self._store.delete_messages(messages, now=self._now()):
            log.info("messages deleted, and what they showed: turns=%d", gone)

    async def delete_channel(self, channel: int, *, server: int | None) -> None:
        """Follow that a channel or thread was deleted: the next sweep drops what was in it."""
        await self._store.delete_channel(channel, server=server, now=self._now())

    async def sweep(self) -> None:
        """Drop what is due: deleted channels, and servers that were left long enough ago."""
        cancelled = [*await self._store.drop_channels()]
        if self._days:
            for server in await self._store.left(before=self._now() - self._days * DAY):
                cancelled += await self._store.drop_server(server)
                log.warning("what was stored of a server was deleted: guild=%d", server)
        for id_ in cancelled:
            self._cancellations.publish(TurnCancelled(turn=id_))
