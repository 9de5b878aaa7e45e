"""docs/using.md is true: its stories happen as they are told, and what it names is there."""

import re
from pathlib import Path

import pytest

from bot.text import wording

from . import regions
from .conftest import png
from .stories import pictures, said, shown

TOLD = (Path(__file__).parents[1] / "docs" / "using.md").read_text()
NOT_OURS = {"Apps", "Add App", "Use This App Everywhere"}  # Discord's


async def test_words_then_a_reply(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a lighthouse at dusk")
    lighthouse = await shown(discord, art)
    assert asked.reply is None or asked.reply.flags & 64, "answered alone"

    words = await ada.says("make it night, with a sailing boat", channel=art, reply_to=lighthouse)

    night = await shown(discord, art, 2)
    assert night.reference["message_id"] == words.id
    assert [role for role, _, _ in said(gemini)] == ["user", "model", "user"]


async def test_your_own_image(discord, gemini, ada, bo, art):
    dragon = await bo.says("look", channel=art, files=[("dragon.png", png())])

    form = await (await ada.menu("Edit this picture", on=dragon)).acknowledged()
    await ada.submits(form.modal, {"words": "give it a hat"})
    await shown(discord, art)
    await ada.says(f"{discord.bot_mention} give it a scarf", channel=art, reply_to=dragon)
    await shown(discord, art, 2)

    for number in (0, 1):
        [(_, _, brought)] = said(gemini, number)
        assert len(brought) == 1


async def test_an_evening_in_a_thread(discord, gemini, ada, bo, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await ada.picks(fox, values=["turn:1:thread"])
    await discord.until(lambda: fox.thread)
    thread = fox.thread

    await bo.says("lol nice", channel=thread)
    for count, words in enumerate(("make it night", "add a moon", "add a whale"), start=1):
        await ada.says(words, channel=thread)
        await shown(discord, thread, count)
    for moved in (4, 5):
        await bo.slash("undo", channel=thread)
        await shown(discord, thread, moved)
    await bo.says("add a hat", channel=thread)
    hat = await shown(discord, thread, 6)
    await ada.says("#3 as a watercolour", channel=thread)
    branch = await shown(discord, thread, 7)

    assert len(gemini.calls) == 6, "what is said and what is gone back to is not painted"
    assert "2. make it night" in said(gemini, -2)[0][1], "the hat continues the night"
    assert "3. add a moon" not in said(gemini, -2)[0][1]
    assert "3. add a moon" in said(gemini)[0][1], "the watercolour continues the moon"
    assert "whale" not in said(gemini)[0][1]
    assert ("#5" in hat.content, "#6" in branch.content) == (True, True)
    assert len(pictures(discord, art)) == 1


async def test_just_one_part(discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a hat")
    hat = await shown(discord, art)
    asked = await ada.picks(hat, values=["turn:1:region"])
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    picked = await ada.picks(asked.reply, custom_id="turn:1:mark-fine:0", values=["8", "9"])
    form = await picked.acknowledged()

    await ada.submits(form.modal, {"words": "a crown"})

    crown = await shown(discord, art, 2)
    assert crown.reference["message_id"] == hat.id


@pytest.mark.settings(**regions.HTTP)
async def test_just_one_part_with_a_brush(easel, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a hat")
    hat = await shown(discord, art)

    await regions.sent(await regions.link(easel, ada, hat), "a crown")

    crown = await shown(discord, art, 2)
    assert crown.reference["message_id"] == hat.id


async def test_every_option_of_imagine_is_explained(discord):
    [imagine] = [each for each in discord.commands() if each["name"] == "imagine"]
    [table] = re.findall(r"^\| option of `/imagine` \|.*\n\|.*\n((?:\|.*\n)+)", TOLD, re.MULTILINE)
    named = {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }

    assert named == {option["name"] for option in imagine["options"]}


def test_what_it_calls_by_name_is_called_so():
    shown_names = {
        words.partition(", about {cost}")[0]
        for code, words in wording.SENTENCES.items()
        if code.startswith(("button.", "more", "menu."))
    }
    emphasised = re.findall(r"(?<!\*)\*(?!\*)([^*]+?)\*(?!\*)", TOLD.replace("\n", " "))
    named = {each for each in emphasised if each[0].isupper()}

    assert len(named) > 15
    assert named - shown_names - NOT_OURS == set()
