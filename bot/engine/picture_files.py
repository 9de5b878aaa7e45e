"""People's pictures as files: stored fit for a model, read back whole or under a size limit."""

import asyncio
from collections.abc import Callable

from bot.core import reframing
from bot.core.turns import Blob, Cells, Person
from bot.database import Store
from bot.engine.available_models import AvailableModels
from bot.imaging import Imaging, Picture
from bot.pictures import Pictures, digest_of

PREVIEW = 1600  # pixels of the longer side of a preview


class PictureFiles:
    """Stores and reads pictures."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        imaging: Imaging,
        models: AvailableModels,
        *,
        now: Callable[[], float],
    ) -> None:
        self._unclaimed = store.unclaimed_pictures
        self._pictures = pictures
        self._imaging = imaging
        self._models = models
        self._now = now

    async def add(self, data: bytes, *, by: Person, model: str = "") -> Blob:
        """Store a person's picture, made fit for a model: upright, without metadata, bounded.

        It is deleted after a day, unless a request that was accepted by then uses it.

        Args:
            data: any format that Pillow reads.
            by: who sent it.
            model: the id of the model that will be given it; none: the default one.

        Raises:
            BadPicture: it can't be used.
        """
        taker = self._models.find(model or self._models.table.default.id)
        picture = await self._imaging.normalise(data, longest=taker.longest, by=by.id)
        digest = await asyncio.to_thread(digest_of, picture.data)
        await self._unclaimed.add(digest, person=by.id, now=self._now())
        return Blob(
            digest=await self._pictures.put(picture.data, digest=digest),
            mime=picture.mime,
            size=len(picture.data),
            width=picture.width,
            height=picture.height,
        )

    async def read(self, blob: Blob) -> bytes:
        """Return a stored picture's bytes as they are.

        Raises:
            NotFound: it is not stored any more.
        """
        return await self._pictures.get(blob.digest)

    async def with_grid(self, blob: Blob, *, columns: int, rows: int) -> Picture:
        """Return a stored picture under a grid of numbered cells, small enough to be shown.

        Raises:
            NotFound: it is not stored any more.
        """
        data = await self._pictures.get(blob.digest)
        every = Cells(columns=columns, rows=rows, numbers=tuple(range(1, columns * rows + 1)))
        boxes = [list(box) for box in reframing.boxes((blob.width, blob.height), every)]
        memory = self._imaging.worker_memory
        return await self._imaging.draw("bot.imaging.grids:grid", data, boxes, memory)

    async def preview(self, blob: Blob) -> Picture:
        """Return a stored picture as a JPEG that a browser shows, whole.

        Raises:
            NotFound: it is not stored any more.
        """
        data = await self._pictures.get(blob.digest)
        whole, memory = [blob.width, blob.height, 0, 0], self._imaging.worker_memory
        return await self._imaging.draw(
            "bot.imaging.reframing:shown", data, whole, [], PREVIEW, memory
        )

    async def read_within(self, blob: Blob, *, limit: int) -> Picture:
        """Return a stored picture in at most `limit` bytes: as it is where it fits.

        Raises:
            NotFound: it is not stored any more.
            BadPicture: it can't be made so small.
        """
        data = await self._pictures.get(blob.digest)
        if len(data) <= limit:
            return Picture(data=data, mime=blob.mime, width=blob.width, height=blob.height)
        return await self._imaging.fit(data, limit=limit)
