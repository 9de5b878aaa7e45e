"""What is read from the sums of spend: for reports, for captions, and after an update."""

import pytest

from bot.core.allowances import EVERYWHERE, NO_LIMIT, Allowance, budget_holds
from bot.core.turns import Person

from .spending import (
    ADA,
    ANYTHING,
    BO,
    CY,
    NEXT_MONTH,
    NOON,
    PRIVATE,
    TOMORROW,
    accept,
    claim,
    end,
    limits,
    spent,
)

MONTH_BEGAN = 86_400 * 90 + 10.0  # 1970-04-01


async def painted(store, by=ADA, *, cost, pictures=1, now=NOON):
    await accept(store, by, now=now)
    return await end(store, await claim(store, now=now), cost=cost, pictures=pictures, now=now)


async def paid_today(store, by=ADA, *, now=NOON):
    return await store.spend.paid_today(by, now=now)


async def test_a_line_has_what_cost_money_or_gave_pictures_and_nothing_else(store):
    await painted(store, ADA, cost=0, pictures=0)
    await painted(store, BO, cost=0, pictures=1)
    await painted(store, Person(id=5, guild=7), cost=30, pictures=0)

    lines = await store.spend.lines(7, since=100)

    told = {line.person: (line.spent.pictures, line.spent.cost) for line in lines}
    assert told == {BO.id: (1, 0), 5: (0, 30)}


async def test_models_are_reported_for_a_server_its_people_and_the_days_asked_for(store):
    await painted(store, ADA, cost=1, now=NOON - 1)
    await painted(store, ADA, cost=10)
    await painted(store, BO, cost=100)
    await painted(store, Person(id=5, guild=7), cost=1000)
    await painted(store, Person(id=ADA.id, guild=8), cost=10_000)
    await accept(store, ADA, cost=100_000)

    assert await store.spend.by_model(7, [ADA.id, BO.id], since=NOON) == {"m": 110}


async def test_what_a_server_paid_today_is_what_is_finished_today(store):
    await painted(store, ADA, cost=10)
    await painted(store, BO, cost=20)
    await painted(store, CY, cost=40)
    await accept(store, BO, cost=160)
    await accept(store, BO, cost=320)
    await claim(store)

    assert await paid_today(store, ADA) == 30
    assert await paid_today(store, CY) == 40


async def test_today_begins_at_midnight(store):
    await painted(store, ADA, cost=10)
    await accept(store, ADA, cost=160)
    await accept(store, ADA, cost=20, now=86_400 * 101.0)

    assert await paid_today(store, ADA, now=TOMORROW) == 0


async def test_in_private_a_person_reads_their_own_sum_of_today(store):
    await painted(store, PRIVATE, cost=10)
    await painted(store, Person(id=PRIVATE.id, guild=7), cost=20)
    await painted(store, Person(id=6), cost=40)

    assert await paid_today(store, PRIVATE) == 30


@pytest.mark.parametrize("whose", ["person", "server", "whole"])
@pytest.mark.parametrize("limit", [{"daily": 0}, {"monthly": 5}], ids=str)
def test_money_is_told_where_any_budget_holds(whose, limit):
    operator = limits(**{whose: limit})

    assert budget_holds(operator, None) is (whose != "server")
    assert budget_holds(operator, NO_LIMIT)
    assert budget_holds(ANYTHING, Allowance(**limit))
    assert not budget_holds(ANYTHING, NO_LIMIT)
    assert not budget_holds(limits(**{whose: {"pictures": 5}}), Allowance(pictures=5))


async def test_that_somebody_was_forgotten_is_kept_until_their_sums_are_deleted(store):
    await painted(store, ADA, cost=10)
    await store.personal_data.forget(ADA.id, now=NOON)

    await store.spend.delete_forgotten(now=TOMORROW)
    assert await store.settings.read("forgotten", ADA.id) == {"day": 100}
    await store.spend.delete_forgotten(now=NEXT_MONTH)

    assert await store.settings.read("forgotten", ADA.id) == {}


async def test_the_first_day_of_a_month_is_one_of_its_days(store):
    await painted(store, ADA, cost=10, now=MONTH_BEGAN)
    await painted(store, ADA, cost=20, now=MONTH_BEGAN - 20)

    assert await spent(store) == [(1, 10)] * 4


async def test_the_whole_warns_by_what_is_likely_and_by_the_most_where_that_is_not_known(store):
    most = limits(whole={"daily": 1000})
    for _ in range(7):
        await accept(store, PRIVATE, most=most)
    assert await store.budget_alerts.pending() == []

    await accept(store, PRIVATE, most=most)

    [alert] = await store.budget_alerts.pending()
    assert (alert.guild, alert.spent, alert.limit) == (EVERYWHERE, 800, 1000)
