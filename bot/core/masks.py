"""Masks: the cells of a fine grid over a picture, which a brush marks. Pure rules."""

import base64
import binascii

from bot.core.turns import Mask
from bot.errors import UserError

LONGEST = 128  # cells along the longer side of a picture; 2 KB of bits at most

Size = tuple[int, int]
Box = tuple[int, int, int, int]


def grid(size: Size) -> Size:
    """Return columns and rows of the mask of a picture: square cells, none below a pixel."""
    longest = max(size)
    cells = min(LONGEST, longest)
    width, height = (max(1, min(side, round(side * cells / longest))) for side in size)
    return width, height


def check(size: Size, mask: Mask) -> None:
    """Raise UserError unless a mask is that of a part of a picture.

    Args:
        size: of the picture, in pixels.
        mask: what is marked.

    Raises:
        UserError: it marks nothing, or everything; or it is of another picture, or unreadable.
    """
    if (mask.columns, mask.rows) != grid(size):
        raise UserError("region.unread")
    marked = sum(map(sum, _cells(mask)))
    if marked == 0:
        raise UserError("region.none")
    if marked == mask.columns * mask.rows:
        raise UserError("region.whole")


def boxes(size: Size, mask: Mask) -> list[Box]:
    """Return where the marked cells are in a picture, as few boxes that do not overlap.

    Raises:
        UserError: the mask is unreadable.
    """
    width, height = size
    found = []
    growing: dict[tuple[int, int], int] = {}  # the row in which columns began to be marked
    for row, cells in enumerate([*_cells(mask), []]):
        runs = _runs(cells)
        ended = set(growing) - set(runs)
        found += [(*run, growing.pop(run), row) for run in ended]
        for run in runs:
            growing.setdefault(run, row)
    return [
        (
            left * width // mask.columns,
            top * height // mask.rows,
            right * width // mask.columns,
            bottom * height // mask.rows,
        )
        for left, right, top, bottom in sorted(found)
    ]


def _cells(mask: Mask) -> list[list[bool]]:
    """Return for each row whether its cells are marked."""
    count = mask.columns * mask.rows
    try:
        packed = base64.b64decode(mask.bits, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError("region.unread") from error
    if len(packed) != -(-count // 8):
        raise UserError("region.unread")
    bits = [bool(packed[at // 8] & 128 >> at % 8) for at in range(count)]
    return [bits[at : at + mask.columns] for at in range(0, count, mask.columns)]


def _runs(cells: list[bool]) -> list[tuple[int, int]]:
    """Return where marked cells follow each other in a row: the first, and the one after them."""
    starts = [at for at, on in enumerate(cells) if on and not (at and cells[at - 1])]
    ends = [at + 1 for at, on in enumerate(cells) if on and not any(cells[at + 1 : at + 2])]
    return list(zip(starts, ends, strict=True))
