"""Stopping, crashing and losing the connection: what was accepted is answered, once."""

import asyncio
import time

import pytest

from bot.database import CallEnd, Store, opened
from bot.discord.delivery.original_response import EDITABLE
from bot.engine import call_outcomes
from bot.errors import Blocked as BlockedByGemini
from bot.sandbox.gemini import Hang

from .conftest import easel_in, png
from .stories import pictures, says, shown


async def test_a_picture_painted_before_a_crash_is_shown_after_it_and_not_painted_again(
    easel, discord, gemini, ada, art
):
    discord.faults.add(method="POST", path=r"/channels/\d+/messages$", hang=True)
    await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: not discord.faults.waiting)  # the post is on its way

    await easel.kill()
    await easel.start()

    await shown(discord, art)
    assert len(gemini.calls) == 1


async def test_a_turn_killed_while_it_is_painted_is_painted_after_the_restart(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 1)

    await easel.kill()
    gemini.gate.set()
    await easel.start()

    await shown(discord, art)
    assert len(gemini.calls) == 2


async def test_a_call_lost_more_than_ten_minutes_after_the_request_is_not_repeated(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 1)

    await easel.kill()
    easel.ahead = call_outcomes.YOUNG + 1
    gemini.gate.set()
    await easel.start()

    await discord.until(lambda: asked.reply and asked.reply.buttons() == ["Again"])
    turn = await easel.app.engine.turns.get(1)
    assert (turn.reason, len(gemini.calls)) == ("interrupted", 1)
    assert turn.cost >= 33_600  # Google may bill what left


async def test_a_call_lost_within_ten_minutes_of_the_request_is_repeated(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 1)

    await easel.kill()
    easel.ahead = call_outcomes.YOUNG - 60
    gemini.gate.set()
    await easel.start()

    await shown(discord, art)
    assert len(gemini.calls) == 2


async def test_a_description_whose_call_was_lost_twice_is_not_asked_for_again(
    easel, discord, gemini, ada, art
):
    gemini.script.extend([Hang(), Hang()])
    asked = await ada.slash("describe", channel=art, image=("red.png", png()))
    for left in (1, 0):
        await gemini.until(lambda left=left: len(gemini.script) == left)
        await easel.kill()
        await easel.start()

    await discord.until(lambda: asked.reply and says(asked.reply.content, "interrupted"))
    assert len(gemini.calls) == 2


async def test_a_description_that_gemini_refused_before_a_crash_is_not_asked_for_again(
    easel, discord, gemini, ada, art
):
    gemini.script.append(Hang())
    asked = await ada.slash("describe", channel=art, image=("red.png", png()))
    await gemini.until(lambda: gemini.calls and not gemini.script)
    await easel.kill()
    async with opened(easel.config().storage.database) as database:
        refusal = BlockedByGemini("blocked.SAFETY")
        await Store(database).calls.end(CallEnd(id=1, at=time.time(), error=refusal))

    await easel.start()

    await discord.until(lambda: asked.reply and says(asked.reply.content, "blocked.SAFETY"))
    assert len(gemini.calls) == 1


