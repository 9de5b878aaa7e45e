"""The digest under which a picture is stored."""

import hashlib

from bot.core.turns import Digest


def digest_of(data: bytes) -> Digest:
    """Return the digest of a picture; takes milliseconds, so call it in a thread."""
    return Digest(hashlib.sha256(data).hexdigest())
