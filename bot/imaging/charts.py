"""Draws bar charts for server owners. Runs in the worker, as all pixel work does."""

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from bot.imaging import lettering
from bot.imaging.values import Picture

WIDTH, HEIGHT = 800, 400  # pixels
LEFT, TOP, BOTTOM, RIGHT = 76, 56, 36, 20  # pixels around the bars
LINES = 4  # of the scale, above zero
TITLE, LABEL = 20, 14  # font sizes in pixels
PAPER, INK, FAINT, BAR = "#ffffff", "#313338", "#d4d7dc", "#4752c4"


def bars(title: str, labels: Sequence[str], values: Sequence[float]) -> Picture:
    """Return a PNG, 800 x 400 pixels, with one labelled bar for each value.

    Args:
        title: one short line.
        labels: one for each value.
        values: in dollars, 0 or more.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    top = scale(max(values, default=0))
    for line in lettering.lines(title, TITLE, width=WIDTH - LEFT - RIGHT, most=1):
        lettering.draw(draw, (LEFT, 14), line, size=TITLE, fill=INK)
    for step in range(LINES + 1):
        y = HEIGHT - BOTTOM - step * (HEIGHT - TOP - BOTTOM) / LINES
        draw.line((LEFT, y, WIDTH - RIGHT, y), fill=FAINT)
        amount = f"${top * step / LINES:,.2f}"
        lettering.draw(draw, (LEFT - 8, y), amount, size=LABEL, fill=INK, anchor="rm")
    slot = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    for at, (label, value) in enumerate(zip(labels, values, strict=True)):
        middle = LEFT + (at + 0.5) * slot
        half = min(slot * 0.35, 30)
        y = HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
        if value:
            draw.rectangle((middle - half, y, middle + half, HEIGHT - BOTTOM - 1), fill=BAR)
        below = (middle, HEIGHT - BOTTOM + 5)
        lettering.draw(draw, below, label, size=LABEL, fill=INK, anchor="ma")
    encoded = BytesIO()
    image.save(encoded, "PNG")
    return Picture(encoded.getvalue(), "image/png", WIDTH, HEIGHT)


def scale(most: float) -> float:
    """Return the top of a scale for values up to `most`, in dollars.

    It is 1, 2 or 4 times a power of ten, and at least 0.04.
    """
    if most <= 0.04:
        return 0.04
    unit: float = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 2, 4, 10) if unit * step >= most)
