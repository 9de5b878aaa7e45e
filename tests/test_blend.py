"""/blend, /describe, and braces that paint several pictures."""

import asyncio
import io

import pytest
from PIL import Image

from bot.sandbox.gemini import Blocked, Hang, OnlyWords

from .conftest import easel_in, png
from .stories import pictures, said, says, shown


async def test_blend_sends_up_to_six_pictures_in_order_with_the_words(discord, gemini, ada, art):
    colours = ["red", "lime", "blue", "white", "black", "yellow"]
    files = {
        f"image{n}": (f"{colour}.png", png(colour, (40 + n, 40)))
        for n, colour in enumerate(colours, 1)
    }
    await ada.slash("blend", channel=art, prompt="one flag of these", **files)

    message = await shown(discord, art)

    [(_, words, given)] = said(gemini)
    assert words == "one flag of these"
    assert [size(picture) for picture in given] == [(40 + n, 40) for n in range(1, 7)]
    assert message.attachments[0]["description"].startswith("AI-generated image")


async def test_describe_answers_with_words_and_a_prompt_that_can_be_painted(
    discord, gemini, ada, bo, art
):
    await ada.slash("describe", channel=art, image=("cat.png", png("red")))

    told = await shown(discord, art)

    assert "A square picture of 64 by 64 pixels, mostly red" in told.content
    assert told.buttons() == ["Paint it"]
    assert "mostly red" in told.attachments[0]["description"]
    assert gemini.calls[0].model == "gemini-3.5-flash-lite"
    await bo.clicks(told, "Paint it")
    painted = await shown(discord, art, 2)
    assert bo.mention in painted.content
    assert "A square picture" in said(gemini)[0][1]


async def test_the_menu_describes_anyones_picture_in_a_reply_to_it(discord, gemini, ada, bo, art):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png("red"))])

    await ada.menu("Describe this picture", on=cat)

    told = await discord.until(lambda: by_easel(discord, art, "described"))
    assert told.reference["message_id"] == cat.id
    assert told.attachments == []


async def test_a_description_leaves_the_thread_where_it_was(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="the fox")
    await ada.slash("describe", channel=thread, image=("cat.png", png("red")))
    await shown(discord, thread)

    await ada.says("make it night", thread=thread)

    await shown(discord, thread, 2)
    assert said(gemini)[0][1] == "a fox"


