"""Stores picture files by the SHA-256 of their bytes, so that each is stored once."""

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Protocol

from bot.core.turns import Digest
from bot.errors import NotFound, OperatorError
from bot.pictures.digests import digest_of

PARTIAL_MAX_AGE = 3600.0  # seconds after which a partial file has no writer any more


class Pictures(Protocol):
    """A folder or a bucket. A picture is durable once `put` has returned."""

    async def put(self, data: bytes, *, digest: Digest | None = None) -> Digest:
        """Store a picture and return its digest.

        Args:
            data: the picture.
            digest: its digest, where that is known.

        Raises:
            OperatorError: it can't be written.
        """
        ...

    async def get(self, digest: Digest) -> bytes:
        """Return a picture's bytes.

        Raises:
            NotFound: it does not exist, or is damaged.
            TemporaryError: the bucket does not answer.
        """
        ...

    async def remove(self, digest: Digest) -> None:
        """Delete a picture, if it exists.

        Raises:
            OperatorError: it can't be deleted.
        """
        ...

    async def sweep(self, *, alone: bool = True) -> None:
        """Delete the partial files of a crash; if not `alone`, only those that are old."""
        ...


def open_pictures(where: str) -> Pictures:
    """Return the pictures of a folder or of a bucket (`s3://bucket/prefix`)."""
    if is_bucket(where):
        from bot.pictures.bucket import Bucket  # its driver is loaded only when needed

        return Bucket(where)
    return Folder(Path(where))


def is_bucket(where: str) -> bool:
    """Return whether a setting means a bucket."""
    return where.startswith("s3://")


def unwritable_pictures(where: str, error: OSError) -> str:
    """The sentence for a folder of pictures that can't be written."""
    return (
        f"storage.pictures: I can't write to {where} ({error.strerror}). Let this user write "
        "there, or set another folder."
    )


class Folder:
    """A folder: `ab/abcdef…`, in 256 subfolders so that none grows too large.

    A picture is on the disk once `put` has returned, also after a power cut.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, data: bytes, *, digest: Digest | None = None) -> Digest:
        """Store a picture and return its digest.

        Raises:
            OperatorError: the folder can't be written, or the disk is full.
        """
        try:
            return await asyncio.to_thread(self._put, data, digest)
        except OSError as error:
            raise OperatorError("broken.storage") from error

    async def get(self, digest: Digest) -> bytes:
        """Return a picture's bytes.

        Raises:
            NotFound: it does not exist, or is damaged.
        """
        try:
            return await asyncio.to_thread(self._get, digest)
        except OSError as error:
            raise NotFound("nothing_here.blob") from error

    async def holds(self, digest: Digest) -> bool:
        """Return whether a picture's file exists, damaged or not."""
        return await asyncio.to_thread(self._path(digest).is_file)

    async def remove(self, digest: Digest) -> None:
        """Delete a picture, if it exists.

        Raises:
            OperatorError: the folder can't be written.
        """
        try:
            await asyncio.to_thread(self._path(digest).unlink, missing_ok=True)
        except OSError as error:
            raise OperatorError("broken.storage") from error

    async def sweep(self, *, alone: bool = True) -> None:
        """Delete the partial files of a crash; if not `alone`, only those that are old.

        Raises:
            OSError: the folder can't be written.
        """
        await asyncio.to_thread(
            self._sweep, time.time() if alone else time.time() - PARTIAL_MAX_AGE
        )

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _put(self, data: bytes, digest: Digest | None) -> Digest:
        """Write a temporary file, then rename it: no reader sees a partial picture."""
        digest = digest or digest_of(data)
        path = self._path(digest)
        if path.exists() and path.stat().st_size == len(data):
            return digest
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                _drop_from_cache(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
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
            raise NotFound("nothing_here.blob")
        return data

    def _sweep(self, before: float) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(
            PermissionError
        ):  # it belongs to another user, who may have given access
            self._root.chmod(0o700)  # earlier versions let other users read
        with tempfile.TemporaryFile(dir=self._root) as file:
            file.write(b"Easel was here.")  # else the first picture, already paid, would show it
        for partial in self._root.glob("*/.new-*"):
            with contextlib.suppress(FileNotFoundError):
                if partial.stat().st_mtime <= before:
                    partial.unlink()


def _drop_from_cache(file: int) -> None:
    """Let the system keep nothing in memory of a file that was written, which few read again.

    A picture is at hand until it is shown (`CachedPictures`). Memory that the system has to find
    for each one again costs more CPU than all else that is done with a large one.
    """
    if sys.platform == "linux":
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
