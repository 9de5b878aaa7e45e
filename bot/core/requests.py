"""Makes requests: from words, and from a turn by what its buttons mean. Pure rules."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.characters import kept
from bot.core.turns import (
    Blob,
    Character,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Turn,
)
from bot.errors import NotFound, TooLong, UserError

MAX_WORDS = 4000  # characters of one prompt; Discord's modals take no more
FORGOTTEN = "forgotten"  # the reason of a turn whose person had it deleted
_DECLINED = frozenset({"blocked", "withheld", "no_image", "only_words", "unknown_finish"})

_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")  # they hide or turn text
_STACKED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """A request and where it hangs in the tree."""

    request: ImageRequest
    parent: int | None = None
    pick: int = 0


def storable(words: str) -> str:
    """Return words without what no database takes: control characters, halves of characters."""
    whole = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) != "Cc")


def prompt(words: str) -> str:
    """Return a person's words as they are stored, painted and shown.

    Invisible characters and those that would garble a message are dropped.

    Raises:
        UserError: nothing is left.
        TooLong: it is longer than `MAX_WORDS`.
    """
    kept = _STACKED_MARKS.sub(r"\1", _INVISIBLE.sub("", storable(words))).strip()
    if not kept:
        raise UserError("words.empty")
    if len(kept) > MAX_WORDS:
        raise TooLong(kept, limit=MAX_WORDS)
    return kept


def again(turn: Turn) -> TurnRequest:
    """Return the same request again, from the same picture.

    Raises:
        NotFound: its words were deleted.
    """
    return TurnRequest(request=_repeated(turn), parent=turn.parent, pick=turn.pick)


def _repeated(turn: Turn) -> ImageRequest:
    """Return a turn's request, which says whose words it has.

    Raises:
        NotFound: its words were deleted.
    """
    if not turn.request.has_words:
        raise NotFound
    return replace(turn.request, private=turn.private, words_of=_words_of(turn))


def _words_of(turn: Turn) -> tuple[int, ...]:
    """Return the people whose words a turn's prompt has."""
    return tuple(sorted({*turn.request.words_of, turn.by.id}))


def reworded(turn: Turn, words: str) -> TurnRequest:
    """Return the same request again with other words.

    Raises:
        UserError: there are no words, or too many.
    """
    made, new = again(turn), prompt(words)
    characters = kept(made.request.characters, before=made.request.prompt, after=new)
    request = replace(made.request, prompt=new, characters=characters, variation_of="")
    return replace(made, request=request)


def can_reword(turn: Turn) -> bool:
    """Return whether other words may help: the model declined a person's own."""
    kind = (turn.reason or "").partition(".")[0]
    return kind in _DECLINED and bool(turn.request.prompt)


