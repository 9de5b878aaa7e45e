"""Requests that change the edges of a picture, or one part of it. Pure rules."""

from dataclasses import replace

from bot.core import reframing
from bot.core.requests import TurnRequest, picked, refine
from bot.core.turns import Cells, ImageRequest, Mask, Reframing, Turn
from bot.errors import NotFound


def reframe(turn: Turn, how: Reframing, *, pick: int = 0) -> TurnRequest:
    """Return a request that changes the edges of one picture of a turn.

    Raises:
        NotFound: it has no such picture.
        UserError: the result would be too large, too small, or the same as before.
    """
    request = ImageRequest(
        prompt="",
        model=turn.request.model,
        size=turn.request.size,
        quality=turn.request.quality,
        private=turn.private,
        spoiler=turn.request.spoiler,
        reframes=how,
    )
    asked = TurnRequest(request=request, parent=turn.id, pick=pick)
    check_picture(asked, turn)
    return asked


def change_region(turn: Turn, words: str, region: Cells | Mask, *, pick: int = 0) -> TurnRequest:
    """Return a request that changes a part of one picture of a turn; the rest stays as it is.

    Raises:
        NotFound: it has no such picture.
        UserError: there are no words, or too many; or the region is nothing, or everything.
    """
    asked = refine(turn, words, pick=pick)
    asked = replace(asked, request=replace(asked.request, region=region))
    check_picture(asked, turn)
    return asked


def check_picture(asked: TurnRequest, parent: Turn | None) -> None:
    """Raise unless the picture that a request is about can be changed as it says.

    Raises:
        NotFound: there is no such picture.
        UserError: the result would be too large, too small, or the same as before.
    """
    how, region = asked.request.reframes, asked.request.region
    if how is None and region is None:
        return
    if parent is None:
        raise NotFound
    picture = picked(parent, asked.pick).picture
    if region is not None:
        reframing.check_region((picture.width, picture.height), region)
    if how is not None:
        reframing.check((picture.width, picture.height), how)
