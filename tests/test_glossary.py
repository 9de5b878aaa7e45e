"""One word for one thing: what people read keeps to docs/glossary.md, in every language."""

import re
from pathlib import Path

import pytest

from bot.text import wording
from bot.text.command_names import with_local_names

from .messages import forms, read

DOCS = Path(__file__).parents[1] / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text()
CATALOGS = {  # by the head of a column: the catalog, and a locale that reads it
    "German": ("de", "de"),
    "Spanish": ("es", "es-ES"),
    "French": ("fr", "fr"),
    "Japanese": ("ja", "ja"),
    "Portuguese (Brazil)": ("pt_BR", "pt-BR"),
}
LANGUAGES = ("English", *CATALOGS)
EXAMPLES = {"modal.paint.words.hint", "modal.words.hint", "greeting.prompt"}  # people's own words
KEPT = ("name.", "menu.")  # in English: names that people know


def tables():
    """The rows of each table, as cells by the heads of their columns."""
    for table in re.findall(r"(?:^\|.*\n)+", GLOSSARY, re.MULTILINE):
        head, _, *rows = (
            [cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()
        )
        yield [dict(zip(head, row, strict=True)) for row in rows]


DISCORDS, WITHOUT_SENTENCE, EASELS, UNUSED, _MARKS = tables()


def sentences(language):
    """What people read in a language, by code, without the facts that are filled in."""
    if language == "English":
        texts = {code: str(words) for code, words in wording.SENTENCES.items()}
    else:
        catalog, locale = CATALOGS[language]
        texts = {
            message.context: with_local_names(" ".join(forms(message.string)), locale)
            for message in read(catalog)
            if message.context and message.string
        }
    return {code: re.sub(r"\{\w+\}", "", text) for code, text in texts.items()}


def term(row, language):
    return row[language].rstrip(" ✓○")


def unused(language):
    rows = [row for row in UNUSED if row["language"] == language]
    return [word for row in rows for word in row["not"].split(", ")]


def has(text, word, language):
    """Whether a word is in a text; "*" is any ending. Japanese leaves no spaces between words."""
    pattern = re.escape(word).replace(r"\*", r"\w*")
    if language != "Japanese":
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_in_a_sentence(language):
    everything = "\n".join(sentences(language).values()).casefold()
    terms = [term(row, language) for row in (*DISCORDS, *EASELS)]

    assert len(terms) > 40
    assert [each for each in terms if each.casefold() not in everything] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_is_not_used_is_in_no_sentence(language):
    kept = KEPT if language == "English" else ()
    read_there = {
        code: text
        for code, text in sentences(language).items()
        if code not in EXAMPLES and not code.startswith(kept)
    }

    found = {
        code: word
        for code, text in read_there.items()
        for word in unused(language)
        if has(text, word, language)
    }

    assert unused(language)
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_has_a_word_that_is_not_used(language):
    terms = [term(row, language) for row in (*DISCORDS, *WITHOUT_SENTENCE, *EASELS)]

    assert [
        each for each in terms if any(has(each, word, language) for word in unused(language))
    ] == []


READ_BY_PEOPLE = ["README.md", "docs/using.md", "docs/owning.md", "docs/privacy.md"]


@pytest.mark.parametrize("page", READ_BY_PEOPLE)
def test_what_people_are_told_keeps_to_it_too(page):
    told = (DOCS.parent / page).read_text()
    for code, name in wording.SENTENCES.items():
        if code.startswith("menu."):
            told = told.replace(f"*{name}*", "")

    assert [word for word in unused("English") if has(told, word, "English")] == []
