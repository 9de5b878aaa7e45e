"""How long a worker keeps a turn, and how long it tries to write while the database is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import OperatorError

T = TypeVar("T")

LEASE = 120.0  # seconds; renewed three times within
HOLD = 3600.0  # seconds that a worker keeps results in memory that can't be stored
RETRY = 0.5  # seconds between two attempts


def is_unavailable(error: Exception) -> bool:
    """Return whether an error says that the database is away."""
    return isinstance(error, OperatorError) and error.code == "broken.storage"


async def retry_while_unavailable(
    work: Callable[[], Awaitable[T]], *, patience: float | None = None
) -> T:
    """Return what `work` returns, trying again while the database is away.

    Args:
        work: reads or writes what a turn depends on.
        patience: seconds; None: as long as a lease lasts.

    Raises:
        OperatorError: it is away for longer than that.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + (LEASE if patience is None else patience)
    while True:
        try:
            return await work()
        except OperatorError as error:
            if not is_unavailable(error) or clock() > end:
                raise
            await asyncio.sleep(RETRY)
