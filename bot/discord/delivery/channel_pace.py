"""Leaves a busy channel to the pictures: notes about them wait until it has room.

Discord takes 5 messages of a bot in 5 seconds in each channel, notes and pictures alike.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager

WINDOW = 5.0  # seconds
MOST = 3  # messages within the window, also such as are on their way, beside which a note fits
REMEMBERED = 1000  # turns that have no note; of others it is looked for in their channels
LOOK = 1.0  # seconds between two looks at a channel in which something is on its way


class ChannelPace:
    """What this process posted lately, by channel."""

    def __init__(self) -> None:
        self._posted: defaultdict[int, deque[float]] = defaultdict(deque)  # the loop's clock
        self._on_their_way: defaultdict[int, int] = defaultdict(int)
        self._without_note: deque[int] = deque(maxlen=REMEMBERED)  # turns
        self.window = WINDOW
        self.most = MOST

    @contextmanager
    def posting(self, channel: int) -> Iterator[None]:
        """Count a message that is posted within the block."""
        self._on_their_way[channel] += 1
        try:
            yield
        finally:
            self._on_their_way[channel] -= 1
            if not self._on_their_way[channel]:
                del self._on_their_way[channel]
            self._posted[channel].append(_clock())

    def put_off(self, turn: int) -> None:
        """Remember that a turn (by its id) has no note yet."""
        self._without_note.append(turn)

    def take_up(self, turn: int) -> bool:
        """Return whether a turn's note was put off; from now on it may have one."""
        known = turn in self._without_note
        if known:
            self._without_note.remove(turn)
        return known

    def has_room(self, channel: int) -> bool:
        """Return whether a note would hold up no picture."""
        return self._pause(channel) <= 0

    async def room(self, channel: int) -> None:
        """Wait until a channel has room for a note."""
        while True:
            pause = self._pause(channel)
            if pause <= 0:
                return
            await asyncio.sleep(pause)

    def _pause(self, channel: int) -> float:
        """Return the seconds until it is worth looking at a channel again; 0: it has room."""
        now = _clock()
        self._forget(now - self.window)
        posted, on_their_way = self._posted.get(channel, ()), self._on_their_way.get(channel, 0)
        if len(posted) + on_their_way < self.most:
            return 0.0
        return posted[0] + self.window - now if posted else min(LOOK, self.window)

    def _forget(self, before: float) -> None:
        for channel, posted in [*self._posted.items()]:
            while posted and posted[0] <= before:
                posted.popleft()
            if not posted:
                del self._posted[channel]


def _clock() -> float:
    return asyncio.get_running_loop().time()
