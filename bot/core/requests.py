"""What words and buttons do: pure rules that make the next request, and what the model is told.

`conversation` is the memory of a thread, bounded: the hundredth step costs what the second did.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import reshape_prompts
from bot.core.models import model_of
from bot.core.turns import Blob, ImageRequest, Outcome, Painted, Part, Person, Turn, Utterance
from bot.errors import NothingHere, Refused

MAX_WORDS = 4000  # characters of one prompt; Discord's modals take no more
FORGOTTEN = "forgotten"  # the reason of a turn whose person had it deleted
MAX_TOLD = 8000  # characters of older steps that are told again with each new one

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


def check(request: ImageRequest) -> None:
    """Let a request pass that its model can paint.

    Raises:
        Refused: it has no such aspect ratio or size, or takes fewer pictures.
    """
    model = model_of(request.model)
    if request.aspect is not None and request.aspect not in model.ratios:
        choices = ", ".join(model.ratios)
        raise Refused("model.aspect", model=model.name, aspect=request.aspect, choices=choices)
    if request.size not in model.sizes:
        choices = ", ".join(model.sizes)
        raise Refused("model.size", model=model.name, size=request.size, choices=choices)
    if len(request.sources) > model.inputs:
        raise Refused("model.pictures", model=model.name, limit=model.inputs)


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
    return TurnRequest(request=ImageRequest(prompt=prompt(words[:MAX_WORDS]), model=model))


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
        sources=(*asked.sources, *pictures),
        aspect=aspect or asked.aspect,
        size=size or asked.size,
    )
    return TurnRequest(request=request, parent=turn.parent, pick=turn.pick)


def _joined(before: str, words: str) -> str:
    """Two wishes as one within `MAX_WORDS`: what is too much is cut from the end of the first."""
    room = MAX_WORDS - len(words) - 1
    return prompt(f"{before[:room].rstrip()}\n{words}") if room > 0 else words


def vary(turn: Turn, *, pick: int = 0) -> TurnRequest:
    """Ask for the same words once more, from one picture of the turn itself."""
    return TurnRequest(
        request=replace(turn.request, sources=(), count=1, aspect=None, blends=False),
        parent=turn.id,
        pick=pick,
    )


def reshape(
    turn: Turn, *, pick: int = 0, aspect: str | None = None, size: str | None = None
) -> TurnRequest:
    """Ask for one picture of a turn in another shape or size."""
    words = reshape_prompts.words_for(aspect=aspect, size=size)
    return refine(turn, words, pick=pick, aspect=aspect, size=size)


def own_words(chain: Sequence[Turn]) -> list[str]:
    """What people wrote in a lineage: without the words of ours for another shape or size."""
    prompts = [turn.request.prompt for turn in chain]
    return [words for words in prompts if not reshape_prompts.read(words)]


def path(chain: Sequence[Turn], pick: int) -> tuple[Sequence[Turn], int]:
    """The painted turns that a new one continues, and which picture of the last of them.

    A turn that failed is passed over: what continues it continues what it would have changed.

    Args:
        chain: from the root to the parent, each turn the next one's parent.
        pick: which of the parent's pictures is meant, counted from 0.

    Raises:
        NothingHere: none of them was painted.
    """
    left = list(chain)
    while left and left[-1].outcome is not Outcome.PAINTED:
        pick = left.pop().pick
    if chain and not left:
        raise NothingHere("nothing_here.parent")
    return [turn for turn in left if turn.outcome is Outcome.PAINTED], pick


def conversation(
    lineage: Sequence[Turn], request: ImageRequest, *, pick: int = 0, verbatim: bool = True
) -> tuple[Utterance, ...]:
    """What the model is told for a request that continues a lineage.

    Every instruction is told in words; as pictures go the newest one, what the root brought along
    and what the request brings. The model's own answer goes back verbatim with its signatures
    while the model is the same; otherwise its picture goes as the person's. A blend begins anew:
    nothing is told of what was before it.

    Args:
        lineage: painted turns from the root to the parent; empty for a new picture.
        request: what is asked now.
        pick: which of the parent's pictures is continued, counted from 0.
        verbatim: false to send the model's picture as the person's in any case.

    Raises:
        NothingHere: the parent has no such picture.
    """
    if not lineage or request.blends:
        return (_user(request.sources, request.prompt),)
    blends = [at for at, turn in enumerate(lineage) if turn.request.blends]
    lineage = lineage[blends[-1] :] if blends else lineage
    chosen = picked(lineage[-1], pick)
    room = model_of(request.model).inputs - len(request.sources) - 1
    root = lineage[0].request.sources[: max(room, 0)]
    told = _told([turn.request.prompt for turn in lineage])
    if verbatim and lineage[-1].request.model == request.model and _signed(chosen):
        return (
            _user(root, told),
            Utterance(role="model", parts=chosen.answer),
            _user(request.sources, request.prompt),
        )
    words = f"{told}\n\nThe picture this led to is attached. Now: {request.prompt}"
    return (_user((*root, chosen.picture, *request.sources), words),)


def picked(turn: Turn, pick: int) -> Painted:
    """One picture of a painted turn, counted from 0.

    Raises:
        NothingHere: it has no such picture.
    """
    if not 0 <= pick < len(turn.painted):
        raise NothingHere("nothing_here.pick", number=pick + 1, count=len(turn.painted))
    return turn.painted[pick]


def _signed(painted: Painted) -> bool:
    pictures = [part for part in painted.answer if part.picture]
    return bool(pictures) and all(part.signature for part in pictures)


def _user(pictures: Sequence[Blob], words: str) -> Utterance:
    parts = (*(Part(picture=picture) for picture in pictures), Part(words=words))
    return Utterance(role="user", parts=parts)


def _told(steps: Sequence[str]) -> str:
    """The steps so far in about `MAX_TOLD` characters: the first, and the newest that fit."""
    if len(steps) == 1:
        return steps[0]
    room = MAX_TOLD - len(steps[0])
    kept: list[str] = []
    for number, step in reversed(list(enumerate(steps[1:], 2))):
        room -= len(step)
        if room < 0 and kept:
            kept.append("…")
            break
        kept.append(f"{number}. {step}")
    return "\n".join(("The picture was made in these steps:", f"1. {steps[0]}", *reversed(kept)))
