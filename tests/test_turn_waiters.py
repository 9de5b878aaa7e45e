"""A caller that waits for a turn (over HTTP) is woken when it ends, and by no other turn."""

import asyncio

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config import Config
from bot.core.turns import ImageRequest, Outcome, Person
from bot.database import NewTurn, TurnResult
from bot.engine.engine import Engine
from bot.errors import OperatorError
from bot.imaging import Imaging
from bot.pictures import Folder

ADA = Person(id=1)
CALLERS = 40


@pytest.fixture
async def engine(store, tmp_path):
    async with Imaging() as imaging:
        yield Engine.build(store, Folder(tmp_path), imaging, Config())


@pytest.fixture
def statements(store):
    """What the database is asked from now on."""
    engine, asked = store.turns._engine, []
    plain = engine.sync_engine if isinstance(engine, AsyncEngine) else engine.engine

    @event.listens_for(plain, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, many):
        asked.append(statement)

    return asked


async def accepted(store):
    new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=ADA, cost=1)
    turn, _ = await store.turns.accept(new, most_waiting=99, now=1)
    return turn


async def claimed(store):
    return (await store.queue.claim(worker="w", now=1, lease=10, at_once=99)).turns[0]


async def end(store, turn):
    await store.queue.finish(turn, TurnResult(outcome=Outcome.PAINTED), worker="w", now=1)


async def waits_for(engine, turn):
    """A caller that has read a turn and waits for it."""
    waits = asyncio.create_task(engine.submissions.wait_until_done(turn.id))
    await engine.turns.get(turn.id)  # the database answers one after the other
    await engine.turns.get(turn.id)
    return waits


async def test_of_many_who_wait_each_is_woken_by_its_own_turn_only(store, engine, statements):
    turns = [await accepted(store) for _ in range(CALLERS)]
    waiting = {turn.id: await waits_for(engine, turn) for turn in turns}

    for left in range(CALLERS, 0, -1):
        turn = await claimed(store)
        engine.wakeup.wake()
        await end(store, turn)
        engine.wakeup.wake()
        assert (await waiting.pop(turn.id)).outcome is Outcome.PAINTED
        assert len(waiting) == left - 1
        assert not any(one.done() for one in waiting.values())

    whole_turns = [one for one in statements if "FROM turns" in one and "turns.request" in one]
    assert len([one for one in whole_turns if one.startswith("SELECT")]) <= 5 * CALLERS


async def test_a_turn_that_ended_before_anyone_waits_is_there_at_once(store, engine):
    await accepted(store)
    turn = await claimed(store)
    await end(store, turn)

    assert (await engine.submissions.wait_until_done(turn.id)).outcome is Outcome.PAINTED


async def test_many_can_wait_for_the_same_turn_and_one_may_leave(store, engine):
    turn = await accepted(store)
    waiting = [await waits_for(engine, turn) for _ in range(3)]
    await claimed(store)

    waiting[0].cancel()
    await end(store, turn)
    engine.wakeup.wake()

    assert {(await one).id for one in waiting[1:]} == {turn.id}


@pytest.mark.parametrize("error", [OperatorError("broken.storage"), ZeroDivisionError()], ids=repr)
async def test_who_waits_is_told_when_the_database_is_away_for_long_or_a_bug_is_met(
    store, engine, monkeypatch, error
):
    monkeypatch.setattr("bot.engine.leases.LEASE", 0)
    turn = await accepted(store)
    waiting = [await waits_for(engine, turn) for _ in range(2)]

    async def away(ids):
        raise error

    monkeypatch.setattr(engine.submissions._outcomes, "_ended", away)
    engine.wakeup.wake()

    async with asyncio.timeout(10):
        ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(end) for end in ends] == [type(error)] * 2


async def test_nothing_listens_once_no_one_waits(store, engine):
    turn = await accepted(store)
    waiting = [await waits_for(engine, turn) for _ in range(2)]
    assert len(engine.wakeup._subscribers) == 1

    for waits in waiting:
        waits.cancel()
    await asyncio.wait(waiting)
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert engine.wakeup._subscribers == []
