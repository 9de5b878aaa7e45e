"""Tells a request from people's small talk. A pure rule that rather asks than paints."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from bot.core.small_talk import Speech, japanese
from bot.core.small_talk.english import ENGLISH
from bot.core.small_talk.french import FRENCH
from bot.core.small_talk.german import GERMAN
from bot.core.small_talk.phrases import folded, listed
from bot.core.small_talk.portuguese import PORTUGUESE
from bot.core.small_talk.spanish import SPANISH

_LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE)
_READ = 300  # characters of a message; they tell what it is
_LONGEST = 6  # words of a phrase
_SHORT = 5  # letters; a longer beginning of a word is enough to know it
_INFLECTION = 3  # letters that a shorter one may be longer


class _Start(Enum):
    """What a clause begins with."""

    IDIOM = auto()
    ABOUT = auto()
    OPINION = auto()
    CHANGE = auto()
    ASK = auto()
    DESCRIBES = auto()
    OTHER = auto()


def _union(field: str) -> frozenset[str]:
    return frozenset().union(*(listed(getattr(language, field)) for language in _LANGUAGES))


def _misspellings(word: str) -> frozenset[str]:
    """Return a word and what is left without one of its letters, but for the first."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))})


_VERBS = _union("changes")
_STARTS = (  # of phrases of the same length the first counts
    (_Start.CHANGE, _VERBS),
    (_Start.IDIOM, _union("idioms")),
    (_Start.ABOUT, _union("about")),
    (_Start.OPINION, _union("opinions")),
    (_Start.ASK, _union("asks")),
    (_Start.DESCRIBES, _union("describes")),
)
_WISHES, _ENDS, _HINTS = map(_union, ("wishes", "ends", "hints"))
_MODALS = _union("modals")
_GREETINGS, _FILLERS = _union("greetings"), _union("fillers")
_ADDRESSED = _GREETINGS | _union("addressed")
_CUES = tuple(listed(language.cues) for language in _LANGUAGES)
_PICTURES = tuple(listed(language.pictures) for language in _LANGUAGES)
_VOCABULARIES = tuple(
    frozenset(word for phrase in language.all() for word in phrase.split())
    for language in _LANGUAGES
)
_SAID = _union("talk") | _ADDRESSED | _FILLERS

_LONG_VERB = 5  # letters; of shorter ones too many are other words
_MISSPELLED = frozenset().union(
    *(_misspellings(verb) for verb in _VERBS if " " not in verb and len(verb) >= _LONG_VERB)
)

_PREPOSITIONS = listed(
    "behind, beside, above, under, around, near, between, hinter, neben, über, unter, um, vor,"
    "derrière, devant, autour, près, sous, de, del, d"
)

_AND = listed("and, und, et, y, e")
_SENTENCES = re.compile(r"[.!?;:…\n]+|\s[-–—]\s")
_CLAUSES = re.compile(r"[.!?,;:…\n。、！？]+|\s[-–—]\s")
_LAUGHTER = re.compile(
    r"a*(?:h+[aeiou]+){2,}h*|a?j*(?:j+[aei]+){2,}j*|k{2,}|w{2,}|lo+l+(?:z|s|o+l+)*|lmf?ao+|rofl|x+d+|x?p?tdr+|mdr+|(?:rs){1,}|hue(?:hue)+"
)
_LONG_LETTERS = re.compile(r"([a-z])\1{2,}")
_CLITICS = re.compile(r"(?:me|te|se|nos)?(?:l[aeo]s?)$")  # Spanish: "ponlo", "quítale"
_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def speech(text: str) -> Speech:
    """Return what a message is that was not addressed to Easel.

    Args:
        text: in any of the six languages, or several.
    """
    plain = unicodedata.normalize("NFKC", text[:_READ])
    if _KANA.search(plain):
        return _japanese(plain)
    clauses = [words for part in _SENTENCES.split(plain) for words in _clauses(part)]
    laughs_first = bool(clauses) and _is_laughter(clauses[0][0])
    spoken = [words for clause in clauses if (words := _without_laughter(clause))]
    if not spoken or _is_said(whole := [word for words in spoken for word in words]):
        greets = any(_is_said(words, _GREETINGS) for words in spoken)
        return Speech.TO_EASEL if greets else Speech.REMARK
    starts = [_start(_after_fillers(words)) for words in spoken if not _is_said(words)]
    if not starts:  # each clause is talk
        return Speech.REMARK
    if _Start.CHANGE in starts:
        return Speech.REQUEST
    if starts[0] is _Start.ABOUT:
        return Speech.TO_EASEL
    if _Start.ASK in starts or _has(whole, _WISHES):
        return Speech.REQUEST
    asks = plain.rstrip().endswith("?") or not any(letter.isalpha() for letter in plain)
    if not asks and any(words[-1] in _ENDS and len(words) > 1 for words in spoken):
        return Speech.REQUEST
    if starts[0] is _Start.OPINION:
        hints = _has(whole, _HINTS) or _Start.DESCRIBES in starts
        return Speech.DOUBTFUL if hints else Speech.REMARK
    answers = len(starts) < len(spoken)  # "wait, a call"
    return _described(whole, starts, doubtful=laughs_first or asks, answers=answers)


