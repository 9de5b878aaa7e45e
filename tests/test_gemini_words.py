"""The model's words: pictures spelled out in letters are cut, and empty promises are recognised."""

import pytest

from bot.gemini.owner_causes import FIXES, owner_cause
from bot.gemini.spoken import promises_picture, readable
from bot.text.sentences import SENTENCES

LETTERS = "iVBORw0KGgoAAAANSUhEUgAA" * 60


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"data:image/png;base64,{LETTERS}==", ""),
        (f"![a fox](data:image/png;base64,{LETTERS}==)", ""),
        (f"A fox. data:image/webp;base64,{LETTERS} It is red.", "A fox.  It is red."),
        (f"<img src='data:image/jpeg;base64,{LETTERS}'> A fox.", "A fox."),
        (f"```\n{LETTERS}\n```", ""),
        (
            f"data:image/png;charset=utf-8;base64,{LETTERS[:80]}\n{LETTERS[:76]}\nAAAA== Done.",
            "Done.",
        ),
        ("A fox, red as data: image", "A fox, red as data: image"),
        ("[a link](https://example.org/)", "[a link](https://example.org/)"),
    ],
)
def test_a_picture_in_letters_is_not_for_people(text, left):
    assert readable(text) == left


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("Here is your image!", True),
        ("Here’s the fox you asked for.", True),
        ("Sure! Here you go:", True),
        ("Hier ist dein Bild.", True),
        ("Voici ton image.", True),
        ("¡Claro! Aquí tienes tu imagen.", True),
        ("Aqui está a sua imagem.", True),
        ("はい、こちらが画像です。", True),
        (f"data:image/png;base64,{LETTERS}", True),
        ("Here is why I can't paint this.", False),
        ("Here is an idea: shall it be night?", False),
        ("Here are three prompts you could use instead.", False),
        ("Hier ist leider kein Bild möglich.", False),
        ("I'd rather not.", False),
        ("Which fox do you mean?", False),
        ("Here is " + "a long story about a fox. " * 30, False),
    ],
)
def test_only_a_promise_beyond_doubt_is_asked_for_again(text, promises):
    assert promises_picture(text) is promises


@pytest.mark.parametrize(
    ("status", "message", "passes", "code"),
    [
        (429, "Quota exceeded, limit: 0, model: x\nPlease retry in 38s.", True, "broken.billing"),
        (429, "Quota exceeded, limit: 10, model: x", True, ""),
        (429, "You have exceeded your spend cap for the last 10 minutes.", True, ""),
        (429, "Your project has exceeded its monthly spending cap.", False, "broken.credits"),
        (400, "User location is not supported for the API use.", False, "broken.region"),
        (400, "Invalid value at 'contents'", False, ""),
        (402, "Payment required", False, "broken.credits"),
        (403, "The caller does not have permission", False, "broken.key"),
        (500, "API key expired", False, ""),
    ],
)
def test_what_only_the_owner_can_mend_is_told_from_what_passes(status, message, passes, code):
    assert owner_cause(status, message, passes=passes) == code


def test_each_cause_has_a_sentence_for_people_and_one_for_the_owner():
    assert FIXES.keys() <= SENTENCES.keys()
