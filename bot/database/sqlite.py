"""SQLite: one file, one connection, one thread that has it.

Transactions are coroutines, because a server's need to be. Here nothing in them waits, so that the
thread runs each from its beginning to its end in one go: the event loop never waits for the disk,
and a transaction costs one handover instead of some for each statement.
"""

import asyncio
import fcntl
import os
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Executable,
    ScalarResult,
    StaticPool,
    create_engine,
    event,
)

from bot.database.transactions import Found, Parameters, Values

T = TypeVar("T")

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    "secure_delete = ON",  # what a person has us forget is overwritten
)


class Inline:
    """A transaction whose statements are done at once, without waiting; a `Transaction`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._connection.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> Found:
        """Do what a statement says."""
        return self._connection.execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Values | None = None, /) -> Any:
        """The first column of the first row; None where there is none."""
        return self._connection.scalar(statement, parameters)

    async def scalars(
        self, statement: Executable, parameters: Values | None = None, /
    ) -> ScalarResult[Any]:
        """The first column of every row."""
        return self._connection.scalars(statement, parameters)

    async def run_sync(self, work: Callable[[Connection], T], /) -> T:
        """Hand the connection itself over."""
        return work(self._connection)


class Thread:
    """The one that has the connection. Who comes first is served first."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """Take a coroutine that only uses the connection from its beginning to its end."""
        return asyncio.get_running_loop().run_in_executor(self._thread, _in_one_go, work)

    async def call(self, work: Callable[[], T]) -> T:
        """Call a function there."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Take nothing more."""
        self._thread.shutdown(wait=False)


def engine(path: Path) -> Engine:
    """One connection: SQLite before 3.51.3 can damage its log with two."""
    made = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": True},
        hide_parameters=True,  # its errors are logged, and parameters are what people wrote
    )

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def checkpoint(made: Engine) -> None:
    """Bring all that is in the log into the file, and cut the log; in the connection's thread."""
    raw = made.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the file for this process only.

    Raises:
        BlockingIOError: another process holds it.
        OSError: its folder can't be written in.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def _in_one_go(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a transaction waited for something that is not its database")
