"""Themes that follow each other, from a list of a server's. Pure rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.themes import MOST_WORDS, UNANSWERED, Theme, ThemeTerms
from bot.errors import UserError

MOST_THEMES = 50  # of a list

_BETWEEN = re.compile(r"[;；\n]")


class Every(StrEnum):
    """How long each theme of a list is open."""

    DAY = "day"
    WEEK = "week"

    @property
    def seconds(self) -> float:
        """The same in seconds."""
        return 86_400.0 if self is Every.DAY else 604_800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRepeat:
    """A server's list of themes. The next one starts when the one before has ended."""

    guild: int
    every: Every
    terms: ThemeTerms
    themes: tuple[str, ...]  # that are to come


class Followed(StrEnum):
    """What followed on a theme that has ended."""

    NOTHING = "nothing"  # it was of no list
    NEXT = "next"  # the next one has started
    LIST_OVER = "over"  # it was the last one
    STOPPED = "lost"  # it could never be announced: neither could the next ones


def parse_themes(text: str) -> Sequence[str]:
    """Return the themes of a list, which are separated by semicolons.

    Raises:
        UserError: there are none or too many, or one is too long.
    """
    themes = [" ".join(one.split()) for one in _BETWEEN.split(text)]
    found = [one for one in themes if one]
    if not 1 <= len(found) <= MOST_THEMES or any(len(one) > MOST_WORDS for one in found):
        raise UserError("event.repeat.themes", limit=MOST_WORDS, most=MOST_THEMES)
    return found


def was_refused(theme: Theme) -> bool:
    """Return whether Discord refused to announce a theme to its end: not just that no one tried."""
    return theme.message is None and theme.reason not in {"", UNANSWERED}


def next_end(before: float, *, every: Every, now: float) -> float:
    """Return when the theme ends that starts now, at the time of day at which the last one did.

    After a long absence that leaves it half of its time at least, and one and a half at most.

    Args:
        before: when the last theme was to end, in seconds since 1970.
        every: how long each is open.
        now: the same as what is returned.
    """
    late = max(0.0, now - before)
    missed = int(late / every.seconds + 0.5)  # a theme that would have less than half is left out
    return before + (missed + 1) * every.seconds
