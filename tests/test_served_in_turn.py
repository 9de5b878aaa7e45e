"""The order in which servers are served, and the places that people are told."""

from bot.core.turns import DeliveryResult, Person

from .spending import (
    ADA,
    BO,
    CY,
    NOON,
    accept,
    claim,
    end,
    places,
)


async def test_a_flood_of_one_server_does_not_starve_another(store):
    flood = [(await accept(store, ADA)).id for _ in range(30)]
    other = [(await accept(store, CY)).id for _ in range(3)]
    private = (await accept(store, Person(id=9))).id

    served = [(await claim(store)).id for _ in range(8)]

    assert sorted(served) == sorted([*flood[:4], *other, private])
    assert served.index(other[2]) <= 6


async def test_many_people_of_one_server_share_its_turns(store):
    flood = [(await accept(store, Person(id=n, guild=7))).id for n in range(10, 30)]
    alone = [(await accept(store, CY)).id for _ in range(4)]

    served = [(await claim(store)).id for _ in range(8)]

    assert sorted(served) == sorted([*flood[:4], *alone])


async def test_a_server_that_asked_for_nothing_has_not_saved_up_turns(store):
    for _ in range(10):
        await accept(store, ADA)
    for _ in range(6):
        await claim(store)
    for _ in range(3):
        await accept(store, CY)

    claimed = [await claim(store) for _ in range(6)]

    assert [turn.by.guild for turn in claimed] == [8, 7, 8, 7, 8, 7]


async def test_a_server_is_charged_for_painting_a_turn_and_not_for_showing_it(store):
    for by, cost in ((ADA, 100), (ADA, 100), (CY, 40), (CY, 40), (CY, 40), (CY, 40)):
        await accept(store, by, cost=cost)
    painted, _ = await claim(store), await claim(store)
    await end(store, painted)
    await store.queue.renew_leases([painted.id], worker="w", until=NOON)
    assert (await claim(store)).id == painted.id  # to be shown

    claimed = [await claim(store) for _ in range(3)]

    assert [turn.by.guild for turn in claimed] == [8, 8, 7]


async def test_the_places_told_are_the_places_had(store):
    for n in range(30):
        await accept(store, (ADA, BO, CY, Person(id=9))[n * n % 4], cost=10 + n * 37 % 90)
    for n in range(9):
        turn = await claim(store)
        if n % 2:
            await store.queue.postpone(turn, until=NOON, worker="w", begun=False)

    told = await places(store, range(1, 31))

    assert sorted(told.values()) == list(range(1, len(told) + 1))
    assert [(await claim(store)).id for _ in told] == sorted(told, key=told.__getitem__)


async def test_the_places_told_are_had_also_by_a_server_that_was_silent_and_where_nothing_is_paid(
    store,
):
    for by, cost in ((CY, 0), (CY, 0), *[(ADA, 100)] * 5):
        await accept(store, by, cost=cost)
    for _ in range(7):
        await claim(store)
    for n in range(24):
        await accept(store, (CY, ADA, Person(id=9))[n * n % 3], cost=(0, 1, 5, 0, 90)[n % 5])

    told = await places(store, range(8, 32))

    assert sorted(told.values()) == list(range(1, 25))
    assert [(await claim(store)).id for _ in told] == sorted(told, key=told.__getitem__)


async def test_what_is_painted_or_shown_has_no_place_and_is_before_no_other(store):
    for by in (ADA, BO, ADA, BO):
        await accept(store, by)
    shown, painted = await claim(store), await claim(store)
    await end(store, painted)
    done = await end(store, shown)
    await store.queue.mark_shown(done, DeliveryResult(message=77), worker="w", now=NOON)
    await store.queue.renew_leases([painted.id], worker="w", until=NOON)  # its delivery failed

    assert await places(store, [1, 2, 3, 4]) == {3: 1, 4: 2}


async def test_the_place_of_one_turn_counts_all_before_it(store):
    for n in range(12):
        await accept(store, (ADA, CY)[n % 2], cost=10)

    assert await places(store, [5, 12, 99]) == {5: 5, 12: 12}


async def test_a_server_whose_turns_are_claimed_twice_gets_as_many_painted(store):
    for _ in range(6):
        await accept(store, ADA)
        await accept(store, CY)
    postponed, painted = set(), []

    while len(painted) < 6:
        turn = await claim(store)
        if turn.by.guild == 7 and turn.id not in postponed:
            postponed.add(turn.id)
            await store.queue.postpone(turn, until=NOON, worker="w", begun=False)
        else:
            painted.append(turn.by.guild)

    assert painted.count(7) == 3


