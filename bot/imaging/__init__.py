"""The only package that reads pixels: decodes, resizes, measures, draws history sheets and charts.

In the bot's own process a file's first bytes are compared with what formats begin with; everything
else (headers, boxes, chunks, pixels) is read in killable processes of their own.
"""

from collections.abc import Callable, Hashable
from io import BytesIO
from types import TracebackType
from typing import Self

import imagesize  # type: ignore[import-untyped]

from bot.core.fair_waiting import FairSemaphore
from bot.errors import BadPicture, OperatorError
from bot.imaging import memory
from bot.imaging.kinds import TAKEN, complete, kind_of, sniff
from bot.imaging.values import LONGEST, MAX_BYTES, MAX_PIXELS, SECONDS, Picture, Value
from bot.imaging.workers import Workers

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MB", "TAKEN", "Imaging", "Picture", "sniff"]

MB = 1_000_000  # bytes
IDLE = 300.0  # seconds
EACH = 4  # files of one person that are with the workers at a time; their others wait outside
ALL = 1_000  # of all people


class Imaging:
    """Pixel work in killable worker processes, which start with the first job.

    A picture that crashes, stalls or starves its worker is refused as picture.too_complex; jobs
    behind it go on in a fresh worker. Cancelling a call ends its work at once.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        seconds: float = SECONDS,
        room: int = 0,
        idle: float = IDLE,
    ) -> None:
        """Set the limits; nothing is started yet.

        Args:
            workers: processes at most.
            seconds: for one job, from when a worker has it.
            room: bytes of memory for all of them together; 0 is what the machine can spare.
            idle: seconds without a job after which a worker is ended.
        """
        self._seconds = seconds
        self.room = (room or memory.spare()) // workers  # bytes for one worker
        self._places = FairSemaphore(ALL, each=EACH)
        self._workers = Workers(count=workers, memory=self.room, idle=idle)

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
        """A person's picture as the model takes it.

        The first frame that shows something, upright, sRGB, at most `longest` px a side, no
        metadata; JPEG at quality 90, or PNG where something is transparent.

        Args:
            data: what they sent.
            longest: pixels of the longer side at most.
            by: who sent it: people are served in turn.

        Raises:
            BadPicture: picture.empty; picture.too_large (megabytes, limit); picture.format (kind);
                picture.too_many_pixels (megapixels, limit); picture.too_heavy (kind, megapixels,
                limit), where the machine has not the memory; picture.too_complex, for what takes
                longer than any honest picture; picture.unreadable, all else.
        """
        if len(data) > MAX_BYTES:
            megabytes = round(len(data) / 1e6, 1)
            raise BadPicture("picture.too_large", megabytes=megabytes, limit=MAX_BYTES // 1_000_000)
        kind_of(data)  # what is no picture by its first bytes need not wait for a worker
        function = "bot.imaging.pixels:normalise"
        if by is None:
            return await self.draw(function, data, longest, self.room)
        async with self._places.place(by):
            return await self.draw(function, data, longest, self.room, by=by)

    async def fit(self, data: bytes, *, limit: int) -> Picture:
        """A painted picture in at most `limit` bytes: untouched if it fits, else encoded anew.

        Raises:
            BadPicture: not a picture, or picture.too_large where no size would fit.
        """
        if len(data) <= limit:
            return _measured(data)
        return await self.draw("bot.imaging.pixels:fit", data, limit, self.room)

    async def measure(self, data: bytes) -> Picture:
        """The same bytes with type and size by their header; width and height as encoded.

        For what a model painted, not for what people send: its header is read here and now.

        Raises:
            BadPicture: not a picture we can use, or one that was cut.
        """
        if not complete(data):
            raise BadPicture("picture.unreadable")
        return _measured(data)

    async def formats(self) -> list[str]:
        """Which of the formats in `TAKEN` a worker can really read on this machine.

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
            seconds: instead of the usual time limit.
            by: whose turn it takes: a person's, else the function's own.

        Raises:
            BadPicture: the function refused, or picture.too_complex beyond a limit.
            OperatorError: the function failed otherwise, or no worker can be started.
            TypeError: an argument cannot cross.
            RuntimeError: not inside `async with`.
        """
        if callable(function):
            function = f"{function.__module__}:{function.__qualname__}"
        limit = self._seconds if seconds is None else seconds
        return await self._workers.run(function, args, seconds=limit, by=by or function)

    async def draw(
        self, function: str | Callable[..., Picture], *args: Value, by: Hashable = None
    ) -> Picture:
        """`run` for a function that makes a picture; raises the same."""
        picture = await self.run(function, *args, by=by)
        if not isinstance(picture, Picture):
            raise OperatorError(where=f"{function}: no picture")
        return picture


def _measured(data: bytes) -> Picture:
    mime = kind_of(data)
    width, height = imagesize.get(BytesIO(data), exif_rotation=False)
    if width <= 0 or height <= 0:
        raise BadPicture("picture.unreadable")
    return Picture(data, mime, width, height)
