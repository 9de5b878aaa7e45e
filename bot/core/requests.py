"""What words and buttons do: pure rules that make the next request of a turn."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.turns import Blob, ImageRequest, Outcome, Painted, Person, Turn
from bot.errors import NothingHere, Refused

MAX_WORDS = 4000  # characters of one prompt; Discord's modals take no more
FORGOTTEN = "forgotten"  # the reason of a turn whose person had it deleted

_UNSEEN = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")  # they hide or turn text
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """A request and where it hangs in the tree."""

    request: ImageRequest
    parent: int | None = None
    pick: int = 0


def prompt(words: str) -> str:
    """A person's words as they are stored, painted and shown.

    Drops what can't be seen or would garble a message; touches no ordinary character.

    Raises:
        Refused: nothing is left, or more than `MAX_WORDS` characters.
    """
    whole = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    seen = "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) != "Cc")
    kept = _MARKS.sub(r"\1", _UNSEEN.sub("", seen)).strip()
    if not kept:
        raise Refused("words.empty")
    if len(kept) > MAX_WORDS:
        raise Refused("words.long", length=len(kept), limit=MAX_WORDS)
    return kept


def may_see(turn: Turn, person: Person) -> bool:
    """Whether a turn is a person's business: their own, or shown openly in their server."""
    if turn.reason == FORGOTTEN:
        return False
    if turn.by.id == person.id:
        return True
    return turn.by.guild is not None and turn.by.guild == person.guild and not turn.request.private


def check_delete(turn: Turn, person: Person, *, moderates: bool) -> None:
    """Let those delete a turn who asked for it, and the moderators of where it stands.

    Raises:
        Refused: they are neither.
    """
    theirs = moderates and turn.by.guild is not None and turn.by.guild == person.guild
    if turn.by.id != person.id and not theirs:
        raise Refused("delete.not_yours")


def again(turn: Turn) -> TurnRequest:
    """Ask the same again, from the same picture."""
    return TurnRequest(request=turn.request, parent=turn.parent, pick=turn.pick)


def paint_told(turn: Turn, *, model: str) -> TurnRequest:
    """Paint the prompt that a description of a picture came with.

    Raises:
        NothingHere: the turn describes nothing.
    """
    words = str(turn.facts.get("prompt", "")) if turn.outcome is Outcome.ANSWERED else ""
    if not words:
        raise NothingHere
    request = ImageRequest(
        prompt=prompt(words[:MAX_WORDS]), model=model, spoiler=turn.request.spoiler
    )
    return TurnRequest(request=request)


def refine(
    turn: Turn,
    words: str,
    *,
    pictures: Sequence[Blob] = (),
    pick: int = 0,
    aspect: str | None = None,
    size: str | None = None,
    model: str = "",
) -> TurnRequest:
    """Change one picture of a turn by a sentence, keeping its shape unless told otherwise.

    A turn that ended without a picture is asked anew: see `anew`.

    Args:
        turn: the turn to continue; it may still be waiting.
        words: what to change.
        pictures: what the person brought along, in order.
        pick: which of the turn's pictures, counted from 0.
        aspect: width to height; none keeps the picture's shape.
        size: none keeps the turn's size.
        model: what paints after a description; every other turn goes on with its own model.
    """
    if turn.outcome not in {None, Outcome.PAINTED}:
        return anew(turn, words, pictures=pictures, aspect=aspect, size=size, model=model)
    request = ImageRequest(
        prompt=prompt(words),
        model=turn.request.model,
        sources=tuple(pictures),
        aspect=aspect,
        size=size or turn.request.size,
        private=turn.request.private,
        spoiler=turn.request.spoiler,
    )
    return TurnRequest(request=request, parent=turn.id, pick=pick)


def anew(
    turn: Turn,
    words: str,
    *,
    pictures: Sequence[Blob] = (),
    aspect: str | None = None,
    size: str | None = None,
    model: str = "",
) -> TurnRequest:
    """Ask again for what was not painted: its words and the new ones, from the same pictures.

    A description has painted nothing either: the new words change the picture that it shows, or
    add to the prompt that it tells where it stands below somebody's message.

    Args: see `refine`.

    Raises:
        NothingHere: it was deleted or forgotten.
        Refused: the new words are none, or too many.
    """
    if turn.reason == FORGOTTEN or turn.deleted_at is not None:
        raise NothingHere
    asked, before = turn.request, turn.request.prompt
    if asked.describes:
        shows = turn.at is not None and turn.at.reply_to is None
        before = "" if shows else str(turn.facts.get("prompt", ""))
        asked = replace(
            asked, model=model or asked.model, sources=asked.sources * shows, describes=False
        )
    request = replace(
        asked,
        prompt=_joined(before, prompt(words)),
        reshapes=False,
        sources=(*asked.sources, *pictures),
        aspect=aspect or asked.aspect,
        size=size or asked.size,
    )
    return TurnRequest(request=request, parent=turn.parent, pick=turn.pick)


def _joined(before: str, words: str) -> str:
    """Two wishes as one within `MAX_WORDS`: what is too much is cut from the end of the first."""
    room = MAX_WORDS - len(words) - 1 if before else 0
    return prompt(f"{before[:room].rstrip()}\n{words}") if room > 0 else words


def vary(turn: Turn, *, pick: int = 0) -> TurnRequest:
    """Ask for the same words once more, from one picture of the turn itself."""
    asked = turn.request
    return TurnRequest(
        request=replace(
            asked,
            sources=(),
            count=1,
            aspect=asked.aspect if asked.reshapes else None,
            blends=False,
        ),
        parent=turn.id,
        pick=pick,
    )


def reshape(
    turn: Turn, *, pick: int = 0, aspect: str | None = None, size: str | None = None
) -> TurnRequest:
    """Ask for one picture of a turn in another aspect ratio or size."""
    request = ImageRequest(
        prompt="",
        model=turn.request.model,
        aspect=aspect,
        size=size or turn.request.size,
        private=turn.request.private,
        spoiler=turn.request.spoiler,
        reshapes=True,
    )
    return TurnRequest(request=request, parent=turn.id, pick=pick)


def picked(turn: Turn, pick: int) -> Painted:
    """One picture of a painted turn, counted from 0.

    Raises:
        NothingHere: it has no such picture.
    """
    if not 0 <= pick < len(turn.painted):
        raise NothingHere("nothing_here.pick", number=pick + 1, count=len(turn.painted))
    return turn.painted[pick]
