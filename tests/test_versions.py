"""Releases that meet: an older database in this one's hands, an older release on this one's schema.

What is frozen, and why a migration only adds, is told in `tests.schemas`.
"""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import create_engine

from bot.core.turns import Digest, ImageRequest, Style
from bot.database import Store, opened

from .schemas import VERSIONS, frozen, load, of_sqlite, rows, upgrade

FOX = Digest("a" * 64)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_database_of_an_older_release_is_brought_up_to_date_and_goes_on(blank_url, version):
    kind = blank_url.partition(":")[0]
    await load(blank_url, frozen(kind, version), rows(version))

    async with opened(blank_url) as database:
        await goes_on(Store(database))


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_an_older_release_writes_is_taken_by_this_schema(blank_url, version):
    """As while processes are restarted one after another, or where one was not."""
    async with opened(blank_url) as database:
        await load(blank_url, rows(version))

        await goes_on(Store(database))


async def goes_on(store):
    """What was shown is found, and what waited is painted next."""
    shown = await store.canvases.shown_by(500)
    assert shown.painted[0].picture.digest == FOX
    [waits] = (await store.queue.claim(worker="w", now=9.0, lease=10, at_once=9)).turns
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


def stored_request(**fields):
    """A request as a release before 0011 wrote it."""
    return json.dumps({"model": "m", **fields}, separators=(",", ":"))


SHAPE = "The same picture in the shape 16:9: keep everything, extend the scene to fit."
DETAIL = "The same picture at 2K: change nothing, only add detail."
WRITTEN: dict[str, tuple[dict[str, Any], ImageRequest]] = {
    "a style": (
        {"prompt": "a fox\nin snow\n\nStyle: ink, two colours"},
        ImageRequest(prompt="a fox\nin snow", model="m", style=Style(words="ink, two colours")),
    ),
    "a style of a prompt that names one itself": (
        {"prompt": "a\n\nStyle: bold\n\nStyle: ink"},
        ImageRequest(prompt="a\n\nStyle: bold", model="m", style=Style(words="ink")),
    ),
    "a style in other letters": (
        {"prompt": "ein Füchslein 🦊\n\nStyle: Öl"},
        ImageRequest(prompt="ein Füchslein 🦊", model="m", style=Style(words="Öl")),
    ),
    "another shape": (
        {"prompt": SHAPE, "aspect": "16:9"},
        ImageRequest(prompt="", model="m", aspect="16:9", reshapes=True),
    ),
    "more detail": (
        {"prompt": DETAIL, "size": "2K"},
        ImageRequest(prompt="", model="m", size="2K", reshapes=True),
    ),
    "a person's own words like ours": (
        {"prompt": SHAPE, "aspect": "1:1"},
        ImageRequest(prompt=SHAPE, model="m", aspect="1:1"),
    ),
    "text in which a style is named": (
        {"prompt": "a poster\n\nStyle: bold\nText: hello"},
        ImageRequest(prompt="a poster\n\nStyle: bold\nText: hello", model="m"),
    ),
    "what has fields already": (
        {"prompt": "a\n\nStyle: b", "style": {"words": "ink"}},
        ImageRequest(prompt="a\n\nStyle: b", model="m", style=Style(words="ink")),
    ),
}


async def test_a_style_and_a_reshape_in_an_old_prompt_become_fields(blank_url):
    kind = blank_url.partition(":")[0]
    await load(blank_url, frozen(kind, "0008"))
    written = [stored_request(**fields) for fields, _ in WRITTEN.values()]
    await load(blank_url, *(old_turn(n, request) for n, request in enumerate(written, 1)))
    wishes = ",".join(f'{{"request":{request},"parent":1}}' for request in written)
    await load(
        blank_url,
        "INSERT INTO held (kind, person, answerer, wishes, asker, place, created_at) VALUES"
        f""" ('braces', 1, 1, '[{quoted(wishes)}]', '{{"id":1}}', '{{"channel":42}}', 1.0);""",
    )

    async with opened(blank_url) as database:
        store = Store(database)
        found = [await store.turns.get(n) for n in range(1, len(written) + 1)]
        asked = await store.confirmations.get(1)

    expected = [request for _, request in WRITTEN.values()]
    assert [turn.request for turn in found] == expected
    assert [wish.request for wish in asked.requests] == expected
    assert {wish.parent for wish in asked.requests} == {1}


async def test_many_old_prompts_become_fields_batch_by_batch(blank_url):
    await load(blank_url, frozen(blank_url.partition(":")[0], "0008"))
    request = stored_request(prompt="a fox\n\nStyle: ink")
    await load(blank_url, "".join(old_turn(n, request) for n in range(1, 1102)))

    async with opened(blank_url) as database:
        store = Store(database)
        first, last = await store.turns.get(1), await store.turns.get(1101)

    assert {first.request.style, last.request.style} == {Style(words="ink")}


def quoted(text):
    return text.replace("'", "''")


def old_turn(number, request):
    return (
        "INSERT INTO turns (id, request, person, ticket, cost, created_at, due_at) VALUES"
        f" ({number}, '{quoted(request)}', 1, {number}, 1, 1.0, 1.0);"
    )
