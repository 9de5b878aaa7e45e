"""Spend: what is reserved with a turn, settled when it is painted and released when it is not."""

import asyncio
import dataclasses

import pytest
from sqlalchemy import delete

from bot.core.allowances import EVERYWHERE
from bot.core.turns import ImageRequest, Outcome, Person
from bot.database import NewTurn, TurnResult
from bot.database.tables import spend
from bot.errors import LimitReached

from .spending import (
    ADA,
    ANYTHING,
    BO,
    CY,
    FIRST,
    NEXT_MONTH,
    NOON,
    PRIVATE,
    TOMORROW,
    accept,
    added,
    call,
    claim,
    end,
    limits,
    places,
    spent,
)


@pytest.mark.parametrize(
    "most",
    [
        {"person": {"pictures": 5}},
        {"person": {"daily": 599}},
        {"person": {"monthly": 500}},
        {"server": {"pictures": 5}},
        {"server": {"daily": 599}},
        {"server": {"monthly": 500}},
        {"whole": {"daily": 599}},
        {"whole": {"monthly": 500}},
    ],
    ids=str,
)
async def test_twenty_at_once_against_an_allowance_of_five_let_exactly_five_through(store, most):
    answers = await asyncio.gather(
        *(accept(store, most=limits(**most)) for _ in range(20)), return_exceptions=True
    )

    assert sum(isinstance(answer, LimitReached) for answer in answers) == 15
    assert await spent(store) == [(5, 500)] * 4
    assert len(await places(store, range(1, 21))) == 5


async def test_a_request_is_refused_whole_or_let_through_whole(store):
    most = limits(person={"pictures": 5})
    await accept(store, count=4, most=most)

    with pytest.raises(LimitReached) as refused:
        await accept(store, count=2, most=most)

    assert refused.value.facts == {"pictures": 5, "left": 1, "resets": 86_400 * 101}
    await accept(store, count=1, most=most)


async def test_what_is_painted_costs_what_the_model_reported(store):
    await accept(store, count=4)
    turn = await claim(store)

    await end(store, turn, pictures=3, cost=333)

    assert await spent(store) == [(3, 333)] * 4


async def test_what_failed_or_was_cancelled_is_given_back(store):
    most = limits(person={"pictures": 2})
    failed, cancelled = await accept(store, most=most), await accept(store, most=most)

    assert (await claim(store)).id == failed.id
    await end(store, failed, pictures=0, cost=0)
    await store.turns.cancel(cancelled.id, now=NOON)
    assert await store.turns.cancel(cancelled.id, now=NOON) is None

    assert await spent(store) == [(0, 0)] * 4
    await accept(store, count=2, most=most)


async def test_a_painter_that_lost_its_turn_settles_nothing(store):
    await accept(store)
    turn = await claim(store)
    await store.queue.release_leases()

    assert await end(store, turn, cost=5000) is None

    assert await spent(store) == [(1, 100)] * 4


async def test_a_day_and_a_month_begin_again(store):
    most = limits(person={"pictures": 1}, server={"monthly": 200})
    await accept(store, most=most)
    await accept(store, now=TOMORROW, most=most)

    with pytest.raises(LimitReached, match=r"limit\.server\.month"):
        await accept(store, now=TOMORROW + 86_400, most=most)

    await accept(store, now=NEXT_MONTH, most=most)


async def test_what_is_painted_after_midnight_counts_for_the_day_it_was_asked_on(store):
    await accept(store)
    turn = await claim(store)

    await end(store, turn, pictures=0, cost=0, now=TOMORROW)

    assert await spent(store) == [(0, 0)] * 4


async def test_a_person_is_one_person_in_all_servers_and_in_private(store):
    most = limits(person={"pictures": 2}, server={"pictures": 1})
    await accept(store, ADA, most=most)
    await accept(store, Person(id=ADA.id, guild=8), most=most)

    with pytest.raises(LimitReached, match=r"limit\.person"):
        await accept(store, Person(id=ADA.id), most=most)
    with pytest.raises(LimitReached, match=r"limit\.server"):
        await accept(store, BO, most=most)


