"""Waiting, at a start, for what passes by itself: a server that is not up, a disk that is full."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST = 1.0  # seconds before the second attempt; each pause is twice the one before it
LONGEST = 30.0  # seconds


class NotReady(Exception):
    """Something a start needs is not there yet; the message is one line for the operator."""


class Stopped(Exception):
    """The process was told to stop before it had started."""


async def patiently(
    attempt: Callable[[], Awaitable[T]], *, stop: asyncio.Event | None, first: float = FIRST
) -> T:
    """Try something until it works, and log each failure.

    Args:
        attempt: raises NotReady where another attempt may succeed.
        stop: ends the attempt, or the pause, at once; none: only cancelling does.
        first: seconds before the second attempt.

    Raises:
        Stopped: `stop` was set first.
    """
    pause = first
    async with _unless(stop):
        while True:
            try:
                return await attempt()
            except NotReady as error:
                log.warning("%s Next attempt in %.0f s.", error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST)


@asynccontextmanager
async def _unless(stop: asyncio.Event | None) -> AsyncIterator[None]:
    """Leave the block by Stopped as soon as an event is set."""
    if stop is None:
        yield
        return
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as limit:

            async def watch() -> None:
                await stop.wait()
                limit.reschedule(loop.time())

            watching = asyncio.create_task(watch())
            try:
                yield
            finally:
                watching.cancel()
    except TimeoutError:
        if not limit.expired():
            raise
        raise Stopped from None