def _clauses(sentence: str) -> list[list[str]]:
    """Return the words of each clause, without the name of who is thanked, greeted or praised."""
    clauses = [words for part in _CLAUSES.split(sentence) if (words := _words(part))]
    whole = [word for words in clauses for word in words]
    unnamed = _without_name(whole)
    if len(unnamed) < len(whole):  # "thank you, Bo"
        return [unnamed]
    return [_without_name(words) for words in clauses]  # "nice one Bo, now make it night"


def _without_name(words: Sequence[str]) -> list[str]:
    """Return words without a name, if they are small talk that is addressed to someone by it."""
    spoken = _without_laughter(words)
    at, addressed = 0, False
    while length := _length_of_start(spoken[at:], _SAID):
        addressed = " ".join(spoken[at : at + length]) in _ADDRESSED
        at += length
    known = _likely(spoken, _VOCABULARIES)
    if not addressed or not spoken[at:] or not _is_name(spoken[at], known):
        return [*words]
    rest = spoken[at + 1 :]
    if len(rest) > 1 and rest[0] in _AND and _is_name(rest[1], known):
        rest = rest[2:]
    laughter = [word for word in words[:1] if _is_laughter(word)]
    return [*laughter, *spoken[:at]] if _is_said(rest) else [*words]


def _is_name(word: str, known: frozenset[str]) -> bool:
    """Return whether a word means nothing that is known in a language: "bo", not "turtles"."""
    beginnings = {word[:end] for end in range(_SHORT, len(word) + 1)} | {word}
    return word.isalpha() and beginnings.isdisjoint(known) and not _is_change(word)


def _described(
    words: Sequence[str], starts: Sequence[_Start], *, doubtful: bool, answers: bool
) -> Speech:
    """Return what it is that neither asks nor tells: "a fox at night", "pizza time"."""
    pictured = _shows_picture(words)
    if pictured and _has(words, _MODALS) and _Start.IDIOM not in starts:
        return Speech.REQUEST
    known = _likely(words, _CUES)
    cues = sum(phrase in known for phrase in _phrases(_without_objects(words)))
    describes = starts[0] is _Start.DESCRIBES and (pictured or not answers)
    allowed = 2 if describes and pictured else 0
    talks = doubtful or _Start.IDIOM in starts or _Start.OPINION in starts or cues > allowed
    return Speech.REQUEST if (describes or pictured) and not talks else Speech.DOUBTFUL


def _shows_picture(words: Sequence[str]) -> bool:
    """Return whether something that images show is among words: "lighthouses"."""
    known = _likely(words, _PICTURES)
    return any(
        phrase[:end] in known and (end > _SHORT or len(phrase) - end <= _INFLECTION)
        for phrase in _phrases(words)
        for end in range(2, len(phrase) + 1)
    )


def _without_objects(words: Sequence[str]) -> list[str]:
    """Return words without pronouns after a preposition: "behind her" is no talk of anyone."""
    before = ("", *words)
    return [word for word, last in zip(words, before, strict=False) if last not in _PREPOSITIONS]


