"""The transaction that stores write statements to: the same for both databases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Executable, ScalarResult

T = TypeVar("T")

Found = CursorResult[*tuple[Any, ...]]
Values = Mapping[str, Any]
Parameters = Values | Sequence[Values]


class Transaction(Protocol):
    """An open transaction: SQLAlchemy's `AsyncConnection`, or `PreparedTransaction` of SQLite."""

    @property
    def dialect(self) -> Dialect:
        """The SQL dialect."""
        ...

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> Found:
        """Run a statement."""
        ...

    async def scalar(self, statement: Executable, parameters: Values | None = None, /) -> Any:
        """Return the first column of the first row; None if there is no row."""
        ...

    async def scalars(
        self, statement: Executable, parameters: Values | None = None, /
    ) -> ScalarResult[Any]:
        """Return the first column of every row."""
        ...

    async def run_sync(self, work: Callable[[Connection], T], /) -> T:
        """Call a function with SQLAlchemy's synchronous connection."""
        ...
