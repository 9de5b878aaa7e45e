"""The text above a picture: as people wrote it, and never as markup."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person, Turn
from bot.discord.delivery.caption import caption

MODELS = Config().model_table()

RED = GeneratedPicture(
    picture=Blob(digest=Digest("d"), mime="image/png", size=1, width=1024, height=1024)
)


def turn(prompt, words=""):
    return Turn(
        id=1,
        request=ImageRequest(prompt=prompt, model="gemini-nano-banana-2.1"),
        by=Person(id=1),
        created_at=0,
        outcome=Outcome.PAINTED,
        painted=(RED,),
        words=words,
    )


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("a **fox**", r"a \*\*fox\*\*"),
        ("[x](http://a) and [y](http://b)", r"\[x\](http://a) and \[y\](http://b)"),
        ("# big", r"\# big"),
        ("`code` ||secret||", r"\`code\` \|\|secret\|\|"),
        ("it's a skyscraper", "it's a skyscraper"),
    ],
)
def test_words_stand_as_they_were_written(prompt, shown):
    assert shown in caption(turn(prompt), "en-US", models=MODELS)


@pytest.mark.parametrize("prompt", ["[" * 1300 + "](" * 1300, "[]" * 2000, "*" * 4000, "_[" * 2000])
def test_no_prompt_takes_long_to_show(prompt):
    began = time.process_time()

    text = caption(turn(prompt, words=prompt), "en-US", models=MODELS)

    assert time.process_time() - began < 0.1
    assert len(text) <= 2000


@given(st.text(max_size=4000), st.text(max_size=4000))
def test_whatever_is_written_fits_into_a_message(prompt, words):
    assert len(caption(turn(prompt, words), "en-US", models=MODELS)) <= 2000


def test_the_longest_words_leave_room_for_who_asked_and_with_what_it_was_painted():
    short = caption(turn("a fox", "Here it is."), "en-US", models=MODELS)

    text = caption(turn("*" * 4000, "_" * 4000), "en-US", models=MODELS)

    assert "for <@1>" in text
    assert text.splitlines()[-1] == short.splitlines()[-1]
