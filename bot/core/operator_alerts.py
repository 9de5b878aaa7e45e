"""What only the operator can fix, as alerts: each cause once a day. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.errors import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAlert:
    """One thing that the operator is to be told."""

    cause: str  # "operator.<cause>" is the code of its sentence
    about: str = ""  # which of several: a model, a server
    day: int = 0  # the first day of the period in which it is told once, since 1970-01-01
    facts: Mapping[str, Fact] = field(default_factory=dict)  # of the sentence
    reached: tuple[int, ...] = ()  # ids of the people or the channel that have it
    done: bool = False  # no one is left to be told
    due_at: float = 0.0  # seconds since 1970; not tried before

    @property
    def key(self) -> str:
        """What it is stored under."""
        return f"{self.cause}:{self.about}"


def raised(before: OperatorAlert | None, new: OperatorAlert) -> OperatorAlert:
    """Return what is stored when a cause is seen, given what was stored under its key.

    What was told in this period is not told again; what is still to be told stays so, with the
    newest facts.
    """
    if before is None or (before.done and before.day != new.day):
        return new
    return before if before.done else replace(before, day=new.day, facts=new.facts)