async def test_waiting_turns_go_on_after_a_restart(easel, discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    for n in range(4):
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await discord.until(lambda asked=asked: asked.reply and asked.reply.content)

    await easel.kill()
    gemini.gate.set()
    await easel.start()

    await shown(discord, art, 4)


async def test_a_note_that_a_restart_left_goes_on_saying_where_its_request_is(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    first, _ = [await ada.slash("imagine", channel=art, prompt=f"fox {n}") for n in range(2)]
    await gemini.until(lambda: len(gemini.calls) == 2)
    await ada.says(f"{discord.bot_mention} a whale", channel=art)
    await discord.until(lambda: says(discord.messages(art)[-1].content, "standing.place", place=1))
    note = discord.messages(art)[-1]
    await easel.kill()
    await easel.start()

    await ada.clicks(first.reply, "Cancel")

    await discord.until(lambda: says(note.content, "standing.painting"))
    gemini.gate.set()
    await shown(discord, art, 2)


async def test_a_note_that_a_restart_left_says_what_stays_true_before_it_can_not_be_edited(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    asked = [await ada.slash("imagine", channel=art, prompt=f"fox {n}") for n in range(3)]
    await gemini.until(lambda: len(gemini.calls) == 2)
    waiting = asked[-1]
    await discord.until(lambda: waiting.reply and says(waiting.reply.content, "standing.place"))
    await easel.kill()
    easel.ahead = EDITABLE
    await easel.start()

    await discord.until(lambda: says(waiting.reply.content, "standing.late"))

    assert waiting.reply.buttons() == ["Cancel"]
    gemini.gate.set()
    await shown(discord, art)


async def test_a_stop_finishes_what_is_begun(easel, discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 1)

    stopping = asyncio.create_task(easel.stop())
    gemini.gate.set()
    await stopping

    assert len(pictures(discord, art)) == 1


async def test_what_is_asked_while_it_stops_is_refused_in_words(easel, discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 1)
    stopping = asyncio.create_task(easel.stop())
    await asyncio.sleep(0)

    late = await ada.slash("imagine", channel=art, prompt="a late fox")

    await discord.until(lambda: late.reply and says(late.reply.content, "stopping"))
    gemini.gate.set()
    await stopping


async def test_the_same_event_twice_is_one_turn(discord, gemini, ada, art, easel):
    await ada.slash("imagine", channel=art, prompt="a fox")
    discord.gateway.resend("INTERACTION_CREATE")
    fox = await shown(discord, art)

    await ada.says("make it night", reply_to=fox)
    discord.gateway.resend("MESSAGE_CREATE")
    await shown(discord, art, 2)
    await ada.says("make it day", reply_to=fox)

    await shown(discord, art, 3)
    assert len(gemini.calls) == 3


@pytest.mark.parametrize("words", ["a {red, blue} fox", "#9 make it night"])
async def test_the_same_message_twice_is_answered_once(discord, ada, art, words):
    first = await ada.says(f"{discord.bot_mention} {words}", channel=art)
    await discord.until(lambda: answers_to(discord, art, first))

    [session] = discord.gateway._sessions.values()
    discord.gateway.send(
        "MESSAGE_CREATE", next(d for *_, d in session.sent_events if d.get("id") == first.id)
    )
    then = await ada.says(f"{discord.bot_mention} {words}", channel=art)

    await discord.until(lambda: answers_to(discord, art, then))
    assert len(answers_to(discord, art, first)) == 1


def answers_to(discord, channel, message):
    replies = [m for m in discord.messages(channel) if m.reference]
    return [m for m in replies if m.reference["message_id"] == message.id]


async def test_a_lost_answer_to_the_post_makes_no_second_message(discord, ada, art):
    lost = {"method": "POST", "path": r"/channels/\d+/messages$", "carried_out": True}
    discord.faults.add(**lost, status=503, json={"message": "oops", "code": 0})

    await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: discord.calls[-1].method == "DELETE")  # the note: it is shown
    assert len(pictures(discord, art)) == 1


async def test_a_picture_too_large_for_the_channel_comes_as_a_smaller_copy(discord, ada, art):
    too_large = {"message": "Request entity too large", "code": 40005}
    discord.faults.add(method="POST", path=r"/channels/\d+/messages$", status=413, json=too_large)

    await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_without_the_right_to_post_the_picture_comes_privately_with_the_reason(
    discord, ada, art
):
    discord.forbid("SEND_MESSAGES", channel=art)

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "deliver.no_permission", permission="Send Messages")


async def test_a_malformed_event_does_not_end_the_bot(easel, discord, ada, art):
    discord.gateway.send_malformed_message()

    await discord.until(lambda: not easel.app.connection.ready)
    await discord.until(lambda: discord.bot_online and easel.app.connection.ready)
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)


async def test_gateway_drops_and_requests_to_reconnect_lose_nothing(discord, ada, art):
    for count, hiccup in enumerate((discord.gateway.drop, discord.gateway.reconnect), 1):
        hiccup()
        await discord.until(lambda: not discord.bot_online)
        await ada.says(f"<@{discord.world.bot.id}> a fox", channel=art)
        await shown(discord, art, count)


async def test_an_invalid_session_is_followed_by_a_new_one(discord, ada, art):
    discord.gateway.invalidate()
    await discord.until(lambda: not discord.bot_online)
    await discord.until(lambda: discord.bot_online)

    await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_a_bot_that_may_not_read_messages_lives_without(tmp_path):
    async with easel_in(tmp_path, message_content=False) as easel:
        assert easel.discord.bot_online
