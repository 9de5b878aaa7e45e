"""Opening the database, bringing it to this version, and turning its faults into ours."""

import asyncio
import fcntl
import functools
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import Broken
from bot.store import postgres

P = ParamSpec("P")
T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
LINE = "easel_line"  # the option of an engine that holds its lock
VERSIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


class BadDatabase(Exception):
    """The database can't be used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, and what runs its transactions to their end."""

    engine: AsyncEngine
    whole: "Whole"
    shared_url: str = ""  # of a database that other processes use too


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database of this version; it is migrated if it is older.

    Args:
        url: `sqlite:///path`, the path being taken from the current folder; `postgresql://…`, which
            processes share.

    Raises:
        BadDatabase: it is newer, corrupt, in use by another process, or out of reach.
    """
    if postgres.is_url(url):
        async with _shared(url) as database:
            yield database
        return
    path = Path(url.removeprefix("sqlite:///"))
    with _alone(path):
        engine, going = _sqlite(path), Whole()
        try:
            await _migrate(engine, str(path))
            yield Database(engine, going)
        finally:
            await going.close()
            await engine.dispose()


@asynccontextmanager
async def _shared(url: str) -> AsyncIterator[Database]:
    engine, going = postgres.engine(url), Whole()
    try:
        try:
            await _migrate(engine, postgres.shown(url))
        except postgres.FAULTS as error:
            name = postgres.shown(url)
            raise BadDatabase(f"{name}: I can't use this database ({_said(error)}).") from error
        yield Database(engine, going, shared_url=url)
    finally:
        await going.close()
        await engine.dispose()


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction: all of it is kept, or nothing.

    Raises:
        Broken: the disk is full, the file is locked or damaged, the server is away.
    """
    try:
        async with _line(engine), engine.begin() as tx:
            yield tx
    except DBAPIError as error:
        if _ours(error):
            raise
        raise Broken("broken.storage") from error
    except (NoneFree, *postgres.FAULTS) as error:
        raise Broken("broken.storage") from error


def _line(engine: AsyncEngine) -> AbstractAsyncContextManager[None]:
    """Where transactions wait for the one connection there is: who came first is first.

    The pool lets whoever comes just then go before those who wait.
    """
    line: asyncio.Lock | None = engine.get_execution_options().get(LINE)
    return nullcontext() if line is None else line


class Whole:
    """Runs transactions to their end even when whoever asked for them is cancelled.

    One that is cut in two would keep the file locked for all that follow.
    """

    def __init__(self) -> None:
        self._going: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it all; cancelling the caller leaves the work alone."""
        task = asyncio.ensure_future(work)
        self._going.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Wait for what is still going on."""
        await asyncio.gather(*self._going, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # its caller may be gone; then nobody else asks for it


class HasWhole(Protocol):
    """Whose transactions are run to their end."""

    whole: Whole


S = TypeVar("S", bound=HasWhole)


def whole(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """A store's method that runs to its end; see `Whole`."""

    @functools.wraps(method)
    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.whole.run(method(self, *args, **kwargs))

    return run


def _ours(error: DBAPIError) -> bool:
    """Whether the fault is our own SQL, which is a bug, and not the disk's."""
    if isinstance(error, IntegrityError | ProgrammingError):
        return True
    said = str(error.orig)
    return "no such" in said or "syntax" in said or "constraint" in said


def _sqlite(path: Path) -> AsyncEngine:
    """One connection: SQLite before 3.51.3 can damage its log with two."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,  # its errors are logged, and parameters are what people wrote
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 5000")
        cursor.execute("PRAGMA secure_delete = ON")  # what a person has us forget is overwritten
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine.execution_options(**{LINE: asyncio.Lock()})


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file for this process only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BadDatabase(f"{path}: I can't write there ({error.strerror}).") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadDatabase(
                f"{path}: another Easel is using this database. Stop it first."
            ) from error
        yield
    finally:
        os.close(lock)


async def _migrate(engine: AsyncEngine, name: str) -> None:
    try:
        async with engine.begin() as tx:
            await postgres.locked(tx, postgres.Lock.MIGRATION)
            version = await tx.run_sync(_version)
            if version == VERSIONS[-1]:
                return
            if version is not None and version not in VERSIONS:
                raise BadDatabase(
                    f"{name}: a newer Easel wrote this database (schema {version}, I know up to "
                    f"{VERSIONS[-1]}). Run that Easel, or restore an older backup."
                )
            await tx.run_sync(_upgrade)
    except DatabaseError as error:
        raise BadDatabase(f"{name}: this is no database I can use ({error.orig}).") from error


def _said(error: BaseException) -> str:
    """One line of what a driver says."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command  # costs a quarter second, and is seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def migrate(url: str) -> str:
    """Bring a database to this version; answers with the version it has then."""
    async with opened(url):
        await asyncio.sleep(0)
    return VERSIONS[-1]
