"""Gives pictures precedence in a busy channel: progress messages wait until it has room.

Discord takes 5 messages of a bot in 5 seconds in each channel, whether images or progress.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager

WINDOW = 5.0  # seconds
MOST = 3  # messages in the window, sent or being sent, at which a progress message has room
REMEMBERED = 1000  # turns without a progress message; that of any other turn is searched for
CHECK = 1.0  # seconds between two checks of a channel to which messages are being sent


class ChannelPace:
    """What this process posted lately, by channel."""

    def __init__(self) -> None:
        self._posted: defaultdict[int, deque[float]] = defaultdict(deque)  # the loop's clock
        self._being_sent: defaultdict[int, int] = defaultdict(int)
        self._without_progress: deque[int] = deque(maxlen=REMEMBERED)  # turns
        self.window = WINDOW
        self.most = MOST

    @contextmanager
    def posting(self, channel: int) -> Iterator[None]:
        """Count a message that is posted within the block."""
        self._being_sent[channel] += 1
        try:
            yield
        finally:
            self._being_sent[channel] -= 1
            if not self._being_sent[channel]:
                del self._being_sent[channel]
            self._posted[channel].append(_clock())

    def put_off(self, turn: int) -> None:
        """Remember that a turn (by its id) has no progress message yet."""
        self._without_progress.append(turn)

    def take_up(self, turn: int) -> bool:
        """Return whether a turn's progress message was put off; from now on it may have one."""
        known = turn in self._without_progress
        if known:
            self._without_progress.remove(turn)
        return known

    def has_room(self, channel: int) -> bool:
        """Return whether a progress message would delay no picture."""
        return self._pause(channel) <= 0

    async def room(self, channel: int) -> None:
        """Wait until a channel has room for a progress message."""
        while True:
            pause = self._pause(channel)
            if pause <= 0:
                return
            await asyncio.sleep(pause)

    def _pause(self, channel: int) -> float:
        """Return the seconds until it is worth checking a channel again; 0: it has room."""
        now = _clock()
        self._forget(now - self.window)
        posted, being_sent = self._posted.get(channel, ()), self._being_sent.get(channel, 0)
        if len(posted) + being_sent < self.most:
            return 0.0
        return posted[0] + self.window - now if posted else min(CHECK, self.window)

    def _forget(self, before: float) -> None:
        for channel, posted in [*self._posted.items()]:
            while posted and posted[0] <= before:
                posted.popleft()
            if not posted:
                del self._posted[channel]


def _clock() -> float:
    return asyncio.get_running_loop().time()
