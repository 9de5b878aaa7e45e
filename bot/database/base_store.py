"""What all stores have in common: a database, and its transactions."""

from contextlib import AbstractAsyncContextManager

from bot.database.opening import Database, transaction
from bot.database.transactions import Transaction


class BaseStore:
    """One part of the database: each public method is one `shielded` transaction."""

    def __init__(self, database: Database) -> None:
        self.runner = database.runner
        self._engine = database.engine

    def _transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """See `bot.database.opening.transaction`."""
        return transaction(self._engine)
