"""What a start reads of the turns that wait: thousands of them must not hold it up."""

import pytest
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.turns import UnfinishedTurn
from bot.database.opening import transaction
from bot.database.tables import turns
from bot.database.unfinished import AT_ONCE
from bot.engine.turns import Turns

NOW, WITHIN = 10_000.0, 900.0  # seconds
BY_TOKEN, BY_MESSAGE = '{"channel":42,"token":"secret"}', '{"channel":42,"reply_to":41}'
OPEN = {"request": '{"prompt":"a fox","model":"m"}', "person": 1, "flow": 7, "guild": 7}


async def add(store, *given):
    """Write turns that wait, each with some columns of its own."""
    rows = [
        {
            "place": BY_TOKEN,
            "progress_message": None,
            "ticket": n,
            "cost": 1,
            "created_at": NOW,
            "due_at": NOW,
            "outcome": None,
            "shown_at": None,
        }
        | OPEN
        | columns
        for n, columns in enumerate(given)
    ]

    async def written():
        async with transaction(store.turns._engine) as tx:
            await tx.execute(insert(turns), rows)

    await store.turns.runner.run(written())


async def read(store):
    return [turn async for turn in Turns(store, now=lambda: NOW).unfinished(within=WITHIN)]


@pytest.fixture
def asked(store):
    """The statements that the database is asked, as text."""
    engine, statements = store.turns._engine, []
    engine = engine.sync_engine if isinstance(engine, AsyncEngine) else engine.engine
    event.listen(engine, "before_cursor_execute", lambda *heard: statements.append(heard[2]))
    return statements


async def test_a_start_reads_only_turns_whose_progress_message_can_be_edited(store):
    await add(
        store,
        {},
        {"created_at": NOW - WITHIN - 1},  # its token has expired
        {"place": BY_MESSAGE, "progress_message": 500, "created_at": 1.0},
        {"place": BY_MESSAGE},  # without a progress message
        {"place": None},  # over HTTP
        {"outcome": "painted"},
        {"outcome": "painted", "shown_at": NOW},
        {"flow": 0, "guild": None, "ticket": 99},
    )

    found = await read(store)

    assert [(turn.flow, turn.ticket, turn.by_token) for turn in found] == [
        (0, 99, True),
        (7, 0, True),
        (7, 2, False),
    ]
    assert found[2] == UnfinishedTurn(
        id=3, flow=7, ticket=2, created_at=1.0, by_token=False, progress_message=500
    )


async def test_thousands_that_wait_are_read_in_pages_and_without_what_was_asked(store, asked):
    servers = [{"flow": n % 3, "guild": n % 3 or None} for n in range(2 * AT_ONCE + 1)]
    await add(store, *servers)
    asked.clear()

    found = await read(store)

    assert [turn.id for turn in found] == sorted(
        range(1, len(servers) + 1), key=lambda id_: ((id_ - 1) % 3, id_)
    )
    pages = [statement for statement in asked if "FROM turns" in statement]
    assert len(pages) == 4  # the last is empty
    assert not any("request" in statement for statement in pages)


async def test_a_start_reads_nothing_of_those_whose_messages_can_not_be_edited(store, asked):
    old = {"created_at": NOW - WITHIN - 1}
    await add(store, *[old] * (2 * AT_ONCE))
    asked.clear()

    assert await read(store) == []
    assert len([statement for statement in asked if "FROM turns" in statement]) == 1
