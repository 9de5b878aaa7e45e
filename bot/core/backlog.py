"""How much waits in the queue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The open turns, in all processes."""

    waiting: int  # to be painted
    painting: int
    showing: int  # painted, and not shown
    oldest: float  # seconds that the oldest of those waiting has waited
