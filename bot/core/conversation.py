"""What is sent to the model for a request: the bounded memory of a thread.

The hundredth step of a thread sends no more than the second.
"""

from collections.abc import Sequence

from bot.core.models import Model
from bot.core.pricing import CallSize, most_tokens
from bot.core.requests import picked
from bot.core.turns import (
    MAX_PICTURES,
    Blob,
    Content,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Part,
    Turn,
)
from bot.errors import NotFound

MAX_HISTORY = 8000  # characters of older steps that are sent again with each new one
STEP = 12  # characters at most that number one of them
FRAME = 200  # the most characters around them
FILL = (
    "The flat magenta area around the picture is empty. Paint the scene on into it, so that it "
    "joins the picture without a seam, in the same style and light. Leave no magenta, and change "
    "nothing of the picture itself."
)
CHARACTER = "This is @{name}; keep the same looks:"
REGION = (
    "The first picture is the one to change; in the second, magenta frames mark the part that is "
    "meant. Change that part only, and return the whole first picture without frames: {words}"
)
_REFRAMED = {
    "zoom": "The same scene from further away.",
    "pan": "The same scene, with more of it on one side ({value}).",
    "extend": "The same scene in the shape {value}.",
    "crop": "The picture was cropped to {value}.",
    "cells": "A part of the picture was cut out.",
    "rotate": "The picture was turned by {value} degrees clockwise.",
    "flip": "The picture was mirrored.",
}
FINISH = (
    "This picture is a draft. Paint it anew as the finished picture: keep its subjects, "
    "composition, colours, style and words, and work out every detail with care."
)
DELETED = "The words that the picture was made from were deleted."


def instruction(request: ImageRequest) -> str:
    """Return the words of a request: the person's, or the program's for what has none."""
    done = as_step(request)
    if request.region is not None:
        return REGION.format(words=done)
    return f"{done} {FILL}" if request.reframes is not None and request.reframes.paints else done


def as_step(request: ImageRequest) -> str:
    """Return what a request has changed, as a step that led to a later picture."""
    if request.reframes is not None:
        return _REFRAMED[request.reframes.kind].format(value=request.reframes.value)
    if request.finishes:
        return FINISH + _characters(request)
    if not request.reshapes:
        style = f"\n\nStyle: {request.style.words}" if request.style else ""
        return request.prompt + _characters(request) + style
    if request.aspect:
        return (
            f"The same picture in the shape {request.aspect}: keep everything, extend the scene to "
            "fit."
        )
    return f"The same picture at {request.size}: change nothing, only add detail."


def _characters(request: ImageRequest) -> str:
    """Return who or what a request names, as the person described it; empty for no one."""
    if not request.characters:
        return ""
    each = (f"@{one.name}: {one.words}".rstrip(": ") for one in request.characters)
    return "\n\nCharacters:\n" + "\n".join(each)


def path(chain: Sequence[Turn], pick: int) -> tuple[Sequence[Turn], int]:
    """Return the painted turns that a new one continues, and which picture of the last one.

    A failed turn is skipped: what continues it continues what it would have changed.

    Args:
        chain: from the root to the parent, each turn the next one's parent.
        pick: which of the parent's pictures is meant, counted from 0.

    Raises:
        NotFound: none of them was painted.
    """
    left = list(chain)
    while left and left[-1].outcome is not Outcome.PAINTED:
        pick = left.pop().pick
    if chain and not left:
        raise NotFound("nothing_here.parent")
    return [turn for turn in left if turn.outcome is Outcome.PAINTED], pick


