"""The only package that knows pixels: probes, decodes, resizes, draws history sheets and charts.

Headers are read here; decoding happens in worker processes with limits of time and memory.
Imports errors. Pillow is imported here only (the sandbox has its own painter).
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.errors import BadPicture, Broken
from bot.imaging.probe import complete, probe, sniff
from bot.imaging.values import (
    LONGEST,
    MAX_BYTES,
    MAX_PIXELS,
    MEMORY,
    SECONDS,
    Picture,
    Probed,
    Value,
)
from bot.imaging.workers import Workers

__all__ = ["MAX_BYTES", "MAX_PIXELS", "Imaging", "Picture", "Probed", "probe", "sniff"]

IDLE = 300.0  # seconds
# Peak bytes per pixel of `normalise`, measured on 20 MP pictures; with transparency, where a format
# has any.
_BYTES_PER_PIXEL = {
    "image/jpeg": 8,
    "image/png": 17,
    "image/gif": 12,
    "image/webp": 23,
    "image/avif": 11,
    "image/heic": 8,
    "image/heif": 8,
}


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
        memory: int = MEMORY,
        idle: float = IDLE,
    ) -> None:
        """Set the limits; nothing is started yet.

        Args:
            workers: processes at most.
            seconds: for one job, from when a worker has it.
            memory: bytes one worker may address, and what all running jobs together may be
                expected to need.
            idle: seconds without a job after which a worker is ended.
        """
        self._seconds = seconds
        self._workers = Workers(count=workers, memory=memory, idle=idle)

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

    async def normalise(self, data: bytes, *, longest: int = LONGEST) -> Picture:
        """A person's picture as the model takes it.

        First frame, upright, sRGB, at most `longest` px a side, no metadata; JPEG at quality 90,
        or PNG where something is transparent.

        Raises:
            BadPicture: not a picture we can use; with every code that `probe` has.
        """
        return await self._pixels("normalise", probe(data), data, longest)

    async def fit(self, data: bytes, *, limit: int) -> Picture:
        """A painted picture in at most `limit` bytes: untouched if it fits, else encoded anew.

        Raises:
            BadPicture: not a picture, or picture.too_large where no size would fit.
        """
        found = probe(data)
        if len(data) <= limit:
            return Picture(data, found.mime, found.width, found.height)
        return await self._pixels("fit", found, data, limit)

    async def measure(self, data: bytes) -> Picture:
        """The same bytes with type and size by their header; width and height as encoded.

        Raises:
            BadPicture: not a picture we can use, or one that was cut.
        """
        found = probe(data)
        if not complete(data):
            raise BadPicture("picture.unreadable")
        return Picture(data, found.mime, found.width, found.height)

    async def run(
        self,
        function: str | Callable[..., Value],
        *args: Value,
        seconds: float | None = None,
        memory: int = 0,
    ) -> Value:
        """Call a function in a worker and return what it returns.

        Args:
            function: `"module:name"`, or a function at the top level of a module.
            *args: JSON values, `bytes` and `Picture`, in lists and dicts too. The same comes back;
                tuples come back as lists.
            seconds: instead of the usual time limit.
            memory: bytes the call is expected to need, where that is much.

        Raises:
            BadPicture: the function refused, or picture.too_complex beyond a limit.
            Broken: the function failed otherwise, or no worker can be started.
            TypeError: an argument cannot cross.
            RuntimeError: not inside `async with`.
        """
        if callable(function):
            function = f"{function.__module__}:{function.__qualname__}"
        limit = self._seconds if seconds is None else seconds
        return await self._workers.run(function, args, seconds=limit, memory=memory)

    async def draw(
        self, function: str | Callable[..., Picture], *args: Value, memory: int = 0
    ) -> Picture:
        """`run` for a function that makes a picture; raises the same."""
        picture = await self.run(function, *args, memory=memory)
        if not isinstance(picture, Picture):
            raise Broken(where=f"{function}: no picture")
        return picture

    async def _pixels(self, function: str, found: Probed, data: bytes, number: int) -> Picture:
        memory = found.width * found.height * _BYTES_PER_PIXEL[found.mime]
        return await self.draw(f"bot.imaging.pixels:{function}", data, number, memory=memory)
