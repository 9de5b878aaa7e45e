"""Which account a cost is counted in, and when what is known later is corrected."""

import pytest

from bot.core.allowances import Spent
from bot.core.turns import DeliveryResult, ImageRequest, Person
from bot.database import CallEnd, LeaseLost, NewTurn, OverReserve
from bot.errors import LimitReached, RateLimited

from .spending import (
    ADA,
    ANYTHING,
    BO,
    FIRST,
    NOON,
    PRIVATE,
    TOMORROW,
    accept,
    call,
    claim,
    end,
    limits,
    spent,
)

MAY = FIRST + 30 * 86_400  # 1970-05-01: the month after
LAST = MAY - 86_400  # 1970-04-30


async def asked(store, *, by=ADA, model="m", most=ANYTHING, describes=False, now=NOON):
    request = ImageRequest(prompt="a fox", model=model, describes=describes)
    new = NewTurn(request=request, by=by, cost=100)
    turn, _ = await store.turns.accept(new, most_waiting=99, now=now, operator_limits=most)
    return turn


async def painted(store, by, *, now):
    await accept(store, by, now=now)
    turn = await end(store, await claim(store, now=now), now=now)
    await store.queue.mark_shown(turn, DeliveryResult(), worker="w", now=now)


async def cancelled_with_a_call_under_way(store):
    await accept(store)
    turn = await claim(store)
    id_ = await call(store, turn, most=50)
    await store.turns.cancel(turn.id, now=NOON)
    return turn, id_


async def test_a_call_that_ends_after_its_turn_is_counted_at_what_it_cost(store):
    turn, id_ = await cancelled_with_a_call_under_way(store)
    assert await spent(store) == [(0, 50)] * 4

    await store.calls.end(CallEnd(id=id_, at=TOMORROW, cost=30))

    assert await spent(store) == [(0, 30)] * 4
    assert (await store.turns.get(turn.id)).cost == 30
    today = await store.spend.limits(ADA, operator_limits=ANYTHING, now=TOMORROW)
    assert {held.account.today.cost for held in today} == {0}


async def test_a_call_of_who_was_forgotten_stays_counted_as_it_was(store):
    turn, id_ = await cancelled_with_a_call_under_way(store)
    await store.personal_data.forget(ADA.id, now=NOON)

    await store.calls.end(CallEnd(id=id_, at=NOON, cost=30))

    assert await spent(store) == [(0, 50)] * 4
    assert (await store.turns.get(turn.id)).cost == 50


async def test_a_description_takes_no_picture_of_an_allowance_while_it_waits(store):
    most = limits(person={"pictures": 1})
    await asked(store, most=most, describes=True)

    assert await asked(store, most=most)
    assert await asked(store, most=most, describes=True)
    with pytest.raises(LimitReached, match=r"limit\.person\.pictures"):
        await asked(store, most=most)


async def test_what_limits_servers_limits_no_private_chat(store):
    most = limits(server={"pictures": 0})

    assert await accept(store, PRIVATE, most=most)
    with pytest.raises(LimitReached, match=r"limit\.server\.nothing"):
        await accept(store, ADA, most=most)


async def test_a_member_has_spent_what_they_spent_in_this_server(store):
    for by in (ADA, BO, Person(id=ADA.id, guild=8), Person(id=ADA.id)):
        await accept(store, by)

    assert await spent(store, ADA) == [(3, 300), (1, 100), (2, 200), (4, 400)]
    assert await spent(store, Person(id=ADA.id)) == [(3, 300), (4, 400)]


async def test_a_check_refuses_what_would_not_fit_and_reserves_nothing(store):
    most = limits(server={"daily": 150})
    await accept(store, BO)

    async def check(cost):
        await store.spend.check(ADA, Spent(cost=cost), operator_limits=most, now=NOON)

    await check(50)
    with pytest.raises(LimitReached, match=r"limit\.server\.day"):
        await check(51)
    await check(50)


async def test_all_days_of_who_was_forgotten_go_when_their_month_has_ended(store):
    for day in (FIRST, NOON, LAST):
        await painted(store, ADA, now=day)
    await painted(store, BO, now=NOON)

    await store.personal_data.forget(ADA.id, now=LAST)
    await store.spend.delete_forgotten(now=MAY)

    assert [line.person for line in await store.spend.lines(7, since=0)] == [BO.id]


async def test_of_who_was_forgotten_the_last_day_of_a_month_goes_with_it_and_this_month_stays(
    store,
):
    for day in (LAST, MAY):
        await painted(store, ADA, now=day)
    await store.personal_data.forget(ADA.id, now=MAY)

    await store.spend.delete_forgotten(now=MAY)

    assert [line.day for line in await store.spend.lines(7, since=0)] == [120]


async def test_of_who_spent_nothing_it_is_not_kept_that_they_were_forgotten(store):
    await accept(store, BO)

    await store.personal_data.forget(ADA.id, now=NOON)

    assert await store.settings.read("forgotten", ADA.id) == {}


async def test_lines_are_in_the_order_of_days_and_of_people(store):
    for by, now in ((BO, TOMORROW), (BO, NOON), (ADA, TOMORROW), (ADA, NOON)):
        await accept(store, by, now=now)

    lines = await store.spend.lines(7, since=0)

    assert [(line.day, line.person) for line in lines] == [
        (day, person) for day in (100, 101) for person in (ADA.id, BO.id)
    ]


async def test_each_model_has_its_own_sum_and_one_that_cost_nothing_has_none(store):
    for model, cost in (("m", 10), ("n", 20), ("m", 1), ("free", 0)):
        await asked(store, model=model)
        await end(store, await claim(store), cost=cost)

    assert await store.spend.by_model(7, [ADA.id], since=0) == {"m": 11, "n": 20}


@pytest.mark.parametrize("by", [ADA, PRIVATE], ids=["a server", "a private chat"])
async def test_where_nothing_was_painted_today_nothing_was_paid(store, by):
    assert await store.spend.paid_today(by, now=NOON) == 0


async def test_the_end_of_a_call_is_that_of_no_other_call(store):
    for by in (BO, ADA):
        await accept(store, by)
    await call(store, await claim(store), most=50)
    turn = await claim(store)
    ended, lost = await call(store, turn, most=50), await call(store, turn, most=50, number=1)

    await store.calls.end(CallEnd(id=ended, at=NOON, cost=10, error=RateLimited(wait=0)))

    assert lost != ended
    assert [one.outcome for one in await store.calls.of_turn(turn)] == ["crowded", ""]
    assert [one.outcome for one in await store.calls.of_turn(await store.turns.get(1))] == [""]
    for id_, cost in ((turn.id, 60), (1, 50)):
        assert (await store.turns.cancel(id_, now=NOON)).cost == cost


async def test_no_call_leaves_for_a_turn_that_has_ended(store):
    await accept(store)
    turn = await claim(store)
    await end(store, turn)

    with pytest.raises(LeaseLost):
        await store.calls.begin(turn, 1, worker="w", now=NOON, lease=9, per_minute=0, most=0)


async def test_no_call_leaves_that_could_cost_more_than_its_turn_has_reserved(store):
    await accept(store, cost=100)
    turn = await claim(store)
    first = await call(store, turn, most=60)

    for most in (41, 100):
        with pytest.raises(OverReserve):
            await call(store, turn, number=1, most=most)
    assert await spent(store) == [(1, 100)] * 4
    await store.calls.end(CallEnd(id=first, at=NOON, cost=50))

    assert await call(store, turn, number=1, most=50)
