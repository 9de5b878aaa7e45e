"""Forgets pictures of threads that nobody used for long: once a day, in one process of all."""

import asyncio
import logging
from collections.abc import Callable

from bot.album import Album
from bot.errors import EaselError
from bot.pictures import Pictures
from bot.store import Store

log = logging.getLogger(__name__)

DAY = 86_400.0  # seconds
LOOK = 3600.0  # seconds between two looks at whether a day has passed


class Retention:
    """Works until cancelled.

    Args:
        store: where turns are.
        pictures: where their pictures are.
        album: what holds small copies of them.
        days: for which pictures are kept after their thread's last use; 0: for good.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        album: Album,
        *,
        days: int,
        now: Callable[[], float],
    ) -> None:
        self._keeping = store.keeping
        self._pictures = pictures
        self._album = album
        self._days = days
        self._now = now

    async def run(self) -> None:
        """Look every hour, also at the start."""
        while True:
            if self._days:
                await self._look()
            await asyncio.sleep(LOOK)

    async def _look(self) -> None:
        try:
            if await self._keeping.begin(every=DAY, now=self._now()):
                await self.sweep()
        except EaselError as error:  # what is left is done the next day
            log.error("pictures that are not kept any more could not be removed: %s", error)

    async def sweep(self) -> None:
        """Forget all that is to be forgotten by now.

        Raises:
            EaselError: the storage can't be written; the next time goes on from there.
        """
        since, beyond, gone = self._now() - self._days * DAY, 0, 0
        while channels := await self._keeping.idle(since=since, beyond=beyond):
            for channel in channels:
                gone += await self._let_go(channel, since=since)
            beyond = channels[-1]
        gone += await self._let_go(None, since=since)
        await self._remove()  # what a time before this one did not come to
        if gone:
            log.info("the pictures of %d turns are not kept any more", gone)

    async def _let_go(self, channel: int | None, *, since: float) -> int:
        gone = 0
        while some := await self._keeping.let_go(channel, since=since, now=self._now()):
            gone += some
            await self._remove()
        return gone

    async def _remove(self) -> None:
        while digests := await self._keeping.over():
            for digest in digests:
                await self._pictures.remove(digest)
            self._album.forget(digests)
            await self._keeping.removed(digests)
