"""Photos over a whole canvas, or in frames on a wall."""

import math
from collections.abc import Sequence

from PIL import Image, ImageOps

from bot.sandbox.gemini.painting.canvas import Canvas, blurred
from bot.sandbox.gemini.painting.colours import PAPER, Colour

SHADE: Colour = (58, 70, 76)  # of a frame on its wall
WALL: tuple[Colour, ...] = ((104, 122, 126), (92, 108, 112), (70, 84, 90))
# A mount and a gilded frame from the inside: colour, how broad, in units.
FRAME: tuple[tuple[Colour, float], ...] = (
    (PAPER, 1.0), ((141, 110, 69), 0.3), ((196, 152, 84), 0.8), ((222, 192, 132), 0.5),
)  # fmt: skip


def fitted(photos: Sequence[Image.Image], size: tuple[int, int]) -> Image.Image:
    """The first photo in its own shape, a blurred copy of it around it."""
    photo = photos[0]
    if abs(photo.width / photo.height - size[0] / size[1]) < 0.06:
        return photo.resize(size, Image.Resampling.BICUBIC)
    ground = blurred(ImageOps.fit(photo, size), min(size) / 24, scale=8)
    whole = ImageOps.contain(photo, size, Image.Resampling.BICUBIC)
    ground.paste(whole, ((size[0] - whole.width) // 2, (size[1] - whole.height) // 2))
    return ground


def hung(photos: Sequence[Image.Image], size: tuple[int, int]) -> Image.Image:
    """Photos in gilded frames on a wall, as many in a row as the wall's shape asks for."""
    canvas = Canvas(Image.new("RGB", size))
    canvas.wash(WALL)
    canvas.glow(0.5, 0.2, 90, (190, 200, 196), 0.6)
    across = max(1, round((len(photos) * canvas.width / canvas.height) ** 0.5))
    wide, tall = canvas.width / across, canvas.height / math.ceil(len(photos) / across)
    for number, photo in enumerate(photos):
        row, column = divmod(number, across)
        shift = max(0, across - (len(photos) - row * across)) * wide / 2
        room = (round(wide * 0.78), round(tall * 0.78))
        framed = ImageOps.contain(photo, room, Image.Resampling.BICUBIC)
        for tone, broad in FRAME:
            framed = ImageOps.expand(framed, max(1, round(broad * canvas.unit)), tone)
        x = round(shift + column * wide + (wide - framed.width) / 2)
        y = round(row * tall + (tall - framed.height) / 2)
        off = round(canvas.unit)
        shade = (x + off, y + off * 2, x + framed.width + off, y + framed.height + off * 2)
        canvas.image.paste(SHADE, shade)
        canvas.image.paste(framed, (x, y))
    return canvas.image
