"""Characters: images and words under a name, which `@name` brings into a prompt. Pure rules.

A name is letters, digits, `_` and `-`, and begins with a letter: it is never an id, and never
mentions anyone. A prompt names a character where `@` and its name stand as a word of their own.
Scripts that put no spaces between words have none: there, the longest name that fits counts.
"""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.blocked_words import SPACELESS
from bot.core.models import Model
from bot.core.turns import Character, ImageRequest
from bot.errors import NotFound, UserError

MOST_IMAGES = 4  # of one character
MOST_NAME, MOST_WORDS = 32, 500  # characters of text
RESERVED = frozenset({"everyone", "here"})  # Discord mentions whole channels by them

_AT = re.compile("[@\N{FULLWIDTH COMMERCIAL AT}]")
_MOST_RUN = 2 * MOST_NAME  # characters after an `@` that are looked at
_APART = re.compile(r"[\s,;@\N{FULLWIDTH COMMERCIAL AT}、]+")


class CharacterOwner(StrEnum):
    """Whose a character is."""

    PERSON = "person"  # only they use it, wherever they are
    SERVER = "server"  # each member uses it there


MOST: Mapping[CharacterOwner, int] = {CharacterOwner.PERSON: 20, CharacterOwner.SERVER: 50}
"""How many characters one owner has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCharacters:
    """The characters that a person can name in a place, each owner's in the order of names."""

    own: tuple[Character, ...] = ()
    server: tuple[Character, ...] = ()

    @property
    def by_name(self) -> Mapping[str, Character]:
        """Each character by its name; a person's own goes before their server's."""
        return {one.name: one for one in (*self.server, *self.own)}

    def of(self, owner: CharacterOwner) -> tuple[Character, ...]:
        """The characters of one owner."""
        return self.own if owner is CharacterOwner.PERSON else self.server


def checked_name(text: str) -> str:
    """Return a name as it is stored; an `@` before it is left out.

    Raises:
        UserError: it is not a name, or Discord would mention people by it.
    """
    typed = text.strip()
    name = _normalized(_AT.sub("", typed, count=1) if _AT.match(typed) else typed)
    fits = 0 < len(name) <= MOST_NAME and name not in RESERVED
    if not fits or not name[0].isalpha() or not all(map(_in_name, name)) or name[-1] == "-":
        raise UserError("character.name", name=text.strip()[:MOST_NAME], limit=MOST_NAME)
    return name


def checked_words(text: str) -> str:
    """Return a description as it is stored.

    Raises:
        UserError: it is too long.
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(words) > MOST_WORDS:
        raise UserError("character.words", limit=MOST_WORDS)
    return words


def listed(text: str) -> tuple[str, ...]:
    """Return the names of a list, such as "mira, @bo", each once, as they are stored.

    Raises:
        UserError: one of them is not a name.
    """
    names = [checked_name(one) for one in _APART.split(text) if one]
    return tuple(dict.fromkeys(names))


def mentioned(prompt: str, names: Collection[str]) -> tuple[str, ...]:
    """Return those of some names that a prompt has after an `@`, each once, in its order."""
    found: list[str] = []
    for match in _AT.finditer(prompt) if names else ():
        before = prompt[: match.start()][-1:]
        if _in_word(before) and not SPACELESS.match(before):  # an address: ann@example.com
            continue
        run = prompt[match.end() : match.end() + _MOST_RUN]
        if name := _longest("".join(itertools.takewhile(_in_name, run)), names):
            found.append(name)
    return tuple(dict.fromkeys(found))


def has_mark(prompt: str) -> bool:
    """Return whether a prompt may name a character."""
    return _AT.search(prompt) is not None


def named(
    prompt: str, known: KnownCharacters, *, chosen: Iterable[str] = ()
) -> tuple[Character, ...]:
    """Return the characters that were chosen beside a prompt, then those that it names, in order.

    What is no character's name stays a word of the prompt.

    Raises:
        NotFound: there is no character of a chosen name.
    """
    by_name = known.by_name
    for name in chosen:
        if name not in by_name:
            raise NotFound("character.unknown", name=name)
    names = dict.fromkeys((*chosen, *mentioned(prompt, by_name.keys())))
    return tuple(by_name[name] for name in names)


def kept(characters: Sequence[Character], *, before: str, after: str) -> tuple[Character, ...]:
    """Return the characters of a prompt without those that only its older words named."""
    names = [one.name for one in characters]
    gone = {*mentioned(before, names)} - {*mentioned(after, names)}
    return tuple(one for one in characters if one.name not in gone)


def joined(first: Sequence[Character], more: Sequence[Character]) -> tuple[Character, ...]:
    """Return characters, each name once: the one that comes first."""
    return tuple({one.name: one for one in (*more, *first)}[name] for name in _names(first, more))


def fitted(request: ImageRequest, model: Model, *, continues: bool) -> ImageRequest:
    """Return a request with as many images of its characters as its model takes.

    Those that have the most lose their last ones first; each keeps one.

    Args:
        request: what is asked for.
        model: what paints it.
        continues: whether the image of a parent is sent with it.

    Raises:
        UserError: even one image of each is too many.
    """
    shown = [one for one in request.characters if one.images]
    if not shown:
        return request
    before = 1 if request.region is None else 2  # the image, and the one with the marks
    room = model.inputs - len(request.sources) - before * (continues and not request.blends)
    if len(shown) > room:
        raise UserError("character.inputs", model=model.name, limit=model.inputs)
    counts = {one.name: len(one.images) for one in shown}
    while sum(counts.values()) > room:
        most = max(counts.values())
        last = [name for name, count in counts.items() if count == most][-1]
        counts[last] -= 1
    fewer = [
        replace(one, images=one.images[: counts.get(one.name, 0)]) for one in request.characters
    ]
    return replace(request, characters=tuple(fewer))


def matching(typed: str, known: KnownCharacters, *, most: int = 25) -> list[str]:
    """Return the names that contain what was typed, those that start with it first."""
    wanted = _normalized(_AT.sub("", typed).strip())
    fitting = [name for name in known.by_name if wanted in name]
    return sorted(fitting, key=lambda name: (not name.startswith(wanted), name))[:most]


def split_last(typed: str) -> tuple[str, str]:
    """Split an unfinished list of names before the last one: "@mira, b" → ("@mira, ", "b")."""
    end = max((match.end() for match in _APART.finditer(typed)), default=0)
    return typed[:end].rstrip("@\N{FULLWIDTH COMMERCIAL AT}"), typed[end:]


def _names(*several: Sequence[Character]) -> Iterable[str]:
    return dict.fromkeys(one.name for each in several for one in each)


def _normalized(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _longest(run: str, names: Collection[str]) -> str | None:
    """Return the longest name that a run of letters begins with and that ends as a word does."""
    for end in range(len(run), 0, -1):
        name = _normalized(run[:end])
        if name in names and _ends(run, end):
            return name
    return None


def _ends(run: str, end: int) -> bool:
    after = run[end : end + 1]
    return not _in_word(after) or any(map(SPACELESS.match, (run[end - 1], after)))


def _in_word(character: str) -> bool:
    """Return whether a character, or none, is part of words."""
    return bool(character) and (character == "_" or unicodedata.category(character)[0] in "LMN")


def _in_name(character: str) -> bool:
    return character == "-" or _in_word(character)
