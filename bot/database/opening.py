"""Opens the database, migrates it to this version, and translates its errors into ours."""

import asyncio
import functools
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, delete, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.database import address, postgres, sqlite
from bot.database.connection_thread import ConnectionThread
from bot.database.faults import (
    UNREADABLE,
    BadDatabase,
    DatabaseInUse,
    of_file,
    of_postgres,
    of_sqlite,
)
from bot.database.tables import key_values
from bot.database.transactions import Transaction
from bot.errors import OperatorError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine  # not loaded with SQLite

P = ParamSpec("P")
T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
OPENED = "opened"  # key of the version that opened the database last


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, and the runner of its transactions."""

    engine: "ConnectionThread | AsyncEngine"
    runner: "ShieldedRunner"
    shared_url: str = field(default="", repr=False)  # if other processes may use it too
    sessions: postgres.Sessions = field(default_factory=WeakSet, repr=False)  # only then


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Open a database for writing; an older one is migrated.

    Args:
        url: `sqlite:///path`, relative to the current folder; or `postgresql://…`, which several
            processes may share.

    Raises:
        BadDatabase: it is newer than this version, corrupt, or refuses the connection.
        DatabaseUnavailable: it can't be used yet; another attempt may succeed.
    """
    if address.is_server(url):
        async with _shared(url) as database:
            yield database
        return
    async with file_opened(address.file(url)) as database:
        yield database


@asynccontextmanager
async def file_opened(path: Path, *, trial: bool = False) -> AsyncIterator[Database]:
    """Open a SQLite database by its path: see `opened`. One for `trial` is removed at the end."""
    with _exclusive(path):
        thread = ConnectionThread(path)
        runner = ShieldedRunner(thread)
        try:
            try:
                await runner.run(_migrate(thread, str(path)))
            except (DBAPIError, sqlite3.Error) as error:
                raise of_sqlite(error, path) from error
            except OperatorError as error:  # at the commit
                if not isinstance(error.__cause__, sqlite3.Error):
                    raise
                raise of_sqlite(error.__cause__, path) from error
            sqlite.restrict_permissions(path)
            yield Database(thread, runner)
        finally:
            await runner.close()
            await thread.close()
            if trial:
                sqlite.remove(path)


@asynccontextmanager
async def _shared(url: str) -> AsyncIterator[Database]:
    name = address.shown(url)
    sessions: postgres.Sessions = WeakSet()
    engine, runner = postgres.engine(url, sessions), ShieldedRunner()
    try:
        try:
            await postgres.check_sessions(url)
            await _migrate(engine, name)
        except postgres.faults(DBAPIError, NoneFree, *UNREADABLE) as error:
            raise of_postgres(error, name) from error
        yield Database(engine, runner, shared_url=url, sessions=sessions)
    finally:
        await runner.close()
        await engine.dispose()


@asynccontextmanager
async def transaction(engine: "ConnectionThread | AsyncEngine") -> AsyncIterator[Transaction]:
    """Run the block in a transaction: it is committed, or rolled back if the block raises.

    Raises:
        OperatorError: the disk is full, the file is locked or damaged, or there is no server.
    """
    try:
        async with _begin(engine) as tx:
            yield tx
    except (DBAPIError, sqlite3.Error) as error:
        if _is_bug(error):
            raise
        raise OperatorError("broken.storage") from error
    except _driver_faults(engine) as error:
        raise OperatorError("broken.storage") from error


@asynccontextmanager
async def _begin(engine: "ConnectionThread | AsyncEngine") -> AsyncIterator[Transaction]:
    if isinstance(engine, ConnectionThread):
        with engine.begin() as tx:
            yield tx
    else:
        async with engine.begin() as tx:
            yield tx


def _driver_faults(engine: "ConnectionThread | AsyncEngine") -> tuple[type[Exception], ...]:
    """Return what a lost connection raises, beside DBAPIError."""
    local = isinstance(engine, ConnectionThread)
    return (NoneFree, OSError) if local else postgres.faults(NoneFree)


