"""What is left of "Painting" beside a shown picture goes, or is given up after some minutes."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.core.turns import DeliveryResult, Followup, ImageRequest, Outcome, Person, Place
from bot.database import NewTurn, TurnResult
from bot.engine.leases import LEASE
from bot.engine.progress_cleanup import MOST_LEASES, ProgressCleanup
from bot.errors import TemporaryError

AWAY = TemporaryError()


class Channel:
    """Where progress messages are; each attempt ends as `script` says."""

    def __init__(self, *script):
        self.script = list(script)
        self.asked = 0

    def _answer(self):
        self.asked += 1
        answer = self.script.pop(0) if self.script else False
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def remove_progress_message(self, turn):
        return self._answer()

    async def restate_outcome(self, turn):
        self._answer()


async def shown(store, left):
    """A turn that was shown at 0 and of whose progress message something is left to do."""
    request = ImageRequest(prompt="a fox", model="m")
    new = NewTurn(request=request, by=Person(id=7), at=Place(channel=42, token="t"), cost=1)
    await store.turns.accept(new, most_waiting=9, now=0.0)
    [turn] = (await store.queue.claim(worker="w", now=0.0, lease=9, at_once=9)).turns
    done = TurnResult(outcome=Outcome.PAINTED)
    await store.queue.finish(turn, done, worker="w", now=0.0)
    await store.queue.mark_shown(turn, DeliveryResult(left=left), worker="w", now=0.0)


async def attempts(store, channel, left, *times):
    """Look for what is left at some times; whether it still is, after each."""
    found = []
    for now in times:
        context: Any = SimpleNamespace(store=store, now=lambda now=now: now)
        cleanup = ProgressCleanup(context, channel)
        await cleanup._clean_up(age=LEASE, last=MOST_LEASES * LEASE)
        found.append(bool(await store.undelivered.progress_messages(left, before=now)))
    return found


async def test_a_progress_message_that_is_not_found_is_given_up_after_five_leases(store):
    await shown(store, Followup.CLEAR_PROGRESS)
    channel = Channel()
    late = MOST_LEASES * LEASE

    left = await attempts(store, channel, Followup.CLEAR_PROGRESS, LEASE, late - 1, late, late + 1)

    assert left == [True, True, False, False]
    assert channel.asked == 3


async def test_a_progress_message_is_left_to_its_own_process_for_a_lease(store):
    await shown(store, Followup.CLEAR_PROGRESS)
    channel = Channel(True)

    left = await attempts(store, channel, Followup.CLEAR_PROGRESS, LEASE - 1, LEASE)

    assert left == [True, False]
    assert channel.asked == 1


@pytest.mark.parametrize("kind", [Followup.CLEAR_PROGRESS, Followup.FINAL_PROGRESS])
async def test_what_discord_does_not_take_just_now_is_tried_again_until_it_does(store, kind):
    await shown(store, kind)
    channel = Channel(AWAY, AWAY, True)

    left = await attempts(store, channel, kind, *(LEASE * n for n in (1, 2, 3, 4)))

    assert left == [True, True, False, False]
    assert channel.asked == 3
