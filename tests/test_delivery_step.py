"""A finished turn is shown once, tried for a day, then kept; what is deleted is taken back."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.core.turns import DeliveryResult, Followup, ImageRequest, Outcome, Person, Place
from bot.database import LeaseLost, NewTurn, TurnResult
from bot.engine.delivery_step import DELIVERY_WINDOW, MOST_DELIVERIES, DeliveryStep
from bot.engine.leases import LEASE
from bot.engine.metrics import Metrics, Now
from bot.engine.progress_cleanup import ProgressCleanup
from bot.engine.retry_rules import pause
from bot.errors import TemporaryError

ADA = Person(id=7)
ART = Place(channel=42)
BEGIN = 1000.0
POSTED = DeliveryResult(message=99, left=Followup.CLEAR_PROGRESS)


class Channel:
    """Where turns are shown; each delivery ends as `script` says, then all are posted."""

    def __init__(self, *script):
        self.script = list(script)
        self.asked = []
        self.away = False  # whether it takes back nothing just now

    async def deliver(self, turn):
        self.asked.append("deliver")
        answer = self.script.pop(0) if self.script else POSTED
        if isinstance(answer, Exception):
            raise answer
        return await answer() if callable(answer) else answer

    async def withdraw(self, turn, how):
        self.asked.append(("withdraw", how.message))
        if self.away:
            raise TemporaryError

    async def remove_progress_message(self, turn):
        self.asked.append("clear")
        return True


class Steps:
    """A worker's deliveries of one turn, at the time that `now` says."""

    def __init__(self, store, channel):
        self.store, self.channel, self.now = store, channel, BEGIN
        self.metrics = Metrics()
        context: Any = SimpleNamespace(store=store, metrics=self.metrics, now=lambda: self.now)
        delivery: Any = channel
        cleanup = ProgressCleanup(context, delivery)
        self._step = DeliveryStep(context, delivery, cleanup, worker_id="w")

    async def painted(self, *, at=ART, after=0.0):
        """Ada's turn, painted so many seconds after she asked."""
        new = NewTurn(
            request=ImageRequest(prompt="a fox", model="m"), by=ADA, at=at, cost=1, origin="x"
        )
        await self.store.turns.accept(new, most_waiting=9, now=self.now)
        turn = await self.claim()
        self.now += after
        done = TurnResult(outcome=Outcome.PAINTED)
        return await self.store.queue.finish(turn, done, worker="w", now=self.now, lease=LEASE)

    async def claim(self):
        claimed = await self.store.queue.claim(worker="w", now=self.now, lease=LEASE, at_once=9)
        return claimed.turns[0] if claimed.turns else None

    async def run(self, turn, *, waited=False):
        return await self._step.run(turn, waited=waited)

    async def fail(self, turn, times):
        """Let so many deliveries of a turn fail; return it as it is claimed after that."""
        for _ in range(times):
            assert await self.run(turn) is False
            self.now += pause(turn.showings)
            turn = await self.claim()
        return turn

    async def kept(self):
        return [turn.id for turn in await self.store.undelivered.of_person(ADA.id)]


def steps(store, *script):
    return Steps(store, Channel(*script))


def refusals(times):
    return [TemporaryError() for _ in range(times)]


async def test_what_failed_for_a_day_and_eight_times_is_kept_for_its_person(store):
    ada = steps(store, *refusals(MOST_DELIVERIES + 1))
    turn = await ada.fail(await ada.painted(), MOST_DELIVERIES + 1)
    ada.now = BEGIN + DELIVERY_WINDOW + 1

    assert await ada.run(turn) is True

    assert len(ada.channel.asked) == MOST_DELIVERIES + 1  # it is not tried again
    assert await ada.kept() == [turn.id]
    assert await ada.claim() is None


async def test_what_failed_more_than_eight_times_is_tried_until_the_day_is_over(store):
    ada = steps(store, *refusals(MOST_DELIVERIES + 1))
    turn = await ada.fail(await ada.painted(), MOST_DELIVERIES + 1)
    ada.now = BEGIN + DELIVERY_WINDOW

    await ada.run(turn)

    assert ada.channel.asked[-2:] == ["deliver", "clear"]
    assert (await store.canvases.shown_by(99)).id == turn.id
    assert await ada.kept() == []


async def test_what_is_older_than_a_day_is_tried_eight_times_all_the_same(store):
    ada = steps(store, *refusals(MOST_DELIVERIES))
    turn = await ada.painted(after=DELIVERY_WINDOW + 1)

    await ada.run(await ada.fail(turn, MOST_DELIVERIES))

    assert await ada.kept() == []
    assert (await store.canvases.shown_by(99)).id == turn.id


