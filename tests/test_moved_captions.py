"""A picture's message says where it comes from: back to which, a variation of which."""

import asyncio

import pytest

from bot.core import styles

from .stories import as_painted, said, says, shown
from .test_threads import begins


@pytest.fixture
async def night(discord, ada, art, fox):
    """A change of the fox."""
    await ada.says("make it night", reply_to=fox)
    return await shown(discord, art, 2)


async def test_undo_is_offered_only_where_there_is_something_to_undo(discord, ada, art, fox, night):
    await ada.slash("undo", channel=art)
    back = await shown(discord, art, 3)

    assert "Undo" not in fox.buttons() + back.buttons()
    assert "Undo" in night.buttons()


async def test_what_a_thread_was_opened_on_has_no_undo_there(discord, ada, art, fox, night):
    thread = await ada.opens_thread(night, name="night")
    await ada.says("make it day", thread=thread)
    day = await shown(discord, thread)

    await ada.clicks(day, "Undo")

    first = await shown(discord, thread, 2)
    assert says(first.content, "moved.back", number="#1")
    assert "Undo" in day.buttons()
    assert "Undo" not in first.buttons()


async def test_going_back_and_forward_is_said_with_the_number(
    easel, discord, ada, bo, art, fox, night
):
    await ada.clicks(night, "Undo")
    back = await shown(discord, art, 3)
    await easel.stop()
    await easel.start()
    await bo.slash("redo", channel=art)
    forward = await shown(discord, art, 4)
    await bo.slash("history", channel=art)
    sheet = await shown(discord, art, 5)
    await bo.picks(sheet, values=["turn:1:goto"])

    gone = await shown(discord, art, 6)
    assert says(back.content, "moved.back", number="#1")
    assert says(forward.content, "moved.forward", number="#2")
    assert says(gone.content, "moved.back", number="#1")
    assert not any(says(one.content, "moved.back") for one in (fox, night))


async def test_a_variation_says_of_which_picture_it_is_one(easel, discord, gemini, ada, bo, art):
    await ada.slash("imagine", channel=art, prompt="a fox", count=2)
    foxes = await shown(discord, art)
    gemini.gate = asyncio.Event()
    which = await bo.clicks(foxes, "Vary")
    await discord.until(lambda: which.reply and which.reply.buttons() == ["1", "2"])
    await bo.clicks(which.reply, "2")
    await gemini.until(lambda: len(gemini.calls) == 3)
    await easel.kill()
    easel.ahead = 300
    gemini.gate.set()
    await easel.start()

    second = await shown(discord, art, 2)
    await bo.clicks(second, "Vary")
    third = await shown(discord, art, 3)
    await bo.says("make it night", reply_to=third)
    night = await shown(discord, art, 4)

    assert says(second.content, "caption.variation", number="#1.2")
    assert says(third.content, "caption.variation", number="#2")
    assert not says(night.content, "caption.variation")


async def test_a_style_is_named_and_not_recited(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox", style="noir")

    fox = await shown(discord, art)

    assert styles.SEEDS["noir"] in said(gemini)[0][1]
    assert says(fox.content, "caption.style", style="noir")
    assert styles.SEEDS["noir"] not in fox.content


async def test_a_threads_first_line_says_both_numbers_of_its_picture(
    easel, discord, ada, bo, art, fox, night
):
    thread = await ada.opens_thread(night, name="night")
    line = await begins(discord, thread)
    both = {"number": "#2", "channel": f"<#{art.id}>"}
    assert says(line.content, "thread.begins.number", **both)
    await easel.stop()
    await easel.start()

    await bo.clicks(line, "Mentions only")
    await discord.until(lambda: says(line.content, "thread.begins.mention"))
    assert says(line.content, "thread.begins.number", **both)
    other = await ada.opens_thread(fox, name="fox")
    assert not says((await begins(discord, other)).content, "thread.begins.number")


async def test_the_number_that_the_first_line_says_is_the_one_that_works(
    discord, gemini, ada, art, fox, night
):
    thread = await ada.opens_thread(night, name="night")
    await ada.says("add a moon", thread=thread)
    await shown(discord, thread)

    await ada.says("#1 add a star", thread=thread)
    await shown(discord, thread, 2)

    assert said(gemini)[-1][1] == "add a star"
    assert said(gemini)[1][2] == [as_painted(discord.file(night.attachments[0]))]
