"""Waits at startup for faults that pass: a server that is not up yet, a disk that is full.

And says why an address can't be listened on.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_DELAY = 1.0  # seconds before the second attempt; each pause is twice the one before it
MAX_DELAY = 30.0  # seconds


class NotReady(Exception):
    """Something needed at startup is not available yet; the message is one line."""


class Stopped(Exception):
    """The process was asked to stop before it had started."""


def cannot_listen(where: str, error: OSError) -> str:
    """The sentence for an address that can't be had, with the system's reason and not asyncio's."""
    if error.errno and not isinstance(error, socket.gaierror):  # which has numbers of its own
        reason = os.strerror(error.errno)
    else:
        reason = error.strerror or str(error)
    return f"I can't listen on {where} ({reason})."


def http_cannot_listen(where: str, error: OSError) -> str:
    """The sentence for the HTTP server's address that can't be had."""
    why = cannot_listen(where, error)
    return f"http.listen: {why} Stop what uses it, or set another address."


async def retry_until_ready(
    attempt: Callable[[], Awaitable[T]],
    *,
    stop: asyncio.Event | None,
    first_delay: float = FIRST_DELAY,
) -> T:
    """Return what `attempt` returns, repeating it while it raises NotReady; each failure is logged.

    Args:
        attempt: raises NotReady if another attempt may succeed.
        stop: ends the attempt, or the pause, at once; None: only cancelling does.
        first_delay: seconds before the second attempt.

    Raises:
        Stopped: `stop` was set first.
    """
    pause = first_delay
    async with _stopped_by(stop):
        while True:
            try:
                return await attempt()
            except NotReady as error:
                log.warning("not ready, will retry: wait=%.0f error=%s", pause, error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, MAX_DELAY)


@asynccontextmanager
async def _stopped_by(stop: asyncio.Event | None) -> AsyncIterator[None]:
    """Cancel the block and raise Stopped as soon as the event is set."""
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
