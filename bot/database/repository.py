"""What all parts of the store have in common: a database, and its transactions."""

from contextlib import AbstractAsyncContextManager

from bot.database.opening import Database, transaction
from bot.database.transactions import Transaction


class Repository:
    """One part of the store: each public method is one `uncancellable` transaction."""

    def __init__(self, database: Database) -> None:
        self.uncancellable = database.uncancellable
        self._engine = database.engine

    def _transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """See `bot.database.opening.transaction`."""
        return transaction(self._engine)
