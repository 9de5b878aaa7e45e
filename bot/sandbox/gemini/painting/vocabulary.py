"""What words mean, in six languages: nouns from the `emoji` package, the rest from lexicon.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from bot.sandbox.gemini.painting.cutouts import is_drawn

LANGUAGES = ("en", "de", "es", "fr", "pt", "ja")
MAIN = "~"  # before the main word of a longer name, which means it where nothing else is meant
LONGEST_PHRASE = 5  # words
# Animals with a face and a body among the emojis are one and the same here.
SAME = {
    "🐱": "🐈",
    "🐶": "🐕",
    "🐰": "🐇",
    "🐁": "🐭",
    "🐅": "🐯",
    "🐖": "🐷",
    "🐴": "🐎",
    "🐮": "🐄",
    "🐲": "🐉",
}
WHOLE = 2  # the `emoji` package's status of an emoji that is one by itself
# What a name of a face is called beside the thing itself: "fox face", "rosto de raposa".
_FACES = re.compile(r"( face|gesicht| de la cara|の顔)$|^(rosto de |cara de |visage de |tete de )")
_ELIDED = re.compile(r"\b([ldsnj]|qu)'(?=\w)")
_NO_THINGS = re.compile(
    r"^:black_(cat|bird)|button|arrow|symbol|sign\b|mark\b|clock_\d|o’clock|-thirty|hand\b"
    r"|sunset|sunrise|dusk:|night_with|foggy|keycap|zodiac|large_square|_square:|Japanese_.*”"
)
_ENDINGS = {
    "en": ("s", "es", "ies:y", "'s", "y"),
    "de": ("e", "n", "en", "er", "es", "em", "s", "ern"),
    "es": ("s", "es", "a:o", "as:o", "os:o", "ces:z"),
    "fr": ("s", "e", "es", "x", "aux:al"),
    "pt": ("s", "es", "a:o", "as:o", "os:o", "oes:ao", "ns:m"),
    "ja": (),
}


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
def _lexicon() -> dict[str, dict[str, str]]:
    source = resources.files(__package__).joinpath("lexicon.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def members(section: str, name: str) -> frozenset[str]:
    """The glyphs of a list, such as `kind` and `sky`."""
    return frozenset(bare(glyph) for glyph in _lexicon()[section].get(name, "").split())


@cache
def homes() -> dict[str, str]:
    """Where a glyph is at home."""
    return {bare(glyph): name for name, row in _lexicon()["home"].items() for glyph in row.split()}


@cache
def meanings(language: str) -> dict[str, tuple[Meaning, ...]]:
    """Every word and phrase of a language, folded, and what it can mean, the likeliest first."""
    column = LANGUAGES.index(language)
    found: dict[str, list[Meaning]] = {}
    nouns = _nouns(language)
    for section, rows in _lexicon().items():
        if section in {"kind", "home"}:
            continue
        for name, row in rows.items():
            columns = row.split("|")
            for word in columns[column].split() if column < len(columns) else ():
                key = fold(word).replace("_", " ")
                if section == "also":
                    nouns[key] = bare(name)
                    continue
                kind, value = (name, "") if section == "little" else (section, name)
                found.setdefault(key, []).append(Meaning(kind, value))
    for key, glyph in nouns.items():
        found.setdefault(key, []).append(Meaning("noun", SAME.get(glyph, glyph)))
    return {key: tuple(several) for key, several in found.items()}


def lookup(word: str, language: str) -> tuple[Meaning, ...]:
    """What a folded word or phrase can mean, as it stands or without an ending."""
    table = meanings(language)
    found = [table[form] for form in _forms(word, language) if form in table]
    if word in table:
        return table[word]
    if found:
        return next((several for several in found if several[0].kind != "noun"), found[0])
    for form in _forms(word, language):
        if MAIN + form in table:
            return table[MAIN + form]
    if language == "de" and " " not in word:  # Schneefuchs is a Fuchs
        for start in range(3, len(word) - 3):
            for form in _forms(word[start:], language):
                tail = table.get(form, ())
                if any(meaning.kind in {"noun", "ground"} for meaning in tail):
                    return tail
    return ()


def is_plural(word: str, language: str) -> bool:
    """Whether a noun has another one without its plural's ending: "cats", not "cactus"."""
    if language not in {"en", "es", "fr", "pt"}:
        return False
    ones = [word.removesuffix(ending) for ending in ("s", "es") if word.endswith(ending)]
    table = meanings(language)
    return any(one in table and table[one] == lookup(word, language) for one in ones)


def _forms(word: str, language: str) -> Iterator[str]:
    yield word
    for ending in _ENDINGS[language]:
        cut, _, instead = ending.partition(":")
        if word.endswith(cut) and len(word) - len(cut) > 1:
            yield word.removesuffix(cut) + instead


def _emojis(language: str) -> dict[str, dict[str, Any]]:
    """Every emoji with its names in a language; the package reads 0.3 s of JSON, so not before."""
    import emoji

    emoji.config.load_language(language)
    return emoji.EMOJI_DATA


def _nouns(language: str) -> dict[str, str]:
    """The names of things and, where no other thing has it, the main word of longer names."""
    names: dict[str, str] = {}
    mains: dict[str, tuple[int, str]] = {}
    for glyph, entry in _emojis(language).items():
        if not _is_thing(glyph, entry):
            continue
        listed = [str(entry.get(language, ""))]
        listed += [str(alias) for alias in entry.get("alias", ())] if language == "en" else []
        for name in listed:
            for key in _keys(name):
                names.setdefault(key, bare(glyph))
                words = key.split()
                if len(words) > 1:
                    main = words[-1] if language == "en" else words[0]
                    mains[main] = min(mains.get(main, (9, "")), (len(words), bare(glyph)))
    names |= {MAIN + main: glyph for main, (_, glyph) in mains.items() if main not in names}
    names.pop("", None)
    return names


def _is_thing(glyph: str, entry: dict[str, Any]) -> bool:
    """Whether an emoji is something one could paint: no button, no flag, no other tone of skin."""
    flag = any(0x1F1E6 <= ord(sign) <= 0x1F1FF for sign in glyph)
    toned = any(0x1F3FB <= ord(sign) <= 0x1F3FF for sign in glyph)
    return (
        entry["status"] == WHOLE
        and not flag
        and not toned
        and not _NO_THINGS.search(str(entry["en"]))
        and is_drawn(bare(glyph))
    )


def _keys(name: str) -> Iterator[str]:
    """What people write for a name: "magier(in)" is Magier and Magierin."""
    key = fold(name.strip(":")).replace("_", " ").replace(":", "")
    for form in {re.sub(r"\([^)]*\)", "", key), key.replace("(", "").replace(")", "")}:
        yield " ".join(form.replace("-", " ").split())
        yield _FACES.sub("", form).strip()
