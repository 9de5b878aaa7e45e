"""Thought signatures that need no memory: a keyed hash of what the model said."""

import hashlib
import hmac

# Not a secret: it keeps honest callers honest, and must outlive a restart of the sandbox,
# since conversations are kept in the bot's database.
KEY = b"easel sandbox, thought signatures, first edition"


def sign(model: str, content: bytes) -> bytes:
    """The signature `model` puts on its words (as UTF-8) or on a picture (the encoded file)."""
    return hmac.digest(KEY, model.encode() + b"\0" + content, hashlib.sha256)


def fits(signature: bytes, *, model: str, content: bytes) -> bool:
    """Whether `model` signed exactly this content."""
    return hmac.compare_digest(signature, sign(model, content))
