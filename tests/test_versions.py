"""Releases that meet: an older database in this one's hands, an older release on this one's schema.

What is frozen, and why a migration only adds, is told in `tests.schemas`.
"""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from bot.core.turns import Digest
from bot.database import Store, opened

from .schemas import VERSIONS, frozen, load, of_sqlite, rows, upgrade

FOX = Digest("a" * 64)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_database_of_an_older_release_is_brought_up_to_date_and_goes_on(url, version):
    kind = url.partition(":")[0]
    await load(url, frozen(kind, version), rows(version))

    async with opened(url) as database:
        await goes_on(Store(database))


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_an_older_release_writes_is_taken_by_this_schema(url, version):
    """As while processes are restarted one after another, or where one was not."""
    async with opened(url) as database:
        await load(url, rows(version))

        await goes_on(Store(database))


async def goes_on(store):
    """What was shown is found, and what waited is painted next."""
    shown = await store.canvases.shown_by(500)
    assert shown.painted[0].picture.digest == FOX
    waits = await store.queue.claim(worker="w", now=9.0, lease=10, at_once=9)
    assert (waits.parent, waits.request.prompt, waits.by.guild) == (shown.id, "a fox", 7)
    assert await store.key_value.get("frozen") == "7"
    assert (await store.canvases.head(42)).id == waits.id


@pytest.mark.parametrize("version", VERSIONS)
def test_whatever_an_older_release_reads_is_still_there(version):
    then, now = columns(version), columns(VERSIONS[-1])

    assert {table: set(then[table]) - set(now.get(table, {})) for table in then} == {
        table: set() for table in then
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_that_was_released_is_not_edited(tmp_path, version):
    path = tmp_path / "x.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, version)
    engine.dispose()

    assert sorted(of_sqlite(path).splitlines()) == sorted(
        frozen("sqlite", version).splitlines()[:-1]
    )


def columns(version):
    """Names and types of a frozen schema's columns, by table."""
    with closing(sqlite3.connect(":memory:")) as file:
        file.executescript(frozen("sqlite", version))
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: [row[1:3] for row in file.execute(f"PRAGMA table_info({table})")]
            for (table,) in tables
        }
