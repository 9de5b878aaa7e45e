"""A bell within one process: something about the queue changed, whoever listens looks again."""

import asyncio


class Wakeup:
    """Rings for every listener; a ring while one is busy is heard when it listens again."""

    def __init__(self) -> None:
        self._ears: list[asyncio.Event] = []

    def ring(self) -> None:
        """Wake every listener."""
        for ear in self._ears:
            ear.set()

    def ear(self) -> asyncio.Event:
        """A new listener: wait for the event, clear it, look."""
        ear = asyncio.Event()
        self._ears.append(ear)
        return ear

    def deafen(self, ear: asyncio.Event) -> None:
        """A listener is gone."""
        self._ears.remove(ear)
