"""Sentences are set as each language sets them: spaces, ellipses, apostrophes, tildes."""

import re

import pytest

from bot.text import wording
from bot.text.languages import CATALOGS

from .messages import forms, read

OTHERS = sorted(set(CATALOGS.values()))
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
SPACES = f"[ {NARROW}{WIDE}]"
JAPANESE = "[\N{HIRAGANA LETTER SMALL A}-\N{KATAKANA LETTER SMALL KE}\u4e00-\u9fff]"
AS_SENT = {"http.token"}  # has a header as it is sent: "Authorization: Bearer"


def sentences(name):
    """Each form of each sentence in a language, with its code."""
    if name == "en":
        return [(code, str(words)) for code, words in wording.SENTENCES.items()]
    return [
        (message.context, form)
        for message in read(name)
        if message.context and message.string
        for form in forms(message.string)
    ]


def where(name, pattern):
    """The sentences of a language in which something is that should not be."""
    return [(code, form) for code, form in sentences(name) if re.search(pattern, form)]


@pytest.mark.parametrize("name", ["en", *OTHERS])
def test_an_ellipsis_is_one_sign_and_stands_without_a_space(name):
    assert where(name, rf"\.\.\.|{SPACES}…") == []


@pytest.mark.parametrize("name", ["en", *OTHERS])
def test_no_space_is_double_or_left_over(name):
    assert where(name, rf"{SPACES}{{2}}|^{SPACES}|{SPACES}$|{SPACES}\n") == []


@pytest.mark.parametrize("name", OTHERS)
def test_apostrophes_and_quotes_are_not_those_of_a_typewriter(name):
    assert where(name, "['\"]") == []


@pytest.mark.parametrize("name", [name for name in ("en", *OTHERS) if name != "fr"])
def test_no_space_stands_before_a_mark_where_a_language_has_none(name):
    assert where(name, rf"{SPACES}[;:?!,.](?!\w|/)") == []


def test_french_marks_stand_after_a_space_that_does_not_break():
    """A narrow one before ; ? and !, a wide one before : and within « and »."""
    told = [(code, form) for code, form in sentences("fr") if code not in AS_SENT]
    wrong = rf"(?<!{NARROW})[;?!]|(?<!{WIDE}):(?=\s|\*|$)|«(?!\**{WIDE})|(?<!{WIDE})(?<!\*)»"

    assert [(code, form) for code, form in told if re.search(wrong, form)] == []
    assert any(NARROW in form for _, form in told)


def test_spanish_questions_and_exclamations_are_opened_and_closed():
    assert [
        (code, form)
        for code, form in sentences("es")
        if form.count("¿") != form.count("?") or form.count("¡") != form.count("!")
    ] == []


def test_japanese_has_one_kind_of_tilde():
    assert where("ja", "[~\N{FULLWIDTH TILDE}\N{TILDE OPERATOR}]") == []
    assert where("ja", "\N{WAVE DASH}")


def test_japanese_marks_are_as_wide_as_its_letters():
    assert where("ja", rf"{JAPANESE}[,.;:?!()]|[,;:?!()]{JAPANESE}") == []


def test_numbers_and_latin_words_stand_apart_in_japanese():
    count = r"\{(?:count|limit|seconds|days|place)\}"

    assert (
        where("ja", rf"(?:[0-9A-Za-z]|{count}){JAPANESE}|{JAPANESE}(?:[0-9A-Za-z]|{count})") == []
    )
