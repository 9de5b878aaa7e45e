"""Thought signatures: a keyed hash of the content, so that none has to be stored."""

import hashlib
import hmac

# Not a secret: it keeps honest callers honest, and must outlive a restart of the sandbox,
# since conversations are kept in the bot's database.
KEY = b"easel sandbox, thought signatures, first edition"


def sign(model: str, content: bytes) -> bytes:
    """Return the signature of `model` for its words (UTF-8) or a picture (the encoded file)."""
    return hmac.digest(KEY, model.encode() + b"\0" + content, hashlib.sha256)


def fits(signature: bytes, *, model: str, content: bytes) -> bool:
    """Return whether `model` signed exactly this content."""
    return hmac.compare_digest(signature, sign(model, content))
