"""An encoded picture, and the limits for pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_PIXELS = 50_999_999  # what phones and cameras call 50 MP: 8192 x 6144, 8688 x 5792
MAX_BYTES = 50_000_000  # a detailed 4096 x 4096 PNG is 34 MiB
LONGEST = 2048  # px; more costs upload time and input tokens without a visible difference
SECONDS = 20.0  # the slowest accepted file takes about 4 s
MEMORY = 1_500_000_000  # the most bytes for one worker; no accepted file needs more


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture with its MIME type and size; `repr` and so logs leave out the bytes."""

    data: bytes = field(repr=False)
    mime: str
    width: int
    height: int


Value: TypeAlias = (
    "bool | int | float | str | bytes | Picture | Sequence[Value] | Mapping[str, Value] | None"
)
"""What can be sent between the bot and a worker."""
