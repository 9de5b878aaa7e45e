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
ROW, NAMES, AMOUNTS = 34, 200, 90  # pixels: height of a row; width of its label and its value
DASH = 6  # pixels
PAPER, INK, FAINT, BAR = "#ffffff", "#313338", "#d4d7dc", "#4752c4"


def bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    ahead: float = 0,
    ahead_label: str = "",
) -> Picture:
    """Return a PNG, 800 x 400 pixels, with one labelled bar for each value.

    Args:
        title: one short line.
        labels: one for each value, and for what has no value yet.
        values: in dollars, 0 or more.
        ahead: what is expected of those that have no value yet, as a dashed line; 0: no line.
        ahead_label: what is written at that line.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    top = scale(max([*values, ahead], default=0))
    _title(draw, title)
    for step in range(LINES + 1):
        y = HEIGHT - BOTTOM - step * (HEIGHT - TOP - BOTTOM) / LINES
        draw.line((LEFT, y, WIDTH - RIGHT, y), fill=FAINT)
        amount = f"${top * step / LINES:,.2f}"
        lettering.draw(draw, (LEFT - 8, y), amount, size=LABEL, fill=INK, anchor="rm")
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    for at, label in enumerate(labels):
        middle = LEFT + (at + 0.5) * slot
        half = min(slot * 0.35, 30)
        value = values[at] if at < len(values) else 0
        y = HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
        if value:
            draw.rectangle((middle - half, y, middle + half, HEIGHT - BOTTOM - 1), fill=BAR)
        below = (middle, HEIGHT - BOTTOM + 5)
        lettering.draw(draw, below, label, size=LABEL, fill=INK, anchor="ma")
    if ahead and len(values) < len(labels):
        y = HEIGHT - BOTTOM - ahead / top * (HEIGHT - TOP - BOTTOM)
        _dashed(draw, LEFT + len(values) * slot, y)
        words = (WIDTH - RIGHT, max(y - 5, TOP - 5))
        lettering.draw(draw, words, ahead_label, size=LABEL, fill=INK, anchor="rs")
    return _encoded(image)


def rows(
    title: str, labels: Sequence[str], words: Sequence[str], values: Sequence[float]
) -> Picture:
    """Return a PNG, 800 pixels wide, with one bar below the other.

    Args:
        title: one short line.
        labels: one for each value, on its left.
        words: the values in words, on their right.
        values: 0 or more.
    """
    image = Image.new("RGB", (WIDTH, TOP + ROW * len(values) + RIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _title(draw, title)
    most = max(values, default=0) or 1
    room = WIDTH - 2 * RIGHT - NAMES - AMOUNTS
    for at, (label, said, value) in enumerate(zip(labels, words, values, strict=True)):
        middle = TOP + (at + 0.5) * ROW
        for line in lettering.lines(label, LABEL, width=NAMES - 12, most=1):
            lettering.draw(draw, (RIGHT, middle), line, size=LABEL, fill=INK, anchor="lm")
        left = RIGHT + NAMES
        right = left + max(value / most * room, 1)
        draw.rectangle((left, middle - ROW * 0.35, right, middle + ROW * 0.35), fill=BAR)
        lettering.draw(draw, (right + 8, middle), said, size=LABEL, fill=INK, anchor="lm")
    return _encoded(image)


def scale(most: float) -> float:
    """Return the top of a scale for values up to `most`, in dollars.

    It is 1, 2 or 4 times a power of ten, and at least 0.04.
    """
    if most <= 0.04:
        return 0.04
    unit: float = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 2, 4, 10) if unit * step >= most)


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    for line in lettering.lines(title, TITLE, width=WIDTH - LEFT - RIGHT, most=1):
        lettering.draw(draw, (RIGHT, 14), line, size=TITLE, fill=INK)


def _dashed(draw: ImageDraw.ImageDraw, left: float, y: float) -> None:
    """Draw a dashed line to the right edge of the bars."""
    while left < WIDTH - RIGHT:
        draw.line((left, y, min(left + DASH, WIDTH - RIGHT), y), fill=BAR, width=2)
        left += 2 * DASH


def _encoded(image: Image.Image) -> Picture:
    encoded = BytesIO()
    image.save(encoded, "PNG")
    return Picture(encoded.getvalue(), "image/png", *image.size)
