"""The strip under every picture: what was asked, and that no Gemini painted it."""

from PIL import Image, ImageDraw, ImageFont

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
    small = ImageFont.load_default(line * 0.32 if not two else line * 0.42)
    large = ImageFont.load_default(line * 0.44 if not two else line * 0.56)
    grey = mix(PAPER, INK, 0.55)
    mark_wide = small.getlength(MARK)
    if two:
        room = right - left
        pen.text((left, top + line * 1.4), MARK, font=small, fill=grey, anchor="lm")
    else:
        room = right - left - mark_wide - line * 0.7
        pen.text((right, top + tall * 0.52), MARK, font=small, fill=grey, anchor="rm")
    text = _fitting(_readable(words), large, room)
    pen.text((left, top + line * (0.62 if two else 0.52)), text, font=large, fill=INK, anchor="lm")


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


def _readable(words: str) -> str:
    """On one line, without the letters the built-in typeface has no shapes for."""
    kept = "".join(sign if ord(sign) < 0x180 or sign in "–—‘’“”…›" else " " for sign in words)
    return " ".join(kept.split())


def _fitting(words: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: float) -> str:
    """As much of the end of the words as there is room for."""
    if font.getlength(words) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(words[:middle].rstrip() + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…" if low else ""
