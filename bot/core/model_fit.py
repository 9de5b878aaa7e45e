"""Whether a model can paint a request, and how another model paints it: pure rules."""

from dataclasses import replace

from bot.core.models import Model
from bot.core.turns import ImageRequest
from bot.errors import UserError


def check(request: ImageRequest, model: Model) -> None:
    """Raise UserError unless a model can paint a request.

    Raises:
        UserError: it has no such aspect ratio or size, takes fewer pictures, or can't search.
    """
    if len(request.pictures) > model.inputs:
        raise UserError("model.pictures", model=model.name, limit=model.inputs)
    if not request.paints:
        return
    if request.search and not model.searches:
        raise UserError("model.search", model=model.name)
    if request.aspect is not None and request.aspect not in model.ratios:
        raise UserError(
            "model.aspect", model=model.name, aspect=request.aspect, choices=tuple(model.ratios)
        )
    if request.size not in model.sizes:
        raise UserError(
            "model.size", model=model.name, size=request.size, choices=tuple(model.sizes)
        )


def moved(request: ImageRequest, model: Model) -> ImageRequest:
    """Return a request for another model than the one that is gone, which `instead_of` names.

    An aspect ratio that it does not have is dropped, and a size becomes the nearest smaller one.
    """
    if request.improves:  # the rest is for the model that paints then
        return replace(request, model=model.id)
    smaller = [size for size in model.sizes if _pixels(size) <= _pixels(request.size)]
    sizes = smaller or model.sizes[:1] or (request.size,)
    return replace(
        request,
        model=model.id,
        aspect=request.aspect if request.aspect in model.ratios else None,
        size=sizes[-1],
        search=request.search and model.searches,
        instead_of=request.instead_of or request.model,
    )


def _pixels(size: str) -> int:
    """Return the side of a square of a size ("512", "1K", "4K") in pixels, roughly."""
    return int(size.removesuffix("K")) * (1024 if size.endswith("K") else 1)
