"""What happens to a turn that other parts of the process must know at once."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCancelled:
    """A turn was cancelled, or deleted with its person's data, before it was painted."""

    turn: int
    elsewhere: bool = False  # by another process, which has counted it


class Cancellations:
    """Passes each `TurnCancelled` to its subscribers, which subscribe when they are built."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[TurnCancelled], None]] = []

    def subscribe(self, receive: Callable[[TurnCancelled], None]) -> None:
        """Call `receive` for every event from now on. It must neither block nor raise."""
        self._subscribers.append(receive)

    def publish(self, event: TurnCancelled) -> None:
        """Pass an event to all subscribers, in the order in which they subscribed."""
        for receive in self._subscribers:
            receive(event)
