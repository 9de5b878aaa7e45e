"""Looking through a history: its pages, and one picture at a time in a private message."""

import pytest

from .stories import pictures, said, says, shown


@pytest.fixture
async def thread(discord, ada, art):
    """A thread with #1, #2 and #3 in a row, and #4 as another branch of #1."""
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="the fox")
    await ada.says("make it night", thread=thread)
    await shown(discord, thread)
    await ada.says("add a moon", thread=thread)
    await shown(discord, thread, 2)
    await ada.says("#1 let it snow", thread=thread)
    await shown(discord, thread, 3)
    return thread


async def history(discord, person, thread):
    """The message that shows a page of the history."""
    count = len(pictures(discord, thread))
    await person.slash("history", channel=thread)
    return await shown(discord, thread, count + 1)


def arrows(message):
    """What the buttons of a walk lead to, by the way; None where they lead nowhere."""
    buttons = [
        each
        for row in message.stored_components
        for each in row["components"]
        if each.get("custom_id", "").startswith("walk:")
    ]
    return {
        each["custom_id"].rpartition(":")[2]: None if each.get("disabled") else each["label"]
        for each in buttons
    }


async def begun(discord, person, sheet):
    """The private message of a walk that begins at the current picture."""
    asked = await person.clicks(sheet, "One by one")
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert asked.reply.flags & 64, "it is for them alone"
    return asked.reply


async def stepped(discord, person, walk, way):
    """Press an arrow; the same message then shows another picture."""
    before = [file["filename"] for file in walk.attachments]
    [custom_id] = [
        each["custom_id"]
        for row in walk.stored_components
        for each in row["components"]
        if each["custom_id"].endswith(f":{way}")
    ]
    await person.clicks(walk, custom_id)
    await discord.until(lambda: [file["filename"] for file in walk.attachments] != before)


async def test_one_private_message_walks_along_the_path_and_across_branches(
    discord, gemini, bo, thread
):
    calls = len(gemini.calls)
    walk = await begun(discord, bo, await history(discord, bo, thread))
    assert "let it snow" in walk.content
    assert says(walk.content, "walk.step", step=2, steps=2)
    assert says(walk.content, "walk.branch", branch=2, branches=2)
    assert arrows(walk) == {"back": "#1", "on": None, "up": "#2", "down": None}

    await stepped(discord, bo, walk, "up")
    assert "make it night" in walk.content
    assert arrows(walk) == {"back": "#1", "on": "#3", "up": None, "down": "#4"}
    await stepped(discord, bo, walk, "on")
    assert "add a moon" in walk.content
    assert says(walk.content, "walk.step", step=3, steps=3)

    assert arrows(walk) == {"back": "#2", "on": None}
    assert len(pictures(discord, thread)) == 4, "three pictures and the history: no flood"
    assert len(gemini.calls) == calls


async def test_a_walk_goes_on_after_a_restart_and_over_what_was_deleted(
    easel, discord, ada, art, thread
):
    walk = await begun(discord, ada, await history(discord, ada, thread))
    await stepped(discord, ada, walk, "up")
    night = pictures(discord, thread)[0]
    asked = await ada.picks(night, values=["turn:2:delete"])
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    await ada.clicks(asked.reply, asked.reply.buttons()[0])
    await discord.until(lambda: night.deleted)
    await easel.stop()
    await easel.start()

    await stepped(discord, ada, walk, "on")

    assert "add a moon" in walk.content
    assert arrows(walk)["back"] == "#1"


async def test_continue_here_moves_the_thread_to_the_picture(discord, gemini, bo, ada, thread):
    walk = await begun(discord, bo, await history(discord, bo, thread))
    await stepped(discord, bo, walk, "up")

    await bo.clicks(walk, "Continue here")

    assert "make it night" in (await shown(discord, thread, 5)).content
    await ada.says("in winter", thread=thread)
    await shown(discord, thread, 6)
    words = " ".join(each for _, each, _ in said(gemini))
    assert "make it night" in words
    assert "let it snow" not in words


async def test_a_walk_begins_at_any_picture_by_its_menu(discord, bo, art, thread):
    fox = pictures(discord, art)[0]

    asked = await bo.picks(fox, values=["turn:1:walk"])

    await discord.until(lambda: asked.reply and asked.reply.content)
    assert says(asked.reply.content, "walk.step", step=1, steps=1)


async def test_a_long_history_has_pages_that_one_message_turns_and_is_whole_as_a_file(
    discord, ada, bo, thread
):
    for number in range(5, 14):
        await ada.says(f"make it step {number}", thread=thread)
        await shown(discord, thread, number - 1)
    sheet = await history(discord, ada, thread)
    assert says(sheet.content, "history.page", page=2, pages=2)
    count = len(pictures(discord, thread))

    await bo.clicks(sheet, "history:0")
    await discord.until(lambda: says(sheet.content, "history.page", page=1, pages=2))
    asked = await bo.clicks(sheet, "Whole history")
    await discord.until(lambda: asked.reply and asked.reply.attachments)

    assert sheet.attachments[0]["description"].count("#") == 2, "the head, and one turn"
    assert asked.reply.flags & 64, "it is for them alone"
    assert asked.reply.attachments[0]["description"].count("#") >= 13
    assert len(pictures(discord, thread)) == count


async def test_a_timelapse_is_offered_after_five_steps(discord, ada, bo, thread):
    assert "Timelapse" not in (await history(discord, ada, thread)).buttons()
    for number in range(3):
        await ada.says(f"add {number} owls", thread=thread)
        await shown(discord, thread, 5 + number)
    sheet = await history(discord, ada, thread)

    await bo.clicks(sheet, "Timelapse")

    film = await shown(discord, thread, 9)
    assert film.attachments[0]["filename"].endswith(".webp")
