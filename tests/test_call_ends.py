"""What the end of a call leaves behind, and which calls may begin."""

import pytest
from sqlalchemy import update

from bot.core.allowances import EVERYWHERE
from bot.core.turns import Person
from bot.database import CallEnd, CallNotDue, CallResult
from bot.database.opening import transaction
from bot.database.tables import turns
from bot.errors import Overloaded

from .spending import ADA, BO, NOON, RED, accept, call, claim


async def claimed(store, by=ADA):
    await accept(store, by)
    return await claim(store)


async def test_what_a_call_brings_after_its_turn_was_cancelled_is_not_kept(store):
    turn = await claimed(store)
    id_ = await call(store, turn)
    await store.turns.cancel(turn.id, now=NOON)

    await store.calls.end(CallEnd(id=id_, at=NOON, result=CallResult(painted=RED)))

    [ended] = await store.calls.of_turn(turn)
    assert (ended.outcome, ended.result) == ("painted", None)


async def test_what_a_call_brought_for_a_turn_that_is_given_back_is_not_kept(store):
    turn = await claimed(store)
    id_ = await call(store, turn)
    await store.calls.end(CallEnd(id=id_, at=NOON, result=CallResult(painted=RED)))
    await store.queue.release_leases(worker="w")

    assert await store.pauses.pause(EVERYWHERE, give_back=True, now=NOON) == 1

    assert [one.result for one in await store.calls.of_turn(turn)] == [None]


async def test_a_call_that_failed_is_recorded_with_its_reason_and_brought_nothing(store):
    turn = await claimed(store)

    await store.calls.end(CallEnd(id=await call(store, turn), at=NOON, error=Overloaded()))

    [ended] = await store.calls.of_turn(turn)
    assert (ended.outcome, ended.result) == (Overloaded().code, None)


async def test_a_call_waits_for_our_own_limit_until_the_minute_is_over_and_for_no_pause(store):
    turn, other = await claimed(store), await claimed(store, BO)

    async def begin(turn, *, now):
        await store.calls.begin(turn, 0, worker="w", now=now, lease=9, per_minute=1, most=0)

    await begin(turn, now=NOON)
    with pytest.raises(CallNotDue) as refused:
        await begin(other, now=NOON + 59)
    await begin(other, now=NOON + 60)

    assert (refused.value.paused, refused.value.wait) == (False, 1.0)


async def test_a_turn_from_before_turns_reserved_their_most_may_make_its_calls(store):
    turn = await claimed(store, Person(id=9))

    async def forget_reserve():
        async with transaction(store.turns._engine) as tx:
            await tx.execute(update(turns).values(reserved=None))

    await store.turns.runner.run(forget_reserve())

    assert await call(store, turn, most=10**6)
