"""The only package that knows SQL: values in, values out, for SQLite and PostgreSQL alike.

A class for each concern (turns, queue, calls, spend, settings …), each method one transaction.
Imports core and errors. SQLAlchemy, Alembic and the drivers are imported here only.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.database import postgres
from bot.database.calls import Call, Calls, Done, Lost, NotYet
from bot.database.canvases import Canvases, Post
from bot.database.confirmations import ConfirmationStore, PendingConfirmation
from bot.database.faults import BadDatabase, DatabaseAway, DatabaseInUse
from bot.database.key_value import Notebook
from bot.database.opening import Database, migrate, opened, rehearse
from bot.database.personal_data import PersonalDataStore
from bot.database.queue import Queue, Result
from bot.database.retention import RetentionStore
from bot.database.settings import Settings
from bot.database.spend import SpendLine, SpendStore
from bot.database.stats import StatsStore
from bot.database.turns import NewTurn, TurnStore
from bot.database.unclaimed_pictures import UnclaimedPictures
from bot.database.undelivered import UndeliveredStore

__all__ = [
    "BadDatabase",
    "Call",
    "Calls",
    "Canvases",
    "Database",
    "DatabaseAway",
    "DatabaseInUse",
    "Done",
    "Lost",
    "NewTurn",
    "NotYet",
    "Notebook",
    "PendingConfirmation",
    "Post",
    "Queue",
    "Result",
    "Settings",
    "SpendLine",
    "SpendStore",
    "StatsStore",
    "Store",
    "TurnStore",
    "UnclaimedPictures",
    "UndeliveredStore",
    "migrate",
    "opened",
    "rehearse",
]


class Store:
    """One database, by what is done with it."""

    def __init__(self, database: Database) -> None:
        self._url = database.shared_url
        self.turns = TurnStore(database)
        self.queue = Queue(database)
        self.calls = Calls(database)
        self.canvases = Canvases(database)
        self.key_value = Notebook(database)
        self.settings = Settings(database)
        self.confirmations = ConfirmationStore(database)
        self.personal_data = PersonalDataStore(database)
        self.spend = SpendStore(database)
        self.undelivered = UndeliveredStore(database)
        self.retention = RetentionStore(database)
        self.unclaimed_pictures = UnclaimedPictures(database)
        self.stats = StatsStore(database)

    @property
    def shared(self) -> bool:
        """Whether other processes use this database too."""
        return bool(self._url)

    def hearing(
        self, *, ring: Callable[[], None], cancelled: Callable[[int], None]
    ) -> AbstractAsyncContextManager[None]:
        """Hear what other processes do, while the block lasts; see `postgres.listening`."""
        if not self.shared:
            return nullcontext()
        return postgres.listening(self._url, ring=ring, cancelled=cancelled)

    def identifying(self, bucket: int) -> AbstractAsyncContextManager[None]:
        """Be the only process that introduces a shard of a bucket to Discord's gateway."""
        if not self.shared:
            return nullcontext()
        return postgres.holding(self._url, postgres.Lock.IDENTIFY + bucket)
