"""Whether a model can paint a request, and how another one takes it: pure rules."""

from dataclasses import replace

from bot.core.models import Model
from bot.core.turns import ImageRequest
from bot.errors import Refused


def check(request: ImageRequest, model: Model) -> None:
    """Let a request pass that its model can paint.

    Raises:
        Refused: it has no such aspect ratio or size, or takes fewer pictures.
    """
    if len(request.sources) > model.inputs:
        raise Refused("model.pictures", model=model.name, limit=model.inputs)
    if request.describes:
        return
    if request.aspect is not None and request.aspect not in model.ratios:
        choices = ", ".join(model.ratios)
        raise Refused("model.aspect", model=model.name, aspect=request.aspect, choices=choices)
    if request.size not in model.sizes:
        choices = ", ".join(model.sizes)
        raise Refused("model.size", model=model.name, size=request.size, choices=choices)


def moved(request: ImageRequest, model: Model) -> ImageRequest:
    """A request whose model is gone, as another one takes it; `instead_of` remembers the first.

    A shape that the other one does not have is left to it, and a size becomes the nearest smaller.
    """
    smaller = [size for size in model.sizes if _pixels(size) <= _pixels(request.size)]
    sizes = smaller or model.sizes[:1] or (request.size,)
    return replace(
        request,
        model=model.id,
        aspect=request.aspect if request.aspect in model.ratios else None,
        size=sizes[-1],
        instead_of=request.instead_of or request.model,
    )


def _pixels(size: str) -> int:
    """The long side of a square of a size, about: "512", "1K", "4K"."""
    return int(size.removesuffix("K")) * (1024 if size.endswith("K") else 1)
