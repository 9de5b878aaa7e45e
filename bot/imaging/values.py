"""What imaging hands around: a picture, and the limits it must keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_PIXELS = 50_999_999  # what phones and cameras call 50 MP: 8192 x 6144, 8688 x 5792
MAX_BYTES = 50_000_000  # a detailed 4096 x 4096 PNG is 34 MiB
LONGEST = 2048  # px; more is spent on upload time and input tokens without being seen
SECONDS = 20.0  # the worst file that passes takes about 4 s
MEMORY = 1_500_000_000  # bytes for one worker at most; nothing that passes needs more


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture and what it is; the bytes stay out of `repr`, and so out of logs."""

    data: bytes = field(repr=False)
    mime: str
    width: int
    height: int


Value: TypeAlias = (
    "bool | int | float | str | bytes | Picture | Sequence[Value] | Mapping[str, Value] | None"
)
"""What can cross between the bot and a worker."""
