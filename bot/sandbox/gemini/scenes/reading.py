"""A sentence as clauses: what is done, to which things, and what nobody here has a word for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.sandbox.gemini.scenes.vocabulary import (
    LANGUAGES,
    LONGEST_PHRASE,
    Meaning,
    fold,
    is_plural,
    lookup,
    meanings,
    members,
)

ATTRIBUTES = {"colour", "size", "mood", "count", "the", "a", "another"}
SETTINGS = {"hour", "season", "ground", "style", "weather", "zoom", "mood"}
MANY = "3"  # how many "cats" are
AT_THE_END = {"off", "away", "weg", "ab"}  # of a clause: "take the hat off the cat"
KNOWN = {"noun", "sign", "quote", "ground", "hour", "season", "weather", "style"}
NOUN_FIRST = {"es", "fr", "pt"}  # languages whose adjectives mostly follow the noun
_DOING: dict[str, tuple[str, ...]] = {
    "en": ("ing",),
    "de": ("end",),
    "es": ("ando", "iendo"),
    "fr": (),
    "pt": ("ando", "endo", "indo"),
    "ja": (),
}
LONGEST_JAPANESE = 10  # letters of one word
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
_END = re.compile(r"[.;:!?\n。！？]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or phrase and what it means here; kind "word" where that is not known."""

    kind: str
    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing that is spoken of, with what is said of it."""

    glyph: str
    text: str = ""  # the word for it, folded
    said: dict[str, str] = field(default_factory=dict)  # by kind: colour, size, mood, count, the

    @property
    def known(self) -> bool:
        """Whether it is spoken of as one that is there already: "the cat"."""
        return "the" in self.said


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing to do."""

    verb: str = ""  # a row of lexicon.toml's `verb`, or empty
    named: tuple[Named, ...] = ()
    said: dict[str, str] = field(default_factory=dict)  # what is said of no thing in particular
    tokens: tuple[Token, ...] = ()

    def values(self, kind: str) -> tuple[str, ...]:
        """Every value of a kind, in the order of the words."""
        return tuple(token.value for token in self.tokens if token.kind == kind)

    @property
    def old_one(self) -> str:
        """What another thing is to stand for: "instead of the cat", 猫の代わりに."""
        kinds = [token.kind for token in self.tokens]
        if "instead" not in kinds:
            return ""
        at = kinds.index("instead")
        before, after = self.tokens[:at][::-1], self.tokens[at:]
        beside = before if self.tokens[at].text == "の代わりに" else after
        return next((token.value for token in beside if token.kind == "noun"), "")

    def has(self, kind: str) -> bool:
        """Whether there is a word of a kind."""
        return any(token.kind == kind for token in self.tokens)


def read(text: str) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    """The clauses of a text, and the words in it that stand for something unknown."""
    text = text.replace("\0", " ")  # stands for quotes below
    marked, quotes = _without_quotes(text)
    language = language_of(text)
    tokens = list(_tokens(fold(marked), language, quotes))
    if (
        not quotes
        and any(token.kind == "sign" for token in tokens)
        and (says := _SAYS.search(text))
    ):
        quotes = [says.group(1).strip()]
        tokens = list(
            _tokens(
                fold(text[: says.start(1)] + "\0" + "0\0" + text[says.end(1) :]), language, quotes
            )
        )
    unknown = tuple(as_written(word, text) for word in _unknown(tokens, language))
    return tuple(_clauses(tokens, language)), unknown


def as_written(word: str, text: str) -> str:
    """A folded word as a text has it: with its accents, and German nouns with their capital."""
    return next((own for own in re.findall(r"[^\W_]+", text) if fold(own) == word), word)


def language_of(text: str) -> str:
    """The language whose words there are most of; English where that is open."""
    folded = fold(text)
    if _JAPANESE.search(folded):
        return "ja"
    words = re.findall(r"[^\W_]+", folded)
    scores = {
        language: sum(bool(lookup(word, language)) + _is_little(word, language) for word in words)
        for language in LANGUAGES[:-1]
    }
    return max(scores, key=lambda language: (scores[language], language == "en"))


