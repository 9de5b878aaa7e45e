"""Options typed as in Midjourney are understood, or named as left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import ALL_RATIOS
from bot.core.typed_options import TypedPrompt, parse

from .stories import answered, said, says, shown


def typed(text):
    return parse(text, ratios=ALL_RATIOS)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("a fox --ar 16:9", TypedPrompt(words="a fox", aspect="16:9")),
        ("a fox —ar 16:9", TypedPrompt(words="a fox", aspect="16:9")),
        ("a fox –ar 16:9", TypedPrompt(words="a fox", aspect="16:9")),
        ("--aspect 3:2 a fox", TypedPrompt(words="a fox", aspect="3:2")),
        ("a fox --ar 7:4", TypedPrompt(words="a fox", aspect="16:9")),
        ("a fox --no text", TypedPrompt(words="a fox (no text)")),
        (
            "a fox --no text, people --ar 1:1",
            TypedPrompt(words="a fox (no text, people)", aspect="1:1"),
        ),
        ("a fox x4", TypedPrompt(words="a fox", count=4)),
        ("a fox ×2", TypedPrompt(words="a fox", count=2)),
        ("a fox --repeat 9", TypedPrompt(words="a fox", count=4)),
        ("a fox --repeat 0", TypedPrompt(words="a fox", count=1)),
        ("a fox --ar 16:9 at night", TypedPrompt(words="a fox at night", aspect="16:9")),
        ("a fox --ar wide", TypedPrompt(words="a fox", ignored=("--ar wide",))),
        ("a fox --ar 16:0", TypedPrompt(words="a fox", ignored=("--ar 16:0",))),
        ("a fox --ar 00:9", TypedPrompt(words="a fox", ignored=("--ar 00:9",))),
        ("a fox --v 6", TypedPrompt(words="a fox", ignored=("--v 6",))),
        ("a fox --tile --s 250", TypedPrompt(words="a fox", ignored=("--tile", "--s 250"))),
        ("--ar 16:9", TypedPrompt(words="", aspect="16:9")),
        # what is no option
        ("a fox", TypedPrompt(words="a fox")),
        ("a fox -- and a hen", TypedPrompt(words="a fox -- and a hen")),
        ("a fox — no hat", TypedPrompt(words="a fox — no hat")),
        ("a sign that says --loading--", TypedPrompt(words="a sign that says --loading--")),
        ("an x4 robot", TypedPrompt(words="an x4 robot")),
        ("two\n\nlines", TypedPrompt(words="two\n\nlines")),
        ("a  fox", TypedPrompt(words="a  fox")),
    ],
)
def test_a_prompt_means(text, means):
    assert typed(text) == means


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("a fox", False),
        ("--ar 1:1", True),
        ("--repeat 2", True),
        ("--v 6", True),
        ("--no hat", False),
    ],
)
def test_any_option_but_a_negative_prompt_is_one(text, has):
    assert typed(text).has_options is has


@given(st.text())
def test_any_text_can_be_read(text):
    typed(text)


@given(st.text("abc \n,.", max_size=40))
def test_a_prompt_without_dashes_stays_as_it_is(text):
    assert typed(text) == TypedPrompt(words=text.strip())


async def test_typed_options_count_in_a_command(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox --ar 16:9 --v 6 x2")

    fox = await shown(discord, art)
    assert said(gemini)[-1][1] == "a fox"
    assert len(fox.attachments) == 2
    assert "16:9" in fox.content
    await discord.until(lambda: [m for m in ada.sees(art) if says(m.content, "typed.ignored")])
    assert asked.reply is not None


async def test_an_option_of_the_command_goes_before_a_typed_one(discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox --ar 16:9", aspect="1:1")

    assert "1:1" in (await shown(discord, art)).content


async def test_typed_options_count_in_a_reply(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)

    await ada.says("at night --ar 3:2 --no moon --chaos 20", reply_to=fox)

    night = await shown(discord, art, 2)
    assert said(gemini)[-1][1] == "at night (no moon)"
    assert "3:2" in night.content
    assert [m for m in discord.messages(art) if says(m.content, "typed.ignored")]


async def test_an_aspect_ratio_alone_reshapes_the_picture(easel, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)

    asked = await ada.says("--ar 16:9", reply_to=fox)

    await shown(discord, art, 2)
    [turn] = await easel.app.engine.turns.from_origins(f"message:{asked.id}")
    assert turn.request.reshapes
    assert turn.request.aspect == "16:9"


async def test_options_without_words_are_no_prompt(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="--v 6")

    await answered(discord, asked, "words.empty")
    assert not gemini.calls
