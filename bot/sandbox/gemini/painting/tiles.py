"""Layers of paper as small transparent pictures, one throwing its shade on the next."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.sandbox.gemini.painting.colours import Colour, shaded
from bot.sandbox.gemini.painting.cutouts import WIDE, Layer, area, bounds

FINE = 2  # pixels drawn for each one that is left: smooth edges
LARGEST = 900  # pixels of a side that is drawn finely
SHADE: Colour = (26, 16, 52)
ROOM = (-3, -3, 4, 5)  # around a layer for its shade, in thicknesses of paper

Box = tuple[int, int, int, int]


def cut_out(found: list[Layer], side: int) -> Image.Image:
    """Layers as large as if the whole drawing had so many pixels, lit from the upper left."""
    fine = FINE if side < LARGEST else 1
    scale, (first, last) = side * fine / WIDE, bounds(found)
    edge = max(layer.stroke for layer in found) * scale / 2 + 2 * fine
    thick = max(1, side * fine // 110)
    span = (last - first) * scale + 2 * edge * (1 + 1j)
    image = Image.new("RGBA", (round(span.real), round(span.imag)))
    for layer in found:
        mask = _mask(layer.moved(scale, edge * (1 + 1j) - first * scale), image.size)
        if bare := mask.getbbox():
            left, top, right, bottom = (a + b * thick for a, b in zip(bare, ROOM, strict=True))
            box = (max(0, left), max(0, top), min(image.width, right), min(image.height, bottom))
            _lay(image, mask.crop(box), box, layer.colour, thick)
    image = image.resize((image.width // fine, image.height // fine), Image.Resampling.BOX)
    return image.crop(image.getbbox())


def _lay(image: Image.Image, mask: Image.Image, box: Box, colour: Colour, thick: int) -> None:
    """A layer within a box: its shade on those below it, a rim of light, its face."""
    part = image.crop(box)
    below = part.getchannel("A")
    if below.getbbox():
        small = ImageChops.offset(mask, thick, thick * 2).reduce(4)
        soft = small.filter(ImageFilter.BoxBlur(max(1, thick / 3))).resize(mask.size)
        soft = ImageChops.multiply(soft.point(lambda v: v * 0.38), below)
        part.paste((*SHADE, 255), (0, 0), soft)
    part.paste((*shaded(colour, 22), 255), (0, 0), mask)
    inner = ImageChops.multiply(mask, ImageChops.offset(mask, thick // 2, thick // 2))
    part.paste((*colour, 255), (0, 0), inner)
    part.putalpha(ImageChops.lighter(below, mask))
    image.paste(part, box)


def _mask(layer: Layer, size: tuple[int, int]) -> Image.Image:
    """What a layer covers: what lies inside another outline and runs the other way is a hole."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for polygon in layer.polygons:
        points = [(point.real, point.imag) for point in polygon]
        if layer.stroke:
            pen.line(points, layer.opacity, max(1, round(layer.stroke)), joint="curve")
            for end in (points[0], points[-1]):
                pen.circle(end, layer.stroke / 2, layer.opacity)
        else:
            x, y = (round(one) for one in points[0])
            hole = area(polygon) * area(layer.polygons[0]) < 0 and mask.getpixel((x, y))
            pen.polygon(points, 0 if hole else layer.opacity)
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