def paint_described(turn: Turn, *, model: str) -> TurnRequest:
    """Return a request for the prompt that a description came with.

    Raises:
        NotFound: the turn describes nothing.
    """
    words = str(turn.facts.get("prompt", "")) if turn.outcome is Outcome.DESCRIBED else ""
    if not words:
        raise NotFound
    request = ImageRequest(
        prompt=prompt(words[:MAX_WORDS]),
        model=model,
        private=turn.private,
        spoiler=turn.request.spoiler,
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
    """Return a request that changes one picture of a turn, in its shape unless another is named.

    A turn that ended without a picture is asked for again: see `retry_with`.

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
        return retry_with(turn, words, pictures=pictures, aspect=aspect, size=size, model=model)
    request = ImageRequest(
        prompt=prompt(words),
        model=turn.request.model,
        sources=tuple(pictures),
        aspect=aspect,
        size=size or turn.request.size,
        quality=turn.request.quality,
        private=turn.private,
        spoiler=turn.request.spoiler,
    )
    return TurnRequest(request=request, parent=turn.id, pick=pick)


def retry_with(
    turn: Turn,
    words: str,
    *,
    pictures: Sequence[Blob] = (),
    aspect: str | None = None,
    size: str | None = None,
    model: str = "",
) -> TurnRequest:
    """Return a request for what was not painted: its words and the new ones, same pictures.

    A description has painted nothing either: the new words change the picture that it shows, or
    extend its prompt where it replies to another person's message.

    Args: see `refine`.

    Raises:
        NotFound: it was deleted or forgotten, or its words were.
        UserError: there are no new words, or too many.
    """
    if turn.reason == FORGOTTEN or turn.deleted_at is not None:
        raise NotFound
    asked, before = _repeated(turn), turn.request.prompt
    if asked.improves:
        before = str(turn.facts.get("prompt", "")) or before
        asked = once_improved(asked)
    if asked.describes:
        shows = turn.at is not None and turn.at.reply_to is None
        before = "" if shows else str(turn.facts.get("prompt", ""))
        asked = replace(
            asked,
            model=model or asked.model,
            sources=asked.sources * shows,
            describes=False,
            words_of=(),  # they are the model's
        )
    request = replace(
        asked,
        prompt=_joined(before, prompt(words)),
        reshapes=False,
        finishes=False,
        variation_of="",
        reframes=None,
        sources=(*asked.sources, *pictures),
        aspect=aspect or asked.aspect,
        size=size or asked.size,
    )
    return TurnRequest(request=request, parent=turn.parent, pick=turn.pick)


def once_improved(request: ImageRequest) -> ImageRequest:
    """Return what is painted after a question about a prompt, with the same words."""
    return replace(
        request,
        model=request.painter,
        painter="",
        describes=False,
        improves=False,
        private=request.private and not request.then_open,
        then_open=False,
        instead_of="",
    )


def _joined(before: str, words: str) -> str:
    """Return both texts within `MAX_WORDS`; what is too long is cut from the end of the first."""
    room = MAX_WORDS - len(words) - 1 if before else 0
    return prompt(f"{before[:room].rstrip()}\n{words}") if room > 0 else words


def vary(turn: Turn, *, pick: int = 0, count: int = 1) -> TurnRequest:
    """Return a request for the same words, from one picture of the turn itself.

    What was painted around a picture is painted once more around the same picture.

    Args:
        turn: the turn.
        pick: which of its pictures, counted from 0.
        count: how many variations, all in one message.

    Raises:
        NotFound: its words were deleted.
        UserError: it would be the same again, as no model paints it.
    """
    asked = _repeated(turn)
    if not asked.calls_model:
        raise UserError("reframe.same")
    if asked.reframes is not None:
        return replace(again(turn), request=replace(asked, count=1))
    return TurnRequest(
        request=replace(
            asked,
            sources=(),
            count=count,
            aspect=asked.aspect if asked.reshapes else None,
            blends=False,
            search=False,
            finishes=False,
            variation_of=label(turn, pick),
            characters=characters_of_variation(turn),
        ),
        parent=turn.id,
        pick=pick,
    )


def characters_of_variation(turn: Turn) -> tuple[Character, ...]:
    """Return a turn's characters; those of a root go with its own pictures already."""
    if turn.parent is not None:
        return turn.request.characters
    return tuple(replace(one, images=()) for one in turn.request.characters)


def label(turn: Turn, pick: int) -> str:
    """Return a picture's number, "17" or "17.2"; empty outside of every canvas."""
    if turn.number is None:
        return ""
    return f"{turn.number}.{pick + 1}" if len(turn.painted) > 1 else f"{turn.number}"


def reshape(
    turn: Turn, *, pick: int = 0, aspect: str | None = None, size: str | None = None
) -> TurnRequest:
    """Return a request for one picture of a turn in another aspect ratio or size."""
    request = ImageRequest(
        prompt="",
        model=turn.request.model,
        aspect=aspect,
        size=size or turn.request.size,
        quality=turn.request.quality,
        private=turn.private,
        spoiler=turn.request.spoiler,
        reshapes=True,
    )
    return TurnRequest(request=request, parent=turn.id, pick=pick)


def picked(turn: Turn, pick: int) -> GeneratedPicture:
    """Return one picture of a painted turn, counted from 0.

    Raises:
        NotFound: it has no such picture.
    """
    if not 0 <= pick < len(turn.painted):
        raise NotFound("nothing_here.pick", number=pick + 1, count=len(turn.painted))
    return turn.painted[pick]
