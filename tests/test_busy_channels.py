"""In a busy channel Discord takes few messages: notes about pictures leave it to the pictures."""

import asyncio

import pytest

from .stories import pictures, says, shown


def notes(discord, channel):
    return [m for m in discord.messages(channel) if says(m.content, "standing.painting")]


def calls(discord, channel, method):
    path = f"/channels/{channel.id}/messages"
    return [call for call in discord.calls if (call.method, call.path) == (method, path)]


@pytest.mark.settings(limits={"person_at_once": 3})
async def test_in_a_busy_channel_notes_give_way_to_pictures(easel, discord, gemini, ada, art):
    pace = easel.app.progress_messages.pace
    pace.most, pace.window = 1, 600.0
    gemini.gate = asyncio.Event()

    for words in ("a fox", "a cat", "a boat"):
        await ada.says(f"{discord.bot_mention} {words}", channel=art)
    await gemini.until(lambda: len(gemini.calls) == 3)
    await discord.until(lambda: notes(discord, art))
    gemini.gate.set()

    await shown(discord, art, 3)
    await discord.until(lambda: not notes(discord, art) and not easel.app.worker.busy)
    assert len(calls(discord, art, "POST")) == 4
    assert not calls(discord, art, "GET")


async def test_a_note_that_gave_way_is_posted_when_there_is_room_and_it_is_still_true(
    easel, discord, gemini, ada, art
):
    pace = easel.app.progress_messages.pace
    pace.most, pace.window = 1, 0.3
    gemini.gate = asyncio.Event()

    for words in ("a fox", "a cat"):
        await ada.says(f"{discord.bot_mention} {words}", channel=art)

    await discord.until(lambda: len(notes(discord, art)) == 2)
    assert not pictures(discord, art)
    gemini.gate.set()
    await shown(discord, art, 2)
    await discord.until(lambda: not notes(discord, art))


async def test_a_busy_channel_takes_no_notes_from_another(easel, discord, gemini, ada, art):
    easel.app.progress_messages.pace.most = 1
    gemini.gate = asyncio.Event()
    thread = await ada.opens_thread(channel=art, name="ideas")

    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await ada.says(f"{discord.bot_mention} a cat", thread=thread)

    await discord.until(lambda: notes(discord, art) and notes(discord, thread))
    gemini.gate.set()


async def test_a_note_that_gives_way_ends_with_the_process(easel, discord, gemini, ada, art):
    easel.app.progress_messages.pace.most = 0

    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await shown(discord, art)
    await easel.stop()

    assert len(calls(discord, art, "POST")) == 1
