"""The digest: what was painted in a server in a week, posted on Mondays. Pure rules.

Weeks and days are in UTC, as those of budgets are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.days import DAY, Calendar
from bot.core.turns import MicroDollars

HOUR = 9 * 3600  # seconds after midnight, when it is posted
WEEK = 7  # days
MOST_NAMED = 3  # images that were remixed most
MOST_REFUSALS = (
    24  # attempts, an hour apart, that Discord refuses; then there is no digest any more
)
_FIRST_MONDAY = 4  # 1970-01-05


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of a server."""

    guild: int
    channel: int
    due_at: float  # seconds since 1970
    attempts: int = 0  # times that posting the next one was begun
    refusals: int = 0  # of these, how often Discord refused it


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days, from Monday."""

    first: int  # days since 1970-01-01

    @property
    def end(self) -> int:
        """The Monday after it."""
        return self.first + WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Remixed:
    """An image in a showcase that was remixed."""

    turn: int
    number: int  # where it was painted
    person: int
    channel: int  # of the message in the showcase
    message: int
    remixes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSums:
    """What was painted in a server in a week."""

    pictures: int = 0
    people: int = 0
    cost: MicroDollars = 0
    remixed: Sequence[Remixed] = ()  # most remixes first


def next_due(now: float) -> float:
    """Return when the next digest is posted after a moment (seconds since 1970)."""
    monday = _monday_of(now)
    due = monday * DAY + HOUR
    return float(due if due > now else due + WEEK * DAY)


def last_week(now: float) -> Week:
    """Return the last whole week before a moment (seconds since 1970)."""
    return Week(first=_monday_of(now) - WEEK)


def _monday_of(now: float) -> int:
    """Return the day on which the week of a moment began."""
    day = Calendar.at(now).day
    return day - (day - _FIRST_MONDAY) % WEEK
