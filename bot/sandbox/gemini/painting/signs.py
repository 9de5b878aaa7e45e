"""Words in a picture: a signpost, and the small mark that says where the picture was made."""

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import shaded
from bot.sandbox.gemini.painting.tiles import Box

WOOD = (170, 116, 72)
INK = (58, 38, 34)
MARK = "sandbox"
LONGEST_LINE = 16  # letters
SHORTEST = 17  # units of a post below its board
SITES = (0.76, 0.22, 0.5)  # of a signpost, in shares of the canvas, the best one first


@lru_cache(maxsize=8)
def _font(size: int, *, wide: bool) -> ImageFont.FreeTypeFont:
    """Noto Sans, or its sister for Chinese, Japanese and Korean."""
    package, name = (
        ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc")
        if wide
        else ("manimgx_fonts", "NotoSans[wght].ttf")
    )
    return ImageFont.truetype(str(resources.files(package).joinpath(name)), size)


def signpost(canvas: Canvas, words: str, *, floor: float, around: Sequence[Box]) -> None:
    """A wooden board on a post with the words on it, above the heads of those before it.

    Args:
        floor: where things stand, a share of the canvas.
        around: what the things cover, in pixels; the post is where it can be shortest.
    """
    lines = textwrap.wrap(words, LONGEST_LINE)[:4]
    wide = any(ord(sign) > 0x2E80 for sign in words)
    size = round(canvas.unit * (6.4 if len(lines) < 3 else 5.2))
    font = _font(size, wide=wide)
    broad = max(font.getlength(line) for line in lines) + 3 * canvas.unit * 2
    tall = len(lines) * size * 1.25 + canvas.unit * 4
    margin = broad / 2 + canvas.unit * 2
    foot = min(floor + 0.04, 0.97) * canvas.height

    def highest(x: float) -> float:
        """The top of what a board would cover in the middle of a place."""
        before = (box[1] for box in around if box[0] < x + broad / 2 and box[2] > x - broad / 2)
        return min(before, default=foot)

    sites = [min(max(site * canvas.width, margin), canvas.width - margin) for site in SITES]
    low = foot - canvas.unit * SHORTEST
    x = max(sites, key=lambda site: min(highest(site), low))
    top = max(min(highest(x), low) - tall, canvas.unit * 3)
    post = canvas.unit * 1.5
    canvas.draw.rectangle((x - post, top, x + post, foot), fill=shaded(WOOD, -35))
    box = (x - broad / 2, top, x + broad / 2, top + tall)
    shadow = tuple(edge + canvas.unit * 0.8 for edge in box)
    canvas.draw.rounded_rectangle(shadow, radius=canvas.unit * 1.4, fill=shaded(WOOD, -55))
    canvas.draw.rounded_rectangle(
        box, radius=canvas.unit * 1.4, fill=shaded(WOOD, 42), outline=shaded(WOOD, -20),
        width=max(2, round(canvas.unit * 0.7)),
    )  # fmt: skip
    for number, line in enumerate(lines):
        y = top + canvas.unit * 2 + (number + 0.5) * size * 1.25
        canvas.draw.text((x, y), line, font=font, fill=INK, anchor="mm")


def mark(image: Image.Image) -> None:
    """The small mark in a corner: this is the sandbox's picture, not Gemini's."""
    size = max(7, min(image.size) // 46)
    font = _font(size, wide=False)
    layer = Image.new("L", (round(font.getlength(MARK)) + size, size * 2), 0)
    ImageDraw.Draw(layer).text((size // 2, size), MARK, font=font, fill=150, anchor="lm")
    corner = (image.width - layer.width - size // 2, image.height - layer.height)
    here = image.crop((*corner, image.width, image.height)).convert("L").resize((1, 1))
    bright = (here.getpixel((0, 0)) or 0) > 140  # type: ignore[operator]
    image.paste((30, 24, 44) if bright else (255, 255, 255), corner, layer)
