"""Pictures in an S3-compatible bucket, which several hosts can share.

The driver reads credentials and the address from AWS's own environment variables:
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT_URL if it is not Amazon's.
"""

import asyncio
from datetime import timedelta

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from bot.core.turns import Digest
from bot.errors import NotFound, OperatorError, TemporaryError
from bot.pictures.digests import digest_of

CREDENTIAL_PATHS = ("/latest/api/token", "/latest/meta-data")  # asked by the driver without keys
TIMEOUT = timedelta(seconds=30)  # of one request, and of one with all its retries


class Bucket:
    """A bucket: `prefix/ab/abcdef…`. A picture is stored once `put` has returned.

    Args:
        url: `s3://bucket/prefix`.
    """

    def __init__(self, url: str) -> None:
        self._store = S3Store.from_url(
            url,
            client_options={"timeout": TIMEOUT, "allow_http": True},
            retry_config={"max_retries": 5, "retry_timeout": TIMEOUT},
        )

    async def put(self, data: bytes, *, digest: Digest | None = None) -> Digest:
        """Store a picture and return its digest.

        Raises:
            OperatorError: the bucket refuses it.
        """
        if digest is None:
            digest = await asyncio.to_thread(digest_of, data)
        try:
            await self._store.put_async(_path(digest), data, use_multipart=False)
        except (BaseError, OSError) as error:
            raise OperatorError("broken.storage") from error
        return digest

    async def get(self, digest: Digest) -> bytes:
        """Return a picture's bytes.

        Raises:
            NotFound: it does not exist, or is damaged.
            TemporaryError: the bucket does not answer.
        """
        try:
            found = await self._store.get_async(_path(digest))
            data = bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise NotFound("nothing_here.blob") from error
        except (BaseError, OSError) as error:
            raise TemporaryError from error
        if await asyncio.to_thread(digest_of, data) != digest:
            raise NotFound("nothing_here.blob")
        return data

    async def remove(self, digest: Digest) -> None:
        """Delete a picture, if it exists.

        Raises:
            OperatorError: the bucket refuses.
        """
        try:
            await self._store.delete_async(_path(digest))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise OperatorError("broken.storage") from error

    async def sweep(self, *, alone: bool = True) -> None:
        """Do nothing: a bucket never contains a partial picture."""


def advice(error: BaseException) -> str:
    """Return what an operator can do about a bucket that can't be used: a sentence or two."""
    message = str(error)
    if any(path in message for path in CREDENTIAL_PATHS):
        return "There are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    if isinstance(error, FileNotFoundError):
        return "There is no such bucket. Make it, or check its name, AWS_REGION and the endpoint."
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return (
            "It refuses me. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and let that user "
            "put, get and delete objects there."
        )
    if "error sending request" in message:
        return "Nothing answers there. Check AWS_ENDPOINT_URL and this machine's network."
    reason = (message.splitlines() or [type(error).__name__])[0]
    return f"It says: {reason}. Check its name, AWS_ENDPOINT_URL and AWS_REGION."


def _path(digest: Digest) -> str:
    return f"{digest[:2]}/{digest}"
