"""The only package that speaks SQL: values in, values out."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.database import postgres
from bot.database.calls import Call, Calls, Done, Lost, NotYet
from bot.database.canvases import Canvases, Post
from bot.database.confirmations import Held, HeldWishes
from bot.database.key_value import Notebook
from bot.database.opening import BadDatabase, Database, migrate, opened
from bot.database.personal_data import Dossier
from bot.database.queue import Queue, Result
from bot.database.retention import Keeping
from bot.database.settings import Settings
from bot.database.spend import Line, Till
from bot.database.stats import Gauges
from bot.database.turns import Ledger, NewTurn
from bot.database.unclaimed_pictures import Loose
from bot.database.undelivered import Leftovers

__all__ = [
    "BadDatabase",
    "Call",
    "Calls",
    "Canvases",
    "Database",
    "Done",
    "Gauges",
    "Held",
    "Ledger",
    "Leftovers",
    "Line",
    "Loose",
    "Lost",
    "NewTurn",
    "NotYet",
    "Notebook",
    "Post",
    "Queue",
    "Result",
    "Settings",
    "Store",
    "Till",
    "migrate",
    "opened",
]


class Store:
    """One database, by what is done with it."""

    def __init__(self, database: Database) -> None:
        self._url = database.shared_url
        self.ledger = Ledger(database)
        self.queue = Queue(database)
        self.calls = Calls(database)
        self.canvases = Canvases(database)
        self.notebook = Notebook(database)
        self.settings = Settings(database)
        self.held = HeldWishes(database)
        self.dossier = Dossier(database)
        self.till = Till(database)
        self.leftovers = Leftovers(database)
        self.keeping = Keeping(database)
        self.loose = Loose(database)
        self.gauges = Gauges(database)

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
