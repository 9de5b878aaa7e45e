"""What a transaction is to those who write statements: the same for both databases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Executable, ScalarResult

T = TypeVar("T")

Found = CursorResult[*tuple[Any, ...]]
Values = Mapping[str, Any]
Parameters = Values | Sequence[Values]


class Transaction(Protocol):
    """An open transaction. SQLAlchemy's `AsyncConnection` is one, and so is `sqlite.Inline`."""

    @property
    def dialect(self) -> Dialect:
        """Which SQL is spoken."""
        ...

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> Found:
        """Do what a statement says."""
        ...

    async def scalar(self, statement: Executable, parameters: Values | None = None, /) -> Any:
        """The first column of the first row; None where there is none."""
        ...

    async def scalars(
        self, statement: Executable, parameters: Values | None = None, /
    ) -> ScalarResult[Any]:
        """The first column of every row."""
        ...

    async def run_sync(self, work: Callable[[Connection], T], /) -> T:
        """Hand the connection to what knows only SQLAlchemy's plain one."""
        ...
