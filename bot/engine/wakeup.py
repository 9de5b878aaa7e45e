"""Wakes tasks of this process when something they wait for may have changed."""

import asyncio


class Wakeup:
    """Sets the event of every subscriber. A wake while one is busy is seen when it waits again."""

    def __init__(self) -> None:
        self._subscribers: list[asyncio.Event] = []

    def wake(self, *, but: asyncio.Event | None = None) -> None:
        """Wake every subscriber, `but` the one who wakes the others."""
        for event in self._subscribers:
            if event is not but:
                event.set()

    def subscribe(self) -> asyncio.Event:
        """Return a new event: wait for it, clear it, then check what changed."""
        event = asyncio.Event()
        self._subscribers.append(event)
        return event

    def unsubscribe(self, event: asyncio.Event) -> None:
        """Wake an event's task no more.

        Raises:
            ValueError: it is not subscribed.
        """
        self._subscribers.remove(event)
