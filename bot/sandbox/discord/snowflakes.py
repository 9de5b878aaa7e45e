"""Ids and times as Discord writes them."""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH = 1_420_070_400_000  # milliseconds: the first second of 2015, where Discord's ids begin
COUNTER_BITS = 22  # below the milliseconds: worker, process and counter


class Snowflakes:
    """Generates ids that contain the time and always increase, even if the clock stands still."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        fresh = (int(self._clock() * 1000) - EPOCH) << COUNTER_BITS
        self._last = max(fresh, self._last + 1)
        return str(self._last)


def time_of(snowflake: str) -> float:
    """Return when an id was made, in seconds since 1970."""
    return ((int(snowflake) >> COUNTER_BITS) + EPOCH) / 1000


def shard_of(snowflake: str, shards: int) -> int:
    """Return the number of the shard that a server belongs to."""
    return (int(snowflake) >> COUNTER_BITS) % shards


def iso_timestamp(seconds: float) -> str:
    """Return a time, given in seconds since 1970, as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
