"""When a turn is painted or delivered again: pure rules."""

from bot.core.circuit_breaker import MOST_WAIT
from bot.core.turns import Turn
from bot.database import CallNotDue
from bot.errors import NoAnswer, RateLimited, TemporaryError

MOST_PAINTINGS = 5  # times one turn is painted before it is given up
MOST_PAUSE = 300.0  # seconds between two attempts


def pause(tries: int) -> float:
    """Return the seconds until the next attempt: twice as long each time, up to a limit."""
    return min(2.0 ** min(tries, 10), MOST_PAUSE)


def again_at(error: TemporaryError, turn: Turn, *, now: float) -> float | None:
    """Return when to paint a turn again (seconds since 1970), or None to give it up.

    A lost answer may have been billed, so it is asked for once more at most. A busy Gemini is
    waited for: as long as it says, else longer each time.
    """
    if isinstance(error, CallNotDue) and not error.paused:
        return now  # our own rate limit delays a turn and never ends it
    most = 2 if isinstance(error, NoAnswer) else MOST_PAINTINGS
    if turn.attempts >= most and not isinstance(error, RateLimited):
        return None
    until = now + (error.wait or min(2.0**turn.attempts, 60))
    return until if until - turn.created_at <= MOST_WAIT else None
