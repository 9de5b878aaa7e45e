"""Waiting lines in memory that are fair between people: each is served in turn, whatever they sent.

The order of what is painted is the database's; this is for what is fetched and made small before.
"""

import asyncio
import contextlib
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """First come, first served for one person; one after another between people."""

    def __init__(self) -> None:
        self._lines: OrderedDict[Hashable, deque[T]] = OrderedDict()  # whose turn it is, first

    def __bool__(self) -> bool:
        return bool(self._lines)

    def put(self, item: T, *, by: Hashable) -> None:
        """Add it at the end of their line."""
        self._lines.setdefault(by, deque()).append(item)

    def put_back(self, item: T, *, by: Hashable) -> None:
        """Add it as the very next."""
        self._lines.setdefault(by, deque()).appendleft(item)
        self._lines.move_to_end(by, last=False)

    def take(self, may: Callable[[Hashable], bool] | None = None) -> tuple[Hashable, T] | None:
        """Return the next item and whose it is; that person's others then go to the end."""
        by = next((each for each in self._lines if may is None or may(each)), None)
        if by is None:
            return None
        line = self._lines.pop(by)
        item = line.popleft()
        if line:
            self._lines[by] = line
        return by, item


class FairSemaphore:
    """Limits how many run at a time, and how many of one person, whom others don't wait behind."""

    def __init__(self, total: int, *, each: int) -> None:
        self._free = total
        self._each = each
        self._inside: Counter[Hashable] = Counter()
        self._waiting: FairQueue[asyncio.Future[None]] = FairQueue()

    @contextlib.asynccontextmanager
    async def place(self, by: Hashable) -> AsyncIterator[None]:
        """Wait for a place, and hold it for the block."""
        entry: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put(entry, by=by)
        self._let_in()
        try:
            await entry
            yield
        finally:
            if entry.done() and not entry.cancelled():
                self._leave(by)
            entry.cancel()

    def _leave(self, by: Hashable) -> None:
        self._free += 1
        self._inside[by] -= 1
        if not self._inside[by]:
            del self._inside[by]
        self._let_in()

    def _let_in(self) -> None:
        while self._free and (found := self._waiting.take(self._may)) is not None:
            by, entry = found
            if entry.done():  # they gave up
                continue
            self._free -= 1
            self._inside[by] += 1
            entry.set_result(None)

    def _may(self, by: Hashable) -> bool:
        return self._inside[by] < self._each
