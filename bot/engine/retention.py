"""Forgets what is not to be kept any longer: once a day, in one process of all.

Pictures of threads that nobody used for long, questions that nobody answered, pictures that were
taken in for wishes that came to nothing, and what forgotten people spent in months before.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.database import Store
from bot.engine.personal_data import PersonalData
from bot.errors import EaselError

log = logging.getLogger(__name__)

DAY = 86_400.0  # seconds
LOOK = 3600.0  # seconds between two looks at whether a day has passed


class Retention:
    """Works until cancelled.

    Args:
        store: where turns are.
        records: what removes their pictures.
        days: for which pictures are kept after their thread's last use; 0: for good.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        records: PersonalData,
        *,
        days: int,
        now: Callable[[], float],
    ) -> None:
        self._keeping = store.retention
        self._held = store.confirmations
        self._till = store.spend
        self._records = records
        self._days = days
        self._now = now

    async def run(self) -> None:
        """Look every hour, also at the start."""
        while True:
            await self._look()
            await asyncio.sleep(LOOK)

    async def _look(self) -> None:
        try:
            if await self._keeping.start_if_due(every=DAY, now=self._now()):
                await self.sweep()
        except EaselError as error:  # what is left is done the next day
            log.error("pictures that are not kept any more could not be removed: %s", error)

    async def sweep(self) -> None:
        """Forget all that is to be forgotten by now.

        Raises:
            EaselError: the storage can't be written; the next time goes on from there.
        """
        await self._till.delete_forgotten(now=self._now())
        if self._days:
            since = self._now() - self._days * DAY
            await self._held.expire(before=since)
            gone = await self._let_all_go(since=since)
            if gone:
                log.info("the pictures of %d turns are not kept any more", gone)
        await self._records.remove_over()  # also what a time before this one did not come to

    async def _let_all_go(self, *, since: float) -> int:
        beyond = gone = 0
        while channels := await self._keeping.last_used(beyond=beyond):
            for channel, used in channels.items():
                if used < since:
                    gone += await self._let_go(channel, since=since)
            beyond = max(channels)
        return gone + await self._let_go(None, since=since)

    async def _let_go(self, channel: int | None, *, since: float) -> int:
        gone = 0
        while some := await self._keeping.expire(channel, since=since, now=self._now()):
            gone += some
            await self._records.remove_over()
        return gone
