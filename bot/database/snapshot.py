"""Snapshots: a whole database as one SQLite file, whatever it comes from and goes to."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Table, create_engine, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.core.turns import Outcome
from bot.database import address, postgres, sqlite
from bot.database.faults import UNREADABLE, BadDatabase, of_postgres
from bot.database.opening import VERSIONS, Database, file_opened, opened, transaction
from bot.database.postgres import Lock, locked
from bot.database.tables import NOBODY, held, metadata, notebook, turns
from bot.database.transactions import Transaction

ROWS = 100  # of one table that are in memory at once
GAP = 1_000_000  # numbers that a restored database leaves out
PATIENCE = 30.0  # seconds to wait for a file that is locked


async def taken(url: str, file: Path) -> None:
    """Copy a database as it is at one moment, while others use it.

    Args:
        url: as for `opened`.
        file: what is made, or made anew.

    Raises:
        BadDatabase: there is none, it is of another version, or out of reach.
    """
    await asyncio.to_thread(_cleared, file)
    if not address.is_server(url):
        await asyncio.to_thread(_taken_of_sqlite, address.file(url), file)
        return
    try:
        await _taken_of_postgres(url, file)
    except (DBAPIError, *UNREADABLE, *postgres.FAULTS) as error:
        raise of_postgres(error, address.shown(url)) from error
    await asyncio.to_thread(_one_file, file)


async def check_empty(url: str) -> None:
    """Make sure that a database may be written over; it is made if there is none.

    Raises:
        BadDatabase: it has turns, or can't be used.
    """

    async def check(database: Database) -> None:
        async with transaction(database.engine) as tx:
            await _check_empty(tx, url)

    async with opened(url) as database:
        await database.uncancellable.run(check(database))


async def put_back(file: Path, url: str) -> int:
    """Fill a database that has no turns from a snapshot; all of it, or nothing.

    Args:
        file: a snapshot; it is brought to this version.
        url: what is filled.

    Returns:
        how many turns there are then.

    Raises:
        BadDatabase: it has turns, or either can't be used.
        Broken: it can't be written.
    """
    async with file_opened(file):
        pass  # it is of this version now
    async with opened(url) as database:
        return await database.uncancellable.run(_filled(database, file, url))


async def _filled(database: Database, file: Path, url: str) -> int:
    async with transaction(database.engine) as tx:
        await locked(tx, Lock.TILL)
        await _check_empty(tx, url)
        for table in reversed(metadata.sorted_tables):  # what a bot nobody has used yet put in
            await tx.execute(delete(table))
        with _plain(file) as snapshot:
            for table in metadata.sorted_tables:
                query = select(table).order_by(*table.primary_key)
                found = snapshot.execution_options(yield_per=ROWS).execute(query)
                for some in found.mappings().partitions():
                    await tx.execute(insert(table), [dict(row) for row in some])
        count: int = await tx.scalar(select(func.count()).select_from(turns))
        await _fit_for_use(tx)
        return count


def _taken_of_sqlite(source: Path, file: Path) -> None:
    """By SQLite's own backup, in one step: writers go on meanwhile.

    The connection only reads, so that it can't do what `sqlite.engine` fears of a second one.
    """
    if not source.is_file():
        raise BadDatabase(f"{source}: there is no database.")
    address = f"file:{quote(str(source))}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as old,
            closing(sqlite3.connect(file)) as new,
        ):
            old.execute("SELECT version_num FROM alembic_version")
            old.backup(new)
        _one_file(file)
    except sqlite3.Error as error:
        raise BadDatabase(f"{source}: this is no database I can use ({error}).") from error


async def _taken_of_postgres(url: str, file: Path) -> None:
    """In one transaction that sees the database as it is when it begins."""
    async with file_opened(file):
        pass  # it is of this version now
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
                await asyncio.to_thread(_added, file, table, None)
                query = select(table).order_by(*table.primary_key)
                found = await source.stream(query, execution_options={"yield_per": ROWS})
                async for some in found.mappings().partitions():
                    await asyncio.to_thread(_added, file, table, [dict(row) for row in some])
    finally:
        await engine.dispose()


def _added(file: Path, table: Table, rows: Sequence[Mapping[str, Any]] | None) -> None:
    """Write rows into a snapshot that is being made; none: take out what migrations put in."""
    with _plain(file) as snapshot:
        if rows is None:
            snapshot.execute(delete(table))
        else:
            snapshot.execute(insert(table), rows)


@contextmanager
def _plain(file: Path) -> Iterator[Connection]:
    """A snapshot, as a file that nobody else uses."""
    with create_engine(sqlite.address(file), poolclass=NullPool).begin() as connection:
        yield connection


async def _check_empty(tx: Transaction, url: str) -> None:
    count = await tx.scalar(select(func.count()).select_from(turns))
    if count:
        raise BadDatabase(
            f"{address.shown(url)}: this database has {count} turns, and I write over none. Move "
            "it away, or set another storage.database."
        )


async def _fit_for_use(tx: Transaction) -> None:
    """Make a database that went back in time safe to go on with.

    Messages that came after the snapshot are still in Discord, and their buttons name turns and
    questions by numbers: those must lead nowhere, not to what is asked next. And the commands are
    told anew: a newer Easel may have told others.
    """
    now = time.time()
    await tx.execute(delete(notebook).where(notebook.c.key.startswith("commands:")))
    await tx.execute(
        insert(turns).values(
            id=await _last(tx, turns) + GAP,
            request='{"prompt":"","model":""}',
            person=NOBODY,
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
        insert(held).values(
            id=await _last(tx, held) + GAP,
            kind="braces",
            person=NOBODY,
            answerer=0,
            wishes="[]",
            asker="{}",
            place="{}",
            created_at=now,
            answer="no",
        )
    )
    if tx.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            if table.autoincrement_column is not None:
                await _counted_on(tx, table)


async def _last(tx: Transaction, table: Table) -> int:
    return await tx.scalar(select(func.max(table.c.id))) or 0


async def _counted_on(tx: Transaction, table: Table) -> None:
    """Have PostgreSQL count on from the highest number there is."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    await tx.execute(select(func.setval(sequence, await _last(tx, table) or 1)))


def _one_file(file: Path) -> None:
    """Leave a snapshot as one file that needs no other beside it."""
    with closing(sqlite3.connect(file)) as snapshot:
        snapshot.execute("PRAGMA journal_mode = DELETE")
    Path(f"{file}.lock").unlink(missing_ok=True)


def _cleared(file: Path) -> None:
    """Take away what a snapshot that was not finished left."""
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{file}{end}").unlink(missing_ok=True)
