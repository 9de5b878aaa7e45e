"""What is stored when a turn is shown: where, what is left to do, and that its token is gone."""

import pytest

from bot.core.turns import DeliveryResult, Followup, ImageRequest, Outcome, Place
from bot.database import NewTurn, TurnResult
from bot.database.canvases import Post

from .spending import ADA, NOON, claim

HERE = Place(channel=42, token="secret")


async def painted(store, *, at=HERE):
    new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=ADA, cost=1, at=at)
    await store.turns.accept(new, most_waiting=9, now=NOON)
    done = TurnResult(outcome=Outcome.PAINTED)
    return await store.queue.finish(await claim(store), done, worker="w", now=NOON)


async def show(store, turn, *, worker="w", **how):
    return await store.queue.mark_shown(turn, DeliveryResult(**how), worker=worker, now=NOON)


@pytest.mark.parametrize(
    ("left", "token"),
    [
        (None, None),
        (Followup.UNDELIVERED, None),
        (Followup.CLEAR_PROGRESS, "secret"),
        (Followup.FINAL_PROGRESS, "secret"),
    ],
)
async def test_a_token_is_kept_only_for_a_progress_message_that_is_to_be_changed(
    store, left, token
):
    turn = await painted(store)

    before = await show(store, turn, message=77, left=left)

    assert before.at.token == "secret"
    after = await store.turns.get(turn.id)
    assert (after.message, after.at.token) == (77, token)
    for kind in Followup:
        waiting = await store.undelivered.progress_messages(kind, before=NOON)
        assert [one.id for one in waiting] == ([turn.id] if kind is left else [])


async def test_who_lost_a_turn_shows_nothing_and_changes_nothing(store):
    turn = await painted(store)

    assert await show(store, turn, worker="other", message=77) is None

    assert await store.turns.get(turn.id) == turn
    assert await store.canvases.shown_by(77) is None


@pytest.mark.parametrize(
    ("at", "channel", "shown_in"),
    [(HERE, None, 42), (HERE, 50, 50), (None, 50, 50)],
)
async def test_a_message_is_known_in_the_channel_where_it_was_shown(store, at, channel, shown_in):
    turn = await painted(store, at=at)

    await show(store, turn, message=77, channel=channel)

    assert (await store.canvases.shown_by(77)).id == turn.id
    assert await store.canvases.delete(turn, now=NOON) == [Post(message=77, channel=shown_in)]


async def test_what_no_message_shows_is_known_by_none(store):
    turn = await painted(store)

    await show(store, turn, message=None)

    assert await store.canvases.delete(turn, now=NOON) == []