async def test_a_server_is_painted_for_at_most_so_often_at_once(store):
    for by in (ADA, BO, ADA, CY, Person(id=9), Person(id=10)):
        await accept(store, by)

    claimed = [await claim(store, server_at_once=2) for _ in range(6)]

    guilds = [turn.by.guild for turn in claimed if turn]
    assert sorted(guilds, key=str) == [7, 7, 8, None, None]


async def test_a_server_that_is_served_enough_at_once_holds_up_no_other(store):
    for by, cost in ((ADA, 1), (ADA, 1), (Person(id=9), 100), (Person(id=9), 100)):
        await accept(store, by, cost=cost)

    claimed = [await claim(store, server_at_once=1) for _ in range(4)]

    assert [turn.by.guild for turn in claimed[:3]] == [None, 7, None]
    assert claimed[3] is None


async def test_what_is_only_delivered_takes_no_place_of_its_server(store):
    for by in (ADA, BO, Person(id=9, guild=7)):
        await accept(store, by)
    await end(store, await claim(store))  # leased still: it is delivered

    assert (await claim(store, server_at_once=1)).by == BO
    assert await claim(store, server_at_once=1) is None


async def test_what_is_only_delivered_takes_no_place_of_its_person(store):
    for _ in range(3):
        await accept(store, ADA)
    await end(store, await claim(store))

    assert (await claim(store, at_once=1)).id == 2
    assert await claim(store, at_once=1) is None


async def test_the_first_turn_of_all_is_served_and_the_lower_server_of_two_goes_first(store):
    await accept(store, CY)
    await accept(store, ADA)

    assert await places(store, [1, 2]) == {2: 1, 1: 2}
    assert [(await claim(store)).id for _ in range(2)] == [2, 1]


async def test_a_turn_that_costs_nothing_takes_its_part_of_the_time_all_the_same(store):
    for by in (ADA, ADA, CY):
        await accept(store, by, cost=0)

    assert await places(store, [1, 2, 3]) == {1: 1, 3: 2, 2: 3}
    assert [(await claim(store)).by.guild for _ in range(3)] == [7, 8, 7]


async def test_of_two_with_the_same_ticket_who_asked_first_is_first(store):
    first, second = await accept(store, ADA), await accept(store, BO)
    await store.turns.set_progress_message(first.id, 77)  # PostgreSQL reads it last from then on

    assert await places(store, [first.id, second.id]) == {first.id: 1, second.id: 2}
    assert (await claim(store)).id == first.id


async def test_two_who_ask_for_as_much_take_turns_to_the_end(store):
    for by in (ADA, ADA, ADA, BO, BO, BO):
        await accept(store, by)

    assert [(await claim(store)).by for _ in range(6)] == [ADA, BO] * 3


async def test_who_waits_in_one_server_is_not_behind_in_another(store):
    for _ in range(5):
        await accept(store, ADA)
    here = Person(id=ADA.id, guild=CY.guild)
    asked = [(await accept(store, by)).id for by in (CY, CY, here)]

    told = await places(store, asked)

    assert sorted(asked, key=told.__getitem__) == [asked[0], asked[2], asked[1]]


async def test_who_comes_late_is_before_no_one_who_is_next(store):
    for _ in range(5):
        await accept(store, ADA)
    for _ in range(3):
        await claim(store)
    await accept(store, BO)

    assert [(await claim(store)).by for _ in range(3)] == [ADA, BO, ADA]


async def test_a_turn_that_came_back_moves_those_after_it_no_further(store):
    back = await accept(store, ADA)
    await store.queue.postpone(await claim(store), until=NOON, worker="w")
    asked = [(await accept(store, by)).id for by in (ADA, CY, CY)]

    assert await places(store, [back.id, *asked]) == {
        asked[1]: 1,
        back.id: 2,
        asked[0]: 3,
        asked[2]: 4,
    }
    assert [(await claim(store)).id for _ in range(4)] == [asked[1], back.id, asked[0], asked[2]]


async def test_the_progress_of_more_turns_than_a_statement_takes_is_read(store):
    first, second = await accept(store, ADA), await accept(store, BO)
    unknown = range(second.id + 1, 40_000)

    found = await store.queue.progress([first.id, *unknown, second.id], now=NOON)

    assert {id_: progress.place for id_, progress in found.items()} == {first.id: 1, second.id: 2}