def contents(
    lineage: Sequence[Turn],
    request: ImageRequest,
    *,
    pick: int = 0,
    verbatim: bool = True,
    inputs: int = MAX_PICTURES,
) -> tuple[Content, ...]:
    """Return what is sent for a request that continues a lineage.

    Every instruction is sent in words. Pictures are the newest one, those of the root and those of
    the request. The model's own answer goes back verbatim with its signatures while the model is
    the same; otherwise its picture goes as the person's. A blend starts over: nothing before it is
    sent.

    Args:
        lineage: painted turns from the root to the parent; empty for a new picture.
        request: what is asked now.
        pick: which of the parent's pictures is continued, counted from 0.
        verbatim: false to send the model's picture as the person's in any case.
        inputs: the most pictures that the request's model takes.

    Raises:
        NotFound: the parent has no such picture.
    """
    if not lineage or request.blends:
        return (_user(_brought(request), instruction(request)),)
    blends = [at for at, turn in enumerate(lineage) if turn.request.blends]
    lineage = lineage[blends[-1] :] if blends else lineage
    chosen = picked(lineage[-1], pick)
    room = inputs - len(request.pictures) - 1
    root = _brought(lineage[0].request, most=max(room, 0))
    said = [words for turn in lineage if (words := as_step(turn.request))]
    history = _history(said) if said else DELETED
    if verbatim and lineage[-1].request.model == request.model and _signed(chosen):
        return (
            _user(root, history),
            Content(role="model", parts=chosen.answer),
            _user(_brought(request), instruction(request)),
        )
    words = f"{history}\n\nThe picture this led to is attached. Now: {instruction(request)}"
    newest = Part(picture=chosen.picture)
    return (_user((*root, newest, *_brought(request)), words),)


def contents_around(
    lineage: Sequence[Turn], request: ImageRequest, pictures: Sequence[Blob]
) -> tuple[Content, ...]:
    """Return what is sent where the newest picture goes along prepared for the request.

    It is one message, however long the lineage is: the words of the steps, those pictures, and what
    the request brings along.
    """
    said = [words for turn in lineage if (words := as_step(turn.request))]
    history = _history(said) if said else DELETED
    words = f"{history}\n\nThe picture this led to is attached. Now: {instruction(request)}"
    shown = (Part(picture=picture) for picture in pictures)
    return (_user((*shown, *_brought(request)), words),)


def most_said(chain: Sequence[Turn], request: ImageRequest, *, model: Model) -> CallSize:
    """Return the most that can be sent for a request, whatever becomes of its parents.

    Args:
        chain: from the root to the parent; some may be unpainted yet, or fail.
        request: what is asked now.
        model: what paints it.
    """
    steps = [as_step(turn.request) for turn in chain]
    words = most_tokens(instruction(request)) + (FRAME + model.most_words_out) * bool(steps)
    if steps:
        a_character = max(-(-most_tokens(step) // max(len(step), 1)) for step in steps)
        words += min(
            sum(most_tokens(step) + STEP for step in steps),
            a_character * (MAX_HISTORY + 2 * max(len(step) for step in steps)),
        )
    brought = max((len(turn.request.pictures) for turn in chain), default=0)
    labels = max((_labels(turn.request) for turn in chain), default=0) + _labels(request)
    before = min(brought + 1, model.inputs) * bool(steps)
    if request.region is not None:  # the picture, and the one with the marks
        before = 2
    return CallSize(words=words + labels, pictures=before + len(request.pictures))


def _signed(painted: GeneratedPicture) -> bool:
    pictures = [part for part in painted.answer if part.picture]
    return bool(pictures) and all(part.signature for part in pictures)


def _brought(request: ImageRequest, *, most: int | None = None) -> tuple[Part, ...]:
    """Return a request's own pictures, at most `most`; those of characters with their names.

    The names stand before the pictures, so that they hold whatever else is sent around them.
    """
    room = len(request.pictures) if most is None else most
    parts = [Part(picture=picture) for picture in request.sources[:room]]
    room -= len(parts)
    for one in request.characters:
        if images := one.images[:room]:
            parts.append(Part(words=CHARACTER.format(name=one.name)))
            parts += (Part(picture=image) for image in images)
        room -= len(images)
    return tuple(parts)


def _labels(request: ImageRequest) -> int:
    """Return how many tokens the names before the pictures of characters are at most."""
    return sum(most_tokens(CHARACTER.format(name=one.name)) for one in request.characters)


def _user(shown: Sequence[Part], words: str) -> Content:
    return Content(role="user", parts=(*shown, Part(words=words)))


def _history(steps: Sequence[str]) -> str:
    """Return the steps in about `MAX_HISTORY` characters: the first, and the newest that fit."""
    if len(steps) == 1:
        return steps[0]
    room = MAX_HISTORY - len(steps[0])
    kept: list[str] = []
    for number, step in reversed(list(enumerate(steps[1:], 2))):
        line = f"{number}. {step}"
        room -= len(line) + 1
        if room < 0 and kept:
            kept.append("…")
            break
        kept.append(line)
    return "\n".join(("The picture was made in these steps:", f"1. {steps[0]}", *reversed(kept)))
