"""Themes: events of a server in which people enter images and vote for them. Pure rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.core.showcase import can_be_shown
from bot.core.turns import Person, Turn
from bot.errors import NotFound, UserError

MOST_WORDS = 200  # characters of a theme
MOST_ENTRIES = 10  # of one person
SHORTEST, LONGEST = 60.0, 60 * 86_400.0  # seconds that a theme can last
ON_BOARD = 12  # entries that the board shows
WINNERS = 3  # places that are named, each with all who share it
UNANSWERED = "showcase.later"  # reason of a theme about which Discord said nothing
OPEN_THEME = "theme"  # key of a server's setting: the id of its open theme

_LASTS = re.compile(r"(\d{1,4})\s*(m|h|d|w)")
_UNITS = {"m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}  # seconds


class ThemeState(StrEnum):
    """How far a theme has come."""

    OPEN = "open"
    ENDED = "ended"  # its board is to be posted
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTerms:
    """Where a theme is, and what holds there."""

    channel: int  # where it is announced; a forum: as a post there
    per_person: int = 1  # entries
    role: int | None = None  # that the announcement mentions
    tag: int | None = None  # of the forum's, for its post


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme of a server."""

    id: int
    guild: int
    channel: int  # as in `ThemeTerms`, and so are the next three
    per_person: int
    role: int | None = None
    tag: int | None = None
    words: str
    state: ThemeState
    started_at: float  # seconds since 1970
    ends_at: float
    thread: int | None = None  # where its entries are posted; None: in the channel
    message: int | None = None  # that announces it
    board: int | None = None  # the message with its winners
    attempts: int = 0  # times that posting was begun
    reason: str = ""  # code of the sentence that says why it could not be posted the last time

    @property
    def place(self) -> int:
        """The channel or thread of its entries."""
        return self.thread or self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry when its theme has ended."""

    turn: int
    person: int
    votes: int
    message: int
    channel: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entry with its place; entries with as many votes share one."""

    rank: int
    standing: Standing


def ranked(standings: Sequence[Standing], *, beyond: int = 0, better: int = 0) -> Sequence[Ranked]:
    """Return entries, which are in order, with their places: 1, 2, 2, 4.

    Args:
        standings: the entries.
        beyond: how many come before them.
        better: how many of those have more votes than the first of them.
    """
    found: list[Ranked] = []
    for number, standing in enumerate(standings, beyond + 1):
        shares = bool(found) and found[-1].standing.votes == standing.votes
        rank = found[-1].rank if shares else number if found else better + 1
        found.append(Ranked(rank=rank, standing=standing))
    return found


def winners(places: Sequence[Ranked]) -> Sequence[Ranked]:
    """Return the entries that won: the first three places, of those with a vote."""
    return [one for one in places if one.rank <= WINNERS and one.standing.votes]


def parse_until(text: str, *, now: float) -> float:
    """Return when a theme ends, in seconds since 1970.

    Args:
        text: how long it lasts, "3d" or "12 h"; or a day or moment in UTC, "2026-12-24" or
            "2026-12-24 18:00".
        now: the same as what is returned.

    Raises:
        UserError: it is neither, or too near or too far.
    """
    words = text.strip().lower()
    if match := _LASTS.fullmatch(words):
        ends = now + int(match[1]) * _UNITS[match[2]]
    else:
        try:
            ends = datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp()
        except ValueError as error:
            raise UserError("event.until") from error
    if not SHORTEST <= ends - now <= LONGEST:
        raise UserError("event.until")
    return ends


def check_open(theme: Theme | None, *, now: float) -> Theme:
    """Return a theme that is open.

    Raises:
        NotFound: there is none, or it has ended.
    """
    if theme is None or theme.state is not ThemeState.OPEN or theme.ends_at <= now:
        raise NotFound("event.none")
    return theme


def check_may_enter(turn: Turn, *, by: Person) -> None:
    """Check that a person may enter a turn's image.

    Raises:
        UserError: they did not ask for it.
        NotFound: it is not shown openly in their server.
    """
    if turn.by.id != by.id:
        raise UserError("event.not_yours")
    if not can_be_shown(turn) or turn.by.guild != by.guild:
        raise NotFound
