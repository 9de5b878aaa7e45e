"""SQLite: one file, one connection, one thread that has it.

Transactions are coroutines, because a server's need to be. Here nothing in them waits, so that the
thread runs each from its beginning to its end in one go: the event loop never waits for the disk,
and a transaction costs one handover instead of some for each statement.
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

from sqlalchemy import (
    URL,
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

log = logging.getLogger(__name__)

T = TypeVar("T")

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    "secure_delete = ON",  # what a person has us forget is overwritten
)

BESIDE = ("", "-wal", "-shm")  # the ends of the names of a database's files
_FAR = 1 << 62  # a byte that SQLite never locks: its own are around the first gigabyte


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


def address(path: Path) -> URL:
    """A file as SQLAlchemy names it, whatever letters its path has."""
    return URL.create("sqlite", database=str(path))


def engine(path: Path) -> Engine:
    """One connection: SQLite before 3.51.3 can damage its log with two."""
    made = create_engine(
        address(path),
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


def remove(path: Path) -> None:
    """Take a database away that this process holds."""
    for end in (*BESIDE, ".lock"):
        with suppress(OSError):
            Path(f"{path}{end}").unlink()


def remove_empty(folders: Sequence[Path]) -> None:
    """Take folders away, inmost first, unless something is in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a database's file for this process only; it is made if there is none.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it is no file, or can't be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        for end in BESIDE[1:]:  # of a process that was killed, and was another user's
            beside = f"{path}{end}"
            if os.access(beside, os.F_OK) and not os.access(beside, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), beside)
        with _held(file, path):
            if not os.path.samestat(os.fstat(file), path.stat()):
                raise BlockingIOError(errno.EAGAIN, "it was removed meanwhile")
            yield
    finally:
        os.close(file)  # after SQLite's own: closing any of them gives SQLite's locks up


@contextmanager
def _held(file: int, path: Path) -> Iterator[None]:
    """Lock the file itself: by whatever name another process opens it, it finds this lock.

    It belongs to what was opened and not to the process, so that SQLite, which opens and closes
    the file too, can't give it up.
    """
    if sys.platform == "linux":
        far = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _FAR, 1, 0)  # struct flock
        try:
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, far)
        except PermissionError as error:  # EACCES is what some file systems say for EAGAIN
            raise BlockingIOError(*error.args) from error
        yield
        return
    # Elsewhere SQLite's locks and those of such a kind are the same: a file beside it is locked.
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def close_to_others(path: Path) -> None:
    """Let only this user read what people wrote, also where an earlier Easel let others."""
    for end in BESIDE:
        file = Path(f"{path}{end}")
        try:
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)
        except FileNotFoundError:
            continue
        except OSError:
            log.warning("%s: others can read it, and only its owner can change that", file)


def _in_one_go(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a transaction waited for something that is not its database")
