"""Digests: where a server's is posted, and what it says."""

from collections.abc import Callable

from bot.core import digests
from bot.core.digests import Digest, Week, WeekSums
from bot.core.due import Due
from bot.database import Store
from bot.engine.moderation import Moderation
from bot.engine.wakeup import Wakeup


class Digests:
    """Reads and changes the digests of servers."""

    def __init__(self, store: Store, moderation: Moderation, *, now: Callable[[], float]) -> None:
        self._store = store.digests
        self._moderation = moderation
        self._now = now
        self.wakeup = Wakeup()  # one may be due earlier than it was

    async def get(self, guild: int) -> Digest | None:
        """Return a server's digest; None if it has none."""
        return await self._store.get(guild)

    async def set_channel(self, guild: int, channel: int | None) -> None:
        """Set where the digest of a server is posted, from next Monday on; None ends it."""
        await self._store.set(guild, channel, due_at=digests.next_due(self._now()))
        self.wakeup.wake()

    async def due(self, *, beyond: int = 0) -> Due[Digest]:
        """Return digests that are to be posted now, but the first `beyond`."""
        return await self._store.due(now=self._now(), beyond=beyond)

    async def begin(self, digest: Digest) -> Digest | None:
        """Write down that a digest is about to be posted; return it as it was before.

        None if it was ended meanwhile, or is not due any more.
        """
        return await self._store.begin(digest.guild, now=self._now())

    def last_week(self) -> Week:
        """Return the week that a digest is about: the last whole one."""
        return digests.last_week(self._now())

    async def sums(self, guild: int, week: Week) -> WeekSums:
        """Return what was painted in a server in a week; images of blocked people are not named."""
        blocked = await self._moderation.blocked(guild)
        return await self._store.sums(guild, week, without=tuple(blocked))

    async def posted(self, digest: Digest) -> None:
        """Store that a digest was posted: the next one is due on Monday, however late it was."""
        await self._store.posted(digest, due_at=digests.next_due(self._now()))

    async def postpone(self, digest: Digest, *, after: float, refused: bool) -> None:
        """Store that a digest could not be posted, and after how many seconds it is tried again."""
        await self._store.postpone(digest, until=self._now() + after, refused=refused)

    async def drop(self, digest: Digest) -> None:
        """End a digest that can't be posted any more."""
        await self._store.drop(digest)