async def test_one_budget_is_for_all_servers_private_chats_and_descriptions(store):
    most = limits(whole={"daily": 250})
    await accept(store, ADA, most=most)
    await accept(store, CY, most=most)

    described = NewTurn(
        request=ImageRequest(prompt="", model="m", describes=True), by=PRIVATE, cost=51
    )
    for one in (described, dataclasses.replace(described, by=BO)):
        with pytest.raises(LimitReached, match=r"limit\.whole\.day") as refused:
            await store.turns.accept(one, most_waiting=9, now=NOON, operator_limits=most)

    assert refused.value.facts == {
        "budget": 250,
        "cost": 51,
        "unspent": 50,
        "resets": 86_400 * 101,
    }
    await accept(store, PRIVATE, most=most, now=TOMORROW)


async def test_twenty_servers_and_chats_at_once_have_one_budget(store):
    most = limits(whole={"daily": 500})
    people = [Person(id=n, guild=n % 4 or None) for n in range(1, 21)]

    answers = await asyncio.gather(
        *(accept(store, one, most=most) for one in people), return_exceptions=True
    )

    refused = [answer.code for answer in answers if isinstance(answer, LimitReached)]
    assert refused == ["limit.whole.day"] * 15
    assert (await spent(store))[-1] == (5, 500)


async def test_turns_of_many_servers_that_end_at_once_do_not_wait_for_each_other(store):
    people = [Person(id=n % 5 + 1, guild=n % 3 + 7) for n in range(30)]
    for one in people:
        await accept(store, one)
    turns = [await claim(store) for _ in people]
    ends = [end(store, turn, cost=10) for turn in turns[:20]]

    await asyncio.gather(*ends, *(store.personal_data.forget(n, now=NOON) for n in (1, 2)))

    servers = [(await spent(store, Person(id=99, guild=guild)))[2] for guild in (7, 8, 9)]
    [_, whole] = await spent(store, PRIVATE)
    assert whole == added(*servers)
    assert whole[0] >= 20 - sum(turn.by.id < 3 for turn in turns)


async def forget_whole(store):
    """As a database is that was written before the whole was counted."""
    async with store.spend._transaction() as tx:
        await tx.execute(delete(spend).where(spend.c.guild == EVERYWHERE))


async def test_what_was_spent_this_month_before_the_whole_was_counted_counts(store):
    last_month, first_day = NOON - 86_400 * 20, FIRST
    for by, day in (
        (ADA, last_month),
        (BO, first_day),
        (ADA, NOON),
        (CY, NOON),
        (PRIVATE, TOMORROW),
    ):
        await accept(store, by, now=day)
    await store.spend.runner.run(forget_whole(store))

    for _ in range(2):
        await store.spend.start_whole(now=TOMORROW)

    [_, _, _, whole] = await store.spend.limits(ADA, operator_limits=ANYTHING, now=TOMORROW)
    assert (whole.account.today.cost, whole.account.month.cost) == (100, 400)


async def test_owners_limit_members_by_role_in_their_server_only(store):
    await store.settings.write("server", 7, {"allowance:role:70": {"pictures": 1}})
    artist = Person(id=1, guild=7, roles=(70,))
    await accept(store, artist)

    with pytest.raises(LimitReached, match=r"limit\.member\.pictures"):
        await accept(store, artist)

    await accept(store, Person(id=1, guild=8, roles=(70,)))
    await accept(store, BO)


async def test_owners_are_to_be_told_once_a_period(store):
    await store.settings.write("server", 7, {"budget": {"daily": 1000}})
    for _ in range(10):
        await accept(store)

    [alarm] = await store.budget_alerts.pending()
    await store.budget_alerts.mark_sent(alarm)

    assert (alarm.period, alarm.spent, alarm.limit) == ("day", 800, 1000)
    assert await store.budget_alerts.pending() == []
    for _ in range(9):
        await accept(store, now=TOMORROW)
    assert [alarm.period for alarm in await store.budget_alerts.pending()] == ["day"]


