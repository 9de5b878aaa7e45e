"""The size of the queue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Turns that are not finished, over all processes."""

    waiting: int  # not started yet
    painting: int
    showing: int  # painted but not delivered
    oldest: float  # seconds since the oldest waiting turn was accepted
