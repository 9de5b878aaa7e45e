"""Draws a grid of numbered cells over a picture, to say which part is meant. Runs in the worker."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.imaging import lettering
from bot.imaging.reframing import flat, jpeg, opened
from bot.imaging.values import MEMORY, Picture

WIDTH, HEIGHT = 1100, 700  # pixels at most: twice what Discord shows
LEAST, MOST = 24, 44  # pixels of a number's letters; they are shown at half of that
SHARE = 0.42  # of a cell's shorter side that a number takes
PILL = 1.4  # height of what is behind a number to the height of its letters
DARK, LIGHT = (22, 23, 27), (255, 255, 255)


def grid(data: bytes, boxes: Sequence[Sequence[int]], memory_limit: int = MEMORY) -> Picture:
    """Return a picture with numbered cells as a JPEG.

    Args:
        data: the picture.
        boxes: left, top, right and bottom of each cell in it, in pixels, from number 1 on.
        memory_limit: bytes that the worker may use.
    """
    image = flat(opened(data, memory_limit)[0])
    scale = min(WIDTH / image.width, HEIGHT / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image = image.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    cells = [[round(edge * scale) for edge in box] for box in boxes]
    for colour, width in ((DARK, 5), (LIGHT, 2)):
        for left, top, right, bottom in cells:
            draw.rectangle((left, top, right, bottom), outline=colour, width=width)
    for number, (left, top, right, bottom) in enumerate(cells, 1):
        letters = max(LEAST, min(MOST, round(SHARE * min(right - left, bottom - top))))
        middle = ((left + right) / 2, (top + bottom) / 2)
        half = (
            (lettering.width(str(number), letters) + letters * 0.4) / 2,
            letters * PILL / 2,
        )
        pill = (
            middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]
        )  # fmt: skip
        draw.rounded_rectangle(pill, letters // 3, fill=DARK)
        lettering.draw(
            draw, middle, str(number), size=letters, fill=LIGHT, anchor="mm", stroke=letters / 40
        )
    return jpeg(image)
