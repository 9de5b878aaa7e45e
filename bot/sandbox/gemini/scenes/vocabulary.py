"""What words mean in six languages: lexicon.toml and names from Unicode; kinds.toml of things."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bot.sandbox.gemini.data import from_packed_json, from_toml

LANGUAGES = ("en", "de", "es", "fr", "pt", "ja")
NOUN_FIRST = {"es", "fr", "pt"}  # languages whose adjectives mostly follow the noun
LIGHTS = {"☀": "day", "🌞": "day", "🌕": "night", "🌙": "night", "🌝": "night"}  # and their hours
SKIES = {"hour", "season", "weather"}
LONG_TAIL = 5  # letters of a German noun that is recognised behind any other word
WHEELS = {"🦯", "🦼", "🦽"}  # whose users are drawn as a whole
NAMES = "names.json.xz"  # made by tests/thing_names.py
_ELIDED = re.compile(r"\b([ldsnjcm]|qu)'(?=\w)")
_APART = str.maketrans("_-", "  ")
_PLURAL_ENDS = {"en": "sen", "de": "ensr", "es": "s", "fr": "sx", "pt": "s", "ja": ""}
_DOUBLED = re.compile(r"(.)\1")


class Meaning(NamedTuple):
    """One thing that a word can mean: `kind` is a section of lexicon.toml, or "noun"."""

    kind: str
    value: str  # of a noun: its emoji, or the name of something drawn by hand


def fold(text: str) -> str:
    """The text without case and accents, its elided articles apart: "l'été" is "l ete"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = _ELIDED.sub(r"\1 ", plain)
    marks = "".join(
        sign for sign in plain if not unicodedata.combining(sign) or sign in "\u3099\u309a"
    )
    return unicodedata.normalize("NFC", marks)


def bare(glyph: str) -> str:
    """An emoji without the selector that only says how to show it."""
    return glyph.replace("\ufe0f", "")


@cache
def listed(section: str, name: str) -> tuple[str, ...]:
    """A row of kinds.toml; nothing where there is none of that name."""
    return tuple(from_toml(__package__, "kinds.toml")[section].get(name, "").split())


@cache
def members(kind: str) -> frozenset[str]:
    """The glyphs of a kind, such as `sky`."""
    return frozenset(bare(glyph) for glyph in listed("kind", kind))


def is_worn(glyph: str) -> bool:
    """Whether somebody can put such a thing on."""
    kinds = ("garment", "worn_top", "worn_eyes", "worn_neck")
    return any(glyph in members(kind) for kind in kinds)


def is_person(glyph: str) -> bool:
    """Whether it is somebody on two legs, who has clothes of their own."""
    return glyph[0] in members("head") | members("bust") and glyph[-1] not in WHEELS


@cache
def homes() -> dict[str, str]:
    """Where a glyph is at home."""
    rows = from_toml(__package__, "kinds.toml")["home"]
    return {bare(glyph): home for home in rows for glyph in listed("home", home)}


@cache
def meanings(language: str) -> dict[str, tuple[Meaning, ...]]:
    """Every word and phrase of a language, folded, and what it can mean, the likeliest first."""
    column = LANGUAGES.index(language)
    found: dict[str, list[Meaning]] = {}
    nouns = dict(from_packed_json(__package__, NAMES)[language])
    for section, rows in from_toml(__package__, "lexicon.toml").items():
        for name, row in rows.items():
            columns = row.split("|")
            for word in columns[column].split() if column < len(columns) else ():
                key = fold(word.translate(_APART))
                if section == "also":
                    nouns[key] = bare(name)
                    continue
                kind, value = (name, "") if section == "little" else (section, name)
                found.setdefault(key, []).append(Meaning(kind, value))
    for key, glyph in nouns.items():
        kind = "light" if glyph in LIGHTS else "noun"
        found.setdefault(key, []).append(Meaning(kind, glyph))
    return {key: tuple(several) for key, several in found.items()}


def lookup(word: str, language: str) -> tuple[Meaning, ...]:
    """What a folded word or phrase can mean, as it stands or without an ending."""
    table = meanings(language)
    if word in table:
        return table[word]
    if found := [table[form] for form in _forms(word, language) if form in table]:
        return next((several for several in found if several[0].kind != "noun"), found[0])
    if " " in word:
        return ()
    return (language == "de" and _compound(word, table)) or _misspelt(word, language)


def _compound(word: str, table: dict[str, tuple[Meaning, ...]]) -> tuple[Meaning, ...]:
    """What the last part of a German compound means: a Schneefuchs is a Fuchs, an Almhütte a Hütte.

    The first part is said as well where it is an hour, a season or a weather: a Herbstwald.
    """
    for start in range(3, len(word) - 2):
        first = word[:start]
        known = table.get(first) or table.get(first.removesuffix("s")) or ()
        if not known and len(word) - start < LONG_TAIL:
            continue
        for form in _forms(word[start:], "de"):
            tail = table.get(form, ())
            when = [f"{m.kind}:{m.value}" for m in known if m.kind in SKIES]
            kinds = {"noun", "ground"} | (SKIES if when else set())
            if any(meaning.kind in kinds for meaning in tail):
                both = " ".join([*when, f"{tail[0].kind}:{tail[0].value}"])
                return (Meaning("several", both),) if when else tail
    return ()


def _misspelt(word: str, language: str) -> tuple[Meaning, ...]:
    """What a noun means that has a letter once for twice, or two that changed places: a "ballon",
    a "pengiun"."""
    nouns = _single(language)
    for form in _forms(word, language):
        turns = range(1, len(form) - 1 if len(form) > 5 else 1)
        turned = (form[:at] + form[at + 1] + form[at] + form[at + 2 :] for at in turns)
        for other in (_DOUBLED.sub(r"\1", form), *turned):
            if other in nouns and len(other) > 3:
                return nouns[other]
    return ()


@cache
def _single(language: str) -> dict[str, tuple[Meaning, ...]]:
    """The nouns of a language whose letters are all single, or would have to be."""
    table = meanings(language)
    nouns = (key for key in table if table[key][0].kind == "noun" and " " not in key)
    return {_DOUBLED.sub(r"\1", key): table[key] for key in nouns}


def is_plural(word: str, language: str) -> bool:
    """Whether a noun has another one without its plural's ending: "cats", not "cactus"."""
    several = lookup(word, language)
    if "'" in word or word[-1] not in _PLURAL_ENDS[language] or several[0].value in members("pair"):
        return False
    table = meanings(language)
    return any(table.get(one) == several for one in _forms(word, language) if one != word)


def _forms(word: str, language: str) -> Iterator[str]:
    yield word
    for ending in listed("endings", language):
        cut, _, instead = ending.partition(":")
        if word.endswith(cut) and len(form := word.removesuffix(cut) + instead) > 1:
            yield form
