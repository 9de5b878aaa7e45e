"""A sentence as clauses: what is done, to which things, and what nobody here has a word for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.sandbox.gemini.scenes.tokens import Token, as_written, tokens_of
from bot.sandbox.gemini.scenes.vocabulary import NOUN_FIRST, endings, is_plural, members

ATTRIBUTES = {"colour", "size", "mood", "count", "nth", "the", "a", "another"}
SETTINGS = {"hour", "season", "ground", "style", "weather", "zoom", "mood"}
AFTER_NOUN = {"colour", "size", "mood"}
FIRST_KANJI = "\u4e00"  # one of these alone can be a word
MANY = "3"  # how many "cats" are
AT_THE_END = {"off", "away", "weg", "ab"}  # of a clause: "take the hat off the cat"
KNOWN = {"noun", "sign", "quote", "ground", "hour", "season", "weather", "style"}


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

    @property
    def says_it(self) -> bool:
        """Whether it speaks of what is there: "turn it into a cat", cámbialo."""
        objects = ("lo", "la")
        return any(
            one.kind == "it" or (one.kind == "verb" and one.text.endswith(objects))
            for one in self.tokens
        )

    def has(self, kind: str) -> bool:
        """Whether there is a word of a kind."""
        return any(token.kind == kind for token in self.tokens)


def read(text: str) -> tuple[tuple[Clause, ...], tuple[str, ...], str]:
    """The clauses of a text, the words in it that stand for something unknown, its language."""
    tokens, language = tokens_of(text)
    unknown = tuple(as_written(word, text) for word in _unknown(tokens, language))
    return tuple(_clauses(tokens, language)), unknown, language


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
            if is_plural(token.text, language) and not {"the", "a", "count"} & {*open_}:
                open_["count"] = MANY
            if named and _holds(named[-1].glyph, tokens[last + 1 : number], language):
                open_ = {**named.pop().said, **open_}  # "a bowl of ramen" is ramen
            named.append(Named(glyph=token.value, text=token.text, said=open_))
            open_, last = {}, number
        elif token.kind in ATTRIBUTES:
            places = {"next": open_, "last": named[-1].said if named else rest, "none": rest}
            places.get(_whose(tokens, number, language), {}).setdefault(token.kind, token.value)
        elif token.kind not in {"word", "verb"}:
            open_ = {}
    return Clause(verb=verb, named=tuple(named), said=rest, tokens=tokens)


def _whose(tokens: Sequence[Token], number: int, language: str) -> str:
    """Whether an attribute is that of the "next" noun, the "last" one, of something "unknown"
    ("a yellow raincoat": nobody else is yellow), or of "none": "under a blue sky"."""
    kind, after = tokens[number].kind, tokens[number + 1 :]
    before = tokens[number - 1 : number] if number else ()
    beside = before if language in NOUN_FIRST else after[:1]
    if kind in AFTER_NOUN and any(one.kind == "word" for one in beside):
        return "unknown"
    if language in NOUN_FIRST and kind in AFTER_NOUN and any(one.kind == "noun" for one in before):
        return "last"
    if _noun_follows(after):
        return "next"
    if after and after[0].kind in SETTINGS | {"sky"}:
        return "none"
    follows = AFTER_NOUN | {"count"} if language == "ja" else AFTER_NOUN
    return "last" if kind in follows else "none"


def _holds(glyph: str, between: Sequence[Token], language: str) -> bool:
    """Whether a cup or the like is full of what comes next: "cup of", "Tasse", "taza de"."""
    full = all(token.text in {"of", "de", "d", "von"} for token in between)
    return full and (between or language not in NOUN_FIRST) and glyph in members("container")


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
        doing = token.text.endswith(endings("doing", language)) and (run or before not in {"a", "the"})
        if token.kind == "word" and not doing and (len(token.text) > 2 or language == "ja"):
            run.append(token)
            continue
        if run:
            after = ATTRIBUTES - {"the", "a"} if language in {"en", "de"} else set()
            beside = token.kind in KNOWN | after or before in KNOWN
            counted = before in {"a", "the", "count"} and len(run) > 1 and language in NOUN_FIRST
            main = run[0] if language in NOUN_FIRST else run[-1]
            adverb = language == "en" and main.text.endswith("ly")
            if (counted or not beside) and not (
                adverb or main.text.isdigit() or (len(main.text) < 2 and main.text < FIRST_KANJI)
            ):
                yield main.text
        run, before = [], token.kind
