"""Whether this process can accept requests, and its metrics: `/readyz` and `/metrics`."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config, StorageSettings
from bot.core.turns import Outcome
from bot.database import address
from bot.engine.context import WorkerContext
from bot.engine.engine import Engine
from bot.engine.events import TurnCancelled
from bot.engine.metrics import Now
from bot.engine.worker import Worker
from bot.errors import OperatorError
from bot.pictures import is_bucket

MIN_FREE = 256 * 1024**2  # bytes of free disk: some tens of the largest pictures
DATABASE_TIMEOUT = 5.0  # seconds for the database to write
CACHED = 1.0  # seconds that one check of the database is used for
LAG_INTERVAL = 1.0  # seconds between two measurements of the event loop
WATCH_INTERVAL = 60.0  # seconds between two checks whether the operator must be told something


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether requests can be accepted, and if not, why."""

    database: bool  # it can be written
    gateway: bool  # Discord is connected
    disk: bool  # there is space for pictures
    open: bool  # the process is not stopping
    degraded: Sequence[str]  # ids of models whose calls are paused

    @property
    def ready(self) -> bool:
        """Whether requests are accepted. A paused model does not matter: its requests wait."""
        return self.database and self.gateway and self.disk and self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class _DatabaseCheck:
    """One check of the database."""

    at: float  # of the event loop's clock, seconds
    writable: bool
    paused: Sequence[str]  # ids of models


class Health:
    """Checks and measures one process.

    Args:
        context: the worker's; its store and metrics are used.
        engine: knows whether requests are accepted.
        worker: knows how many turns are under way.
        config: all settings.
        connected: returns whether Discord is connected.
        min_free: bytes that must be free on each disk to which this process writes.
    """

    def __init__(
        self,
        context: WorkerContext,
        engine: Engine,
        worker: Worker,
        config: Config,
        *,
        connected: Callable[[], bool],
        min_free: int = MIN_FREE,
    ) -> None:
        self._stats = context.store.stats
        self._metrics = context.metrics
        self._now = context.now
        self._engine = engine
        self._alerts = engine.operator_alerts
        self._worker = worker
        self._connected = connected
        self._slots = config.gemini.parallel
        self._folders = list(_folders(config.storage))
        self._min_free = min_free
        self._checking = asyncio.Lock()
        self._checked: _DatabaseCheck | None = None
        engine.cancellations.subscribe(self._count_cancelled)

    def _count_cancelled(self, event: TurnCancelled) -> None:
        if not event.elsewhere:
            self._metrics.ended(Outcome.CANCELLED)

    async def run(self) -> None:
        """Measure how late the event loop is, and watch the database and the disks."""
        await asyncio.gather(self._measure_lag(), self._watch())

    async def watch(self) -> None:
        """Tell the operator of a disk without space, or of a database that can't be written.

        A database that is unavailable for a moment, while its server restarts, raises no alert.
        """
        was_writable = self._checked is None or self._checked.writable
        ready = await self.readiness()
        if not ready.database and not was_writable:
            await self._alerts.raise_alert("broken.storage")
        if not ready.disk:
            await self._alerts.raise_alert("disk", {"limit": self._min_free // 1024**2})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_INTERVAL)
            await self.watch()

    async def _measure_lag(self) -> None:
        while True:
            due = _clock() + LAG_INTERVAL
            await asyncio.sleep(LAG_INTERVAL)
            self._metrics.lag(max(_clock() - due, 0.0))

    async def readiness(self) -> Readiness:
        """Check everything; the database at most once in `CACHED` seconds."""
        async with self._checking:
            if self._checked is None or _clock() - self._checked.at >= CACHED:
                self._checked = await self._check_database()
            checked = self._checked
        return Readiness(
            database=checked.writable,
            gateway=self._connected(),
            disk=await asyncio.to_thread(self._disk_has_space),
            open=self._engine.submissions.open,
            degraded=checked.paused,
        )

    async def metrics(self) -> bytes:
        """Return all metrics in Prometheus' format, without the queue's if the database is away."""
        try:
            backlog = await self._stats.backlog(now=self._now())
        except OperatorError:
            backlog = None
        now = Now(
            busy=self._worker.busy,
            slots=self._slots,
            gateway=self._connected(),
            syncs=self._stats.syncs,
        )
        return self._metrics.text(now, backlog)

    async def _check_database(self) -> _DatabaseCheck:
        now = self._now()
        try:
            async with asyncio.timeout(DATABASE_TIMEOUT):
                await self._stats.check_writable(now=now)
                paused = await self._stats.paused(now=now)
                return _DatabaseCheck(at=_clock(), writable=True, paused=paused)
        except (OperatorError, TimeoutError):
            return _DatabaseCheck(at=_clock(), writable=False, paused=())

    def _disk_has_space(self) -> bool:
        try:
            return all(shutil.disk_usage(each).free >= self._min_free for each in self._folders)
        except OSError:
            return False


def _folders(storage: StorageSettings) -> Iterator[Path]:
    """Yield the folders of this machine to which this process writes."""
    if not address.is_server(storage.database):
        yield address.file(storage.database).parent
    if not is_bucket(storage.pictures):
        yield Path(storage.pictures)


def _clock() -> float:
    return asyncio.get_running_loop().time()
