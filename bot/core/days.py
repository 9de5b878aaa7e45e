"""Days and months, in UTC: a day is a number, counted from 1970-01-01."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY = 86_400  # seconds
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The day and the month that a moment lies in; days are counted from 1970-01-01."""

    day: int
    first: int  # the first day of its month
    next_first: int  # and of the next one

    @classmethod
    def at(cls, now: float) -> "Calendar":
        """Return the calendar of a moment in seconds since 1970."""
        today = datetime.fromtimestamp(now, UTC).date()
        first = today.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return cls(
            day=(today - _EPOCH).days,
            first=(first - _EPOCH).days,
            next_first=(following - _EPOCH).days,
        )

    def resets(self, period: str) -> int:
        """Return when the next day or month begins, in seconds since 1970."""
        return (self.day + 1 if period == "day" else self.next_first) * DAY


def date_of(day: int) -> date:
    """Return the date of a day counted from 1970-01-01."""
    return _EPOCH + timedelta(days=day)
