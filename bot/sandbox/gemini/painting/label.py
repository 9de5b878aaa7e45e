"""The strip under every picture: what was asked, and that no Gemini painted it."""

from PIL import Image, ImageDraw

from bot.imaging import lettering
from bot.sandbox.gemini.painting.colours import INK, PAPER, Colour, mix

MARK = "painted by the sandbox, not by Gemini"
DOTS: tuple[Colour, ...] = ((229, 80, 74), (244, 176, 62), (58, 134, 200))
NARROW = 0.9  # width by height, below which words and mark stand in two lines
FLAT = 2.0  # above it the strip is a little taller, to be read at all
TOLERANCE = 46  # of each colour channel: strips survive JPEG and scaling


def strip_height(size: tuple[int, int]) -> int:
    """How many pixels at the bottom of a picture of this size are the strip."""
    width, height = size
    shape = width / height
    share = 0.1 if shape < NARROW else 0.058 if shape < FLAT else 0.075
    return max(8, round(min(width, height) * share))


def write(picture: Image.Image, words: str) -> None:
    """Paint the strip over the bottom of a finished picture."""
    tall = strip_height(picture.size)
    top = picture.height - tall
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, top, picture.width, picture.height), fill=PAPER)
    pen.line((0, top, picture.width, top), fill=mix(PAPER, INK, 0.2), width=max(1, tall // 40))
    two = picture.width / picture.height < NARROW
    line = tall / 2 if two else tall
    for (x, y, r), tone in zip(_dots(picture.size), DOTS, strict=True):
        pen.ellipse((x - r, y - r, x + r, y + r), fill=tone)
    left, right = _dots(picture.size)[-1][0] + line * 0.45, picture.width - line * 0.35
    small = max(1, round(line * (0.4 if two else 0.3)))
    large = max(1, round(line * (0.52 if two else 0.42)))
    grey = mix(PAPER, INK, 0.55)
    room = right - left
    if two:
        at = (left, top + line * 1.4)
        lettering.draw(pen, at, MARK, size=small, fill=grey, anchor="lm")
    else:
        at = (right, top + tall * 0.52)
        lettering.draw(pen, at, MARK, size=small, fill=grey, anchor="rm")
        room -= lettering.width(MARK, small) + line * 0.7
    at = (left, top + line * (0.62 if two else 0.52))
    for said in lettering.lines(words, large, width=round(room), most=1) if room > large else ():
        lettering.draw(pen, at, said, size=large, fill=INK, anchor="lm")


def without(picture: Image.Image) -> Image.Image:
    """The picture without its strip, if it has one."""
    if picture.height < 64 or picture.width < 64:
        return picture
    for (x, y, _), tone in zip(_dots(picture.size), DOTS, strict=True):
        seen = picture.getpixel((round(x), round(y)))
        if not isinstance(seen, tuple):
            return picture
        if any(abs(a - b) > TOLERANCE for a, b in zip(seen[:3], tone, strict=True)):
            return picture
    return picture.crop((0, 0, picture.width, picture.height - strip_height(picture.size)))


def _dots(size: tuple[int, int]) -> list[tuple[float, float, float]]:
    """Middle and radius of the three dots by which a strip is known, in pixels."""
    width, height = size
    tall = strip_height(size)
    line = tall / 2 if width / height < NARROW else tall
    y = height - tall + line * (0.62 if line < tall else 0.52)
    return [(line * (0.42 + 0.36 * number), y, line * 0.15) for number in range(3)]
