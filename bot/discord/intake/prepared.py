"""A request that is ready to be accepted, and the files that it was made without."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.requests import TurnRequest
from bot.core.turns import Blob
from bot.errors import BadPicture
from bot.text import wording
from bot.text.markup import escape

MAX_FILE_NAME = 60  # characters of a file's name that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file that could not be used."""

    name: str
    reason: BadPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPictures:
    """The pictures of some uploads, and those uploads that are none."""

    blobs: tuple[Blob, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequest:
    """A request, and the files that it was made without."""

    request: TurnRequest
    left_out: tuple[LeftOut, ...] = ()


def left_out_text(left_out: Sequence[LeftOut], locale: str) -> str:
    """Return which files were left out, and why; a line for each."""
    lines = (
        wording.say(
            "picture.left_out",
            locale,
            name=escape(file.name, MAX_FILE_NAME) or "?",
            reason=wording.error_text(file.reason, locale),
        )
        for file in left_out
    )
    return "\n".join(lines)
