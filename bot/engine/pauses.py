"""The emergency stop: painting is paused, in a server or everywhere, and resumed."""

from collections.abc import Callable

from bot.core.allowances import EVERYWHERE
from bot.database import Store
from bot.engine.wakeup import Wakeup

__all__ = ["EVERYWHERE", "Pauses"]


class Pauses:
    """Pauses and resumes painting. `bot.database.turns` refuses turns meanwhile."""

    def __init__(self, store: Store, *, wakeup: Wakeup, now: Callable[[], float]) -> None:
        self._pauses = store.pauses
        self._wakeup = wakeup
        self._now = now

    async def pause(self, guild: int = EVERYWHERE, *, give_back: bool) -> int:
        """Accept no more requests of a server, or of anyone.

        Args:
            guild: the server.
            give_back: end what waits, and tell the people who asked; else it is painted.

        Returns:
            how many requests were given back.
        """
        count = await self._pauses.pause(guild, give_back=give_back, now=self._now())
        self._wakeup.wake()
        return count

    async def resume(self, guild: int = EVERYWHERE) -> bool:
        """Accept requests again; return whether it was paused."""
        return await self._pauses.resume(guild)

    async def check(self, guild: int | None) -> None:
        """Check that requests are accepted; what accepts them checks again.

        Raises:
            TemporaryError: painting is paused.
        """
        await self._pauses.check(guild)
