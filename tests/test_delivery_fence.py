"""A worker that was frozen between painting and showing shows nothing that another has shown."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.core.turns import DeliveryResult, ImageRequest, Outcome, Person, Place
from bot.database import LeaseLost, NewTurn, Store, TurnResult, opened
from bot.engine.delivery_step import DeliveryStep
from bot.engine.leases import LEASE
from bot.engine.metrics import Metrics

ADA = Person(id=7)
FOX = ImageRequest(prompt="a fox", model="m")


class Channel:
    """Where turns are shown."""

    def __init__(self):
        self.shown = []

    async def deliver(self, turn):
        self.shown.append(turn.id)
        return DeliveryResult(message=1000 + len(self.shown))


@pytest.fixture
async def shared(postgres_url):
    async with opened(postgres_url) as database:
        yield Store(database)


async def finished(store, *, at):
    """A turn that worker "w" has painted at a time."""
    new = NewTurn(request=FOX, by=ADA, at=Place(channel=42), cost=1)
    await store.turns.accept(new, most_waiting=9, now=at)
    [turn] = (await store.queue.claim(worker="w", now=at, lease=LEASE, at_once=9)).turns
    painted = TurnResult(outcome=Outcome.PAINTED)
    return await store.queue.finish(turn, painted, worker="w", now=at, lease=LEASE)


def step(store, channel, *, now):
    context: Any = SimpleNamespace(store=store, metrics=Metrics(), now=lambda: now)
    no_cleanup: Any = None
    return DeliveryStep(context, channel, no_cleanup, worker_id="w")


async def shown_by_another(store, *, at):
    [turn] = (await store.queue.claim(worker="other", now=at, lease=LEASE, at_once=9)).turns
    await store.queue.mark_shown(turn, DeliveryResult(message=5), worker="other", now=at)


async def test_who_was_frozen_for_a_lease_shows_nothing_that_another_showed(shared):
    channel, turn = Channel(), await finished(shared, at=1000.0)
    await shown_by_another(shared, at=1001.0 + LEASE)

    with pytest.raises(LeaseLost):
        await step(shared, channel, now=1002.0 + LEASE).run(turn, waited=False)

    assert channel.shown == []


async def test_no_other_can_take_a_turn_while_its_lease_is_taken_for_fresh(shared):
    channel, turn = Channel(), await finished(shared, at=1000.0)
    late = 1000.0 + LEASE / 2 - 1

    taken = await shared.queue.claim(worker="other", now=late, lease=LEASE, at_once=9)
    done = await step(shared, channel, now=late).run(turn, waited=False)

    assert (taken.turns, done, channel.shown) == ([], True, [turn.id])


async def test_a_clock_that_was_set_back_makes_no_lease_fresh(shared):
    channel, turn = Channel(), await finished(shared, at=1000.0)
    await shown_by_another(shared, at=1001.0 + LEASE)

    with pytest.raises(LeaseLost):
        await step(shared, channel, now=900.0).run(turn, waited=False)

    assert channel.shown == []
