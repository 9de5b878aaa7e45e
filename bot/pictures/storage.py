"""Where pictures lie: by the SHA-256 of their bytes, so that the same picture is stored once."""

import asyncio
import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import Protocol

from bot.core.turns import Digest
from bot.errors import Broken, NothingHere

HALF_WRITTEN = 3600.0  # seconds after which a file that is half written has no writer any more


def digest_of(data: bytes) -> Digest:
    """The name of a picture; takes milliseconds, so call it in a thread."""
    return Digest(hashlib.sha256(data).hexdigest())


class Pictures(Protocol):
    """A folder or a bucket. A picture that `put` has answered for stays."""

    async def put(self, data: bytes) -> Digest:
        """Keep a picture.

        Raises:
            Broken: it can't be written.
        """
        ...

    async def get(self, digest: Digest) -> bytes:
        """A picture's bytes, as they were put.

        Raises:
            NothingHere: it is gone, or is not what it was.
            Later: the bucket does not answer just now.
        """
        ...

    async def remove(self, digest: Digest) -> None:
        """Forget a picture, if it is there.

        Raises:
            Broken: it can't be removed.
        """
        ...

    async def sweep(self, *, alone: bool = True) -> None:
        """Remove what a crash left half written; what others may be writing only when it is old."""
        ...


def pictures_at(where: str) -> Pictures:
    """The pictures of a folder, or of a bucket: `s3://bucket/prefix`."""
    if is_bucket(where):
        from bot.pictures.bucket import Bucket  # its driver is loaded where there is a bucket

        return Bucket(where)
    return Folder(Path(where))


def is_bucket(where: str) -> bool:
    """Whether a setting means a bucket."""
    return where.startswith("s3://")


class Folder:
    """A folder: `ab/abcdef…`, in 256 drawers so that none grows too large.

    A picture that `put` has answered for is on the disk, also after a power cut.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, data: bytes) -> Digest:
        """Keep a picture.

        Raises:
            Broken: the folder can't be written, or the disk is full.
        """
        try:
            return await asyncio.to_thread(self._put, data)
        except OSError as error:
            raise Broken("broken.storage") from error

    async def get(self, digest: Digest) -> bytes:
        """A picture's bytes, as they were put.

        Raises:
            NothingHere: it is gone, or is not what it was.
        """
        try:
            return await asyncio.to_thread(self._get, digest)
        except OSError as error:
            raise NothingHere("nothing_here.blob") from error

    async def holds(self, digest: Digest) -> bool:
        """Whether there is a picture, be it what it was or not."""
        return await asyncio.to_thread(self._path(digest).is_file)

    async def remove(self, digest: Digest) -> None:
        """Forget a picture, if it is there.

        Raises:
            Broken: the folder can't be written.
        """
        try:
            await asyncio.to_thread(self._path(digest).unlink, missing_ok=True)
        except OSError as error:
            raise Broken("broken.storage") from error

    async def sweep(self, *, alone: bool = True) -> None:
        """Remove what a crash left half written; what others may be writing only when it is old."""
        await asyncio.to_thread(self._sweep, time.time() if alone else time.time() - HALF_WRITTEN)

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _put(self, data: bytes) -> Digest:
        """Write beside, then rename: nobody ever sees half a picture."""
        digest = digest_of(data)
        path = self._path(digest)
        if path.exists() and path.stat().st_size == len(data):
            return digest
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return digest

    def _get(self, digest: Digest) -> bytes:
        data = self._path(digest).read_bytes()
        if digest_of(data) != digest:
            raise NothingHere("nothing_here.blob")
        return data

    def _sweep(self, before: float) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):  # it is another user's, who may let us in
            self._root.chmod(0o700)  # an earlier Easel let others look
        for left in self._root.glob("*/.new-*"):
            with contextlib.suppress(FileNotFoundError):
                if left.stat().st_mtime <= before:
                    left.unlink()
