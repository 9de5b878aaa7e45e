"""Lets callers of this process wait for a turn's outcome.

The queue's wakeup says only that something changed, maybe in another process. One query for all
that wait then finds whose turn has ended.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from bot.engine.leases import retry_while_unavailable
from bot.engine.wakeup import Wakeup
from bot.errors import EaselError

Ended = Callable[[Collection[int]], Awaitable[Collection[int]]]
"""Which of some turns have an outcome."""


class Outcomes:
    """Futures of turns' outcomes.

    Args:
        wakeup: wakes when a turn may have ended.
        ended: finds which of some turns did.
    """

    def __init__(self, wakeup: Wakeup, ended: Ended) -> None:
        self._wakeup = wakeup
        self._ended = ended
        self._waiting: dict[asyncio.Future[None], int] = {}  # each waiter's future, and its turn
        self._watch: asyncio.Task[None] | None = None  # while any turn is waited for

    def expect(self, id_: int) -> asyncio.Future[None]:
        """Return a future that is done when a turn has an outcome; cancel it to stop waiting.

        A turn that has ended before this call does not complete the future: read it after this
        call. The future fails with the query's error when the database is away for long.
        """
        woken = asyncio.get_running_loop().create_future()
        self._waiting[woken] = id_
        woken.add_done_callback(self._leave)
        if self._watch is None:
            self._watch = asyncio.create_task(self._run(self._wakeup.subscribe()))
            self._watch.add_done_callback(self._watch_failed)
        return woken

    async def _run(self, changed: asyncio.Event) -> None:
        try:
            while self._waiting:
                await changed.wait()
                changed.clear()
                await self._check()
        finally:
            self._wakeup.unsubscribe(changed)

    async def _check(self) -> None:
        asked = dict(self._waiting)
        try:
            ended = await retry_while_unavailable(lambda: self._ended({*asked.values()}))
        except EaselError as error:
            self._fail(error)
            return
        for woken, id_ in asked.items():
            if id_ in ended and not woken.done():
                woken.set_result(None)

    def _fail(self, error: BaseException) -> None:
        for woken in list(self._waiting):
            if not woken.done():
                woken.set_exception(error)

    def _leave(self, woken: asyncio.Future[None]) -> None:
        del self._waiting[woken]
        if not woken.cancelled():
            woken.exception()  # marked as retrieved: its waiter may be gone
        if not self._waiting and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _watch_failed(self, watch: asyncio.Task[None]) -> None:
        """Pass an unexpected error on, so that no waiter waits for ever."""
        if not watch.cancelled() and (error := watch.exception()) is not None:
            self._fail(error)
