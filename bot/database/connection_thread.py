"""The thread that owns the one connection to a SQLite file, and commits for all that wait.

Transactions are coroutines because PostgreSQL's must be. With SQLite nothing in them awaits, so the
thread runs each one without a break: the event loop never waits for the disk, and a transaction
costs one thread switch instead of one for each statement.

A commit waits for the disk, which takes longer than all else. So what was asked for meanwhile is
committed together: each transaction is a savepoint, so that one that fails takes no other with it,
and none is answered before the commit that they share is on the disk.

A change that can be repeated after a power cut is committed without that wait. Every later
transaction sees it, and it outlives the process; the next commit that waits takes it to the disk.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, ScalarResult

from bot.database import sqlite
from bot.database.prepared import PreparedStatements
from bot.database.transactions import Found, Parameters, Values
from bot.errors import OperatorError, TemporaryError

T = TypeVar("T")

MOST_TOGETHER = 64  # transactions of one commit: the first of them waits for the last


@dataclass(slots=True)
class _Work:
    """Something to do in the thread, and what came of it."""

    do: Callable[[], Any]
    future: asyncio.Future[Any]
    alone: bool = False  # outside of any transaction
    synced: bool = True  # answered only when it is on the disk
    value: Any = None
    error: BaseException | None = None

    def answer(self) -> None:
        """Tell who waits for it; on the event loop."""
        if self.future.done():  # its caller was cancelled
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class ConnectionThread:
    """Runs transactions and functions in the order of their calls.

    Args:
        path: the file; this process has locked it.
    """

    def __init__(self, path: Path) -> None:
        self.engine = sqlite.engine(path)  # its events report prepared statements, too
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._done: list[_Work] = []  # what is answered after the next commit
        self._transaction: PreparedTransaction | None = None  # once the file is open
        self._closed = False
        self._changes = 0  # rows changed up to the last commit
        self._synced = True  # whether what is running is answered when it is on the disk
        self._syncs = True  # whether SQLite waits for the disk when it commits
        self.transactions = 0  # so far
        self.syncs = 0  # commits for them that waited for the disk
        threading.Thread(target=self._work, name="sqlite", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, T], *, synced: bool = True) -> asyncio.Future[T]:
        """Run a coroutine that awaits nothing but its transactions, and answer after their commit.

        Args:
            work: the coroutine.
            synced: whether the commit is on the disk by then, so that it outlives a power cut.

        Raises:
            TemporaryError: the database is closed; only events of the last moment come so late.
        """
        if self._closed:
            work.close()
            raise TemporaryError("stopping")
        return self._put(lambda: _run_at_once(work), synced=synced)

    async def call(self, work: Callable[[], T]) -> T:
        """Call a function in the thread, outside of any transaction.

        Raises:
            TemporaryError: as `run`.
        """
        if self._closed:
            raise TemporaryError("stopping")
        return await self._put(work, alone=True)

    async def close(self) -> None:
        """Close the file and accept no more work."""
        self._closed = True
        await self._put(self._close, alone=True)
        self._queue.put(None)

    @contextmanager
    def begin(self) -> Iterator["PreparedTransaction"]:
        """Run the block in a transaction: what it did is undone if it raises. In the thread only.

        It is durable once `run` has returned.
        """
        tx = self._opened()
        self.transactions += 1
        first = not tx.driver.in_transaction
        if first and self._synced != self._syncs:  # SQLite takes no change within a transaction
            tx.driver.execute(f"PRAGMA synchronous = {'FULL' if self._synced else 'NORMAL'}")
            self._syncs = self._synced
        tx.driver.execute("BEGIN IMMEDIATE" if first else "SAVEPOINT one")
        try:
            yield tx
            if not first:
                tx.driver.execute("RELEASE one")
        except BaseException:
            if tx.driver.in_transaction:  # else SQLite itself undid everything
                _undo(tx.driver, alone=first)
            raise

    def raw(self) -> sqlite3.Connection:
        """Return the driver's connection. In the thread only."""
        return self._opened().driver

    def _put(
        self, do: Callable[[], T], *, alone: bool = False, synced: bool = True
    ) -> asyncio.Future[T]:
        work = _Work(do=do, future=self._loop.create_future(), alone=alone, synced=synced)
        self._queue.put(work)
        return work.future

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            if work.alone or self._stands_apart(work):
                self._commit()
            self._do(work)
            if work.alone or self._queue.empty() or len(self._done) >= MOST_TOGETHER:
                self._commit()

    def _stands_apart(self, work: _Work) -> bool:
        """Return whether work must or should not share the commit of what was done before it.

        What waits for the disk can't share one that does not. What need not wait shares one that
        does, unless all before it only read: then nothing would be waited for but itself.
        """
        if work.synced:
            return not self._syncs
        return self._syncs and self._in_transaction() and not self._has_changed()

    def _has_changed(self) -> bool:
        return self.raw().total_changes != self._changes

    def _do(self, work: _Work) -> None:
        open_before, self._synced = self._in_transaction(), work.synced
        try:
            work.value = work.do()
        except BaseException as error:  # noqa: BLE001  # it is raised where it is waited for
            work.error = error
        if open_before and not self._in_transaction():  # as SQLite does when the disk is full
            self._lose(work.error)
        self._done.append(work)

    def _commit(self) -> None:
        """Make durable what was done, then answer all of it."""
        if self._in_transaction():
            driver = self.raw()
            try:
                driver.execute("COMMIT")
            except sqlite3.Error as error:
                with contextlib.suppress(sqlite3.Error):
                    driver.execute("ROLLBACK")
                self._lose(error)
            self.syncs += self._syncs and self._has_changed()
            self._changes = driver.total_changes
        if self._done:
            done, self._done = self._done, []
            with contextlib.suppress(RuntimeError):  # the event loop has ended
                self._loop.call_soon_threadsafe(_answer, done)

    def _lose(self, cause: BaseException | None) -> None:
        """Let all fail that was not committed, also what was refused because of the others."""
        for work in self._done:
            lost = OperatorError("broken.storage")
            lost.__cause__ = work.error or cause
            work.error = lost

    def _in_transaction(self) -> bool:
        return self._transaction is not None and self._transaction.driver.in_transaction

    def _opened(self) -> "PreparedTransaction":
        if self._transaction is None:
            connection = self.engine.connect()
            connection.begin()  # for SQLAlchemy: it sends nothing, and is never ended
            self._transaction = PreparedTransaction(connection)
        return self._transaction

    def _close(self) -> None:
        if self._transaction is not None:
            self._transaction.close()
            self._transaction = None
        self.engine.dispose()