def _is_little(word: str, language: str) -> bool:
    return any(m.kind in {"the", "a", "skip", "and"} for m in meanings(language).get(word, ()))


def _without_quotes(text: str) -> tuple[str, list[str]]:
    quotes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quotes.append(next(group for group in match.groups() if group))
        return f" \0{len(quotes) - 1}\0 "

    return _QUOTED.sub(keep, text), quotes


def _tokens(folded: str, language: str, quotes: Sequence[str]) -> Iterator[Token]:
    if language == "ja":
        yield from _japanese(folded, quotes)
        return
    pieces = _PIECES.findall(folded)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not piece[0].isalnum():
            yield _mark(piece, quotes)
            at += 1
            continue
        for length in range(min(LONGEST_PHRASE, len(pieces) - at), 0, -1):
            phrase = " ".join(pieces[at : at + length])
            several = lookup(phrase, language) or (() if language == "en" else _english(phrase))
            if several:
                yield _token(_fitting(several, pieces, at, length, language), phrase)
                break
        else:
            length = 1
            yield Token("word", piece, piece)
        at += length


def _english(phrase: str) -> tuple[Meaning, ...]:
    """English nouns are understood everywhere; small words are not, they mean other things."""
    return tuple(m for m in meanings("en").get(phrase, ()) if m.kind in {"noun", "style"})


def _fitting(
    several: tuple[Meaning, ...], pieces: list[str], at: int, length: int, language: str
) -> Meaning:
    """The meaning that fits: "an orange" is a fruit, "an orange fox" has a colour."""
    nouns = [meaning for meaning in several if meaning.kind == "noun"]
    if several[0].kind not in {"colour", "size"} or not nouns:
        return several[0]
    after = pieces[at + length] if at + length < len(pieces) else ""
    before = pieces[at - 1] if at else ""
    alone = (
        not any(m.kind in {"noun", "colour"} for m in lookup(after, language)) if after else True
    )
    counted = any(m.kind in {"a", "count"} for m in meanings(language).get(before, ()))
    return nouns[0] if alone and counted and language in {"en", "de"} else several[0]


def _japanese(folded: str, quotes: Sequence[str]) -> Iterator[Token]:
    table = meanings("ja")
    for run in re.findall(r"\0\d+\0|[^\s]", folded.replace(" ", "")) and re.findall(
        r"\0\d+\0|[\u3040-\u30ff\u3400-\u9fff々ーa-z0-9']+|[^\w\s]", folded
    ):
        if not (run[0].isalnum() or run[0] == "ー"):
            yield _mark(run, quotes)
            continue
        at, unknown = 0, ""
        while at < len(run):
            for length in range(min(LONGEST_JAPANESE, len(run) - at), 0, -1):
                several = table.get(run[at : at + length]) or (
                    _english(run[at : at + length]) if length > 2 else ()
                )
                if several and not (
                    unknown
                    and several[0].kind == "skip"
                    and length == 1
                    and run[at] not in "のがはをにでと"
                ):
                    if unknown:
                        yield Token("word", unknown, unknown)
                        unknown = ""
                    yield _token(several[0], run[at : at + length])
                    at += length
                    break
            else:
                unknown += run[at]
                at += 1
        if unknown:
            yield Token("word", unknown, unknown)


def _mark(piece: str, quotes: Sequence[str]) -> Token:
    if piece[0] == "\0":
        return Token("quote", quotes[int(piece.strip("\0"))], piece)
    return Token("end" if _END.match(piece) else "comma", "", piece)


def _token(meaning: Meaning, text: str) -> Token:
    return Token(meaning.kind, meaning.value or text, text)


def _clauses(tokens: list[Token], language: str) -> Iterator[Clause]:
    verb = ""
    for ended, part in _parts(tokens, language):
        own = [token.value for token in part if token.kind == "verb"]
        strong = next((one for one in own if one != "set"), own[0] if own else "")
        if verb == "remove" and any(token.kind in SETTINGS for token in part):
            verb = ""  # "without rain, at night": the night is not to go
        clause = _clause(tuple(part), strong or verb, language)
        verb = "" if ended else clause.verb
        if any(token.kind not in {"skip", "verb", "and"} for token in part):
            yield clause


