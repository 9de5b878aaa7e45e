"""The only package that speaks SQL: values in, values out."""

from bot.store.canvases import Canvases, Post
from bot.store.database import BadDatabase, Database, migrate, opened
from bot.store.dossier import Dossier
from bot.store.held import Held, HeldWishes
from bot.store.ledger import Ledger, NewTurn
from bot.store.leftovers import Leftovers
from bot.store.notebook import Notebook
from bot.store.queue import Queue, Result
from bot.store.settings import Settings
from bot.store.till import Line, Till

__all__ = [
    "BadDatabase",
    "Canvases",
    "Database",
    "Held",
    "Ledger",
    "Leftovers",
    "Line",
    "NewTurn",
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
        self.ledger = Ledger(database)
        self.queue = Queue(database)
        self.canvases = Canvases(database)
        self.notebook = Notebook(database)
        self.settings = Settings(database)
        self.held = HeldWishes(database)
        self.dossier = Dossier(database)
        self.till = Till(database)
        self.leftovers = Leftovers(database)