async def test_a_description_counts_among_the_turns_that_wait(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    for n in range(10):
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await discord.until(lambda asked=asked: asked.reply and asked.reply.content)

    asked = await ada.slash("describe", channel=art, image=("cat.png", png()))

    await discord.until(lambda: asked.reply and "10 requests waiting" in asked.reply.content)
    gemini.gate.set()
    await shown(discord, art, 10)


async def test_a_description_that_gemini_declines_says_so_privately(discord, gemini, ada, art):
    gemini.script.append(Blocked("PROHIBITED_CONTENT"))

    asked = await ada.slash("describe", channel=art, image=("cat.png", png()))

    await discord.until(
        lambda: asked.reply and says(asked.reply.content, "blocked.PROHIBITED_CONTENT")
    )
    assert not pictures(discord, art)


async def test_a_description_that_came_garbled_is_asked_for_once_more(discord, gemini, ada, art):
    gemini.script.append(OnlyWords('{"description": "half of'))

    await ada.slash("describe", channel=art, image=("cat.png", png("red")))

    told = await shown(discord, art)
    assert "mostly red" in told.content
    assert len(gemini.calls) == 2


async def test_a_description_is_shown_after_a_restart(easel, discord, gemini, ada, art):
    gemini.script.append(Hang())
    await ada.slash("describe", channel=art, image=("cat.png", png("red")))
    await gemini.until(lambda: len(gemini.calls) == 1)
    await easel.kill()

    await easel.start()

    told = await shown(discord, art)
    assert "mostly red" in told.content


async def test_braces_are_painted_after_a_yes_to_what_they_cost(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox in {snow, rain}")
    await discord.until(lambda: asked.reply and "4 images" in asked.reply.content)
    assert "$0.13" in asked.reply.content
    assert "a red fox in snow" in asked.reply.content
    assert not gemini.calls

    await ada.clicks(asked.reply, "Paint")

    await shown(discord, art, 4)
    told = {call.contents[0].parts[0].text for call in gemini.calls}
    assert told == {f"a {c} fox in {w}" for c in ("red", "blue") for w in ("snow", "rain")}


async def test_braces_wait_for_their_yes_through_a_restart(easel, discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    await easel.stop()
    await easel.start()

    await ada.clicks(asked.reply, "Paint")
    await shown(discord, art, 2)

    assert len(gemini.calls) == 2


@pytest.mark.parametrize("by", ["command", "message"])
async def test_the_answer_to_braces_says_what_was_painted_and_loses_cancel(
    discord, gemini, ada, art, by
):
    gemini.gate = asyncio.Event()
    gemini.script.append(Blocked())
    if by == "command":
        asked = await ada.slash("imagine", channel=art, prompt="a {red, blue, white} fox")
        note = await discord.until(lambda: asked.reply and asked.reply.buttons() and asked.reply)
    else:
        await ada.says(f"{discord.bot_mention} a {{red, blue, white}} fox", channel=art)
        note = await discord.until(lambda: by_easel(discord, art, "braces.ask"))

    await ada.clicks(note, "Paint")
    await discord.until(lambda: says(note.content, "braces.yes", count=3))
    assert note.buttons() == ["Cancel"]
    gemini.gate.set()

    await discord.until(lambda: says(note.content, "braces.done", count=2, asked=3))
    assert note.buttons() == []


async def test_an_answer_to_braces_that_outlived_easel_is_set_right_by_its_cancel(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    await ada.clicks(asked.reply, "Paint")
    await discord.until(lambda: asked.reply.buttons() == ["Cancel"])
    await easel.kill()
    gemini.gate.set()
    await easel.start()
    await shown(discord, art, 2)
    assert asked.reply.buttons() == ["Cancel"]

    await ada.clicks(asked.reply, "Cancel")

    await discord.until(lambda: says(asked.reply.content, "braces.done", count=2, asked=2))
    assert asked.reply.buttons() == []


async def test_each_request_of_braces_has_its_own_answer_though_one_is_refused(
    discord, gemini, ada, art
):
    gemini.script.extend([Blocked(), Blocked()])
    asked = await ada.slash("imagine", channel=art, prompt="a {red, green, blue} fox")
    await discord.until(lambda: asked.reply and asked.reply.buttons())

    await ada.clicks(asked.reply, "Paint")

    await shown(discord, art)
    await discord.until(
        lambda: len(every_by_easel(discord, art, "blocked.PROHIBITED_CONTENT")) == 2
    )


async def test_braces_can_be_cancelled_or_taken_as_words(discord, gemini, ada, art):
    first = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    second = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    await discord.until(lambda: all(a.reply and a.reply.buttons() for a in (first, second)))

    await ada.clicks(first.reply, "Cancel")
    await ada.clicks(second.reply, "Paint as written")

    await shown(discord, art)
    assert said(gemini) == [("user", "a {red, blue} fox", [])]
    await discord.until(lambda: says(first.reply.content, "braces.no"))


async def test_braces_taken_as_words_are_painted_though_a_combination_was_before(tmp_path):
    async with easel_in(tmp_path, limits={"person_waiting": 1}) as easel:
        discord, gemini, gate = easel.discord, easel.gemini, asyncio.Event()
        ada, art = discord.person("Ada"), discord.channel("art")
        asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
        await discord.until(lambda: asked.reply and asked.reply.buttons())
        gemini.gate = gate
        refused = await ada.clicks(asked.reply, "Paint")
        await discord.until(
            lambda: refused.reply and says(refused.reply.content, "limit.waiting", limit=1)
        )
        gate.set()
        await shown(discord, art)

        await ada.clicks(asked.reply, "Paint as written")

        await shown(discord, art, 2)
        assert said(gemini) == [("user", "a {red, blue} fox", [])]


async def test_braces_in_a_message_are_asked_about_and_only_their_asker_may_say_yes(
    discord, gemini, ada, bo, art
):
    await ada.says(f"{discord.bot_mention} a {{red, blue}} fox", channel=art)
    question = await discord.until(lambda: by_easel(discord, art, "braces.ask"))

    stranger = await bo.clicks(question, "Paint")
    await discord.until(
        lambda: stranger.reply and says(stranger.reply.content, "question.not_yours")
    )
    assert not gemini.calls
    await ada.clicks(question, "Paint")

    await shown(discord, art, 2)


async def test_braces_without_a_comma_and_too_many_choices(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="{1,2,3} by {1,2,3} foxes")
    await discord.until(
        lambda: asked.reply and says(asked.reply.content, "permutations.many", limit=8)
    )
    empty = await ada.slash("imagine", channel=art, prompt="{a fox,}")
    await discord.until(lambda: empty.reply and says(empty.reply.content, "words.empty"))

    await ada.slash("imagine", channel=art, prompt="a {red} fox")

    await shown(discord, art)
    assert said(gemini) == [("user", "a {red} fox", [])]


def by_easel(discord, channel, code):
    """The newest message of the bot's that says the sentence of a code."""
    found = every_by_easel(discord, channel, code)
    return found[-1] if found else None


def every_by_easel(discord, channel, code):
    """The messages of the bot's that say the sentence of a code."""
    bot = discord.bot_id
    return [m for m in discord.messages(channel) if says(m.content, code) and m.author_id == bot]


def size(picture):
    """Width and height."""
    return Image.open(io.BytesIO(picture)).size
