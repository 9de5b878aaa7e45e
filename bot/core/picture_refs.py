"""Pictures named by number: `#3`; `#3.2`, the second picture of turn 3; `#2 #5`, several."""

import re
from dataclasses import dataclass

from bot.errors import UserError

MIN_BLENDED, MAX_BLENDED = 2, 6  # pictures in a blend
_ONE = r"(\d{1,9})(?:\.([1-9])(?!\d))?(?![\w#])"
_LEADING = re.compile(rf"#{_ONE}[\s:,.–—-]*")
_PICK = re.compile(r"([1-9])\s*[:：)](?!\d)\s*(?=\S)")  # "2:3" is an aspect ratio
_LISTED = re.compile(rf"#?{_ONE}")
_BETWEEN = re.compile(r"[\s,;&+]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRef:
    """A turn of a canvas by its number, and one of its pictures."""

    number: int
    picture: int = 0  # counted from 0; people count from 1


def split_leading(words: str) -> tuple[tuple[PictureRef, ...], str]:
    """Split the numbers off the front of a request: "#3 make it night" → (#3,), "make it night"."""
    found: list[PictureRef] = []
    while match := _LEADING.match(words):
        found.append(_ref(match))
        words = words[match.end() :]
    return tuple(found), words


def split_pick(words: str, *, count: int) -> tuple[int | None, str]:
    """Split the number of one of several pictures off the front: "2: add a whale" → 1, "add …".

    Args:
        words: a request about a turn with several pictures.
        count: how many it has.
    """
    match = _PICK.match(words)
    if match is None or int(match[1]) > count:
        return None, words
    return int(match[1]) - 1, words[match.end() :]


def parse_list(words: str) -> tuple[PictureRef, ...]:
    """Parse a list of numbers: "#2 #5.3", "2, 5.3".

    Raises:
        UserError: one of them is not a number.
    """
    each = [word for word in _BETWEEN.split(words) if word]
    matches = [_LISTED.fullmatch(word) for word in each]
    for word, match in zip(each, matches, strict=True):
        if match is None:
            raise UserError("picks.unread", words=word[:40])
    return tuple(_ref(match) for match in matches if match)


def parse_one(words: str) -> PictureRef:
    """Parse exactly one number.

    Raises:
        UserError: there is none, or more.
    """
    found = parse_list(words)
    if len(found) != 1:
        raise UserError("picks.unread", words=words[:40])
    return found[0]


def _ref(match: re.Match[str]) -> PictureRef:
    return PictureRef(number=int(match[1]), picture=int(match[2] or 1) - 1)
