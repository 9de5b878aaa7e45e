"""Reads JSON whose texts may be pictures of many megabytes, as Python's own reader would.

While `json.loads` reads a text no other thread runs, for a tenth of a second where it has sixty
megabytes. So long texts are cut out first and stay the bytes that they are.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

LONG = 2**18  # bytes of a text that is cut out
MAX_MARKS = 20_000  # quotes, commas and brackets; base64 contains none
_PIECE = 2**20  # bytes that are searched in one go

Long = memoryview
"""A long text as it was sent, without escapes."""


class RepeatedName(ValueError):
    """An object has a name twice: one of its two values would be dropped silently."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def load(body: bytes, *, long: int = LONG) -> object:
    """Return the value of a JSON text; texts in it that are long, in bytes, are `Long`.

    Raises:
        ValueError: it is not JSON, or has NaN or Infinity, which Python reads and JSON has not.
        RepeatedName: an object has a name twice.
    """
    if _marks(body) > MAX_MARKS:
        raise ValueError("too many values")  # millions of small ones would fill the memory
    short, texts = _cut(body, long)

    def restored(value: Any) -> Any:
        if isinstance(value, str):
            return texts.get(value, value)
        return [restored(each) for each in value] if isinstance(value, list) else value

    def unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for written, value in pairs:
            name = text_of(texts.get(written, written))
            if name in fields:
                raise RepeatedName(name)
            fields[name] = restored(value)
        return fields

    try:
        return restored(
            json.loads(short.decode(), parse_constant=_no_constant, object_pairs_hook=unique)
        )
    except RecursionError as error:
        raise ValueError("too deep") from error


def text_of(value: str | Long) -> str:
    """Return a text that may have been cut out, without halves of emoji that were cut in two."""
    if isinstance(value, Long):
        return str(value, "utf-8", "replace")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _marks(body: bytes) -> int:
    pieces = range(0, len(body), _PIECE)
    return sum(
        body.count(mark, at, at + _PIECE) for at in pieces for mark in (b'"', b",", b"[", b"{")
    )


def _cut(body: bytes, long: int) -> tuple[bytes, Mapping[str, Long]]:
    """Return JSON with short names for its long texts, and these texts by name."""
    name = secrets.token_hex(16)  # which no one can write into a text of theirs
    kept: list[bytes] = []
    texts: dict[str, Long] = {}
    view, done, opened = memoryview(body), 0, body.find(b'"')
    while (closed := _closing(body, opened)) >= 0:
        if closed - opened > long and body.find(b"\\", opened, closed) < 0:
            key = f"{name}-{len(texts)}"
            texts[key] = view[opened + 1 : closed]
            kept += (body[done : opened + 1], key.encode())
            done = closed
        opened = body.find(b'"', closed + 1)
    return b"".join((*kept, body[done:])), texts


def _closing(body: bytes, opened: int) -> int:
    """Return where a text ends that begins at a quote; -1 if it does not."""
    closed = body.find(b'"', opened + 1) if opened >= 0 else -1
    while closed >= 0:
        start = closed
        while body[start - 1] == ord("\\"):
            start -= 1
        if (closed - start) % 2 == 0:
            break
        closed = body.find(b'"', closed + 1)
    return closed


def _no_constant(name: str) -> object:
    raise ValueError(name)
