"""What is due now, and when something else will be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Due(Generic[T]):
    """What is due now, and in how many seconds something else is."""

    now: Sequence[T]
    next_in: float = math.inf
    more: bool = False  # whether more may be due now than was read
