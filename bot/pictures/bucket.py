"""Pictures in an S3-compatible bucket, for when several hosts share them.

Who we are to the bucket, and where it is, the driver reads from AWS's own names in the
environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT_URL where it is
not Amazon's.
"""

import asyncio
import hashlib
from datetime import timedelta

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from bot.core.turns import Digest
from bot.errors import Broken, Later, NothingHere

ASKED_WHO_WE_ARE = ("/latest/api/token", "/latest/meta-data")  # of Amazon's machines, without keys
PATIENCE = timedelta(seconds=30)  # for one request, and for one with all its repetitions


class Bucket:
    """A bucket: `prefix/ab/abcdef…`. A picture that `put` has answered for is the server's to keep.

    Args:
        url: `s3://bucket/prefix`.
    """

    def __init__(self, url: str) -> None:
        self._store = S3Store.from_url(
            url,
            client_options={"timeout": PATIENCE, "allow_http": True},
            retry_config={"max_retries": 5, "retry_timeout": PATIENCE},
        )

    async def put(self, data: bytes) -> Digest:
        """Keep a picture.

        Raises:
            Broken: the bucket does not take it.
        """
        digest = Digest(await asyncio.to_thread(_digest, data))
        try:
            await self._store.put_async(_path(digest), data, use_multipart=False)
        except (BaseError, OSError) as error:
            raise Broken("broken.storage") from error
        return digest

    async def get(self, digest: Digest) -> bytes:
        """A picture's bytes, as they were put.

        Raises:
            NothingHere: it is gone, or is not what it was.
            Later: the bucket does not answer just now.
        """
        try:
            found = await self._store.get_async(_path(digest))
            data = bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise NothingHere("nothing_here.blob") from error
        except (BaseError, OSError) as error:
            raise Later from error
        if await asyncio.to_thread(_digest, data) != digest:
            raise NothingHere("nothing_here.blob")
        return data

    async def remove(self, digest: Digest) -> None:
        """Forget a picture, if it is there.

        Raises:
            Broken: the bucket does not let us.
        """
        try:
            await self._store.delete_async(_path(digest))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise Broken("broken.storage") from error

    async def sweep(self, *, alone: bool = True) -> None:
        """There is nothing to do: a bucket never holds half a picture."""


def mend(error: BaseException) -> str:
    """What an operator can do about a bucket that can't be used: a sentence or two."""
    said = str(error)
    if any(asked in said for asked in ASKED_WHO_WE_ARE):
        return "Nobody said who I am: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    if isinstance(error, FileNotFoundError):
        return "There is no such bucket. Make it, or check its name, AWS_REGION and the endpoint."
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return (
            "It refuses me. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and let that user "
            "put, get and delete objects there."
        )
    if "error sending request" in said:
        return "Nothing answers there. Check AWS_ENDPOINT_URL and this machine's network."
    why = (said.splitlines() or [type(error).__name__])[0]
    return f"It says: {why}. Check its name, AWS_ENDPOINT_URL and AWS_REGION."


def _path(digest: Digest) -> str:
    return f"{digest[:2]}/{digest}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
