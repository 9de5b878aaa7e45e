"""A text as words and phrases, each with what it means in the language of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.sandbox.gemini.scenes.vocabulary import (
    LANGUAGES,
    LONGEST_PHRASE,
    NOUN_FIRST,
    Meaning,
    bare,
    fold,
    lookup,
    meanings,
)

LONGEST_JAPANESE = 10  # letters of one word
PARTICLES = "のがはをにでと"  # which end an unknown Japanese word
_QUOTED = re.compile(
    r"[\"“„«「『]([^\"”“»」』]{1,60})[\"”“»」』]|(?<!\w)['‘]([^'’]{2,60})['’](?!\w)"
)
_SAYS = re.compile(
    r"\b(?:says?|saying|reads|with the words|steht|aufschrift|diga|dice|diz|dit|disant)[:\s]+"
    r"([^.,;\n]{1,40}?)(?= (?:in|on|at|im|am|auf|en|sur|dans|na|no|em)\b|[.,;\n]|$)",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\0\d+\0|[^\W_]+(?:'[^\W_]*)?|[.,;:!?\n、。，！？・]")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff々ー]+")
_JAPANESE_PIECES = re.compile(r"\0\d+\0|[\u3040-\u30ff\u3400-\u9fff々ーa-z0-9']+|[^\w\s]")
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
        quotes.append(next(group for group in match.groups() if group))
        return f" \0{len(quotes) - 1}\0 "

    language = language_of(text)
    found = list(_tokens(fold(_QUOTED.sub(keep, text)), language, quotes))
    says = _SAYS.search(text)
    if says and not quotes and any(token.kind == "sign" for token in found):
        rest = f"{text[: says.start(1)]}\0000\0{text[says.end(1) :]}"
        found = list(_tokens(fold(rest), language, [says.group(1).strip()]))
    return found, language


def as_written(word: str, text: str) -> str:
    """A folded word as a text has it: with its accents, and German nouns with their capital."""
    return next((own for own in re.findall(r"[^\W_]+", text) if fold(own) == word), word)


def language_of(text: str) -> str:
    """The language whose words there are most of; English where that is open."""
    folded = fold(text)
    if _JAPANESE.search(folded):
        return "ja"
    words = re.findall(r"[^\W_]+", folded)

    def score(language: str) -> int:
        little = {"the", "a", "skip", "and"}
        table = meanings(language)
        known = sum(bool(lookup(word, language)) for word in words)
        return known + sum(any(m.kind in little for m in table.get(word, ())) for word in words)

    return max(LANGUAGES[:-1], key=lambda language: (score(language), language == "en"))


def _tokens(folded: str, language: str, quotes: Sequence[str]) -> Iterator[Token]:
    if language == "ja":
        for run in _JAPANESE_PIECES.findall(folded):
            yield from _japanese(run) if run[0].isalnum() or run[0] == "ー" else _mark(run, quotes)
        return
    pieces = _PIECES.findall(folded)
    at = 0
    while at < len(pieces):
        if not pieces[at][0].isalnum():
            yield from _mark(pieces[at], quotes)
            at += 1
            continue
        for length in range(min(LONGEST_PHRASE, len(pieces) - at), 0, -1):
            phrase = " ".join(pieces[at : at + length])
            if several := lookup(phrase, language) or _english(phrase):
                yield from _token(_fitting(several, pieces, at, length, language), phrase)
                break
        else:
            length = 1
            yield Token("word", pieces[at], pieces[at])
        at += length


def _english(phrase: str) -> tuple[Meaning, ...]:
    """English nouns are understood everywhere; small words are not, they mean other things."""
    return tuple(m for m in meanings("en").get(phrase, ()) if m.kind in {"noun", "style"})


def _fitting(
    several: tuple[Meaning, ...], pieces: list[str], at: int, length: int, language: str
) -> Meaning:
    """The meaning that fits: "an orange" is a fruit, "an orange fox" has a colour, and so has
    "un renard orange"."""
    nouns = [meaning for meaning in several if meaning.kind == "noun"]
    if several[0].kind not in {"colour", "size"} or not nouns or language == "ja":
        return several[0]
    after = pieces[at + length] if at + length < len(pieces) else ""
    before = meanings(language).get(pieces[at - 1], ()) if at else ()
    counted = any(m.kind in {"a", "count"} for m in before)
    if language in NOUN_FIRST:
        return nouns[0] if counted or any(m.kind == "the" for m in before) else several[0]
    alone = not after or not any(m.kind in {"noun", "colour"} for m in lookup(after, language))
    return nouns[0] if alone and counted else several[0]


def _japanese(run: str) -> Iterator[Token]:
    """The longest known words from the left; what is between them is unknown."""
    table = meanings("ja")
    at, unknown = 0, ""
    while at < len(run):
        for length in range(min(LONGEST_JAPANESE, len(run) - at), 0, -1):
            word = run[at : at + length]
            several = table.get(word) or (_english(word) if length > 2 else ())
            inside = unknown and length == 1 and word not in PARTICLES
            if several and not (inside and several[0].kind == "skip"):
                if unknown:
                    yield Token("word", unknown, unknown)
                yield from _token(several[0], word)
                at, unknown = at + length, ""
                break
        else:
            unknown += run[at]
            at += 1
    if unknown:
        yield Token("word", unknown, unknown)


def _mark(piece: str, quotes: Sequence[str]) -> Iterator[Token]:
    if piece[0] == "\0":
        yield Token("quote", quotes[int(piece.strip("\0"))], piece)
    else:
        yield Token("end" if _END.match(piece) else "comma", "", piece)


def _token(meaning: Meaning, text: str) -> Iterator[Token]:
    """What a word says: one thing, or several: a guitarist is a person and a guitar, and "surfing"
    is riding a wave."""
    if meaning.kind == "several":
        for value in meaning.value.split():
            kind = "riding" if value == "riding" else "noun"
            yield Token(kind, bare(value), text)
        return
    yield Token(meaning.kind, meaning.value or text, text)
