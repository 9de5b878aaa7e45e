"""The notes that say "painting": taken away, or set right, once their turns are shown."""

import asyncio
import contextlib
import logging
from typing import Protocol

from bot.core.turns import Followup, Turn
from bot.engine import model_calls
from bot.engine.model_calls import WorkerContext, retry_while_unavailable
from bot.errors import Broken, Later

log = logging.getLogger(__name__)

LAST_NOTE = 5  # leases after which nobody looks for a note any more


class Noted(Protocol):
    """Reaches the notes."""

    async def tidy(self, turn: Turn) -> bool:
        """Take away what said that a turn, which now is shown, was being painted.

        Returns:
            whether it is gone.

        Raises:
            Later: it should be tried again.
        """
        ...

    async def say_again(self, turn: Turn) -> None:
        """Write once more how a turn ended, where something else may have been written over it.

        Raises:
            Later: it should be tried again.
        """
        ...


class ProgressCleanup:
    """Sees to the notes of one painter's turns, and to those that other processes left."""

    def __init__(self, tools: WorkerContext, noted: Noted) -> None:
        self._leftovers = tools.store.undelivered
        self._shared = tools.store.shared
        self._now = tools.now
        self._noted = noted

    async def tidy(self, turn: Turn, *, last: bool = False) -> None:
        """Take a shown turn's note away; what is not gone now is tried later, or was the last."""
        try:
            gone = await self._noted.tidy(turn) or last
        except Later:
            log.info("the note of turn %d stays for now", turn.id)
        else:
            if gone:
                await retry_while_unavailable(lambda: self._leftovers.resolve(turn))

    async def run(self) -> None:
        """See to the notes that were not come to, again and again.

        Other processes may be at theirs, or may have died with one under way: what they have not
        done after a lease they hardly do any more. Where there are no others, nothing is under way
        when this one starts.
        """
        if not self._shared:
            await self._tidy_all(age=0, last=0)
        while True:
            await asyncio.sleep(model_calls.LEASE)
            await self._tidy_all(age=model_calls.LEASE, last=LAST_NOTE * model_calls.LEASE)

    async def _tidy_all(self, *, age: float, last: float) -> None:
        with contextlib.suppress(Broken):  # the database is away: another time
            await self._tidy(before=self._now() - age, last=self._now() - last)

    async def _tidy(self, *, before: float, last: float) -> None:
        notes = self._leftovers.progress_messages
        for turn in await notes(Followup.NOTE, before=last):
            await self.tidy(turn, last=True)
        for turn in await notes(Followup.NOTE, before=before):
            await self.tidy(turn)
        for turn in await notes(Followup.SAID, before=before):
            with contextlib.suppress(Later):
                await self._noted.say_again(turn)
                await self._leftovers.resolve(turn)
