"""PostgreSQL: several processes share one database, lock in it and notify each other by it."""

import asyncio
import contextlib
import logging
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from sqlalchemy import text

from bot.database import address
from bot.database.faults import POOLED, BadDatabase
from bot.database.transactions import Transaction

if TYPE_CHECKING:  # the driver is loaded where a server is used: with SQLite it never is
    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncEngine

log = logging.getLogger(__name__)

CHANNEL = "easel"
CANCELLED = "cancelled "  # prefix of the payload when a turn is cancelled; its id follows
CONNECTIONS = 8  # of one process, besides the one that listens
TIMEOUT = 10.0  # seconds for a statement that takes no time
IDLE_LIMIT = 10.0  # seconds a transaction may be idle; then the server rolls it back
CHECK_EVERY = 60.0  # seconds between two checks that a silent connection still works
RETRY_AFTER = 1.0  # seconds between two attempts to listen again
_NAMESPACE = 0x4541534C  # of our locks among all advisory locks of the server


class Lock(IntEnum):
    """What only one transaction may do at a time, in all processes together."""

    MIGRATION = 1
    ACCEPT = 2  # accepting a turn: limits are checked and used in one step
    CLAIM = 3  # claiming a turn: concurrency limits are checked and used in one step
    CALL = 4  # beginning a call: the limit per minute is checked and used in one step
    RETENTION = 5  # starting the daily retention run, and removing picture files
    IDENTIFY = 16  # and upwards: one for each of Discord's identify buckets


Sessions = WeakSet["asyncpg.Connection[Any]"]
"""The connections of one pool."""


def faults(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return what the driver raises when the server is down, or refuses or drops a connection.

    Args:
        others: further errors that are meant.
    """
    import asyncpg

    return (
        *others,
        OSError,
        TimeoutError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.TargetServerAttributeNotMatched,
    )


def engine(url: str, sessions: Sessions | None = None) -> "AsyncEngine":
    """Return a pool of connections to a server; a broken one is replaced at its next use.

    Args:
        url: the database.
        sessions: is given each connection, where someone wants to know them.
    """

    from sqlalchemy.ext.asyncio import create_async_engine

    async def connect() -> Any:
        connection = await _connect(url)
        if sessions is not None:
            sessions.add(connection)
        return connection

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        hide_parameters=True,  # errors are logged, and parameters are what people wrote
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
    )


async def acquire(tx: Transaction, lock: Lock) -> None:
    """Take a lock to the end of the transaction, waiting until it is free.

    SQLite needs none: it has one writer at a time.
    """
    if tx.dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(:space, :lock)")
        await tx.execute(statement, {"space": _NAMESPACE, "lock": int(lock)})


async def notify(tx: Transaction, *, cancelled: int | None = None) -> None:
    """Notify all processes, when this transaction commits, that the queue changed.

    With SQLite there is one process, which wakes its own worker.
    """
    if tx.dialect.name == "postgresql":
        payload = "" if cancelled is None else f"{CANCELLED}{cancelled}"
        statement = text("SELECT pg_notify(:channel, :payload)")
        await tx.execute(statement, {"channel": CHANNEL, "payload": payload})


@contextlib.asynccontextmanager
async def listening(
    url: str,
    sessions: Sessions,
    *,
    on_change: Callable[[], None],
    on_cancelled: Callable[[int], None],
) -> AsyncIterator[None]:
    """Receive the notifications of other processes until the block is left.

    Args:
        url: the database.
        sessions: this process's own: what it changes by them it knows.
        on_change: called whenever the queue changed, or may have.
        on_cancelled: called with the id of a turn that was cancelled.
    """

    def receive(sender: int, payload: str) -> None:
        # Behind a pooler a session does not know its number: then it is woken by itself, too.
        if sender in {one.get_server_pid() for one in sessions if not one.is_closed()}:
            return
        if payload.startswith(CANCELLED):
            on_cancelled(int(payload.removeprefix(CANCELLED)))
        on_change()

    task = asyncio.create_task(_listen(url, receive))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def advisory_lock(url: str, lock: int) -> AsyncIterator[None]:
    """Hold an advisory lock on a connection of its own: it is released if the process dies."""
    async with _session(url) as connection:
        await connection.execute("SELECT pg_advisory_lock($1, $2)", _NAMESPACE, lock)
        yield


async def check_sessions(url: str) -> None:
    """Check that a session keeps its server process from one transaction to the next.

    A pooler may give each transaction another one. Then session locks and notifications are lost.
    It shows by a setting that one session makes: another session sees it, or the first one does
    not see it while the other is busy.

    Raises:
        BadDatabase: a pooler is in between.
    """
    value = secrets.token_hex(8)
    query = f"SELECT 1 WHERE current_setting('easel.session', true) = '{value}'"
    async with _session(url) as one, _session(url) as other:
        await one.execute(f"SET easel.session = '{value}'", timeout=TIMEOUT)
        await other.execute("BEGIN", timeout=TIMEOUT)
        kept = await one.execute(query, timeout=TIMEOUT) == "SELECT 1"
        leaked = await other.execute(query, timeout=TIMEOUT) == "SELECT 1"
    if leaked or not kept:
        raise BadDatabase(f"{address.shown(url)}: {POOLED}")


@contextlib.asynccontextmanager
async def _session(url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await _connect(url)
    try:
        yield connection
    finally:
        connection.terminate()


async def _connect(url: str) -> "asyncpg.Connection[Any]":
    import asyncpg

    server = address.server(url)
    connection: asyncpg.Connection[Any] = await asyncpg.connect(
        server.driver_url,
        timeout=server.timeout,
        server_settings=dict(server.settings),
        ssl=ssl.create_default_context() if server.system_certificates else None,
    )
    try:
        # Else a process that hangs, or whose host is down, would keep its locks from all others.
        # It is set here because poolers refuse it among the startup parameters.
        limit = f"{IDLE_LIMIT * 1000:.0f}"
        statement = f"SET idle_in_transaction_session_timeout = {limit}"
        await connection.execute(statement, timeout=server.timeout)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _listen(url: str, receive: Callable[[int, str], None]) -> None:
    while True:
        try:
            async with _session(url) as connection:
                await _receive_until_lost(connection, receive)
        except faults() as error:
            log.warning("database notifications lost, will retry: error=%s", type(error).__name__)
        await asyncio.sleep(RETRY_AFTER)


async def _receive_until_lost(
    connection: "asyncpg.Connection[Any]", receive: Callable[[int, str], None]
) -> None:
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    await connection.add_listener(CHANNEL, lambda *args: receive(args[1], str(args[3])))
    receive(0, "")  # notifications sent before this are lost: check the queue
    while not lost.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CHECK_EVERY):
                await lost.wait()
        if not lost.is_set():
            await connection.execute("SELECT 1", timeout=TIMEOUT)
