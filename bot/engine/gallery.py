"""What everyone may see of a server's showcase, outside of Discord too: pages and small copies.

It is off unless the operator names the server and its managers agree; each request asks again.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.config import HttpSettings
from bot.core.recipe import NOTHING_SAID
from bot.core.showcase import ShowcaseRules, is_for_everyone
from bot.core.turns import Blob, Digest, Turn
from bot.database import Store
from bot.database.departures import LEFT
from bot.errors import NotFound, TemporaryError
from bot.imaging import Imaging
from bot.pictures import Pictures

A_PAGE = 48  # images
LONGEST = 640  # pixels of a copy's longer side
MOST_KEPT = 16 * 1024**2  # bytes of copies in memory
AT_ONCE = 2  # copies that are drawn at the same time: people's own images come first
WAITING = 100  # copies that wait to be drawn; there is no place for more
BUSY = 5.0  # seconds until a copy is asked for again then


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """A page of a gallery."""

    number: int  # from 1
    count: int  # of pages
    images: Sequence[tuple[float, Turn]]  # newest first, and when each was put there
    locale: str


class Gallery:
    """Reads the showcases that are open to everyone."""

    def __init__(
        self, store: Store, pictures: Pictures, imaging: Imaging, http: HttpSettings
    ) -> None:
        self._store = store.gallery
        self._settings = store.settings
        self._pictures = pictures
        self._imaging = imaging
        self._servers = frozenset(http.gallery) if http.listen else frozenset[int]()
        self._url = http.public_url
        self._copies = _Copies()
        self._drawing = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def is_served(self, guild: int) -> bool:
        """Return whether the operator lets a server have a gallery."""
        return guild in self._servers

    def address(self, guild: int) -> str:
        """Return where a server's gallery is; empty where browsers have no address for it."""
        return f"{self._url}/gallery/{guild}" if self._url else ""

    async def is_open(self, guild: int) -> bool:
        """Return whether everyone can see a server's showcase."""
        with contextlib.suppress(NotFound):
            await self._check_open(guild)
            return True
        return False

    async def page(self, guild: int, number: int) -> GalleryPage:
        """Return a page of a server's gallery, counted from 1.

        Raises:
            NotFound: there is no such page, or no gallery.
        """
        locale = await self._check_open(guild)
        count = max(1, -(-await self._store.count(guild) // A_PAGE))
        if not 1 <= number <= count:
            raise NotFound
        found = await self._store.page(guild, beyond=(number - 1) * A_PAGE, most=A_PAGE)
        images = [(at, turn) for at, turn in found if is_for_everyone(turn)]
        return GalleryPage(number=number, count=count, images=images, locale=locale)

    async def image(self, guild: int, turn: int, number: int) -> Blob:
        """Return an image of a server's gallery, counted from 1 in its turn.

        Raises:
            NotFound: it is not in the gallery, or not any more.
        """
        await self._check_open(guild)
        found = await self._store.get(guild, turn)
        if found is None or not is_for_everyone(found) or not 1 <= number <= len(found.painted):
            raise NotFound
        return found.painted[number - 1].picture

    async def copy(self, image: Blob) -> bytes:
        """Return a small WebP copy of an image of the gallery.

        Raises:
            NotFound: it is no longer stored.
            BadPicture: it can't be read.
            TemporaryError: too many are asked for at the same time.
        """
        if (known := self._copies.get(image.digest)) is not None:
            return known
        async with self._place():
            if (known := self._copies.get(image.digest)) is not None:
                return known  # the call before this one has drawn it
            data = await self._pictures.get(image.digest)
            copy = await small_copy(self._imaging, data)
            self._copies.put(image.digest, copy)
            return copy

    async def _check_open(self, guild: int) -> str:
        """Return the language of a gallery.

        Raises:
            NotFound: the operator or the server does not want it, or Easel has left the server.
        """
        if guild not in self._servers:
            raise NotFound
        own = await self._settings.read("server", guild)
        rules = ShowcaseRules.read(own)
        if not rules.gallery or rules.channel is None or await self._settings.read(LEFT, guild):
            raise NotFound
        return own.get("language") or "en-US"

    @contextlib.asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING:
            raise TemporaryError(wait=BUSY)
        self._waiting += 1
        try:
            async with self._drawing:
                yield
        finally:
            self._waiting -= 1


async def small_copy(imaging: Imaging, data: bytes) -> bytes:
    """Return a small WebP copy of an image, which says that it is AI-generated and nothing else.

    Raises:
        BadPicture: it can't be read.
    """
    copy = await imaging.draw("bot.imaging.pixels:small", data, LONGEST)
    return await imaging.with_recipe(copy.data, NOTHING_SAID, limit=2 * len(copy.data))


class _Copies:
    """The copies that were asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Digest, bytes] = OrderedDict()
        self._size = 0  # bytes

    def get(self, digest: Digest) -> bytes | None:
        if digest in self._kept:
            self._kept.move_to_end(digest)
        return self._kept.get(digest)

    def put(self, digest: Digest, data: bytes) -> None:
        self._size += len(data) - len(self._kept.pop(digest, b""))
        self._kept[digest] = data
        while self._size > MOST_KEPT:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)
