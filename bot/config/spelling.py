"""What people mean by what they typed or pasted: quotes, byte order marks, near misses."""

import codecs
import difflib
import re
from collections.abc import Iterable

QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "`": "`"}
CLOSE_ENOUGH = 0.8  # of difflib's ratio: one letter wrong in a short name, two in a long one
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"  # a byte order mark, and what web pages copy along
# Kubernetes and Docker tell containers about a service called "easel" by such names.
_CONTAINERS = re.compile(
    r"EASEL(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?|NAME)"
)


def bare(value: str) -> str:
    """A value without byte order mark, space and line ends around it, and without its quotes."""
    value = value.strip().strip(_UNSEEN).strip()
    if len(value) > 1 and QUOTES.get(value[0]) == value[-1]:
        return value[1:-1].strip()
    return value


def decoded(data: bytes) -> str:
    """The text of a small file, also as Windows PowerShell writes one.

    Raises:
        UnicodeDecodeError: it is neither UTF-8 nor UTF-16 with a byte order mark.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8")


def without_scheme(token: str, scheme: str) -> str:
    """A token without the word that stands before it in an HTTP header, such as "Bot"."""
    first, space, rest = token.partition(" ")
    return rest.strip() if space and first.lower() == scheme.lower() else token


def is_token(value: str) -> bool:
    """Whether it can be a token or key: in one piece, of characters that a header can hold."""
    return value.isascii() and value.isprintable() and " " not in value


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; None where none is near."""
    plain = {re.sub(r"[_.]+", "_", each).removeprefix("EASEL_"): each for each in known}
    asked = re.sub(r"[_.]+", "_", name).removeprefix("EASEL_")
    found = difflib.get_close_matches(asked, plain, n=1, cutoff=CLOSE_ENOUGH)
    return plain[found[0]] if found else None


def is_secret(key: str) -> bool:
    """Whether a key's name is one that people keep secrets under."""
    return re.search(r"(token|secret|password|api_?key)$", key, re.IGNORECASE) is not None


def of_a_container(name: str) -> bool:
    """Whether an environment's name is one that containers are given about services."""
    return _CONTAINERS.fullmatch(name) is not None
