"""SQLite: one file of one process, opened with one connection: see `connection_thread`."""

import errno
import fcntl
import logging
import os
import sqlite3
import stat
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
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
        connection.isolation_level = None  # `ConnectionThread` sends BEGIN
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return made


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Open a file that another process may write. Read-only, so that it can't corrupt the log."""
    query = {"mode": "ro", "uri": "true"}
    url = URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        yield connection


def scrub(connection: sqlite3.Connection, *, most: float) -> bool:
    """Remove what the files still contain of deleted rows; call it in the connection's thread.

    `secure_delete` overwrites rows where they are, but not the copies that SQLite left in free
    space when it split pages of an index before: only a file that is rewritten is without them.

    Args:
        connection: the file's, outside of a transaction.
        most: MB; a larger file is not rewritten.

    Returns:
        whether it was rewritten.
    """
    (pages,), (size,) = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    small: bool = pages * size <= most * 1024**2
    if small:
        connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return small


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
