"""A sentence as clauses: what is done, to which things, and what nobody here has a word for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.sandbox.gemini.scenes.tokens import Token, as_written, tokens_of
from bot.sandbox.gemini.scenes.vocabulary import NOUN_FIRST, is_plural, is_worn, listed, members

SAID = {"colour", "size", "mood", "side"}  # of a thing; in most languages also behind its noun
ATTRIBUTES = SAID | {"count", "nth", "the", "a", "another"}
SETTINGS = {"hour", "season", "ground", "style", "weather", "zoom", "light"}
HEADS = {"noun", "sign", "quote"} | SETTINGS - {"zoom"}  # what a phrase is about
IN_PHRASES = ATTRIBUTES | HEADS | {"word"}
LITTLE = {"skip", "and", "verb", "on"}
UPON = {"on", "into", "riding"}  # before what somebody may sit on; "en" is the second one
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
    )  # by kind: of ATTRIBUTES, its role in a swap, and "upon" for what comes after one of UPON


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
    heads = (_unknown_head(phrase, language) for phrase in _phrases(tokens, language))
    unknown = tuple(as_written(word, text) for word in heads if word)
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


def _phrases(tokens: Sequence[Token], language: str) -> Iterator[list[Token]]:
    """Things and settings with the words that are said of them; all between them stands alone."""
    phrase: list[Token] = []
    for token in tokens:
        last = phrase[-1].kind if phrase else ""
        deed = token.kind == "word" and token.text.endswith(listed("doing", language) or "\0")
        within = token.kind in IN_PHRASES and (not deed or last in {"a", "the"})
        begins = token.kind in {"a", "the"} and last not in ATTRIBUTES
        if token.text == OF and last in ATTRIBUTES:
            continue
        if phrase and (begins or not within):
            yield phrase
            phrase = []
        if within:
            phrase.append(token)
        else:
            yield [replace(token, kind="skip") if deed else token]
    yield phrase


def _clause(tokens: tuple[Token, ...], verb: str, language: str) -> Clause:
    """Gather the things with what is said of each; what is said of none goes to the last one."""
    named: list[Named] = []
    rest: dict[str, str] = {}
    between: list[Token] = []  # the words since the newest thing
    role = ""  # of the next thing in a swap
    phrases = list(_phrases(tokens, language))
    for phrase, after in zip(phrases, [*phrases[1:], []], strict=True):
        things, coming = _things(phrase, language)
        for one in things:
            if named and _holds(named[-1].glyph, between, language):
                one.said.update({**named.pop().said, **one.said})  # "a bowl of ramen" is ramen
            one.said.update({role: role} if role else {})
            one.said.update({"upon": "on"} if language != "ja" and _upon(between) else {})
            named.append(one)
            between, role = [], ""
        kind = phrase[0].kind if phrase else ""
        if kind in {"into", "instead"}:
            role = "into" if language == "ja" else kind  # 猫の代わりに犬
        between += [] if things else phrase
        sky = after and after[0].kind == "sky"  # "under a blue sky"
        for kind, value in coming.items():
            follows = kind in SAID or (kind == "count" and language == "ja")
            (named[-1].said if named and follows and not sky else rest).setdefault(kind, value)
    return Clause(verb=verb, named=tuple(named), said=rest, tokens=tokens)


def _things(phrase: Sequence[Token], language: str) -> tuple[list[Named], dict[str, str]]:
    """The things of a phrase, and what is said in it of nothing.

    Attributes stand before their noun, in some languages behind it. Those of a setting or of an
    unknown word are let go: "purple mist", "a yellow raincoat".
    """
    things: list[Named] = []
    coming: dict[str, str] = {}
    newest: dict[str, str] | None = None  # what is said of what came last
    single = {"the", "count"} | ({"a"} if language == "de" else set())
    for token in phrase:
        if token.kind == "noun":
            if is_plural(token.text, language) and not single & coming.keys():
                coming["count"] = MANY
            things.append(Named(glyph=token.value, text=token.text, said=coming))
            coming, newest = {}, coming
        elif token.kind in ATTRIBUTES:
            behind = newest if token.kind in SAID and language in NOUN_FIRST else None
            (coming if behind is None else behind).setdefault(token.kind, token.value)
        elif token.kind != "word":
            coming, newest = {}, {}
        elif newest is None and language in NOUN_FIRST:
            newest = {}
    return things, {} if _unknown_head(phrase, language) else coming


def _upon(between: Sequence[Token]) -> bool:
    """Whether something comes after "on", with nothing else that this "on" could be about."""
    kinds = [token.kind for token in between]
    return any(kind in UPON for kind in kinds) and not HEADS & {*kinds}


def _holds(glyph: str, between: Sequence[Token], language: str) -> bool:
    """Whether a cup or the like is full of what comes next: "cup of", "Tasse", "taza de"."""
    words = {token.text for token in between}
    full = words <= {"of", "de", "d", "von"} and (words or language not in NOUN_FIRST)
    return bool(full) and glyph in members("container")


def _unknown_head(phrase: Sequence[Token], language: str) -> str:
    """The main word of a phrase about nothing that is known, unless it can hardly be painted."""
    said = [token for token in phrase if token.kind in HEADS | SAID | {"word"}]
    head = said[0 if language in NOUN_FIRST else -1] if said else Token("", "", "")
    short = len(head.text) < 3 and head.text < FIRST_KANJI
    adverb = language == "en" and head.text.endswith("ly")
    known = head.kind != "word" or any(token.kind in HEADS for token in phrase)
    return "" if known or short or adverb or head.text.isdigit() else head.text
