"""PostgreSQL: several processes share one database, take locks in it and wake each other by it."""

import asyncio
import contextlib
import logging
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from enum import IntEnum
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database import address
from bot.database.faults import POOLED, BadDatabase
from bot.database.transactions import Transaction

log = logging.getLogger(__name__)

FAULTS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.TargetServerAttributeNotMatched,
)
"""What the driver raises when the server is away, refuses us, or goes while we talk."""

CHANNEL = "easel"
CANCELLED = "cancelled "  # begins what is told when a turn is cancelled; its number follows
CONNECTIONS = 8  # of one process, besides the one that listens
PATIENCE = 10.0  # seconds for a question that takes none
FROZEN = 10.0  # seconds that a process may stand still within a transaction; then it is undone
CHECK = 60.0  # seconds after which a silent connection is asked whether it still lives
RETRY = 1.0  # seconds between two attempts to listen again
_SPACE = 0x4541534C  # ours among all users of the server's advisory locks


class Lock(IntEnum):
    """What only one transaction at a time may do, in all processes together."""

    MIGRATION = 1
    TILL = 2  # accepting: limits are counted and used up in one go
    CLAIM = 3  # claiming: turns at once are counted and used up in one go
    CALL = 4  # beginning a call: the calls of the last minute are counted and added to
    KEEPING = 5  # beginning to forget pictures: once a day
    IDENTIFY = 16  # and upwards: one for each of Discord's buckets of shards


def engine(url: str) -> AsyncEngine:
    """Connections to a server; one that died is replaced when it is wanted next."""

    async def connect() -> Any:
        return await _connected(url)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        hide_parameters=True,  # its errors are logged, and parameters are what people wrote
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
    )


async def locked(tx: Transaction, lock: Lock) -> None:
    """Wait until no other transaction holds a lock, and hold it to this one's end.

    SQLite has one writer at a time as it is.
    """
    if tx.dialect.name == "postgresql":
        said = text("SELECT pg_advisory_xact_lock(:space, :lock)")
        await tx.execute(said, {"space": _SPACE, "lock": int(lock)})


async def tell(tx: Transaction, *, cancelled: int | None = None) -> None:
    """Wake all processes when this transaction is kept: the queue changed.

    With SQLite there is but one, which rings its own bell.
    """
    if tx.dialect.name == "postgresql":
        words = "" if cancelled is None else f"{CANCELLED}{cancelled}"
        said = text("SELECT pg_notify(:channel, :words)")
        await tx.execute(said, {"channel": CHANNEL, "words": words})


@contextlib.asynccontextmanager
async def listening(
    url: str, *, ring: Callable[[], None], cancelled: Callable[[int], None]
) -> AsyncIterator[None]:
    """Hear what other processes tell, until the block is left.

    Args:
        url: the database.
        ring: called whenever the queue changed, or may have.
        cancelled: called with the number of a turn that was cancelled.
    """

    def heard(words: str) -> None:
        if words.startswith(CANCELLED):
            cancelled(int(words.removeprefix(CANCELLED)))
        ring()

    task = asyncio.create_task(_listen(url, heard))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def holding(url: str, lock: int) -> AsyncIterator[None]:
    """Hold an advisory lock by a connection of its own, so that it falls when the process does."""
    connection = await _connected(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1, $2)", _SPACE, lock)
        yield
    finally:
        connection.terminate()


async def check_sessions(url: str) -> None:
    """Make sure that a session keeps its server process from one transaction to the next.

    A pooler may hand each transaction to another one. Then locks that outlive a transaction are
    lost, and nothing is heard of others. It is told by a setting that one session makes: another
    session sees it, or it sees it itself no more while that other one is busy.

    Raises:
        BadDatabase: it does not.
    """
    word = secrets.token_hex(8)
    mine = f"SELECT 1 WHERE current_setting('easel.session', true) = '{word}'"
    async with _session(url) as one, _session(url) as other:
        await one.execute(f"SET easel.session = '{word}'", timeout=PATIENCE)
        await other.execute("BEGIN", timeout=PATIENCE)
        kept = await one.execute(mine, timeout=PATIENCE) == "SELECT 1"
        leaked = await other.execute(mine, timeout=PATIENCE) == "SELECT 1"
    if leaked or not kept:
        raise BadDatabase(f"{address.shown(url)}: {POOLED}")


@contextlib.asynccontextmanager
async def _session(url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await _connected(url)
    try:
        yield connection
    finally:
        connection.terminate()


async def _connected(url: str) -> "asyncpg.Connection[Any]":
    server = address.server(url)
    connection: asyncpg.Connection[Any] = await asyncpg.connect(
        server.driver_url,
        timeout=server.patience,
        server_settings=dict(server.settings),
        ssl=ssl.create_default_context() if server.system_certificates else None,
    )
    try:
        # Else one that is frozen, or whose host is gone, would keep all others from its locks.
        # It is said here because poolers refuse it at the beginning.
        frozen = f"{FROZEN * 1000:.0f}"
        said = f"SET idle_in_transaction_session_timeout = {frozen}"
        await connection.execute(said, timeout=server.patience)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _listen(url: str, heard: Callable[[str], None]) -> None:
    while True:
        try:
            connection = await _connected(url)
            try:
                await _hear(connection, heard)
            finally:
                connection.terminate()
        except FAULTS as error:
            log.warning("the database does not wake us any more: %s", type(error).__name__)
        await asyncio.sleep(RETRY)


async def _hear(connection: "asyncpg.Connection[Any]", heard: Callable[[str], None]) -> None:
    """Until the connection is lost."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    await connection.add_listener(CHANNEL, lambda *told: heard(str(told[3])))
    heard("")  # what was told before is looked for
    while not lost.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CHECK):
                await lost.wait()
        if not lost.is_set():
            await connection.execute("SELECT 1", timeout=PATIENCE)
