"""How long a worker has a turn, and when the next one can be claimed."""

import pytest

from bot.core.allowances import EVERYWHERE
from bot.core.circuit_breaker import FAILURES
from bot.core.turns import DeliveryResult, Outcome, Person
from bot.database import CallEnd, TurnResult
from bot.errors import Overloaded

from .spending import ADA, BO, CY, NOON, accept, call, claim, end, spent

LEASE = 1000.0  # seconds, of `claim`


async def wake(store, *, now=NOON, **limits):
    """When there may be more to claim, as one is told who claims nothing."""
    claimed = await store.queue.claim(worker="none", now=now, lease=LEASE, at_once=9, **limits)
    assert not claimed.turns
    return claimed.next_due


async def test_what_was_shown_or_cancelled_is_never_claimed_again(store):
    for by in (ADA, BO):
        await accept(store, by)
    shown, cancelled = await claim(store), await claim(store)
    await end(store, shown)
    await store.queue.mark_shown(shown, DeliveryResult(message=77), worker="w", now=NOON)
    await store.queue.postpone(cancelled, until=NOON + 9, worker="w")
    await store.turns.cancel(cancelled.id, now=NOON)

    assert await claim(store, now=NOON + 2 * LEASE) is None
    assert await wake(store) is None


async def test_a_lease_ends_at_its_time_and_another_begins(store):
    turn = await accept(store)
    await claim(store)
    alone = {"at_once": 1, "server_at_once": 1}

    assert await claim(store, now=NOON + LEASE - 1, **alone) is None
    assert await wake(store) == NOON + LEASE
    assert (await claim(store, now=NOON + LEASE, **alone)).id == turn.id


async def test_who_takes_a_turn_to_paint_it_has_not_tried_to_show_it(store):
    await accept(store)

    turn = await claim(store)

    assert (turn.attempts, turn.claims, turn.showings) == (1, 1, 0)


async def test_while_the_minute_is_full_only_what_is_painted_goes_on(store):
    painted, _ = await accept(store), await accept(store, BO)
    await call(store, await claim(store))

    assert await wake(store, per_minute=1) == NOON + 60
    assert (await claim(store, now=NOON + 60, per_minute=1)).by == BO
    await end(store, painted, now=NOON + 60)
    await store.queue.renew_leases([painted.id], worker="w", until=NOON + 60)

    assert (await claim(store, now=NOON + 61, per_minute=1)).id == painted.id


async def test_a_server_of_which_nothing_can_be_painted_now_holds_up_no_other(store):
    other = Person(id=5, guild=CY.guild)
    for by in (ADA, ADA, CY, other):
        await accept(store, by)

    claimed = [await claim(store, at_once=1) for _ in range(3)]

    assert [turn.by for turn in claimed] == [ADA, CY, other]


@pytest.mark.parametrize("due", [1.0, LEASE * 2])
async def test_a_turn_is_due_when_it_was_postponed_to_or_when_its_lease_has_ended(store, due):
    await accept(store)
    await store.queue.postpone(await claim(store), until=NOON + due, worker="w")

    assert await wake(store) == NOON + due
    assert await claim(store, now=NOON + due - 0.5) is None
    assert await claim(store, now=NOON + due) is not None


async def test_one_is_woken_by_the_first_of_all_that_fall_due(store):
    for by in (ADA, BO, CY):
        await accept(store, by)
    for later in (30, 10, 20):
        await store.queue.postpone(await claim(store), until=NOON + later, worker="w")

    assert await wake(store) == NOON + 10


async def test_one_is_woken_by_the_first_lease_that_ends(store):
    turns = [await accept(store, by) for by in (ADA, BO, CY)]
    for _ in turns:
        await claim(store)
    for turn, later in zip(turns, (30, 10, 20), strict=True):
        await store.queue.renew_leases([turn.id], worker="w", until=NOON + later)

    assert await wake(store) == NOON + 10


async def test_what_one_has_already_though_its_lease_is_over_wakes_no_one(store):
    turn = await accept(store)
    await claim(store)

    assert await wake(store, now=NOON + LEASE, excluded=[turn.id]) is None


async def test_a_worker_that_has_released_its_leases_writes_nothing(store):
    turn = await accept(store)
    await claim(store)

    await store.queue.release_leases(worker="w")

    assert await end(store, turn) is None
    assert not await store.queue.confirm_lease(turn, worker="w", until=NOON + LEASE)


@pytest.mark.parametrize(("extended", "ends"), [(0, LEASE), (5000, 5010)])
async def test_the_end_of_a_turn_extends_its_lease_where_it_says_so(store, extended, ends):
    turn = await accept(store)
    await claim(store)

    painted = TurnResult(outcome=Outcome.PAINTED)
    await store.queue.finish(turn, painted, worker="w", now=NOON + 10, lease=extended)

    assert await wake(store) == NOON + ends


async def test_a_failure_that_ends_its_turn_counts_once_against_its_model(store):
    for n in range(FAILURES - 1):
        by = Person(id=10 + n)
        await accept(store, by)
        turn = await claim(store)
        failed = CallEnd(id=await call(store, turn), at=NOON, error=Overloaded())
        await store.queue.finish(
            turn, TurnResult(outcome=Outcome.FAILED, call=failed), worker="w", now=NOON
        )
    await accept(store)

    assert (await claim(store)).by == ADA


async def test_a_turn_ends_once(store):
    turn = await accept(store)
    await claim(store)
    await end(store, turn)

    assert await end(store, turn, pictures=0) is None
    assert (await store.turns.get(turn.id)).outcome is Outcome.PAINTED


async def test_what_was_shown_cancelled_or_forgotten_can_not_be_held_any_longer(store):
    shown, cancelled, forgotten = [await accept(store, by) for by in (ADA, BO, CY)]
    for _ in range(3):
        await claim(store)
    await end(store, shown)
    await store.queue.mark_shown(shown, DeliveryResult(message=77), worker="w", now=NOON)
    await store.turns.cancel(cancelled.id, now=NOON)
    await store.personal_data.forget(CY.id, now=NOON)

    for turn in (shown, cancelled, forgotten):
        assert not await store.queue.confirm_lease(turn, worker="w", until=NOON + 9)


async def test_giving_back_ends_what_waits_and_leaves_what_is_painted_or_being_painted(store):
    painted, painting, waiting = [await accept(store, by) for by in (ADA, CY, BO)]
    for _ in range(2):
        await claim(store)
    await end(store, painted)
    await store.queue.renew_leases([painted.id], worker="w", until=NOON)  # its delivery failed

    assert await store.pauses.pause(EVERYWHERE, give_back=True, now=NOON) == 1

    after = [(await store.turns.get(one.id)).outcome for one in (painted, painting, waiting)]
    assert after == [Outcome.PAINTED, None, Outcome.FAILED]
    assert (await spent(store, ADA))[0] == (1, 90)
