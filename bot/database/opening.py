"""Opening the database, bringing it to this version, and turning its faults into ours."""

import asyncio
import functools
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, delete, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import address, postgres, sqlite
from bot.database.faults import (
    UNREADABLE,
    BadDatabase,
    DatabaseInUse,
    of_file,
    of_postgres,
    of_sqlite,
)
from bot.database.tables import notebook
from bot.database.transactions import Transaction
from bot.errors import Broken

P = ParamSpec("P")
T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
OPENED = "opened"  # the notebook's key for the version that was opened last


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, and what runs its transactions to their end."""

    engine: Engine | AsyncEngine
    uncancellable: "TransactionRunner"
    shared_url: str = field(default="", repr=False)  # of one that other processes use too


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database of this version that can be written; it is migrated if it is older.

    Args:
        url: `sqlite:///path`, the path being taken from the current folder; `postgresql://…`, which
            processes share.

    Raises:
        BadDatabase: it is newer, corrupt, refuses us, or is out of reach.
        DatabaseAway: it can't be used yet, and another attempt may succeed.
    """
    if address.is_server(url):
        async with _shared(url) as database:
            yield database
        return
    async with file_opened(address.file(url)) as database:
        yield database


@asynccontextmanager
async def file_opened(path: Path, *, trial: bool = False) -> AsyncIterator[Database]:
    """A SQLite database by its path; see `opened`. One for trial is removed in the end."""
    with _alone(path):
        thread = sqlite.Thread()
        engine, going = sqlite.engine(path), TransactionRunner(thread)
        try:
            try:
                await going.run(_migrate(engine, str(path)))
            except DBAPIError as error:
                raise of_sqlite(error, path) from error
            sqlite.close_to_others(path)
            yield Database(engine, going)
        finally:
            await going.close()
            await thread.call(engine.dispose)
            thread.close()
            if trial:
                sqlite.remove(path)


@asynccontextmanager
async def _shared(url: str) -> AsyncIterator[Database]:
    name = address.shown(url)
    engine, going = postgres.engine(url), TransactionRunner()
    try:
        try:
            await postgres.check_sessions(url)
            await _migrate(engine, name)
        except (DBAPIError, NoneFree, *UNREADABLE, *postgres.FAULTS) as error:
            raise of_postgres(error, name) from error
        yield Database(engine, going, shared_url=url)
    finally:
        await going.close()
        await engine.dispose()


@asynccontextmanager
async def transaction(engine: Engine | AsyncEngine) -> AsyncIterator[Transaction]:
    """A transaction: all of it is kept, or nothing.

    Raises:
        Broken: the disk is full, the file is locked or damaged, the server is away.
    """
    try:
        async with _begun(engine) as tx:
            yield tx
    except DBAPIError as error:
        if _ours(error):
            raise
        raise Broken("broken.storage") from error
    except (NoneFree, *postgres.FAULTS) as error:
        raise Broken("broken.storage") from error


@asynccontextmanager
async def _begun(engine: Engine | AsyncEngine) -> AsyncIterator[Transaction]:
    if isinstance(engine, AsyncEngine):
        async with engine.begin() as tx:
            yield tx
    else:
        with engine.begin() as connection:
            yield sqlite.Inline(connection)


class TransactionRunner:
    """Runs transactions to their end even when whoever asked for them is cancelled.

    One that is cut in two would keep the database waiting for its end.
    """

    def __init__(self, thread: sqlite.Thread | None = None) -> None:
        self._thread = thread  # none: on the event loop
        self._going: set[asyncio.Future[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it all; cancelling the caller leaves the work alone."""
        future = self._thread.run(work) if self._thread else asyncio.ensure_future(work)
        self._going.add(future)
        future.add_done_callback(self._done)
        return await asyncio.shield(future)

    async def call(self, work: Callable[[], T]) -> T:
        """Call a function where the connection is; with SQLite only."""
        if self._thread is None:
            raise TypeError("this database has no thread")
        return await self._thread.call(work)

    async def close(self) -> None:
        """Wait for what is still going on."""
        await asyncio.gather(*self._going, return_exceptions=True)

    def _done(self, future: asyncio.Future[Any]) -> None:
        self._going.discard(future)
        if not future.cancelled():
            future.exception()  # its caller may be gone; then nobody else asks for it


class RunsTransactions(Protocol):
    """Whose transactions are run to their end."""

    uncancellable: TransactionRunner


S = TypeVar("S", bound=RunsTransactions)


def uncancellable(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """A store's method that runs to its end; see `TransactionRunner`."""

    @functools.wraps(method)
    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.uncancellable.run(method(self, *args, **kwargs))

    return run


def _ours(error: DBAPIError) -> bool:
    """Whether the fault is our own SQL, which is a bug, and not the disk's."""
    if isinstance(error, IntegrityError | ProgrammingError):
        return True
    said = str(error.orig)
    return "no such" in said or "syntax" in said or "constraint" in said


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file, or say why not."""
    with ExitStack() as stack:
        try:
            stack.enter_context(sqlite.alone(path))
        except BlockingIOError as error:
            raise DatabaseInUse(
                f"{path}: another Easel is using this database. Stop it first."
            ) from error
        except OSError as error:
            raise of_file(error, path) from error
        yield


async def _migrate(engine: Engine | AsyncEngine, name: str) -> None:
    async with _begun(engine) as tx:
        await postgres.locked(tx, postgres.Lock.MIGRATION)
        version = await tx.run_sync(_version)
        if version is not None and version not in VERSIONS:
            raise BadDatabase(
                f"{name}: a newer Easel wrote this database (schema {version}, I know up to "
                f"{VERSIONS[-1]}). Run that Easel, or restore an older backup."
            )
        if version != VERSIONS[-1]:
            await tx.run_sync(_upgrade)
        # One that can be read and not written is told now, not when people come.
        await tx.execute(delete(notebook).where(notebook.c.key == OPENED))
        await tx.execute(insert(notebook).values(key=OPENED, value=VERSIONS[-1]))


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


async def rehearse(url: str) -> None:
    """Open a database as `opened` does; where there was no file, none is left.

    Raises:
        BadDatabase: as `opened`.
    """
    if address.is_server(url):
        async with opened(url):
            return
    path = address.file(url)
    made = [folder for folder in path.parents if not os.access(folder, os.F_OK)]
    try:
        async with file_opened(path, trial=not os.access(path, os.F_OK)):
            pass
    finally:
        sqlite.remove_empty(made)


async def migrate(url: str) -> str:
    """Bring a database to this version; answers with the version it has then."""
    async with opened(url):
        return VERSIONS[-1]
