"""Which of Discord's shards this process runs, and when they may identify."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

PACE = 5.0  # seconds between two IDENTIFYs of a bucket; Discord invalidates an earlier one

_SPAN = re.compile(r"(\d{1,5})-(\d{1,5})/(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Shards:
    """A range of all shards."""

    first: int
    last: int
    count: int

    @property
    def ids(self) -> list[int]:
        """The shards' numbers."""
        return list(range(self.first, self.last + 1))

    @classmethod
    def read(cls, words: str) -> "Shards":
        """Parse what an operator writes: `0-3/16`.

        Raises:
            ValueError: it has another form, or there are no such shards.
        """
        match = _SPAN.fullmatch(words.strip())
        if match is None:
            raise ValueError("write it as 0-3/16: the first four shards of sixteen")
        first, last, count = map(int, match.groups())
        if not first <= last < count:
            raise ValueError(f"of {count} shards the first is 0 and the last {count - 1}")
        return cls(first, last, count)


class IdentifyGate:
    """Lets one shard of a bucket identify every five seconds, in all processes together.

    Shards whose numbers have the same remainder modulo Discord's `max_concurrency` share a bucket.
    Source: Discord's gateway documentation, "Sharding: max_concurrency".

    Args:
        lock: returns the lock of a bucket, shared by all processes.
        pace: seconds for which the lock is kept.
    """

    def __init__(
        self, lock: Callable[[int], AbstractAsyncContextManager[None]], *, pace: float = PACE
    ) -> None:
        self._lock = lock
        self._pace = pace
        self._holding: set[asyncio.Task[None]] = set()

    async def enter(self, bucket: int) -> None:
        """Wait until a shard of a bucket may identify."""
        acquired = asyncio.Event()
        holder = asyncio.create_task(self._hold(bucket, acquired))
        self._holding.add(holder)
        holder.add_done_callback(self._holding.discard)
        waiting = asyncio.create_task(acquired.wait())
        try:
            await asyncio.wait([holder, waiting], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            holder.cancel()
            raise
        finally:
            waiting.cancel()
        if holder.done():
            holder.result()

    async def close(self) -> None:
        """Release every lock."""
        tasks = list(self._holding)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hold(self, bucket: int, acquired: asyncio.Event) -> None:
        async with self._lock(bucket):
            acquired.set()
            await asyncio.sleep(self._pace)
