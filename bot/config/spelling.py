"""Repairs what people type or paste: quotes, byte order marks, misspelled names."""

import codecs
import difflib
import re
from collections.abc import Iterable

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "`": "`"}
_CUTOFF = 0.8  # of difflib's ratio: one letter wrong in a short name, two in a long one
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"  # a byte order mark; what web pages copy along
# Kubernetes and Docker set such variables in containers, for a service called "easel".
_SERVICE_VARIABLE = re.compile(
    r"EASEL(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?|NAME)"
)


def strip(value: str) -> str:
    """Return a value without surrounding spaces, line ends, byte order mark and quotes."""
    value = value.strip().strip(_INVISIBLE).strip()
    if len(value) > 1 and _QUOTES.get(value[0]) == value[-1]:
        return value[1:-1].strip()
    return value


def decode(data: bytes) -> str:
    """Return the text of a small file; Windows PowerShell writes UTF-16.

    Raises:
        UnicodeDecodeError: it is neither UTF-8 nor UTF-16 with a byte order mark.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8")


def without_scheme(token: str, scheme: str) -> str:
    """Return a token without the scheme that precedes it in an HTTP header, such as "Bot"."""
    first, space, rest = token.partition(" ")
    return rest.strip() if space and first.lower() == scheme.lower() else token


def is_token(value: str) -> bool:
    """Return whether a value can be a token or key: printable ASCII without spaces."""
    return value.isascii() and value.isprintable() and " " not in value


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant; None if none is similar."""
    by_plain_name = {_plain(each): each for each in known}
    found = difflib.get_close_matches(_plain(name), by_plain_name, n=1, cutoff=_CUTOFF)
    return by_plain_name[found[0]] if found else None


def _plain(name: str) -> str:
    return re.sub(r"[_.]+", "_", name).removeprefix("EASEL_")


def is_secret(key: str) -> bool:
    """Return whether a settings key is named like a secret."""
    return re.search(r"(token|secret|password|api_?key)$", key, re.IGNORECASE) is not None


def is_service_variable(name: str) -> bool:
    """Return whether Kubernetes or Docker set a variable of this name to describe a service."""
    return _SERVICE_VARIABLE.fullmatch(name) is not None
