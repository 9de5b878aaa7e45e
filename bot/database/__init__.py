"""The only package that knows SQL: values in, values out, for SQLite and PostgreSQL alike.

A class for each concern (turns, queue, calls, spend, settings …), each method one transaction.
Imports core and errors. SQLAlchemy, Alembic and the drivers are imported here only.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.database import postgres
from bot.database.address import check_exists
from bot.database.address import file as file_of
from bot.database.budget_alerts import BudgetAlertStore
from bot.database.calls import (
    CallEnd,
    CallNotDue,
    CallRecord,
    CallResult,
    CallStore,
    LeaseLost,
    OverReserve,
)
from bot.database.canvases import CanvasStore, Post
from bot.database.characters import CharacterRecord, CharacterStore
from bot.database.confirmations import ConfirmationStore, PendingConfirmation
from bot.database.departures import DepartureStore
from bot.database.digests import DigestStore
from bot.database.faults import BadDatabase, DatabaseInUse, DatabaseUnavailable
from bot.database.gallery import GalleryStore
from bot.database.key_value import KeyValueStore
from bot.database.moderation import ModerationStore
from bot.database.opening import Database, migrate, opened, rehearse
from bot.database.operator_alerts import OperatorAlertStore
from bot.database.parties import PartyStore
from bot.database.pauses import PauseStore, paused_places
from bot.database.personal_data import OtherRecords, PersonalDataStore
from bot.database.queue import Claimed, QueueStore, TurnResult
from bot.database.retention import RetentionStore
from bot.database.settings import SettingsStore, record_changes
from bot.database.showcase import ShowcaseStore
from bot.database.spend_store import SpendLine, SpendStore
from bot.database.stats import StatsStore
from bot.database.theme_repeats import ThemeRepeatStore
from bot.database.themes import ThemeStore
from bot.database.turns import NewTurn, TurnStore
from bot.database.unclaimed_pictures import UnclaimedPictureStore
from bot.database.undelivered import UndeliveredStore

__all__ = [
    "BadDatabase",
    "BudgetAlertStore",
    "CallEnd",
    "CallNotDue",
    "CallRecord",
    "CallResult",
    "CallStore",
    "CanvasStore",
    "CharacterRecord",
    "CharacterStore",
    "Claimed",
    "Database",
    "DatabaseInUse",
    "DatabaseUnavailable",
    "DepartureStore",
    "DigestStore",
    "GalleryStore",
    "KeyValueStore",
    "LeaseLost",
    "ModerationStore",
    "NewTurn",
    "OperatorAlertStore",
    "OtherRecords",
    "OverReserve",
    "PartyStore",
    "PauseStore",
    "PendingConfirmation",
    "Post",
    "QueueStore",
    "SettingsStore",
    "ShowcaseStore",
    "SpendLine",
    "SpendStore",
    "StatsStore",
    "Store",
    "ThemeRepeatStore",
    "ThemeStore",
    "TurnResult",
    "TurnStore",
    "UnclaimedPictureStore",
    "UndeliveredStore",
    "check_exists",
    "file_of",
    "migrate",
    "opened",
    "paused_places",
    "record_changes",
    "rehearse",
]


class Store:
    """All stores of one database."""

    def __init__(self, database: Database) -> None:
        self._url = database.shared_url
        self._sessions = database.sessions
        self.turns = TurnStore(database)
        self.queue = QueueStore(database)
        self.calls = CallStore(database)
        self.canvases = CanvasStore(database)
        self.key_value = KeyValueStore(database)
        self.settings = SettingsStore(database)
        self.characters = CharacterStore(database)
        self.confirmations = ConfirmationStore(database)
        self.moderation = ModerationStore(database)
        self.personal_data = PersonalDataStore(database)
        self.spend = SpendStore(database)
        self.budget_alerts = BudgetAlertStore(database)
        self.pauses = PauseStore(database)
        self.undelivered = UndeliveredStore(database)
        self.retention = RetentionStore(database)
        self.unclaimed_pictures = UnclaimedPictureStore(database)
        self.departures = DepartureStore(database)
        self.operator_alerts = OperatorAlertStore(database)
        self.showcase = ShowcaseStore(database)
        self.gallery = GalleryStore(database)
        self.themes = ThemeStore(database)
        self.theme_repeats = ThemeRepeatStore(database)
        self.parties = PartyStore(database)
        self.digests = DigestStore(database)
        self.stats = StatsStore(database)

    @property
    def shared(self) -> bool:
        """Return whether other processes may use this database too."""
        return bool(self._url)

    def listening(
        self, *, on_change: Callable[[], None], on_cancelled: Callable[[int], None]
    ) -> AbstractAsyncContextManager[None]:
        """Receive notifications of other processes within the block: see `postgres.listening`."""
        if not self.shared:
            return nullcontext()
        return postgres.listening(
            self._url, self._sessions, on_change=on_change, on_cancelled=on_cancelled
        )

    def identify_lock(self, bucket: int) -> AbstractAsyncContextManager[None]:
        """Be the only process that identifies a shard of a bucket to Discord's gateway."""
        if not self.shared:
            return nullcontext()
        return postgres.advisory_lock(self._url, postgres.Lock.IDENTIFY + bucket)
