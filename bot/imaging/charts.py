"""Charts for owners: bars with a title and a scale. Runs in the worker, as all pixel work does."""

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from bot.imaging import lettering
from bot.imaging.values import Picture

WIDTH, HEIGHT = 800, 400  # pixels
LEFT, TOP, BOTTOM, RIGHT = 76, 56, 36, 20  # pixels around the bars
LINES = 4  # of the scale, above zero
TITLE, LABEL = 20, 14  # px of letters
PAPER, INK, FAINT, BAR = "#ffffff", "#313338", "#d4d7dc", "#4752c4"


def bars(title: str, labels: Sequence[str], values: Sequence[float]) -> Picture:
    """A bar for each value, in dollars, with its label below; PNG.

    Args:
        title: one short line.
        labels: one for each value.
        values: none below 0.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    top = scale(max(values, default=0))
    for line in lettering.lines(title, TITLE, width=WIDTH - LEFT - RIGHT, most=1):
        lettering.draw(draw, (LEFT, 14), line, size=TITLE, fill=INK)
    for step in range(LINES + 1):
        y = HEIGHT - BOTTOM - step * (HEIGHT - TOP - BOTTOM) / LINES
        draw.line((LEFT, y, WIDTH - RIGHT, y), fill=FAINT)
        said = f"${top * step / LINES:,.2f}"
        lettering.draw(draw, (LEFT - 8, y), said, size=LABEL, fill=INK, anchor="rm")
    room = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    for at, (label, value) in enumerate(zip(labels, values, strict=True)):
        middle = LEFT + (at + 0.5) * room
        half = min(room * 0.35, 30)
        y = HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
        if value:
            draw.rectangle((middle - half, y, middle + half, HEIGHT - BOTTOM - 1), fill=BAR)
        below = (middle, HEIGHT - BOTTOM + 5)
        lettering.draw(draw, below, label, size=LABEL, fill=INK, anchor="ma")
    encoded = BytesIO()
    image.save(encoded, "PNG")
    return Picture(encoded.getvalue(), "image/png", WIDTH, HEIGHT)


def scale(most: float) -> float:
    """The top of a scale that a value fits under: 1, 2 or 4 times a power of ten, and no less
    than four cents."""
    if most <= 0.04:
        return 0.04
    unit: float = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 2, 4, 10) if unit * step >= most)
