"""What a picture costs: transactions, how many of them wait for the disk, and calls to Discord.

A count is the same on every machine. A transaction that changes nothing is read from memory; each
other one waits for the disk.
"""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from .bench.loads import EXEMPT
from .conftest import easel_in
from .stories import pictures

# For one picture and a stop: how many transactions, and how many that change something. With
# PostgreSQL a process confirms its leases, looks for an end after each edit, and notifies others.
MOST = {"sqlite": (18, 5), "postgresql": (22, 9)}
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)|.*\b(INSERT INTO|pg_notify)\b", re.DOTALL)


@dataclass
class Work:
    """What a process's database did in some time."""

    transactions: int = 0
    written: int = 0  # those that changed something, each of which is fsynced
    _writing: set[int] = field(default_factory=set)

    def began(self, connection):
        self.transactions += 1

    def ran(self, connection, cursor, statement, parameters, context, many):
        if _WRITES.match(statement) and (cursor.rowcount != 0 or "RETURNING" in statement):
            self._writing.add(id(connection.connection.dbapi_connection))

    def committed(self, connection):
        raw = id(connection.connection.dbapi_connection)
        self.written += raw in self._writing
        self._writing.discard(raw)


@contextlib.contextmanager
def counted(easel):
    """Count what Easel's database does until the block is left."""
    engine, work = easel.app.worker._context.store.turns._engine, Work()
    if isinstance(engine, AsyncEngine):
        with _heard(engine.sync_engine, work):
            yield work
        return
    transactions, syncs = engine.transactions, engine.syncs
    yield work
    work.transactions = engine.transactions - transactions
    work.written = engine.syncs - syncs


@contextlib.contextmanager
def _heard(engine, work):
    listeners: dict[str, Callable[..., None]] = {
        "begin": work.began,
        "after_cursor_execute": work.ran,
        "commit": work.committed,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)


@pytest.fixture
async def easel(url, tmp_path):
    async with easel_in(tmp_path, storage={"database": url}) as easel:
        yield easel


async def painted(easel, person, channel):
    """Paint one picture alone, from the command until nothing of it is left to do."""
    before = len(easel.discord.messages(channel))
    asked = await person.slash("imagine", channel=channel, prompt="a fox")
    await easel.discord.until(lambda: len(easel.discord.messages(channel)) > before)
    await easel.discord.until(lambda: asked.reply is None and not easel.app.worker.busy)


async def test_a_picture_costs_few_transactions(easel, url, ada, art):
    await painted(easel, ada, art)  # the first one learns of the channel

    with counted(easel) as work:
        await painted(easel, ada, art)
        await easel.stop()  # until all is written that a process remembers

    print(f"{work.transactions} transactions, {work.written} written")
    most, most_written = MOST[url.partition(":")[0]]
    assert work.transactions <= most
    assert work.written <= most_written


async def test_a_picture_takes_one_of_the_calls_that_discord_counts(easel, url, discord, ada, art):
    await painted(easel, ada, art)  # the first one learns of the channel
    before = len(discord.calls)

    await painted(easel, ada, art)

    paths = [call.path for call in discord.calls[before:]]
    assert [path for path in paths if not path.startswith(EXEMPT)] == [
        f"/channels/{art.id}/messages"
    ]
    # Accepted, perhaps painting by an edit, shown, and no longer painting. With PostgreSQL, where
    # other processes may show it, first of all deferred.
    assert len(paths) <= (4 if url.startswith("sqlite") else 5)


async def test_a_picture_that_a_message_asks_for_takes_three(easel, url, discord, ada, art):
    await painted(easel, ada, art)
    before, shown = len(discord.calls), len(pictures(discord, art))
    await ada.says(f"{discord.bot_mention} a cat", channel=art)
    await discord.until(lambda: len(pictures(discord, art)) > shown)
    await discord.until(lambda: discord.calls[-1].method == "DELETE")

    calls = [f"{call.method} {call.path.split('/')[3]}" for call in discord.calls[before:]]
    notes_edits = [call for call in calls if call == "PATCH messages"]  # it waited, then is painted
    assert [call for call in calls if call not in notes_edits] == [
        "POST messages",
        "POST messages",
        "DELETE messages",
    ]
    assert len(notes_edits) <= 1


async def test_what_people_reply_to_each_other_is_looked_up_once(easel, url, discord, ada, bo, art):
    await painted(easel, ada, art)
    said, replies = await ada.says("what a day", channel=art), 20

    with counted(easel) as work:
        for _ in range(replies):
            await bo.says("so it is", reply_to=said)
        await bo.says(f"{discord.bot_mention} a cat", channel=art)
        await discord.until(lambda: len(pictures(discord, art)) == 2)
        await easel.stop()

    most, _ = MOST[url.partition(":")[0]]
    assert work.transactions <= most + replies + 4
