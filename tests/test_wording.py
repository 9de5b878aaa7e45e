"""Every sentence has its facts, and every code its sentence."""

import re
import string
from dataclasses import replace
from pathlib import Path

import pytest

from bot import errors
from bot.core.tree import Position, Tree
from bot.core.turns import ImageRequest, Person, Turn
from bot.discord.delivery.alt_text import history_alt_text
from bot.text import wording

SOURCES = [*Path("bot").rglob("*.py"), *Path("cogs").glob("*.py")]


def test_every_code_that_the_program_names_has_a_sentence():
    named = re.compile(
        r"(?:say|UserError|Blocked|BadPicture|LimitReached|NotFound|TemporaryError|RateLimited|Overloaded"
        r"|NoAnswer|OperatorError)\(\s*\"([a-z_0-9.]+)\""
    )
    files = [file for file in SOURCES if "sandbox" not in file.parts]

    codes = {code for file in files for code in named.findall(file.read_text())}

    assert len(codes) > 40
    assert {code for code in codes if code not in wording.SENTENCES} == set()


def test_every_kind_of_error_has_a_sentence():
    kinds = [errors.EaselError]
    for kind in kinds:
        kinds += kind.__subclasses__()

    assert {kind.default for kind in kinds} <= set(wording.SENTENCES)


def test_a_new_reason_gets_the_sentence_of_its_kind():
    assert wording.say("blocked.SOMETHING_NEW") == wording.say("blocked")
    assert wording.say("what.is.this") == wording.say("broken")


@pytest.mark.parametrize("code", wording.SENTENCES)
def test_a_sentence_is_kind_short_and_whole(code):
    sentence = wording.SENTENCES[code]
    facts = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    filled = wording.say(code, **dict.fromkeys(facts, "x"))

    assert filled
    assert "{" not in filled
    assert len(filled) <= 200
    if code.startswith("option."):
        assert len(filled) <= 100


def turn(prompt, count=1, **more):
    request = ImageRequest(prompt=prompt, model="gemini-nano-banana-2.1", count=count)
    return Turn(id=1, request=request, by=Person(id=1), created_at=0, **more)


def test_alt_text_says_first_that_it_is_ai_generated_and_keeps_discords_limit():
    alt = wording.alt_text(turn("a fox " * 800), number=1)

    assert alt.startswith("AI-generated image: a fox a fox")
    assert len(alt) == wording.ALT_LIMIT


def test_a_long_history_is_told_by_its_newest_steps_within_discords_limit():
    words = "a lighthouse by the sea at dusk."
    turns = [replace(turn(words), id=n, number=n, parent=n - 1 or None) for n in range(1, 301)]

    alt = history_alt_text(Tree.of(turns, Position(head=300)), "en-US")

    assert len(alt) <= wording.ALT_LIMIT
    assert alt.startswith("The history of this thread, now at #300. Steps so far: 300.")
    assert alt.endswith("#300 a lighthouse by…")
    found = re.search(r"left out here: (\d+)\.", alt)
    assert found is not None
    left = int(found[1])
    assert f"#{left + 1} " in alt