async def test_a_day_and_eight_attempts_are_what_a_delivery_has(store):
    assert (MOST_DELIVERIES, DELIVERY_WINDOW) == (8, 86_400)


@pytest.mark.parametrize(("said", "wait"), [(70.0, 70.0), (None, 1.0)])
async def test_a_delivery_that_failed_is_due_when_discord_says_or_after_a_pause(store, said, wait):
    ada = steps(store, TemporaryError(wait=said))
    turn = await ada.painted()

    assert await ada.run(turn) is False

    ada.now = BEGIN + wait - 0.5
    assert await ada.claim() is None
    ada.now = BEGIN + wait
    assert (await ada.claim()).showings == turn.showings + 1


async def test_what_is_deleted_while_it_is_posted_is_taken_back(store):
    async def deleted_meanwhile():
        await store.canvases.delete(turn, now=BEGIN)
        return POSTED

    ada = steps(store, deleted_meanwhile)
    turn = await ada.painted()

    assert await ada.run(turn) is True

    assert ("withdraw", 99) in ada.channel.asked


async def test_what_discord_does_not_take_back_just_now_is_not_posted_again(store):
    async def deleted_meanwhile():
        await store.canvases.delete(turn, now=BEGIN)
        ada.channel.away = True
        return POSTED

    ada = steps(store, deleted_meanwhile)
    turn = await ada.painted()

    assert await ada.run(turn) is True

    ada.now += DELIVERY_WINDOW
    assert await ada.claim() is None


async def test_what_was_deleted_before_is_not_posted(store):
    ada = steps(store)
    turn = await ada.painted()
    await store.canvases.delete(turn, now=BEGIN)

    assert await ada.run(await store.turns.get(turn.id)) is True

    assert ada.channel.asked == []


async def test_what_was_deleted_after_a_post_whose_answer_was_lost_is_looked_for_and_taken_back(
    store,
):
    ada = steps(store, *refusals(1))
    turn = await ada.fail(await ada.painted(), 1)
    await store.canvases.delete(turn, now=BEGIN)

    assert await ada.run(await store.turns.get(turn.id)) is True

    assert ada.channel.asked == ["deliver", ("withdraw", None)]


async def test_a_turn_that_another_worker_took_meanwhile_is_not_marked_as_shown(store):
    async def taken_meanwhile():
        taken = await store.queue.claim(
            worker="other", now=BEGIN + LEASE + 1, lease=LEASE, at_once=9
        )
        assert taken.turns
        return POSTED

    ada = steps(store, taken_meanwhile)

    with pytest.raises(LeaseLost):
        await ada.run(await ada.painted())

    assert await store.canvases.shown_by(99) is None


async def test_a_turn_that_waited_for_its_place_is_shown_only_under_its_lease(store):
    ada = steps(store)
    turn = await ada.painted()
    await store.queue.claim(worker="other", now=BEGIN + LEASE + 1, lease=LEASE, at_once=9)

    with pytest.raises(LeaseLost):
        await ada.run(turn, waited=True)

    assert ada.channel.asked == []


async def test_a_turn_that_waited_for_its_place_has_a_whole_lease_to_be_shown_in(store):
    ada = steps(store)
    turn = await ada.painted()
    ada.now = BEGIN + LEASE - 1

    async def long_post():
        ada.now += LEASE - 1
        taken = await store.queue.claim(worker="other", now=ada.now, lease=LEASE, at_once=9)
        assert taken.turns == []
        return POSTED

    ada.channel.script = [long_post]

    assert await ada.run(turn, waited=True) is True


async def test_a_turn_without_a_place_is_marked_as_shown_without_being_posted(store):
    ada = steps(store)

    assert await ada.run(await ada.painted(at=None)) is True

    assert ada.channel.asked == []
    assert await ada.claim() is None


@pytest.mark.parametrize(
    ("how", "clears"),
    [
        (POSTED, True),
        (DeliveryResult(), False),
        (DeliveryResult(left=Followup.UNDELIVERED), False),
    ],
)
async def test_its_progress_message_goes_where_another_message_shows_it(store, how, clears):
    ada = steps(store, how)

    await ada.run(await ada.painted())

    assert ("clear" in ada.channel.asked) is clears


@pytest.mark.parametrize(
    ("how", "outcome"),
    [(POSTED, "shown"), (DeliveryResult(left=Followup.UNDELIVERED), "kept")],
)
async def test_what_was_shown_and_what_was_only_kept_are_counted_apart(store, how, outcome):
    ada = steps(store, how)

    await ada.run(await ada.painted())

    now = Now(busy=0, slots=1, gateway=True, syncs=0)
    counted = ada.metrics.text(now, None).decode()
    assert f'easel_post_seconds_count{{outcome="{outcome}"}} 1.0' in counted
    assert counted.count("easel_post_seconds_count{") == 1