async def test_owners_are_told_by_the_request_with_which_four_fifths_of_a_month_are_spent(store):
    await store.settings.write("server", 7, {"budget": {"monthly": 1000}})
    for day in (NOON, TOMORROW):
        for _ in range(4):
            assert await store.budget_alerts.pending() == []
            await accept(store, now=day)

    [alarm] = await store.budget_alerts.pending()

    assert (alarm.guild, alarm.period, alarm.spent) == (7, "month", 800)


async def test_an_alert_about_everything_makes_no_server_of_it(store):
    for _ in range(9):
        await accept(store, PRIVATE, most=limits(whole={"daily": 1000}))

    assert [alarm.guild for alarm in await store.budget_alerts.pending()] == [EVERYWHERE]
    assert await store.departures.servers() == []


async def test_owners_are_told_of_a_day_that_began_while_they_were_told_of_the_one_before(store):
    await store.settings.write("server", 7, {"budget": {"daily": 1000}})
    for _ in range(9):
        await accept(store)
    [old] = await store.budget_alerts.pending()
    for _ in range(9):
        await accept(store, now=TOMORROW)

    await store.budget_alerts.mark_sent(old)

    [new] = await store.budget_alerts.pending()
    assert new.resets > old.resets


async def test_lines_tell_who_spent_what_on_which_day(store):
    await accept(store, ADA)
    await accept(store, BO, count=2)
    await accept(store, ADA, now=TOMORROW)
    await accept(store, CY)

    lines = await store.spend.lines(7, since=100)

    told = [(line.day, line.person, line.spent.pictures, line.spent.cost) for line in lines]
    assert told == [(100, 1, 1, 100), (100, 2, 2, 200), (101, 1, 1, 100)]
    assert [line.day for line in await store.spend.lines(7, since=101)] == [101]


@pytest.mark.parametrize("day", [FIRST, NOON], ids=["the first of a month", "another day"])
async def test_who_is_forgotten_has_no_new_allowance_by_it_and_is_gone_when_the_month_ends(
    store, day
):
    most = limits(person={"pictures": 1})
    turn = await accept(store, most=most, now=day)
    await claim(store, now=day)
    await end(store, turn, now=day)
    await store.personal_data.forget(ADA.id, now=NOON)

    await store.spend.delete_forgotten(now=day)
    with pytest.raises(LimitReached):
        await accept(store, most=most, now=day)
    await store.spend.delete_forgotten(now=NEXT_MONTH)

    assert await store.spend.lines(7, since=0) == []
    assert (await spent(store, BO))[2] == (1, 90)


async def test_who_paints_again_after_they_were_forgotten_keeps_what_they_spent_since(store):
    await accept(store)
    await store.personal_data.forget(ADA.id, now=NOON)
    await accept(store, now=TOMORROW)

    for _ in range(2):
        await store.spend.delete_forgotten(now=NEXT_MONTH)

    assert [(line.day, line.person) for line in await store.spend.lines(7, since=0)] == [(101, 1)]


async def test_a_description_is_paid_for_and_is_no_picture(store):
    request = ImageRequest(prompt="", model="gemini-2.5-flash", describes=True)
    most = limits(person={"pictures": 1})
    new = NewTurn(request=request, by=ADA, cost=2000)
    await store.turns.accept(new, most_waiting=9, now=NOON, operator_limits=most)
    turn = await claim(store)

    told = TurnResult(outcome=Outcome.DESCRIBED, words="a fox")
    await call(store, turn, cost=700)
    await store.queue.finish(turn, told, worker="w", now=NOON)

    assert await spent(store) == [(0, 700)] * 4


async def test_settings_are_kept_by_kind_and_number_and_taken_away_by_none(store):
    await store.settings.write("server", 7, {"notify": 42})
    await store.settings.write("server", 7, {"style": {"words": "in ink"}})
    await store.settings.write("person", 7, {"notify": 1})
    await store.settings.write("server", 7, {"notify": None})

    assert await store.settings.read("server", 7) == {"style": {"words": "in ink"}}
    assert await store.settings.read("person", 7) == {"notify": 1}
    assert await store.settings.read("thread", 7) == {}


# Who is next
