"""Snapshots: a whole database as one SQLite file, from and to either kind of database."""

import asyncio
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row, Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.core.turns import Outcome
from bot.database import address, postgres
from bot.database.faults import UNREADABLE, BadDatabase, of_file, of_postgres, of_sqlite
from bot.database.opening import VERSIONS, Database, file_opened, opened, transaction
from bot.database.postgres import Lock, acquire
from bot.database.snapshot_file import BadSnapshot, snapshot_opened
from bot.database.tables import FORGOTTEN_PERSON, confirmations, key_values, metadata, turns
from bot.database.transactions import Transaction

ROWS = 100  # rows of one table in memory at a time
GAP = 1_000_000  # ids that a restored database leaves out
LOCK_TIMEOUT = 30.0  # seconds to wait for a locked file
_READING = frozenset(
    {
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
        *(sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ),
    }
)
"""What a copy of a database fails with that can't be read; else the copy can't be written."""


async def take(url: str, file: Path) -> None:
    """Copy a database as it is at one moment, while others use it.

    Args:
        url: see `opened`.
        file: where the snapshot is written; an existing file is replaced.

    Raises:
        BadDatabase: it does not exist, is of another version, or can't be reached.
        BadSnapshot: the file can't be written.
    """
    address.check_exists(url)
    await asyncio.to_thread(_remove_partial, file)
    if not address.is_server(url):
        await asyncio.to_thread(_take_from_sqlite, address.file(url), file)
        return
    try:
        await _take_from_postgres(url, file)
    except postgres.faults(DBAPIError, *UNREADABLE) as error:
        raise of_postgres(error, address.shown(url)) from error
    await asyncio.to_thread(_one_file, file)


async def check_empty(url: str) -> None:
    """Check that a database has no turns; it is created if it is missing.

    Raises:
        BadDatabase: it has turns, or can't be used.
    """

    async def check(database: Database) -> None:
        async with transaction(database.engine) as tx:
            await _check_empty(tx, url)

    async with opened(url) as database:
        await database.runner.run(check(database))


async def restore(file: Path, url: str) -> int:
    """Fill a database without turns from a snapshot, in one transaction.

    Args:
        file: a snapshot; it is migrated to this version.
        url: the database that is filled.

    Returns:
        the number of turns.

    Raises:
        BadDatabase: it has turns, or either can't be used.
        OperatorError: it can't be written.
    """
    async with file_opened(file):
        pass  # migrates it
    async with opened(url) as database:
        return await database.runner.run(_fill(database, file, url))


async def _fill(database: Database, file: Path, url: str) -> int:
    async with transaction(database.engine) as tx:
        await acquire(tx, Lock.ACCEPT)
        await _check_empty(tx, url)
        for table in reversed(metadata.sorted_tables):  # rows that a bot without turns has made
            await tx.execute(delete(table))
        for table in metadata.sorted_tables:
            for some in _read(file, table):
                await tx.execute(insert(table), some)
        count: int = await tx.scalar(select(func.count()).select_from(turns))
        await _prepare_for_use(tx)
        return count


def _take_from_sqlite(source: Path, file: Path) -> None:
    """Use SQLite's own backup, in one step; writers go on meanwhile.

    The connection is read-only, so that it can't corrupt the log: see `sqlite.engine`.
    """
    address = f"file:{quote(str(source))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=LOCK_TIMEOUT)) as old:
            old.execute("SELECT version_num FROM alembic_version")
            _copy(old, file)
    except sqlite3.Error as error:
        raise of_sqlite(error, source) from error
    _one_file(file)


