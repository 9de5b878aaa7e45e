"""SQLite: one file, one connection, one thread that owns it.

Transactions are coroutines because PostgreSQL's must be. With SQLite nothing in them awaits, so the
thread runs each one without a break: the event loop never waits for the disk, and a transaction
costs one thread switch instead of one for each statement.
"""

import asyncio
import errno
import fcntl
import logging
import os
import stat
import struct
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    Executable,
    NullPool,
    ScalarResult,
    StaticPool,
    create_engine,
    event,
)

from bot.database.transactions import Found, Parameters, Values
from bot.errors import TemporaryError

log = logging.getLogger(__name__)

T = TypeVar("T")

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    "secure_delete = ON",  # what a person deletes is overwritten
)

SUFFIXES = ("", "-wal", "-shm")  # of the names of a database's files
_FAR = 1 << 62  # a byte that SQLite never locks: its own are around the first gigabyte


class InlineTransaction:
    """A `Transaction` whose statements run at once, without awaiting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """The dialect of SQLite."""
        return self._connection.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> Found:
        """Run a statement."""
        return self._connection.execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Values | None = None, /) -> Any:
        """Return the first column of the first row; None if there is no row."""
        return self._connection.scalar(statement, parameters)

    async def scalars(
        self, statement: Executable, parameters: Values | None = None, /
    ) -> ScalarResult[Any]:
        """Return the first column of every row."""
        return self._connection.scalars(statement, parameters)

    async def run_sync(self, work: Callable[[Connection], T], /) -> T:
        """Call a function with the connection itself."""
        return work(self._connection)


class ConnectionThread:
    """The thread that owns the connection; runs work in the order of its calls."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """Run a coroutine that awaits nothing but the connection.

        Raises:
            TemporaryError: the database is closed; only events of the last moment come so late.
        """
        try:
            return asyncio.get_running_loop().run_in_executor(self._thread, _run_at_once, work)
        except RuntimeError as error:
            work.close()
            raise TemporaryError("stopping") from error

    async def call(self, work: Callable[[], T]) -> T:
        """Call a function in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Accept no more work."""
        self._thread.shutdown(wait=False)


def address(path: Path) -> URL:
    """Return the SQLAlchemy URL of a file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path))


def engine(path: Path) -> Engine:
    """Return an engine with one connection: SQLite before 3.51.3 can corrupt its log with two."""
    made = create_engine(
        address(path),
        poolclass=StaticPool,
        connect_args={"check_same_thread": True},
        hide_parameters=True,  # errors are logged, and parameters are what people wrote
    )

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # `begin` below sends BEGIN
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Open a file that another process may write. Read-only, so that it can't corrupt the log."""
    query = {"mode": "ro", "uri": "true"}
    url = URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        yield connection


def scrub(made: Engine, *, most: float) -> bool:
    """Remove what the files still contain of deleted rows; call it in the connection's thread.

    `secure_delete` overwrites rows where they are, but not the copies that SQLite left in free
    space when it split pages of an index before: only a file that is written anew is without them.

    Args:
        made: the engine.
        most: MB; a larger file is not written anew.

    Returns:
        whether it was written anew.
    """
    raw = made.raw_connection()
    try:
        cursor = raw.cursor()
        (pages,), (size,) = (
            cursor.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
        )
        small: bool = pages * size <= most * 1024**2
        if small:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return small
    finally:
        raw.close()


def remove(path: Path) -> None:
    """Delete a database that this process has locked."""
    for end in (*SUFFIXES, ".lock"):
        with suppress(OSError):
            Path(f"{path}{end}").unlink()


def remove_empty(folders: Sequence[Path]) -> None:
    """Delete folders that are empty, innermost first."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Lock a database's file for this process; it is created if it is missing.

    Raises:
        BlockingIOError: another process has locked it.
        OSError: it is not a file, or can't be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        for end in SUFFIXES[1:]:  # left by a process that was killed, of another user
            beside = f"{path}{end}"
            if os.access(beside, os.F_OK) and not os.access(beside, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), beside)
        with _locked(file, path):
            if not os.path.samestat(os.fstat(file), path.stat()):
                raise BlockingIOError(errno.EAGAIN, "it was removed meanwhile")
            yield
    finally:
        os.close(file)  # after SQLite's own: closing any handle releases SQLite's locks


@contextmanager
def _locked(file: int, path: Path) -> Iterator[None]:
    """Lock the file itself, so that a process that opens it by another name finds the lock.

    The lock belongs to the open file and not to the process, so that SQLite, which opens and closes
    the file too, does not release it.
    """
    if sys.platform == "linux":
        far = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _FAR, 1, 0)  # struct flock
        try:
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, far)
        except PermissionError as error:  # EACCES is what some file systems say for EAGAIN
            raise BlockingIOError(*error.args) from error
        yield
        return
    # Elsewhere such a lock would collide with SQLite's: a file beside it is locked instead.
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def restrict_permissions(path: Path) -> None:
    """Make the files readable for this user only; earlier versions let others read them."""
    for end in SUFFIXES:
        file = Path(f"{path}{end}")
        try:
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)
        except FileNotFoundError:
            continue
        except OSError:
            log.warning("database file readable by other users: path=%s", file)


def _run_at_once(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a transaction awaited something other than its database")