class PreparedTransaction(sqlite.InlineTransaction):
    """A `Transaction` that gives the driver itself what comes again and again."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self.driver = driver
        self._prepared = PreparedStatements(connection.dialect)

    def close(self) -> None:
        """End what SQLAlchemy thinks is a transaction."""
        self._connection.close()

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> Found:
        """Run a statement."""
        return self._execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Values | None = None, /) -> Any:
        """Return the first column of the first row; None if there is no row."""
        return self._execute(statement, parameters).scalar()

    async def scalars(
        self, statement: Executable, parameters: Values | None = None, /
    ) -> ScalarResult[Any]:
        """Return the first column of every row."""
        return self._execute(statement, parameters).scalars()

    def _execute(self, statement: Executable, parameters: Parameters | None) -> Found:
        each = [parameters or {}] if isinstance(parameters, Mapping | None) else parameters
        prepared = self._prepared.find(statement, each[0]) if each else None
        if prepared is None:
            return self._connection.execute(statement, parameters)
        for one in each:
            given = prepared.parameters(one)
            for listener in self._connection.engine.dispatch.before_cursor_execute:
                listener(self._connection, None, prepared.sql, given, None, False)
            cursor = self.driver.execute(prepared.sql, given)
        return prepared.result(cursor)


def _undo(driver: sqlite3.Connection, *, alone: bool) -> None:
    """Undo a transaction; with its whole group if it can't be undone alone."""
    if not alone:
        try:
            driver.execute("ROLLBACK TO one")
            driver.execute("RELEASE one")
            return
        except sqlite3.Error:
            if not driver.in_transaction:
                return
    driver.execute("ROLLBACK")


def _answer(done: list[_Work]) -> None:
    for work in done:
        work.answer()


def _run_at_once(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("a transaction awaited something other than its database")