def _copy(old: sqlite3.Connection, file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        if error.sqlite_errorcode in _READING:
            raise
        raise BadSnapshot(str(of_sqlite(error, file))) from error


async def _take_from_postgres(url: str, file: Path) -> None:
    """Read all tables in one transaction, which sees the database as it was at its beginning."""
    await _create(file)
    engine = postgres.engine(url)
    try:
        async with engine.connect() as plain:
            source = await plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            version = await source.scalar(text("SELECT version_num FROM alembic_version"))
            if version != VERSIONS[-1]:
                raise BadDatabase(
                    f"{address.shown(url)}: its schema is {version} and mine is {VERSIONS[-1]}. "
                    "Use the Easel that runs on it, or run easel migrate."
                )
            for table in metadata.sorted_tables:
                await asyncio.to_thread(_append, file, table, None)
                query = select(table).order_by(*table.primary_key)
                found = await source.stream(query, execution_options={"yield_per": ROWS})
                async for some in found.partitions():
                    await asyncio.to_thread(_append, file, table, _by_key(table, some))
    finally:
        await engine.dispose()


async def _create(file: Path) -> None:
    """Create an empty database of this version."""
    try:
        async with file_opened(file):
            pass  # migrates it
    except BadDatabase as error:
        raise BadSnapshot(str(error)) from error


def _by_key(table: Table, rows: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    """Return rows as an INSERT takes them: by the keys of columns, which may differ from names."""
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _append(file: Path, table: Table, rows: Sequence[Mapping[str, Any]] | None) -> None:
    """Append rows to a snapshot; None: delete the rows that migrations inserted."""
    with snapshot_opened(file) as snapshot:
        if rows is None:
            snapshot.execute(delete(table))
        else:
            snapshot.execute(insert(table), rows)


def _read(file: Path, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table of a snapshot, some at a time."""
    with snapshot_opened(file) as snapshot:
        query = select(table).order_by(*table.primary_key)
        found = snapshot.execution_options(yield_per=ROWS).execute(query)
        for some in found.partitions():
            yield _by_key(table, some)


async def _check_empty(tx: Transaction, url: str) -> None:
    count = await tx.scalar(select(func.count()).select_from(turns))
    if count:
        raise BadDatabase(
            f"{address.shown(url)}: this database has {count} turns, and I write over none. Move "
            "it away, or set another storage.database."
        )


async def _prepare_for_use(tx: Transaction) -> None:
    """Make a restored database safe to use.

    Messages posted after the snapshot are still in Discord, and their buttons carry ids of turns
    and confirmations. Those ids must not be given out again, so the next ids leave a gap. The
    commands are registered again, because a newer version may have registered others.
    """
    now = time.time()
    await tx.execute(delete(key_values).where(key_values.c.key.startswith("commands:")))
    await tx.execute(
        insert(turns).values(
            id=await _last(tx, turns) + GAP,
            request='{"prompt":"","model":""}',
            person=FORGOTTEN_PERSON,
            ticket=0,
            cost=0,
            created_at=now,
            due_at=now,
            shown_at=now,
            outcome=str(Outcome.CANCELLED),
            reason="forgotten",
        )
    )
    await tx.execute(
        insert(confirmations).values(
            id=await _last(tx, confirmations) + GAP,
            kind="braces",
            person=FORGOTTEN_PERSON,
            answerer=0,
            requests="[]",
            asker="{}",
            place="{}",
            created_at=now,
            answer="no",
        )
    )
    if tx.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            if table.autoincrement_column is not None:
                await _advance_sequence(tx, table)


async def _last(tx: Transaction, table: Table) -> int:
    return await tx.scalar(select(func.max(table.c.id))) or 0


async def _advance_sequence(tx: Transaction, table: Table) -> None:
    """Set PostgreSQL's sequence to the highest id of a table."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    await tx.execute(select(func.setval(sequence, await _last(tx, table) or 1)))


def _one_file(file: Path) -> None:
    """Make a snapshot a single file, without a log beside it."""
    try:
        with closing(sqlite3.connect(file)) as snapshot:
            snapshot.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BadSnapshot(str(of_sqlite(error, file))) from error
    Path(f"{file}.lock").unlink(missing_ok=True)


def _remove_partial(file: Path) -> None:
    """Delete the files of an unfinished snapshot."""
    try:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{file}{end}").unlink(missing_ok=True)
    except OSError as error:
        raise BadSnapshot(str(of_file(error, file))) from error
