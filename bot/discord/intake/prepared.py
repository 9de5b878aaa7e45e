"""A request that is ready to be accepted, and the files that it was made without."""

from dataclasses import dataclass

from bot.core.recipe import Recipe
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
class FoundRecipe:
    """How a file says that it was made, and the message that it is in; none: a command or form."""

    recipe: Recipe
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPictures:
    """The pictures of some uploads, and those uploads that are none."""

    blobs: tuple[Blob, ...]
    left_out: tuple[LeftOut, ...] = ()
    found: FoundRecipe | None = None  # the first


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequest:
    """A request, and what it was made without."""

    request: TurnRequest
    left_out: tuple[LeftOut, ...] = ()
    ignored: tuple[str, ...] = ()  # options that were typed into the prompt
    found: FoundRecipe | None = None  # in one of its files


def left_out_text(made: PreparedRequest | FetchedPictures, locale: str) -> str:
    """Return what was left out, and why; a line for each. Empty: nothing."""
    lines = [
        wording.say(
            "picture.left_out",
            locale,
            name=escape(file.name, MAX_FILE_NAME) or "?",
            reason=wording.error_text(file.reason, locale),
        )
        for file in made.left_out
    ]
    if isinstance(made, PreparedRequest) and made.ignored:
        options = tuple(f"`{option}`" for option in made.ignored)
        lines.append(wording.say("typed.ignored", locale, options=options))
    return "\n".join(lines)
