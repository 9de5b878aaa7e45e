"""The only package that speaks SQL: values in, values out."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.store import postgres
from bot.store.calls import Call, Calls, Done, Lost, NotYet
from bot.store.canvases import Canvases, Post
from bot.store.database import BadDatabase, Database, migrate, opened
from bot.store.dossier import Dossier
from bot.store.gauges import Gauges
from bot.store.held import Held, HeldWishes
from bot.store.keeping import Keeping
from bot.store.ledger import Ledger, NewTurn
from bot.store.leftovers import Leftovers
from bot.store.loose import Loose
from bot.store.notebook import Notebook
from bot.store.queue import Queue, Result
from bot.store.settings import Settings
from bot.store.till import Line, Till

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
