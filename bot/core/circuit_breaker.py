"""When a model is paused: Google asked for it, or it failed too often in a row. Pure rules."""

from dataclasses import dataclass, replace

from bot.errors import EaselError, NoAnswer, Overloaded, RateLimited

FAILURES = 5  # in a row, after which a model counts as down
WITHIN = 60.0  # seconds in which they happen
PAUSE = 30.0  # seconds for which a model that is down is paused
DEFAULT_WAIT = 5.0  # seconds to wait at a rate limit where Google does not say how long
LONGEST = 3600.0  # seconds; a longer one was stored before the clock was set back
MOST_WAIT = 15 * 60.0  # seconds a turn may wait for a busy Gemini


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHealth:
    """What the latest calls of a model say about it."""

    until: float = 0  # seconds since 1970; no call begins before
    failures: int = 0  # in a row
    since: float = 0  # when the first of them ended

    def paused(self, now: float) -> bool:
        """Return whether no call may begin."""
        return now < self.until <= now + LONGEST

    @property
    def down(self) -> bool:
        """Whether it counts as down: then one call at a time is let through."""
        return self.failures >= FAILURES


def begun(health: ModelHealth, *, now: float) -> ModelHealth:
    """Return the health once a call begins. If the model is down, others wait for that call."""
    return replace(health, until=now + PAUSE) if health.down else health


def ended(health: ModelHealth, error: EaselError | None, *, now: float) -> ModelHealth:
    """Return the health once a call ended, with an error or None. Any answer shows it is up."""
    if isinstance(error, RateLimited):
        return ModelHealth(until=max(health.until, now + min(error.wait or DEFAULT_WAIT, LONGEST)))
    if not isinstance(error, Overloaded | NoAnswer):
        return ModelHealth(until=0 if health.down else health.until)
    if not health.down and now - health.since > WITHIN:
        return ModelHealth(until=health.until, failures=1, since=now)
    more = replace(health, failures=health.failures + 1)
    return replace(more, until=max(more.until, now + PAUSE)) if more.down else more
