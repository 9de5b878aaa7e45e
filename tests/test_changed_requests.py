"""A turn whose request is replaced before it is painted: what more it costs is reserved with it."""

from dataclasses import replace

import pytest

from bot.core.turns import Outcome
from bot.database import TurnResult
from bot.errors import LimitReached

from .spending import ADA, ANYTHING, NOON, TOMORROW, accept, call, claim, limits, spent


async def changed(store, turn, *, reserve, most=ANYTHING, worker="w"):
    request = replace(turn.request, model="another")
    return await store.queue.change_request(
        turn, request, reserve=reserve, worker=worker, operator_limits=most
    )


async def claimed(store, **options):
    await accept(store, **options)
    return await claim(store)


async def costs(store, *, now=NOON):
    """What is counted of the month, in each allowance."""
    return {cost for _, cost in await spent(store, ADA, now=now)}


@pytest.mark.parametrize(("reserve", "reserved"), [(130, 130), (100, 100), (40, 100)])
async def test_a_dearer_request_reserves_the_difference_and_a_cheaper_one_nothing(
    store, reserve, reserved
):
    turn = await claimed(store, cost=100)

    after = await changed(store, turn, reserve=reserve)

    assert (after.request.model, after.reserved) == ("another", reserved)
    assert await store.turns.get(turn.id) == after
    assert await costs(store) == {reserved}
    await store.turns.cancel(turn.id, now=NOON)
    assert await costs(store) == {0}


async def test_a_request_that_is_too_dear_leaves_the_turn_and_the_sums_as_they_were(store):
    turn = await claimed(store, cost=100)

    with pytest.raises(LimitReached, match=r"limit\.person\.day"):
        await changed(store, turn, reserve=130, most=limits(person={"daily": 129}))

    assert await store.turns.get(turn.id) == turn
    assert await costs(store) == {100}
    assert await changed(store, turn, reserve=130, most=limits(person={"daily": 130}))


async def test_of_a_turn_that_was_cancelled_or_that_another_has_nothing_is_reserved(store):
    cancelled = await claimed(store, cost=100)
    await store.turns.cancel(cancelled.id, now=NOON)
    lost = await claimed(store, cost=100)

    assert await changed(store, cancelled, reserve=500) is None
    assert await changed(store, lost, reserve=500, worker="other") is None

    assert await costs(store) == {100}
    assert await store.turns.get(lost.id) == lost


async def test_a_turn_that_has_ended_reserves_nothing_more(store):
    turn = await claimed(store, cost=100)
    failed = TurnResult(outcome=Outcome.FAILED)
    await store.queue.finish(turn, failed, worker="w", now=NOON)

    assert await changed(store, turn, reserve=500) is None
    assert await costs(store) == {0}


async def test_what_is_replaced_again_because_no_answer_came_is_reserved_once(store):
    turn = await claimed(store, cost=100)
    await changed(store, turn, reserve=130)

    again = await changed(store, turn, reserve=130)

    assert again.reserved == 130
    assert await costs(store) == {130}


async def test_what_is_replaced_after_midnight_counts_for_the_day_it_was_asked_on(store):
    turn = await claimed(store, cost=100)
    await changed(store, turn, reserve=130)
    await call(store, turn, cost=90, now=TOMORROW)
    done = TurnResult(outcome=Outcome.FAILED)
    await store.queue.finish(turn, done, worker="w", now=TOMORROW)

    today = await store.spend.limits(ADA, operator_limits=ANYTHING, now=TOMORROW)

    assert {held.account.today.cost for held in today} == {0}
    assert await costs(store, now=TOMORROW) == {90}
