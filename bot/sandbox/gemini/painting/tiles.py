"""Things as small transparent pictures: their layers cut out of paper, one throwing its shade on
the next."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.sandbox.gemini.painting.colours import Colour, shaded
from bot.sandbox.gemini.painting.cutouts import WIDE, Layer, area, is_figure, layers, polygons

FINE = 2  # pixels drawn for each one that is left: smooth edges
LARGEST = 900  # pixels of a side that is drawn finely
SHADE: Colour = (26, 16, 52)
PADDED = 1.14  # emojis leave room around them
ROOM = (-3, -3, 4, 5)  # around a layer for its shade, in thicknesses of paper
STEP = 24  # pixels: sizes are rounded to it, so that tiles can be used again

Box = tuple[int, int, int, int]


def plain(glyph: str, side: int, colour: str = "", mood: str = "", chance: int = 0) -> Image.Image:
    """A thing about `side` pixels tall as it was drawn, cut to what is drawn of it, in RGBA."""
    found = layers(glyph, colour=colour, mood=mood, chance=chance)
    if is_figure(glyph):
        return cut_out(found, side)
    image = cut_out(found, round(side * PADDED))
    return image.crop(image.getbbox() or (0, 0, 1, 1))


def stepped(side: float) -> int:
    """A size that is used again for others near it."""
    return max(STEP, round(side / STEP) * STEP)


def cut_out(found: list[Layer], side: int) -> Image.Image:
    """Layers on a transparent square of `side` pixels, lit from the upper left."""
    fine = side * (FINE if side < LARGEST else 1)
    image = Image.new("RGBA", (fine, fine))
    thick = max(1, fine // 110)
    for layer in found:
        mask = _mask(layer, fine)
        if bare := mask.getbbox():
            left, top, right, bottom = (a + b * thick for a, b in zip(bare, ROOM, strict=True))
            box = (max(0, left), max(0, top), min(fine, right), min(fine, bottom))
            _lay(image, mask.crop(box), box, layer.colour, thick)
    return image.resize((side, side), Image.Resampling.BOX)


def _lay(image: Image.Image, mask: Image.Image, box: Box, colour: Colour, thick: int) -> None:
    """A layer within a box: its shade on those below it, a rim of light, its face."""
    part = image.crop(box)
    below = part.getchannel("A")
    if below.getbbox():
        small = ImageChops.offset(mask, thick, thick * 2).reduce(4)
        soft = small.filter(ImageFilter.BoxBlur(max(1, thick / 3))).resize(mask.size)
        part.paste(
            (*SHADE, 255), (0, 0), ImageChops.multiply(soft.point(lambda v: v * 0.38), below)
        )
    part.paste((*shaded(colour, 22), 255), (0, 0), mask)
    inner = ImageChops.multiply(mask, ImageChops.offset(mask, thick // 2, thick // 2))
    part.paste((*colour, 255), (0, 0), inner)
    part.putalpha(ImageChops.lighter(below, mask))
    image.paste(part, box)


def _mask(layer: Layer, side: int) -> Image.Image:
    """What a layer covers: what lies inside another outline and runs the other way is a hole."""
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    found, scale = polygons(layer), side / WIDE
    for polygon in found:
        points = [(point.real * scale, point.imag * scale) for point in polygon]
        if layer.stroke:
            half = max(0.5, layer.stroke * scale / 2)
            pen.line(points, fill=layer.opacity, width=round(half * 2), joint="curve")
            for end in (points[0], points[-1]):
                pen.circle(end, half, fill=layer.opacity)
        else:
            x, y = (min(max(0, round(one)), side - 1) for one in points[0])
            hole = area(polygon) * area(found[0]) < 0 and mask.getpixel((x, y))
            pen.polygon(points, fill=0 if hole else layer.opacity)
    return mask


def lit(image: Image.Image, light: Colour) -> Image.Image:
    """The thing in the light of a scene."""
    shade = ImageChops.multiply(image.convert("RGB"), Image.new("RGB", image.size, light))
    shade.putalpha(image.getchannel("A"))
    return shade


def sticker(image: Image.Image) -> Image.Image:
    """The thing with a white rim, as it is laid on a photo."""
    rim = max(3, image.height // 36)
    grown = Image.new("RGBA", (image.width + 4 * rim, image.height + 4 * rim))
    grown.paste(image, (2 * rim, 2 * rim))
    small = grown.getchannel("A").reduce(max(1, rim // 2)).filter(ImageFilter.MaxFilter(5))
    white = Image.new("RGBA", grown.size, "white")
    white.putalpha(small.resize(grown.size, Image.Resampling.BICUBIC))
    white.alpha_composite(grown)
    return white