def _parts(tokens: list[Token], language: str) -> Iterator[tuple[bool, list[Token]]]:
    """Pieces of a text with one verb each, and whether a sentence ends there."""
    part: list[Token] = []
    for number, token in enumerate(tokens):
        if token.kind in {"end", "comma"}:
            yield token.kind == "end", part
            part = []
            continue
        full = any(one.kind not in {"skip", "and", "verb"} for one in part)
        joined = number and tokens[number - 1].kind == "and"
        starts = token.kind == "verb" and (joined or token.value == "remove") and language != "ja"
        last = number + 1 == len(tokens) or tokens[number + 1].kind in {"end", "comma"}
        if full and starts and not last and token.text not in AT_THE_END:
            yield True, part
            part = []
        part.append(token)
        if language == "ja" and token.kind == "verb" and full:
            yield True, part
            part = []
    yield True, part


def _clause(tokens: tuple[Token, ...], verb: str, language: str) -> Clause:
    """Gather what is said of which thing: adjectives stand before their noun or after it."""
    named: list[Named] = []
    open_: dict[str, str] = {}
    rest: dict[str, str] = {}
    last = 0  # the number of the newest noun
    for number, token in enumerate(tokens):
        if token.kind == "noun":
            if is_plural(token.text, language) and not {"the", "count"} & {*open_}:
                open_["count"] = MANY
            if named and _holds(named[-1].glyph, tokens[last + 1 : number]):
                open_ = {**named.pop().said, **open_}  # "a bowl of ramen" is ramen
            named.append(Named(glyph=token.value, text=token.text, said=open_))
            open_, last = {}, number
        elif token.kind in ATTRIBUTES:
            if _noun_follows(tokens[number + 1 :]):
                open_[token.kind] = token.value
            elif tokens[number + 1 : number + 2] and tokens[number + 1].kind in SETTINGS | {"sky"}:
                rest[token.kind] = token.value  # "under a blue sky": nobody there is blue
            elif named and token.kind in {"colour", "size", "mood"}:
                named[-1].said.setdefault(token.kind, token.value)
            else:
                rest[token.kind] = token.value
        elif token.kind not in {"word", "verb"}:
            open_ = {}
    return Clause(verb=verb, named=tuple(named), said=rest, tokens=tokens)


def _holds(glyph: str, between: Sequence[Token]) -> bool:
    """Whether a cup or the like is full of what comes next: "cup of", "Tasse", "taza de"."""
    full = all(token.text in {"of", "de", "d", "von"} for token in between)
    return full and glyph in members("container")


def _noun_follows(tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if token.kind == "noun":
            return True
        if token.kind not in ATTRIBUTES | {"word"}:
            return False
    return False


def _unknown(tokens: list[Token], language: str) -> Iterator[str]:
    """The main words of what stands alone: adjectives beside a known noun are let go, and what
    somebody does; "una abuela cocinando sopa" without a word for the abuela is not."""
    run: list[Token] = []
    before = "end"
    for token in (*tokens, Token("end", "", "")):
        doing = token.text.endswith(_DOING[language]) and (run or before not in {"a", "the"})
        if token.kind == "word" and not doing and (len(token.text) > 2 or language == "ja"):
            run.append(token)
            continue
        if run:
            after = ATTRIBUTES - {"the", "a"} if language in {"en", "de"} else set()
            beside = token.kind in KNOWN | after or before in KNOWN
            counted = before in {"a", "count"} and len(run) > 1 and language in NOUN_FIRST
            main = run[0] if language in NOUN_FIRST else run[-1]
            adverb = language == "en" and main.text.endswith("ly")
            if (counted or not beside) and not (
                adverb or main.text.isdigit() or len(main.text) < 2
            ):
                yield main.text
        run, before = [], token.kind
