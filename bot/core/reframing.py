"""Where a picture's edges go: a larger frame that a model fills, or a part of it. Pure rules.

Sizes are width and height in pixels; a box is left, top, right and bottom.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import masks
from bot.core.turns import Cells, Mask, Reframing
from bot.errors import UserError

MAX_PIXELS = 4096 * 4096  # of a larger frame: a lossless file of that many is about 34 MB
MAX_SIDE = 8192  # pixels of a larger frame
MIN_SIDE = 64  # pixels of what is cropped
STRETCH = 0.03  # by which a picture may be stretched; a wider band is added instead

ZOOMS = ("150", "200")  # per cent of the picture's width and height
SIDES = ("left", "up", "down", "right")
TURNS = ("90", "180", "270")  # degrees clockwise
FLIPS = ("across", "over")  # left and right change places; top and bottom do
KEPT = ("", "left", "right", "top", "bottom")  # the side that a crop keeps; none: the middle

Size = tuple[int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame around a picture, and where the picture's upper left corner is in it."""

    width: int
    height: int
    left: int = 0
    top: int = 0

    @property
    def values(self) -> list[int]:
        """What a worker is sent: width, height, left, top."""
        return [self.width, self.height, self.left, self.top]


def check(size: Size, how: Reframing) -> None:
    """Raise UserError unless a picture of a size can be reframed so.

    Raises:
        UserError: the result is too large, too small, or the same as before; or a value is unknown.
    """
    if how.kind in {"zoom", "pan", "extend"}:
        grown(size, how)
    elif how.kind in {"crop", "cells"}:
        cropped(size, how)
    elif how.value not in {"rotate": TURNS, "flip": FLIPS}.get(how.kind, ()):
        raise UserError("button.stale")


def grown(size: Size, how: Reframing) -> Frame:
    """Return the larger frame of a picture; whatever is around the picture is to be painted.

    Raises:
        UserError: it would be too large, or no larger; or the value is unknown.
    """
    width, height = size
    if how.kind == "zoom" and how.value in ZOOMS:
        frame = _centred(size, (_share(width, how.value), _share(height, how.value)))
    elif how.kind == "pan" and how.value in SIDES:
        frame = _panned(size, how.value)
    elif how.kind == "extend":
        target = _enlarged(size, how.value)
        if _similar(size, target):
            raise UserError("reframe.already", aspect=how.value)
        frame = _centred(size, target)
    else:
        raise UserError("button.stale")
    if frame.width * frame.height > MAX_PIXELS or max(frame.width, frame.height) > MAX_SIDE:
        raise UserError("reframe.large", width=frame.width, height=frame.height)
    return frame


