"""Which of Discord's shards this process carries, and when they may introduce themselves."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

PACE = 5.0  # seconds between two IDENTIFYs in a bucket; Discord closes the second one's session

_SPAN = re.compile(r"(\d{1,5})-(\d{1,5})/(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Shards:
    """Some shards of all there are."""

    first: int
    last: int
    count: int

    @property
    def ids(self) -> list[int]:
        """Their numbers."""
        return list(range(self.first, self.last + 1))

    @classmethod
    def read(cls, words: str) -> "Shards":
        """From what an operator writes: `0-3/16`.

        Raises:
            ValueError: it is not written so, or there are no such shards.
        """
        match = _SPAN.fullmatch(words.strip())
        if match is None:
            raise ValueError("write it as 0-3/16: the first four shards of sixteen")
        first, last, count = map(int, match.groups())
        if not first <= last < count:
            raise ValueError(f"of {count} shards the first is 0 and the last {count - 1}")
        return cls(first, last, count)


class IdentifyGate:
    """Lets one shard of a bucket through every five seconds, in all processes together.

    Shards whose numbers leave the same rest when divided by Discord's `max_concurrency` are in the
    same bucket. Source: Discord's gateway documentation, "Sharding: max_concurrency".

    Args:
        holding: the lock of a bucket, shared by all processes.
        pace: seconds for which it is held.
    """

    def __init__(
        self, holding: Callable[[int], AbstractAsyncContextManager[None]], *, pace: float = PACE
    ) -> None:
        self._holding = holding
        self._pace = pace
        self._held: set[asyncio.Task[None]] = set()

    async def enter(self, bucket: int) -> None:
        """Wait until a shard of a bucket may introduce itself."""
        through = asyncio.Event()
        held = asyncio.create_task(self._hold(bucket, through))
        self._held.add(held)
        held.add_done_callback(self._held.discard)
        waiting = asyncio.create_task(through.wait())
        try:
            await asyncio.wait([held, waiting], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            held.cancel()
            raise
        finally:
            waiting.cancel()
        if held.done():
            held.result()

    async def close(self) -> None:
        """Let go of every bucket."""
        held = list(self._held)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    async def _hold(self, bucket: int, through: asyncio.Event) -> None:
        async with self._holding(bucket):
            through.set()
            await asyncio.sleep(self._pace)