def _likely(words: Sequence[str], tables: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the table of the language that words are in, or those of all that they may be in.

    "on" tells of talk in French and of a picture in English.
    """
    known = [sum(word in vocabulary for word in words) for vocabulary in _VOCABULARIES]
    likely = (table for table, count in zip(tables, known, strict=True) if count == max(known))
    return frozenset().union(*likely)


def _words(text: str) -> list[str]:
    words = folded(text).split()
    return [word if _is_laughter(word) else _LONG_LETTERS.sub(r"\1", word) for word in words]


def _is_laughter(word: str) -> bool:
    return _LAUGHTER.fullmatch(word) is not None


def _without_laughter(words: Sequence[str]) -> list[str]:
    return [word for word in words if not _is_laughter(word)]


def _after_fillers(words: Sequence[str]) -> Sequence[str]:
    """Return a clause without the fillers at its start, at least its last word."""
    while len(words) > 1 and (length := _length_of_start(words, _FILLERS)):
        if _start(words) not in {_Start.OTHER, _Start.DESCRIBES} or length == len(words):
            break
        words = words[length:]
    return words


def _start(words: Sequence[str]) -> _Start:
    """Return what a clause begins with, by the longest phrase."""
    found = [(_length_of_start(words, phrases), start) for start, phrases in _STARTS]
    length, start = max(found, key=lambda each: each[0])
    if length <= 1 and _is_change(words[0]):
        return _Start.CHANGE
    return start if length else _Start.OTHER


def _is_change(word: str) -> bool:
    """Return whether a word is a verb of change, also with a pronoun at its end or misspelled."""
    if word in _VERBS or _CLITICS.sub("", word) in _VERBS:
        return True
    known = any(word in vocabulary for vocabulary in _VOCABULARIES)
    return not known and len(word) >= _LONG_VERB and not _misspellings(word).isdisjoint(_MISSPELLED)


def _length_of_start(words: Sequence[str], phrases: frozenset[str]) -> int:
    """Return the number of words of the longest phrase that a clause begins with; 0: none."""
    lengths = range(min(_LONGEST, len(words)), 0, -1)
    return next((n for n in lengths if " ".join(words[:n]) in phrases), 0)


def _is_said(words: Sequence[str], phrases: frozenset[str] = _SAID) -> bool:
    """Return whether words are nothing but phrases of small talk."""
    while words and (length := _length_of_start(words, phrases)):
        words = words[length:]
    return not words


def _has(words: Sequence[str], phrases: frozenset[str]) -> bool:
    return any(phrase in phrases for phrase in _phrases(words))


def _phrases(words: Sequence[str]) -> Iterator[str]:
    """Yield all runs of words that can be a phrase."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
            yield " ".join(words[first:last])


def _japanese(text: str) -> Speech:
    laughs = japanese.LAUGHTER.search(text) is not None
    spoken = japanese.CALLS.sub("", japanese.LAUGHTER.sub(" ", text))
    clauses = [part.strip("〜~ーｰ♪ ") for part in re.split(r"[\s.!?,;…。、！？]+", spoken)]
    clauses = [japanese.FILLERS.sub("", part) for part in clauses if re.search(r"\w", part)]
    clauses = [part for part in clauses if part]
    clauses = japanese.without_names(clauses)
    if all(map(japanese.is_said, clauses)):
        greets = any(each.match(part) for part in clauses for each in japanese.GREETINGS)
        return Speech.TO_EASEL if greets else Speech.REMARK
    rest = [part for part in clauses if not japanese.is_said(part)]
    if japanese.ABOUT.search("".join(rest)):
        return Speech.TO_EASEL
    asking = [part for part in rest if not japanese.WAITS.search(part)]
    if any(japanese.CHANGES.search(part) or japanese.WISHES.search(part) for part in asking):
        return Speech.REQUEST
    if any(japanese.OPINIONS.search(part) for part in rest):
        return Speech.REMARK if japanese.REMARK_ENDS.search(rest[-1]) else Speech.DOUBTFUL
    talks = laughs or text.rstrip().endswith("?") or len(asking) < len(rest)
    describes = japanese.PICTURES.search("".join(rest)) and not japanese.REMARK_ENDS.search(
        rest[-1]
    )
    return Speech.REQUEST if describes and not talks else Speech.DOUBTFUL
