"""What came of a run: so many were asked, so many answered, and what must be zero."""

from dataclasses import dataclass, fields


@dataclass
class Figures:
    """What came of it."""

    kills: int = 0
    starts: int = 0
    seconds: float = 0.0
    asked: int = 0
    accepted: int = 0
    told: int = 0
    shown: int = 0
    apologised: int = 0
    lost: int = 0
    doubled: int = 0
    model_calls: int = 0
    repeated_calls: int = 0
    calls_beyond_the_rule: int = 0  # more than one a picture, and one more where that was lost
    calls_too_late: int = 0  # that began when their turn was painted already
    notes_left: int = 0

    @property
    def broken_promises(self) -> list[str]:
        """Names of the figures that must be zero and are not."""
        promised = ("lost", "doubled", "calls_beyond_the_rule", "calls_too_late", "notes_left")
        return [name for name in promised if getattr(self, name)]

    def __str__(self) -> str:
        values = ((f.name.replace("_", " "), getattr(self, f.name)) for f in fields(self))
        return ", ".join(f"{name} {value:.5g}" for name, value in values)


@dataclass
class SharedFigures(Figures):
    """The same of several processes on one PostgreSQL."""

    database_restarts: int = 0
    rolling_restarts: int = 0
    frozen: int = 0
    taken_over: int = 0  # turns that more than one process made calls for
    fenced: int = 0  # times a process found that another had taken its turn
