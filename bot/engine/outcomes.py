"""Who waits in this process for a turn's outcome: each is woken when that turn has one.

A ring of the bell says that something about the queue changed, maybe in another process. One look
for all who wait finds whose turn it was.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from bot.engine.wakeup import Wakeup
from bot.errors import EaselError

Ended = Callable[[Collection[int]], Awaitable[Collection[int]]]
"""Which of some turns have an outcome."""


class Outcomes:
    """Wakes those who wait.

    Args:
        bell: rings when a turn may have ended.
        ended: looks which of some turns did.
    """

    def __init__(self, wakeup: Wakeup, ended: Ended) -> None:
        self._bell = wakeup
        self._ended = ended
        self._waiting: dict[asyncio.Future[None], int] = {}  # whom to wake, and the turn
        self._watch: asyncio.Task[None] | None = None  # while somebody waits

    def expect(self, id_: int) -> asyncio.Future[None]:
        """A future that is done when a turn has an outcome; cancel it to wait no more.

        A turn that had one before this is called is not looked at until the bell rings: look at it
        after this call. An error of the look (the database is away) is the future's, too.
        """
        woken = asyncio.get_running_loop().create_future()
        self._waiting[woken] = id_
        woken.add_done_callback(self._leave)
        if self._watch is None:
            self._watch = asyncio.create_task(self._run(self._bell.ear()))
            self._watch.add_done_callback(self._fell_over)
        return woken

    async def _run(self, ear: asyncio.Event) -> None:
        try:
            while self._waiting:
                await ear.wait()
                ear.clear()
                await self._look()
        finally:
            self._bell.deafen(ear)

    async def _look(self) -> None:
        asked = dict(self._waiting)
        try:
            ended = await self._ended({*asked.values()})
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
            woken.exception()  # whoever waited may be gone; then nobody else asks for it
        if not self._waiting and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _fell_over(self, watch: asyncio.Task[None]) -> None:
        """Nobody waits for good because the look has a bug."""
        if not watch.cancelled() and (error := watch.exception()) is not None:
            self._fail(error)
