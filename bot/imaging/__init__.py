"""The only package that reads pixels: decodes, resizes, measures, draws history sheets and charts.

In the bot's own process a person's file is compared with what formats begin with, and searched for
a mark; everything else (headers, boxes, chunks, pixels) is read in killable processes of their own.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping
from io import BytesIO
from types import TracebackType
from typing import Self

import imagesize  # type: ignore[import-untyped]

from bot.core.fair_waiting import FairSemaphore
from bot.core.recipe import NOTHING_SAID, Recipe
from bot.errors import BadPicture, OperatorError
from bot.imaging import metadata, xmp
from bot.imaging.kinds import TAKEN, is_complete, kind_of, sniff
from bot.imaging.memory import default_limit
from bot.imaging.values import LONGEST, MAX_BYTES, MAX_PIXELS, SECONDS, Picture, Value
from bot.imaging.workers import Workers

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MB", "TAKEN", "Imaging", "Picture", "sniff"]

MB = 1_000_000  # bytes
IDLE = 300.0  # seconds
HEAD, TAIL = 256 * 1024, 128 * 1024  # bytes of a person's file that are searched for a recipe
MAX_FILES_OF_ONE = 4  # that are with the workers at a time; a person's others wait for a slot
MAX_FILES = 1_000  # of all people together


class Imaging:
    """Pixel work in killable worker processes, which start with the first job.

    A picture whose worker crashes, hangs or runs out of memory is refused as picture.too_complex;
    later jobs run in a new worker. Cancelling a call kills the worker that runs it.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        seconds: float = SECONDS,
        memory: int = 0,
        idle: float = IDLE,
    ) -> None:
        """Set the limits; nothing is started yet.

        Args:
            workers: the most processes at a time.
            seconds: time limit of one job, counted from when a worker starts it.
            memory: bytes for all workers together; 0 takes a share of the machine's memory.
            idle: seconds without a job after which a worker is ended.
        """
        self._seconds = seconds
        self.worker_memory = (memory or default_limit()) // workers  # bytes
        self._slots = FairSemaphore(MAX_FILES, each=MAX_FILES_OF_ONE)
        self._workers = Workers(count=workers, memory=self.worker_memory, idle=idle)

    async def __aenter__(self) -> Self:
        self._workers.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._workers.close()

    async def normalise(
        self, data: bytes, *, longest: int = LONGEST, by: Hashable = None
    ) -> Picture:
        """Return a person's picture in the form that models accept.

        It is the first frame that is not fully transparent, upright, in sRGB, at most `longest`
        pixels a side and without metadata: a JPEG of quality 90, or a PNG if it has transparency.

        Args:
            data: the file's bytes.
            longest: the most pixels of the longer side.
            by: who sent it; people's files are taken in turn.

        Raises:
            BadPicture: picture.empty; picture.too_large (megabytes, limit); picture.format (kind);
                picture.too_many_pixels (megapixels, limit); picture.too_heavy (kind, megapixels,
                limit), if the machine has too little memory for it; picture.too_complex, if
                decoding takes longer than ordinary pictures do; picture.unreadable otherwise.
        """
        if len(data) > MAX_BYTES:
            megabytes = round(len(data) / 1e6, 1)
            raise BadPicture("picture.too_large", megabytes=megabytes, limit=MAX_BYTES // 1_000_000)
        kind_of(data)  # a file that is no picture is refused here, without waiting for a worker
        function = "bot.imaging.pixels:normalise"
        if by is None:
            return await self.draw(function, data, longest, self.worker_memory)
        async with self._slots.place(by):
            return await self.draw(function, data, longest, self.worker_memory, by=by)

    async def fit(self, data: bytes, *, limit: int) -> Picture:
        """Return a generated picture in at most `limit` bytes, re-encoded only if it is larger.

        Raises:
            BadPicture: it is not a picture, or no size of it fits (picture.too_large).
        """
        if len(data) <= limit:
            return _measured(data)
        return await self.draw("bot.imaging.pixels:fit", data, limit, self.worker_memory)

    async def measure(self, data: bytes) -> Picture:
        """Return a generated picture with the MIME type, width and height that its header gives.

        Its header is read in this process, so this is not for files that people send.

        Raises:
            BadPicture: the file is not a supported picture, or is incomplete.
        """
        if not is_complete(data):
            raise BadPicture("picture.unreadable")
        return _measured(data)

    async def recipe_in(self, data: bytes, *, by: Hashable = None) -> Mapping[str, str]:
        """Return how a person's file says that it was made: values for `bot.core.recipes.read`."""
        if xmp.MARK not in data[:HEAD] and xmp.MARK not in data[-TAIL:]:
            return {}
        try:
            said = await self.run("bot.imaging.metadata:recipe_in", data, by=by)
        except BadPicture:
            return {}
        return {key: str(value) for key, value in said.items()} if isinstance(said, dict) else {}

    async def with_recipe(self, data: bytes, recipe: Recipe, *, limit: int) -> bytes:
        """Return a painted picture's file with its recipe; every pixel stays as it is.

        Where that is more than `limit` bytes it says only that the picture is AI-generated, and
        where that is too much, or the file is signed or can't be read, it stays as it is.
        """
        for said in (recipe, NOTHING_SAID):
            made = await asyncio.to_thread(_with_recipe, data, said)
            if len(made) <= limit:
                return made
        return data

    async def formats(self) -> list[str]:
        """Return those formats of `TAKEN` that a worker can decode on this machine.

        Raises:
            OperatorError: no worker can be started.
        """
        found = await self.run("bot.imaging.opening:formats")
        return [str(name) for name in found] if isinstance(found, list) else []

    async def run(
        self,
        function: str | Callable[..., Value],
        *args: Value,
        seconds: float | None = None,
        by: Hashable = None,
    ) -> Value:
        """Call a function in a worker and return what it returns.

        Args:
            function: `"module:name"`, or a function at the top level of a module.
            *args: JSON values, `bytes` and `Picture`, in lists and dicts too. The same comes back;
                tuples come back as lists.
            seconds: time limit; None for the default one.
            by: whose jobs take turns with others' jobs: a person, or None for the function.

        Raises:
            BadPicture: the function raised it, or exceeded a limit (picture.too_complex).
            OperatorError: the function raised something else, or no worker can be started.
            TypeError: an argument can't be sent to a worker.
            RuntimeError: it is called outside `async with`.
        """
        if callable(function):
            function = f"{function.__module__}:{function.__qualname__}"
        limit = self._seconds if seconds is None else seconds
        return await self._workers.run(function, args, seconds=limit, by=by or function)

    async def draw(
        self, function: str | Callable[..., Picture], *args: Value, by: Hashable = None
    ) -> Picture:
        """Call a function that returns a picture, as `run` does, with the same errors."""
        picture = await self.run(function, *args, by=by)
        if not isinstance(picture, Picture):
            raise OperatorError(where=f"{function}: no picture")
        return picture


def _with_recipe(data: bytes, recipe: Recipe) -> bytes:
    return metadata.with_packet(data, lambda before: xmp.packet(recipe, before=before))


def _measured(data: bytes) -> Picture:
    mime = kind_of(data)
    width, height = imagesize.get(BytesIO(data), exif_rotation=False)
    if width <= 0 or height <= 0:
        raise BadPicture("picture.unreadable")
    return Picture(data, mime, width, height)
