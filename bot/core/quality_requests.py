"""Requests at another quality, and drafts painted with more care. Pure rules."""

from dataclasses import replace

from bot.core.model_fit import moved
from bot.core.models import Model
from bot.core.requests import TurnRequest, characters_of_variation
from bot.core.turns import ImageRequest, Quality, Turn


def finish(turn: Turn, quality: Quality, *, model: Model, pick: int = 0) -> TurnRequest:
    """Return a request for one picture of a turn, a draft, painted again with more care.

    Args:
        turn: the turn.
        quality: how much care.
        model: what paints it.
        pick: which of its pictures, counted from 0.
    """
    request = ImageRequest(
        prompt="",
        model=model.id,
        aspect=turn.request.aspect if turn.request.aspect in model.ratios else None,
        size=turn.request.size if turn.request.size in model.sizes else model.default_size,
        quality=quality,
        private=turn.private,
        spoiler=turn.request.spoiler,
        finishes=True,
        characters=characters_of_variation(turn),
    )
    return TurnRequest(request=request, parent=turn.id, pick=pick)


def at_quality(asked: TurnRequest, quality: Quality, *, model: Model) -> TurnRequest:
    """Return a request at another quality, painted by the model for that.

    What it asks for that the model does not take is replaced.
    """
    if quality is asked.request.quality:
        return asked
    request = replace(asked.request, quality=quality)
    if request.model != model.id:
        request = replace(moved(request, model), instead_of=request.instead_of)
    return replace(asked, request=request)
