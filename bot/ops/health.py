"""Whether this process can take wishes, and its metrics: what `/readyz` and `/metrics` tell."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config, StorageSettings
from bot.core.turns import Outcome
from bot.database import address
from bot.engine.engine import Engine
from bot.engine.metrics import Now
from bot.engine.model_calls import WorkerContext
from bot.engine.worker import Painter
from bot.errors import Broken
from bot.pictures import is_bucket

FLOOR = 256 * 1024**2  # bytes that a disk must have free: some tens of the largest pictures
PATIENCE = 5.0  # seconds within which the database must have written
FRESH = 1.0  # seconds for which an answer is given again, so that asking costs nothing
BEAT = 1.0  # seconds between two looks at the loop's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether wishes can be taken, and why not."""

    database: bool  # it can be written
    gateway: bool  # Discord is connected
    disk: bool  # there is room for pictures
    open: bool  # it was not told to stop
    degraded: Sequence[str]  # models that have to be waited for

    @property
    def ready(self) -> bool:
        """Whether nothing stands against it. A Gemini that is down does not: wishes wait."""
        return self.database and self.gateway and self.disk and self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What the database was like."""

    at: float  # by the loop's clock
    written: bool
    paused: Sequence[str]


class Health:
    """Looks after one process.

    Args:
        tools: the painter's.
        studio: the front desk.
        painter: the back room.
        config: all settings.
        connected: whether Discord is connected.
        floor: bytes that must be free where this process writes.
    """

    def __init__(
        self,
        tools: WorkerContext,
        engine: Engine,
        painter: Painter,
        config: Config,
        *,
        connected: Callable[[], bool],
        floor: int = FLOOR,
    ) -> None:
        self._gauges = tools.store.stats
        self._metrics = tools.metrics
        self._now = tools.now
        self._engine = engine
        self._painter = painter
        self._connected = connected
        self._rooms = config.gemini.parallel
        self._folders = list(_folders(config.storage))
        self._floor = floor
        self._one = asyncio.Lock()
        self._looked: _Look | None = None
        engine.when_cancelled(lambda _: tools.metrics.ended(Outcome.CANCELLED))

    async def run(self) -> None:
        """Measure by how much the loop is late, until cancelled."""
        while True:
            due = _clock() + BEAT
            await asyncio.sleep(BEAT)
            self._metrics.lag(max(_clock() - due, 0.0))

    async def readiness(self) -> Readiness:
        """Look at everything."""
        async with self._one:
            if self._looked is None or _clock() - self._looked.at >= FRESH:
                self._looked = await self._look()
            looked = self._looked
        return Readiness(
            database=looked.written,
            gateway=self._connected(),
            disk=await asyncio.to_thread(self._room),
            open=self._engine.open,
            degraded=looked.paused,
        )

    async def metrics(self) -> bytes:
        """All metrics, as Prometheus reads them; without the queue's while the database is away."""
        try:
            backlog = await self._gauges.backlog(now=self._now())
        except Broken:
            backlog = None
        now = Now(busy=self._painter.busy, rooms=self._rooms, gateway=self._connected())
        return self._metrics.text(now, backlog)

    async def _look(self) -> _Look:
        now = self._now()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._gauges.check_writable(now=now)
                return _Look(at=_clock(), written=True, paused=await self._gauges.paused(now=now))
        except (Broken, TimeoutError):
            return _Look(at=_clock(), written=False, paused=())

    def _room(self) -> bool:
        try:
            return all(shutil.disk_usage(each).free >= self._floor for each in self._folders)
        except OSError:
            return False


def _folders(storage: StorageSettings) -> Iterator[Path]:
    """Where this process writes on its own disk."""
    if not address.is_server(storage.database):
        yield address.file(storage.database).parent
    if not is_bucket(storage.pictures):
        yield Path(storage.pictures)


def _clock() -> float:
    return asyncio.get_running_loop().time()
