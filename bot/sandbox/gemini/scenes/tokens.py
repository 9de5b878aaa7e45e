"""A text as words and phrases, each with what it means in the language of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.sandbox.gemini.scenes.vocabulary import (
    LANGUAGES,
    LIGHTS,
    NOUN_FIRST,
    Meaning,
    bare,
    fold,
    lookup,
    meanings,
)

LONGEST_WORD, LONGEST_PHRASE = 10, 5  # letters in Japanese, words in the other languages
MOON = "🌙"  # as a thing, whatever its phase
PARTICLES = "のがはをにでと"  # which end an unknown Japanese word
_QUOTED = re.compile(
    r"[\"“„«「『]([^\"”“»」』]{1,60})[\"”“»」』]|(?<!\w)['‘]([^'’]{2,60})['’](?!\w)"
    r"|\b(?:says?|saying|that reads|with the words|steht|aufschrift|diga|dice|diz|dit|disant)"
    r"[:\s]+([^.,;\n\"“„«「]{1,40}?)(?= (?:in|on|at|im|am|auf|en|sur|dans|na|no|em)\b|[.,;\n]|$)",
    re.IGNORECASE,
)
_UNITS = re.compile(r"\0\d+\0|[^\W_]+(?:'[^\W_]*)?|[.,;:!?\n]")
_JAPANESE = r"[\u3040-\u30ff\u3400-\u9fff々ー]"
_JAPANESE_UNITS = re.compile(rf"\0\d+\0|{_JAPANESE}|[a-z0-9']+|[^\w\s]")
_END = re.compile(r"[.;:!?\n。！？]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or phrase and what it means here; kind "word" where that is not known."""

    kind: str
    value: str
    text: str


def tokens_of(text: str) -> tuple[list[Token], str]:
    """The tokens of a text and its language."""
    text = text.replace("\0", " ")  # stands for quotes below
    quotes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quotes.append(next(group for group in match.groups() if group).strip())
        return f" \0{len(quotes) - 1}\0 "

    language = language_of(text)
    units = _JAPANESE_UNITS if language == "ja" else _UNITS
    found = _seats(_tokens(units.findall(fold(_QUOTED.sub(keep, text))), language, quotes))
    return (_joined(found) if language == "ja" else list(found)), language


def as_written(word: str, text: str) -> str:
    """A folded word as a text has it: with its accents, and German nouns with their capital."""
    return next((own for own in re.findall(r"[^\W_]+", text) if fold(own) == word), word)


def language_of(text: str) -> str:
    """The language whose words there are most of; English where that is open."""
    folded = fold(text)
    if re.search(_JAPANESE, folded):
        return "ja"
    words = re.findall(r"[^\W_]+", folded)

    def score(language: str) -> int:
        little = {"the", "a", "skip", "and"}
        table = meanings(language)
        known = sum(bool(lookup(word, language)) for word in words)
        return known + sum(any(m.kind in little for m in table.get(word, ())) for word in words)

    return max(LANGUAGES[:-1], key=lambda language: (score(language), language == "en"))


def _tokens(units: Sequence[str], language: str, quotes: Sequence[str]) -> Iterator[Token]:
    """The longest phrases that mean something, from the left."""
    space, most = ("", LONGEST_WORD) if language == "ja" else (" ", LONGEST_PHRASE)
    at = 0
    several: tuple[Meaning, ...] = ()
    while at < len(units):
        phrase, length = units[at], 1
        before, several = several, ()
        for longest in range(min(most, len(units) - at), 0, -1):
            candidate = space.join(units[at : at + longest])
            if several := lookup(candidate, language) or _english(candidate):
                phrase, length = candidate, longest
                break
        if phrase[0] == "\0":
            yield Token("quote", quotes[int(phrase.strip("\0"))], phrase)
        elif several:
            following = units[at + length] if at + length < len(units) else ""
            yield from _token(_fitting(several, before, following, language), phrase)
        elif phrase[0].isalnum() or phrase == "ー":
            yield Token("word", phrase, phrase)
        else:
            yield Token("end" if _END.match(phrase) else "comma", "", phrase)
        at += length


def _seats(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens with a moon that somebody sits on as a thing, which is no light then."""
    before = ""
    for token in tokens:
        seat = token.kind == "light" and LIGHTS[token.value] == "night" and before == "riding"
        yield Token("noun", MOON, token.text) if seat else token
        before = before if token.kind in {"a", "the", "size", "colour"} else token.kind


def _joined(tokens: Iterator[Token]) -> list[Token]:
    """The tokens with the letters of unknown Japanese words put together."""
    found: list[Token] = []
    for token in tokens:
        letter = len(token.text) == 1 and token.kind == "skip" and token.text not in PARTICLES
        if found and found[-1].kind == "word" and (letter or token.kind == "word"):
            word = found[-1].text + token.text
            found[-1] = Token("word", word, word)
        else:
            found.append(token)
    return found


def _english(phrase: str) -> tuple[Meaning, ...]:
    """English nouns are understood everywhere; small words are not, they mean other things."""
    return tuple(m for m in meanings("en").get(phrase, ()) if m.kind in {"noun", "style"})


def _fitting(
    several: tuple[Meaning, ...], before: tuple[Meaning, ...], following: str, language: str
) -> Meaning:
    """The meaning that fits: "an orange" is a fruit, "an orange fox" has a colour, and so has
    "un renard orange"."""
    nouns = [meaning for meaning in several if meaning.kind == "noun"]
    if several[0].kind not in {"colour", "size"} or not nouns or language == "ja":
        return several[0]
    kinds = {meaning.kind for meaning in before}
    if language in NOUN_FIRST:
        return nouns[0] if kinds & {"a", "count", "the"} else several[0]
    after = {meaning.kind for meaning in lookup(following, language)}
    return nouns[0] if kinds & {"a", "count"} and not after & {"noun", "colour"} else several[0]


def _token(meaning: Meaning, text: str) -> Iterator[Token]:
    """What a word says: one thing, or several: a guitarist is a person and a guitar, and "surfing"
    is riding a wave."""
    if meaning.kind == "several":
        for one in meaning.value.split():
            kind, _, value = one.rpartition(":")  # the value of "riding:" is empty
            yield Token(kind or "noun", bare(value) or text, text)
        return
    yield Token(meaning.kind, meaning.value or text, text)
