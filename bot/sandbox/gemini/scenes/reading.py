"""A sentence as clauses: what is done, to which things, and what nobody here has a word for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.sandbox.gemini.scenes.tokens import Token, as_written, tokens_of
from bot.sandbox.gemini.scenes.vocabulary import NOUN_FIRST, is_plural, is_worn, listed, members

SAID = {"colour", "size", "mood", "side"}  # of a thing; in most languages also behind its noun
ATTRIBUTES = SAID | {"count", "nth", "the", "a", "another"}
SETTINGS = {"hour", "season", "ground", "style", "weather", "zoom", "light"}
KNOWN = {"noun", "several", "sign", "quote"} | SETTINGS - {"zoom"}
LITTLE = {"skip", "and", "verb"}
FIRST_KANJI = "\u4e00"  # one of these alone can be a word
MANY = "3"  # how many "cats" are
AT_THE_END = {"off", "away", "weg", "ab"}  # of a clause: "take the hat off the cat"
OF = "の"  # between a Japanese attribute and its noun
OBJECTS = ("lo", "la")  # at the end of a verb: cámbialo


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing that is spoken of, with what is said of it."""

    glyph: str
    text: str = ""  # the word for it, folded
    said: dict[str, str] = field(
        default_factory=dict
    )  # by kind: of ATTRIBUTES, and its role in a swap


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

    def has(self, kind: str) -> bool:
        """Whether there is a word of a kind."""
        return any(token.kind == kind for token in self.tokens)

    @property
    def swap(self) -> tuple[str, Named] | None:
        """What another thing is to stand for, empty for whatever "it" is, and that thing."""
        old = next((one for one in self.named if "instead" in one.said), None)
        new = next((one for one in self.named if "into" in one.said), None)
        turns = self.verb in {"replace", "turn"} or (self.verb == "set" and self.has("into"))
        if not self.named or not (turns or self.has("instead")):
            return None
        if len(self.named) == 1:
            it = any(one.kind == "it" or one.text.endswith(OBJECTS) for one in self.tokens)
            it = it or (self.verb != "set" and not self.has("word"))
            return ("", self.named[0]) if it else None
        if old:
            return old.glyph, self._like(old)
        new = new or self.named[1]
        return self._like(new).glyph, new

    def _like(self, one: Named) -> Named:
        """The first other thing, if possible one that is worn as well, or is not as well."""
        others = [other for other in self.named if other is not one]
        return min(others, key=lambda other: is_worn(other.glyph) != is_worn(one.glyph))


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
        if any(token.kind not in LITTLE for token in part):
            yield clause


def _parts(tokens: list[Token], language: str) -> Iterator[tuple[bool, list[Token]]]:
    """Pieces of a text with one verb each, and whether a sentence ends there."""
    part: list[Token] = []
    kinds = ["end", *(token.kind for token in tokens), "end"]
    for before, token, after in zip(kinds, tokens, kinds[2:], strict=False):
        if token.kind in {"end", "comma"}:
            yield token.kind == "end", part
            part = []
            continue
        full = any(one.kind not in LITTLE for one in part)
        removes = any(one.value == "remove" for one in part)
        starts = token.kind == "verb" and (before == "and" or token.value == "remove")
        starts = starts or (token.kind == "riding" and removes)  # "without a hat riding a horse"
        last = after in {"end", "comma"} or token.text in AT_THE_END
        if full and starts and not last and language != "ja":
            yield True, part
            part = []
        part.append(token)
        if full and token.kind == "verb" and language == "ja":
            yield True, part
            part = []
    yield True, part


def _clause(tokens: tuple[Token, ...], verb: str, language: str) -> Clause:
    """Gather what is said of which thing: adjectives stand before their noun or after it."""
    named: list[Named] = []
    coming: dict[str, str] = {}  # what is said of the next thing
    rest: dict[str, str] = {}
    last = 0  # the number of the newest noun
    role = ""  # of the next noun in a swap
    for number, token in enumerate(tokens):
        if token.kind == "noun":
            single = {"the", "count"} | ({"a"} if language == "de" else set())
            if is_plural(token.text, language) and not single & coming.keys():
                coming["count"] = MANY
            if named and _holds(named[-1].glyph, tokens[last + 1 : number], language):
                coming = {**named.pop().said, **coming}  # "a bowl of ramen" is ramen
            coming |= {role: role} if role else {}
            named.append(Named(glyph=token.value, text=token.text, said=coming))
            coming, last, role = {}, number, ""
        elif token.kind in ATTRIBUTES:
            places = {"next": coming, "last": named[-1].said if named else rest, "none": rest}
            places.get(_whose(tokens, number, language), {}).setdefault(token.kind, token.value)
        elif token.kind not in {"word", "verb"} and token.text != OF:
            coming = {}
            if token.kind in {"into", "instead"}:
                role = "into" if language == "ja" else token.kind  # 猫の代わりに犬
    return Clause(verb=verb, named=tuple(named), said=rest, tokens=tokens)


def _whose(tokens: Sequence[Token], number: int, language: str) -> str:
    """Whether an attribute is that of the "next" noun, of the "last" one, of "none" ("under a
    blue sky"), or of what it cannot be given to: "a yellow raincoat", "purple mist"."""
    kind, before, after = tokens[number].kind, tokens[:number][-1:], tokens[number + 1 :]
    beside = {one.kind for one in (before if language in NOUN_FIRST else after[:1])}
    if kind in SAID - {"side"} and beside & (SETTINGS | {"word"}):
        return "other"
    if language in NOUN_FIRST and kind in SAID and "noun" in beside:
        return "last"
    between = ATTRIBUTES | {"word"}
    nearest = (one.kind for one in after if one.kind not in between and one.text != OF)
    follows = next(nearest, "")
    if follows == "noun":
        return "next"
    if after and after[0].kind in SETTINGS | {"sky"}:
        return "none"
    return "last" if kind in SAID | ({"count"} if language == "ja" else set()) else "none"


def _holds(glyph: str, between: Sequence[Token], language: str) -> bool:
    """Whether a cup or the like is full of what comes next: "cup of", "Tasse", "taza de"."""
    full = all(token.text in {"of", "de", "d", "von"} for token in between)
    return full and (between or language not in NOUN_FIRST) and glyph in members("container")


def _unknown(tokens: list[Token], language: str) -> Iterator[str]:
    """The main words of what stands alone: adjectives beside a known noun are let go, and what
    somebody does; "una abuela cocinando sopa" without a word for the abuela is not."""
    run: list[Token] = []
    before = "end"
    beside_it = KNOWN | (ATTRIBUTES - {"the", "a"} if language in {"en", "de"} else set())
    for token in (*tokens, Token("end", "", "")):
        doing = token.text.endswith(listed("doing", language) or "\0")
        if token.kind == "word" and not (doing and (run or before not in {"a", "the"})):
            run.append(token)
            continue
        if run:
            main = run[0] if language in NOUN_FIRST else run[-1]
            counted = before in {"a", "the", "count"} and len(run) > 1 and language in NOUN_FIRST
            alone = before not in KNOWN and token.kind not in beside_it
            if (counted or alone) and _is_main(main.text, language):
                yield main.text
        run, before = [], token.kind


def _is_main(word: str, language: str) -> bool:
    """Whether a word may stand for something that one could paint."""
    short = len(word) < 3 and word < FIRST_KANJI
    return not (short or word.isdigit() or (language == "en" and word.endswith("ly")))
