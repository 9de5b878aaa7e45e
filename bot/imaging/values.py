"""What imaging hands around: a picture, what its header says, and the limits it must keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_PIXELS = 50_000_000  # a 48 MP phone photo passes; decoding one costs at most 16 bytes a pixel
MAX_BYTES = 50_000_000  # a detailed 4096 x 4096 PNG is 34 MiB
LONGEST = 2048  # px; more is spent on upload time and input tokens without being seen
SECONDS = 20.0  # the worst file that passes the probe takes about 2.4 s
MEMORY = 1_500_000_000  # bytes of address space for one worker; a 50 MP WebP needs about 1 GB


@dataclass(frozen=True, slots=True)
class Probed:
    """What a header says, as encoded: width and height in pixels before any EXIF rotation."""

    mime: str
    width: int
    height: int


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