def cropped(size: Size, how: Reframing) -> Box:
    """Return the part of a picture that is kept.

    Raises:
        UserError: it would be too small, or the whole picture; or the value is unknown.
    """
    width, height = size
    if how.kind == "cells":
        box = _around(boxes(size, _checked(how.cells)))
        if box == (0, 0, width, height):
            raise UserError("cells.whole.crop")
    else:
        aspect, _, side = how.value.partition(" ")
        across, down = _ratio(aspect)
        kept = (min(width, height * across // down), min(height, width * down // across))
        if side not in KEPT:
            raise UserError("button.stale")
        if _similar(size, (max(kept[0], 1), max(kept[1], 1))):
            raise UserError("reframe.already", aspect=aspect)
        left = {"left": 0, "right": width - kept[0]}.get(side, (width - kept[0]) // 2)
        top = {"top": 0, "bottom": height - kept[1]}.get(side, (height - kept[1]) // 2)
        box = (left, top, left + kept[0], top + kept[1])
    if min(box[2] - box[0], box[3] - box[1]) < MIN_SIDE:
        raise UserError("reframe.small", limit=MIN_SIDE)
    return box


def enclosing(size: Size, ratios: Sequence[str]) -> tuple[str, Frame]:
    """Return the aspect ratio in which a model is sent a picture, and the frame around it then.

    A model answers in one of its own aspect ratios. The frame is the picture itself where that is
    near enough to one of them.

    Args:
        size: of the picture.
        ratios: of the model; at least one.
    """
    aspect = nearest_ratio(size, ratios)
    target = _enlarged(size, aspect)
    if _similar(size, target):
        return aspect, Frame(width=size[0], height=size[1])
    return aspect, _centred(size, target)


def nearest_ratio(size: Size, ratios: Sequence[str]) -> str:
    """Return the aspect ratio that a picture of a size has, or is nearest to."""
    return min(ratios, key=lambda aspect: math.prod(_enlarged(size, aspect)))


def check_region(size: Size, region: Cells | Mask) -> None:
    """Raise UserError unless a region is a part of a picture of a size.

    Raises:
        UserError: it is nothing, or everything; or it does not belong to such a picture.
    """
    if isinstance(region, Mask):
        masks.check(size, region)
        return
    known = _checked(region)
    if len(set(known.numbers)) == known.columns * known.rows:
        raise UserError("cells.whole")


def boxes(size: Size, cells: Cells | Mask) -> list[Box]:
    """Return where cells are in a picture, in the order of their numbers.

    Those of a mask are put together, where they touch, into fewer boxes.
    """
    if isinstance(cells, Mask):
        return masks.boxes(size, cells)
    width, height = size
    found = []
    for number in sorted(cells.numbers):
        row, column = divmod(number - 1, cells.columns)
        found.append(
            (
                column * width // cells.columns,
                row * height // cells.rows,
                (column + 1) * width // cells.columns,
                (row + 1) * height // cells.rows,
            )
        )
    return found


def grid(size: Size, *, fine: bool) -> tuple[int, int]:
    """Return columns and rows of the grid over a picture: 3 x 3, or 24 cells as square as can be.

    They are 6 x 4 for most pictures; a Discord select takes 25 options.
    """
    if not fine:
        return 3, 3
    width, height = size

    def narrowness(cells: tuple[int, int]) -> float:
        shape = width / cells[0] / (height / cells[1])
        return max(shape, 1 / shape)

    return min(((6, 4), (4, 6), (8, 3), (3, 8), (12, 2), (2, 12)), key=narrowness)


def _checked(cells: Cells | None) -> Cells:
    if cells is None or not cells.numbers:
        raise UserError("cells.none")
    count = cells.columns * cells.rows
    if not 1 <= count <= 25 or not all(1 <= number <= count for number in cells.numbers):
        raise UserError("button.stale")
    return cells


def _share(length: int, per_cent: str) -> int:
    return -(-length * int(per_cent) // 100)


def _enlarged(size: Size, aspect: str) -> Size:
    """Return the smallest size of an aspect ratio around a picture."""
    (width, height), (across, down) = size, _ratio(aspect)
    return max(width, -(-height * across // down)), max(height, -(-width * down // across))


def _centred(size: Size, target: Size) -> Frame:
    return Frame(
        width=target[0],
        height=target[1],
        left=(target[0] - size[0]) // 2,
        top=(target[1] - size[1]) // 2,
    )


def _panned(size: Size, side: str) -> Frame:
    """Return the frame with half of the picture more on one side."""
    width, height = size
    if side in {"left", "right"}:
        more = -(-width // 2)
        return Frame(width=width + more, height=height, left=more if side == "left" else 0)
    more = -(-height // 2)
    return Frame(width=width, height=height + more, top=more if side == "up" else 0)


def _ratio(aspect: str) -> tuple[int, int]:
    across, _, down = aspect.partition(":")
    if not (across.isdecimal() and down.isdecimal() and int(across) and int(down)):
        raise UserError("button.stale")
    return int(across), int(down)


def _similar(size: Size, other: Size) -> bool:
    """Return whether two sizes have nearly the same shape."""
    shape = size[0] * other[1] / (size[1] * other[0])
    return max(shape, 1 / shape) <= 1 + STRETCH


def _around(found: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in found),
        min(box[1] for box in found),
        max(box[2] for box in found),
        max(box[3] for box in found),
    )
