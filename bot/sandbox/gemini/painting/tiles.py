"""Things as small transparent pictures: glyphs of OpenMoji as paper cut-outs, or drawn by hand."""

import random
from functools import cache, lru_cache
from importlib import resources

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from bot.sandbox.gemini.painting.animals import animal
from bot.sandbox.gemini.painting.builds import BUILDS
from bot.sandbox.gemini.painting.coats import ANIMALS
from bot.sandbox.gemini.painting.colours import NAMED, Colour, darker, lighter
from bot.sandbox.gemini.painting.figure import Figure

FONT = "openmoji.woff2"  # where it is from and its license: OPENMOJI.txt
DRAWN = (192, 480, 1200)  # pixels: the sizes glyphs are drawn in; opening the font takes 30 ms
MARGIN = 1.4  # a glyph's canvas for each of its ems
OUTLINES = {"square": 4, "triangle": 3, "hexagon": 6, "circle": 90}
AFLOAT = {"🚢", "🛥", "⛴", "🏄", "🏊", "🚤", "🏝"}  # drawn with a piece of sea of their own
SEA = (146, 211, 245)
STEP = 24  # pixels: sizes are rounded to it, so that tiles can be used again


@lru_cache(maxsize=16)
def tile(glyph: str, side: int, colour: str = "", mood: str = "", chance: int = 0) -> Image.Image:
    """A thing about `side` pixels tall, cut to what is drawn of it, in RGBA."""
    if glyph in ANIMALS or glyph in BUILDS:
        return _by_hand(glyph, side, colour, mood, chance)
    if glyph in OUTLINES:
        return _outline(glyph, side, colour, chance)
    drawn = _softened(_glyph(glyph, side))
    if glyph in AFLOAT:
        drawn = _out_of_water(drawn)
    return recoloured(drawn, NAMED[colour]) if colour in NAMED else drawn


def stepped(side: float) -> int:
    """A size that is used again for others near it."""
    return max(STEP, round(side / STEP) * STEP)


def _glyph(glyph: str, side: int) -> Image.Image:
    drawn = next((size for size in DRAWN if size >= side), DRAWN[-1])
    image = Image.new("RGBA", (round(drawn * MARGIN),) * 2)
    place = (image.width / 2, image.height / 2)
    pen = ImageDraw.Draw(image)
    pen.text(place, glyph, font=_font(drawn), anchor="mm", embedded_color=True)
    image = image.crop(image.getbbox() or (0, 0, 1, 1))
    scaled = [max(1, round(edge * side / drawn)) for edge in image.size]
    return image.resize((scaled[0], scaled[1]), Image.Resampling.BICUBIC)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with resources.as_file(resources.files(__package__).joinpath(FONT)) as path:
        return ImageFont.truetype(str(path), size)


def _by_hand(glyph: str, side: int, colour: str, mood: str, chance: int) -> Image.Image:
    """Drawn at twice its size, so that edges are smooth."""
    rng = random.Random(chance)  # noqa: S311  # nothing secret in a picture
    figure = Figure(min(side * 2, 1600), rng, NAMED.get(colour))
    if glyph in ANIMALS:
        animal(figure, ANIMALS[glyph], mood)
    else:
        BUILDS[glyph](figure)
    return figure.image.resize((side, side), Image.Resampling.BOX)


def _outline(glyph: str, side: int, colour: str, chance: int) -> Image.Image:
    """A plain shape."""
    tone = NAMED.get(colour) or list(NAMED.values())[3 + chance % 7]
    body = Image.new("RGBA", (side * 2,) * 2)
    ImageDraw.Draw(body).regular_polygon((side, side, side * 0.98), OUTLINES[glyph], fill=tone)
    body = body.resize((side, side), Image.Resampling.BOX)
    return body.crop(body.getbbox())


