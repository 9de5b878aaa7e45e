"""Removes or corrects progress messages ("Painting …") once their turns are shown."""

import asyncio
import contextlib
import logging

from bot.core.turns import Followup, Turn
from bot.engine import leases
from bot.engine.context import WorkerContext
from bot.engine.delivery import ProgressDelivery
from bot.engine.leases import retry_while_unavailable
from bot.errors import OperatorError, TemporaryError

log = logging.getLogger(__name__)

MOST_LEASES = 5  # after which a progress message is not looked for any more


class ProgressCleanup:
    """The progress messages of one worker's turns, and those that other processes left behind."""

    def __init__(self, context: WorkerContext, delivery: ProgressDelivery) -> None:
        self._undelivered = context.store.undelivered
        self._shared = context.store.shared
        self._now = context.now
        self._delivery = delivery

    async def remove(self, turn: Turn, *, last: bool = False) -> None:
        """Delete a shown turn's progress message; try again later unless this is the last try."""
        try:
            gone = await self._delivery.remove_progress_message(turn) or last
        except TemporaryError as error:
            log.info("progress message stays for now: turn=%d error=%s", turn.id, error.code)
        else:
            if gone:
                await retry_while_unavailable(lambda: self._undelivered.resolve(turn))

    async def run(self) -> None:
        """Remove what is left over, again and again, until cancelled.

        Another process may be at work on a message of its own, or may have died: what it has not
        done after a lease, this one does. Without other processes nothing is under way when this
        one starts.
        """
        if not self._shared:
            await self._clean_up(age=0, last=0)
        while True:
            await asyncio.sleep(leases.LEASE)
            await self._clean_up(age=leases.LEASE, last=MOST_LEASES * leases.LEASE)

    async def _clean_up(self, *, age: float, last: float) -> None:
        now = self._now()
        try:
            await self._clean_up_before(now - age, last=now - last)
        except OperatorError as error:
            log.warning("progress messages stay, database away: error=%s", error.code)

    async def _clean_up_before(self, before: float, *, last: float) -> None:
        left = self._undelivered.progress_messages
        for turn in await left(Followup.CLEAR_PROGRESS, before=last):
            await self.remove(turn, last=True)
        for turn in await left(Followup.CLEAR_PROGRESS, before=before):
            await self.remove(turn)
        for turn in await left(Followup.FINAL_PROGRESS, before=before):
            with contextlib.suppress(TemporaryError):
                await self._delivery.restate_outcome(turn)
                await self._undelivered.resolve(turn)