class ShieldedRunner:
    """Runs transactions to their end even if their caller is cancelled.

    A transaction that is cut off would keep its locks.
    """

    def __init__(self, thread: ConnectionThread | None = None) -> None:
        self._thread = thread  # None: on the event loop
        self._running: set[asyncio.Future[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T], *, synced: bool = True) -> T:
        """Run a coroutine and return its result; cancelling the caller does not cancel it.

        Args:
            work: transactions.
            synced: whether they outlive a power cut that comes after this; with SQLite only.
        """
        if self._thread:  # which runs it whether it is waited for or not
            return await self._thread.run(work, synced=synced)
        future = asyncio.ensure_future(work)
        self._running.add(future)
        future.add_done_callback(self._done)
        return await asyncio.shield(future)

    async def call(self, work: Callable[[], T]) -> T:
        """Call a function in the connection's thread; SQLite only."""
        if self._thread is None:
            raise TypeError("this database has no thread")
        return await self._thread.call(work)

    async def close(self) -> None:
        """Wait until all running transactions have ended; the thread does so when it is closed."""
        await asyncio.gather(*self._running, return_exceptions=True)

    def _done(self, future: asyncio.Future[Any]) -> None:
        self._running.discard(future)
        if not future.cancelled():
            future.exception()  # a cancelled caller does not fetch it, and asyncio would warn


class HasRunner(Protocol):
    """Has a runner for its transactions."""

    runner: ShieldedRunner


S = TypeVar("S", bound=HasRunner)


def shielded(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Run a store's method to its end even if its caller is cancelled."""

    @functools.wraps(method)
    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.runner.run(method(self, *args, **kwargs))

    return run


def shielded_unsynced(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Run a store's method as `shielded` does, without waiting for the disk.

    Only for what is done again, with the same outcome, where a power cut undid it.
    """

    @functools.wraps(method)
    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.runner.run(method(self, *args, **kwargs), synced=False)

    return run


def _is_bug(error: DBAPIError | sqlite3.Error) -> bool:
    """Return whether our own SQL is at fault, not the disk or the server."""
    if isinstance(error, _BUGS):
        return True
    message = str(error.orig if isinstance(error, DBAPIError) else error)
    return "no such" in message or "syntax" in message or "constraint" in message


_BUGS = (IntegrityError, ProgrammingError, sqlite3.IntegrityError, sqlite3.ProgrammingError)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Lock the file for this process, or raise with the reason."""
    with ExitStack() as stack:
        try:
            stack.enter_context(sqlite.exclusive_lock(path))
        except BlockingIOError as error:
            raise DatabaseInUse(
                f"{path}: another Easel is using this database. Stop it first."
            ) from error
        except OSError as error:
            raise of_file(error, path) from error
        yield


async def _migrate(engine: "ConnectionThread | AsyncEngine", name: str) -> None:
    async with _begin(engine) as tx:
        await postgres.acquire(tx, postgres.Lock.MIGRATION)
        version = await tx.run_sync(_version)
        if version is not None and version not in VERSIONS:
            raise BadDatabase(
                f"{name}: a newer Easel wrote this database (schema {version}, I know up to "
                f"{VERSIONS[-1]}). Run that Easel, or restore an older backup."
            )
        if version != VERSIONS[-1]:
            await tx.run_sync(_upgrade)
        # A database that is read-only is reported now, not when the first request comes.
        await tx.execute(delete(key_values).where(key_values.c.key == OPENED))
        await tx.execute(insert(key_values).values(key=OPENED, value=VERSIONS[-1]))


def _version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command  # takes a quarter second, and is rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def rehearse(url: str) -> None:
    """Check that a database can be opened; a file that this creates is removed again.

    Raises:
        BadDatabase: see `opened`.
    """
    if address.is_server(url):
        async with opened(url):
            return
    path = address.file(url)
    created = [folder for folder in path.parents if not os.access(folder, os.F_OK)]
    try:
        async with file_opened(path, trial=not os.access(path, os.F_OK)):
            pass
    finally:
        sqlite.remove_empty(created)


async def migrate(url: str) -> str:
    """Migrate a database to this version; return the version of its schema."""
    async with opened(url):
        return VERSIONS[-1]