def _softened(image: Image.Image) -> Image.Image:
    """Black outlines in a dark shade of what they are around, as paper cut-outs have them."""
    colours, alpha = image.convert("RGB"), image.getchannel("A")
    colours.paste(0, (0, 0), ImageOps.invert(alpha))
    shrink = max(1, image.height // 80)
    around = colours.reduce(shrink).filter(ImageFilter.MaxFilter(7))
    around = around.resize(image.size, Image.Resampling.BICUBIC)
    ink = Image.blend(around, Image.new("RGB", image.size, (24, 16, 44)), 0.5)
    dark = colours.convert("L").point([255 - min(255, max(0, v - 8) * 5) for v in range(256)])
    softened = Image.composite(ink, colours, dark)
    softened.putalpha(alpha)
    return softened


def _out_of_water(image: Image.Image) -> Image.Image:
    """The thing without the blue block it is drawn in."""
    apart = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, SEA))
    keep = apart.convert("L").point([255 * (v > 14) for v in range(256)])
    keep.paste(255, (0, 0, image.width, round(image.height * 0.55)))
    image.putalpha(ImageChops.multiply(image.getchannel("A"), keep))
    return image.crop(image.getbbox())


def dyed(image: Image.Image, colour: Colour) -> Image.Image:
    """The thing in shades of one colour."""
    plain = ImageOps.autocontrast(image.convert("L"))
    toned = ImageOps.colorize(
        plain, black=darker(colour, 0.3), mid=colour, white=lighter(colour, 0.35), midpoint=90
    )
    toned.putalpha(image.getchannel("A"))
    return toned


def recoloured(image: Image.Image, colour: Colour) -> Image.Image:
    """The thing with its main colour changed; other colours, ink and white stay."""
    hue, saturation, value = image.convert("RGB").convert("HSV").split()
    seen = ImageChops.multiply(
        image.getchannel("A"), saturation.point([255 * (v > 70) for v in range(256)])
    )
    counts = hue.histogram(seen.point([255 * (v > 128) for v in range(256)]))
    visible = sum(image.getchannel("A").histogram()[129:]) or 1
    if sum(counts) > visible * 0.12:
        main = max(
            range(256), key=lambda h: sum(counts[(h + near) % 256] for near in range(-10, 11))
        )
        near = hue.point([255 * (min(abs(h - main), 256 - abs(h - main)) < 24) for h in range(256)])
        mask = ImageChops.multiply(
            near, saturation.point([min(255, max(0, v - 40) * 6) for v in range(256)])
        )
    else:
        mask = value.point([min(255, max(0, v - 70) * 4) for v in range(256)])
    plain = ImageOps.autocontrast(image.convert("L"), cutoff=2)
    toned = ImageOps.colorize(
        plain, black=darker(colour, 0.55), mid=colour, white=lighter(colour, 0.3), midpoint=120
    )
    changed = Image.composite(toned, image.convert("RGB"), mask)
    changed.putalpha(image.getchannel("A"))
    return changed


def lit(image: Image.Image, light: Colour) -> Image.Image:
    """The thing in the light of a scene."""
    if min(light) > 250:
        return image
    shaded = ImageChops.multiply(image.convert("RGB"), Image.new("RGB", image.size, light))
    shaded.putalpha(image.getchannel("A"))
    return shaded


def sticker(image: Image.Image) -> Image.Image:
    """The thing with a white rim, as it is laid on a photo."""
    rim = max(3, image.height // 36)
    grown = Image.new("RGBA", (image.width + 4 * rim, image.height + 4 * rim))
    grown.paste(image, (2 * rim, 2 * rim))
    shrink = max(1, rim // 2)
    small = grown.getchannel("A").reduce(shrink).filter(ImageFilter.MaxFilter(5))
    edge = small.resize(grown.size, Image.Resampling.BICUBIC)
    white = Image.new("RGBA", grown.size, (255, 255, 255, 0))
    white.putalpha(edge)
    white.alpha_composite(grown)
    return white
