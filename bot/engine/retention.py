"""Deletes what is not to be kept any longer: once a day, in one of all processes.

That is: pictures of threads that were not used for long, confirmations without an answer, pictures
taken in for requests that were never made, and what deleted people spent in earlier months.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.core.days import Calendar
from bot.database import Store
from bot.engine import characters
from bot.engine.departures import Departures
from bot.engine.personal_data import PersonalData
from bot.errors import EaselError

log = logging.getLogger(__name__)

DAY = 86_400.0  # seconds
CHECK = 3600.0  # seconds between two checks whether a day has passed


class Retention:
    """The daily sweep.

    Args:
        store: where turns are.
        personal_data: removes their pictures.
        departures: drops what is gone on Discord.
        days: for which pictures are kept after their thread's last use; 0: for good.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        personal_data: PersonalData,
        departures: Departures,
        *,
        days: int,
        now: Callable[[], float],
    ) -> None:
        self._retention = store.retention
        self._confirmations = store.confirmations
        self._spend = store.spend
        self._operator_alerts = store.operator_alerts
        self._personal_data = personal_data
        self._departures = departures
        self._days = days
        self._now = now

    async def run(self) -> None:
        """Check at the start and every hour, until cancelled."""
        while True:
            await self._sweep_if_due()
            await asyncio.sleep(CHECK)

    async def _sweep_if_due(self) -> None:
        try:
            if await self._retention.start_if_due(every=DAY, now=self._now()):
                await self.sweep()
        except EaselError as error:  # what is left is done the next day
            log.error("retention sweep failed, will retry tomorrow: error=%s", error)

    async def sweep(self) -> None:
        """Delete everything that is due.

        Raises:
            EaselError: the storage can't be written; the next time goes on from there.
        """
        await self._spend.delete_forgotten(now=self._now())
        await self._operator_alerts.expire(before=Calendar.at(self._now()).first)
        await self._confirmations.expire(before=self._now() - DAY, kinds=characters.KINDS)
        if self._days:
            since = self._now() - self._days * DAY
            await self._confirmations.expire(before=since)
            gone = await self._release_all(since=since)
            if gone:
                log.info("retention sweep removed pictures: turns=%d", gone)
        await self._departures.sweep()
        await self._personal_data.remove_unneeded()  # also what an earlier sweep left
        await self._personal_data.rewrite()

    async def _release_all(self, *, since: float) -> int:
        beyond = gone = 0
        while channels := await self._retention.last_used(beyond=beyond):
            for channel, used in channels.items():
                if used < since:
                    gone += await self._release(channel, since=since)
            beyond = max(channels)
        return gone + await self._release(None, since=since)

    async def _release(self, channel: int | None, *, since: float) -> int:
        gone = 0
        while some := await self._retention.expire(channel, since=since, now=self._now()):
            gone += some
            await self._personal_data.remove_unneeded()
        return gone
