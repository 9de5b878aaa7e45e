"""Pictures that were just stored, kept in memory until they are shown."""

from collections import OrderedDict

from bot.core.turns import Digest
from bot.pictures.storage import Pictures

MOST_KEPT = 32 * 1024**2  # bytes of pictures in memory


class CachedPictures:
    """A storage of pictures that keeps the newest in memory until they are read once.

    Args:
        stored: where they are stored.
    """

    def __init__(self, stored: Pictures) -> None:
        self._stored = stored
        self._kept: OrderedDict[Digest, bytes] = OrderedDict()
        self._size = 0  # bytes

    async def put(self, data: bytes, *, digest: Digest | None = None) -> Digest:
        """Store a picture, then keep it: see `Pictures.put`."""
        digest = await self._stored.put(data, digest=digest)
        self._take(digest)
        self._kept[digest] = data
        self._size += len(data)
        while self._size > MOST_KEPT:
            self._take(next(iter(self._kept)))
        return digest

    async def get(self, digest: Digest) -> bytes:
        """Return a picture's bytes, and keep them no longer: see `Pictures.get`."""
        kept = self._take(digest)
        return await self._stored.get(digest) if kept is None else kept

    async def remove(self, digest: Digest) -> None:
        """Delete a picture: see `Pictures.remove`."""
        self._take(digest)
        await self._stored.remove(digest)

    async def sweep(self, *, alone: bool = True) -> None:
        """Delete what a crash left behind: see `Pictures.sweep`."""
        await self._stored.sweep(alone=alone)

    def _take(self, digest: Digest) -> bytes | None:
        data = self._kept.pop(digest, None)
        self._size -= len(data or b"")
        return data
