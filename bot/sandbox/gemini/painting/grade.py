"""Changes to a whole picture: its light, its colours, and the manner it is painted in."""

import random
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from bot.sandbox.gemini.painting.canvas import Canvas, blurred, flowing
from bot.sandbox.gemini.painting.colours import PAPER, Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.flow import Field, brush

Manner = Callable[[Image.Image, random.Random], Image.Image]
Matrix = tuple[float, ...]  # twelve numbers: red, green and blue from red, green, blue and one

NIGHT: Matrix = (0.34, 0.06, 0.01, 0, 0.05, 0.32, 0.03, 4, 0.06, 0.15, 0.44, 26)
WARM: Matrix = (1.08, 0.12, 0.0, 14, 0.02, 0.92, 0.02, 2, 0.0, 0.05, 0.70, -4)
COLD: Matrix = (0.72, 0.12, 0.06, 4, 0.02, 0.90, 0.08, 10, 0.02, 0.12, 0.98, 30)
SEPIA: Matrix = (0.42, 0.66, 0.16, 6, 0.36, 0.58, 0.14, 0, 0.27, 0.45, 0.11, -4)
FIRE: Matrix = (1.1, 0.3, 0.1, 6, 0.24, 0.42, 0.06, -12, 0.06, 0.08, 0.26, -4)


def _matrix(matrix: Matrix) -> Manner:
    return lambda image, _: image.convert("RGB", matrix)


def warm(image: Image.Image, _: random.Random) -> Image.Image:
    """The light of a late afternoon."""
    light = flowing([(120, 70, 120), (236, 128, 92), (255, 206, 120)], image.size)
    return Image.blend(image.convert("RGB", WARM), ImageChops.overlay(image, light), 0.45)


def sepia(image: Image.Image, rng: random.Random) -> Image.Image:
    """A photograph from an old box."""
    return vignette(image.convert("RGB", SEPIA), rng)


def grey(image: Image.Image, _: random.Random) -> Image.Image:
    """Black and white, with some more contrast."""
    return ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")


def bright(image: Image.Image, _: random.Random) -> Image.Image:
    """A clear day."""
    curve = [round(255 * (v / 255) ** 0.72) for v in range(256)]
    return ImageEnhance.Color(image.point(curve * 3)).enhance(1.15)


def dim(image: Image.Image, rng: random.Random) -> Image.Image:
    """A heavy sky."""
    curve = [round(230 * (v / 255) ** 1.35) for v in range(256)]
    return vignette(ImageEnhance.Color(image.point(curve * 3)).enhance(0.72), rng)


def vivid(image: Image.Image, _: random.Random) -> Image.Image:
    """More of every colour."""
    return ImageEnhance.Contrast(ImageEnhance.Color(image).enhance(1.8)).enhance(1.1)


def pastel(image: Image.Image, _: random.Random) -> Image.Image:
    """Chalk and milk."""
    soft = ImageChops.screen(
        image, blurred(image, 16).point([round(v * 0.45) for v in range(256)] * 3)
    )
    return Image.blend(
        ImageEnhance.Color(soft).enhance(0.8), Image.new("RGB", image.size, (255, 236, 240)), 0.28
    )


def blur(image: Image.Image, _: random.Random) -> Image.Image:
    """Out of focus."""
    return blurred(image, min(image.size) / 70)


def tinted(image: Image.Image, tone: Colour) -> Image.Image:
    """The picture in one colour: "make it blue"."""
    plain = ImageOps.autocontrast(image.convert("L"))
    toned = ImageOps.colorize(
        plain, black=darker(tone, 0.78), mid=tone, white=lighter(tone, 0.82), midpoint=120
    )
    return Image.blend(image, toned, 0.78)


def sketch(image: Image.Image, _: random.Random) -> Image.Image:
    """Pencil on paper: dark where the picture is darker than its surroundings."""
    plain = image.convert("L")
    around = blurred(plain, min(image.size) / 170)
    lines = ImageChops.subtract(around, plain, scale=0.16)
    tone = ImageOps.invert(plain).point([round(max(0, v - 60) * 0.42) for v in range(256)])
    pencil = ImageChops.add(lines, tone)
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste((58, 54, 66), (0, 0), pencil)
    return paper


def pixels(image: Image.Image, _: random.Random) -> Image.Image:
    """An arcade of 1986."""
    short = 96
    scale = short / min(image.size)
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
        Image.Resampling.BOX,
    )
    few = small.quantize(28, dither=Image.Dither.NONE).convert("RGB")
    return ImageEnhance.Color(few).enhance(1.2).resize(image.size, Image.Resampling.NEAREST)


def painted(image: Image.Image, rng: random.Random) -> Image.Image:
    """Wet colours on paper: short strokes of what is there, along a field."""
    scale = 420 / min(image.size)
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
        Image.Resampling.BOX,
    )
    soft = small.filter(ImageFilter.MedianFilter(5)).resize(image.size, Image.Resampling.BICUBIC)
    return strokes_over(
        ImageEnhance.Color(soft).enhance(1.2), rng, count=1900, reach=(1.0, 3.2), thick=(0.25, 0.75)
    )


def strokes_over(
    image: Image.Image,
    rng: random.Random,
    *,
    count: int,
    reach: tuple[float, float],
    thick: tuple[float, float],
) -> Image.Image:
    """Brush strokes that take their colours from the picture beneath."""
    canvas = Canvas(image.copy(), rng)
    field = Field(canvas)
    colours = image.resize((128, 128), Image.Resampling.BOX).tobytes()
    for _ in range(count):
        x, y = rng.random(), rng.random()
        at = (int(y * 127) * 128 + int(x * 127)) * 3
        tone = (colours[at], colours[at + 1], colours[at + 2])
        tone = mix(tone, rng.choice(((255, 255, 255), (20, 16, 50))), rng.uniform(0, 0.16))
        line = field.path(canvas, x, y, length=rng.uniform(*reach), steps=5)
        brush(canvas, line, tone, rng.uniform(*thick))
    return canvas.image


def comic(image: Image.Image, _: random.Random) -> Image.Image:
    """Few flat colours and ink around them."""
    plain = image.convert("L")
    around = blurred(plain, min(image.size) / 120)
    ink = ImageChops.subtract(around, plain, scale=0.16).point(
        [0 if v < 70 else min(255, v * 2) for v in range(256)]
    )
    flat = ImageOps.posterize(ImageEnhance.Color(image).enhance(1.7), 3)
    flat = ImageEnhance.Brightness(flat).enhance(1.12)
    flat.paste((28, 22, 44), (0, 0), ink)
    return flat


def glass(image: Image.Image, rng: random.Random) -> Image.Image:
    """Coloured panes in lead."""
    canvas = Canvas(image.copy(), rng)
    across = round(27 * (image.width / image.height) ** 0.5)
    down = round(27 * (image.height / image.width) ** 0.5)
    raw = image.resize((across * 2, down * 2), Image.Resampling.BOX).tobytes()
    grid = [
        [
            ((x + rng.uniform(-0.36, 0.36)) / across, (y + rng.uniform(-0.36, 0.36)) / down)
            for x in range(-1, across + 2)
        ]
        for y in range(-1, down + 2)
    ]
    lead = max(1, round(canvas.unit * 0.22))
    for upper, lower in pairwise(grid):
        for number in range(len(upper) - 1):
            a, b, c, d = upper[number], upper[number + 1], lower[number + 1], lower[number]
            for three in ((a, b, c), (a, c, d)) if rng.random() < 0.5 else ((a, b, d), (b, c, d)):
                x = min(0.999, max(0.0, sum(p[0] for p in three) / 3))
                y = min(0.999, max(0.0, sum(p[1] for p in three) / 3))
                at = (int(y * down * 2) * across * 2 + int(x * across * 2)) * 3
                tone = mix(
                    (raw[at], raw[at + 1], raw[at + 2]), (255, 255, 255), rng.uniform(0, 0.14)
                )
                points = [canvas.at(*place) for place in three]
                canvas.draw.polygon(points, fill=tone)
                canvas.draw.line([*points, points[0]], fill=darker(tone, 0.62), width=lead)
    return canvas.image


def neon(image: Image.Image, _: random.Random) -> Image.Image:
    """Glowing edges in the dark."""
    plain = image.convert("L")
    edges = ImageChops.difference(plain, blurred(plain, min(image.size) / 160)).point(
        [min(255, v * 7) for v in range(256)]
    )
    colour = flowing([(60, 230, 255), (160, 90, 255), (255, 70, 170)], image.size)
    lines = ImageChops.multiply(colour, Image.merge("RGB", (edges,) * 3))
    dark = image.convert("RGB", (0.26, 0.1, 0.1, 4, 0.06, 0.14, 0.08, 0, 0.16, 0.16, 0.4, 26))
    return ImageChops.screen(ImageChops.screen(dark, blurred(lines, min(image.size) / 60)), lines)


def vignette(image: Image.Image, _: random.Random) -> Image.Image:
    """Darker towards the corners."""
    corners = Image.radial_gradient("L").point([round(max(0, v - 110) * 0.9) for v in range(256)])
    result = image.copy()
    result.paste((24, 16, 20), (0, 0), corners.resize(image.size, Image.Resampling.BILINEAR))
    return result


def repainted(image: Image.Image, rng: random.Random) -> Image.Image:
    """Other colours and visible strokes, for words that name nothing the painter knows."""
    hue, saturation, value = image.convert("HSV").split()
    turn = rng.choice((rng.randint(24, 70), rng.randint(120, 200)))
    hue = hue.point([(v + turn) % 256 for v in range(256)])
    shifted = Image.merge("HSV", (hue, saturation, value)).convert("RGB")
    return strokes_over(shifted, rng, count=300, reach=(3, 10), thick=(0.25, 0.9))


def mirror(image: Image.Image, _: random.Random) -> Image.Image:
    """Left and right change places."""
    return ImageOps.mirror(image)


def upside(image: Image.Image, _: random.Random) -> Image.Image:
    """Standing on its head."""
    return image.rotate(180)


def turn(image: Image.Image, rng: random.Random) -> Image.Image:
    """A little crooked, with nothing missing at the corners."""
    angle = rng.choice((-1, 1)) * rng.uniform(8, 14)
    large = image.resize(
        (round(image.width * 1.42), round(image.height * 1.42)), Image.Resampling.BILINEAR
    )
    large = large.rotate(angle, Image.Resampling.BICUBIC)
    return ImageOps.fit(large.crop(_inner(large.size, image.size)), image.size)


def zoom(image: Image.Image, _: random.Random) -> Image.Image:
    """Closer to the middle."""
    inner = (round(image.width / 1.6), round(image.height / 1.6))
    return image.crop(_inner(image.size, inner)).resize(image.size, Image.Resampling.BICUBIC)


def _inner(size: tuple[int, int], inner: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    return left, top, left + inner[0], top + inner[1]


def kaleidoscope(image: Image.Image, _: random.Random) -> Image.Image:
    """One quarter, mirrored into the others."""
    half = (image.width - image.width // 2, image.height - image.height // 2)
    quarter = image.resize(
        half, box=(image.width * 0.1, image.height * 0.2, image.width * 0.7, image.height * 0.9)
    )
    result = Image.new("RGB", image.size)
    right = (image.width - half[0], 0)
    for tile, place in ((quarter, (0, 0)), (ImageOps.mirror(quarter), right)):
        result.paste(tile, place)
        result.paste(ImageOps.flip(tile), (place[0], image.height - half[1]))
    return result


MANNERS: dict[str, Manner] = {
    # first what moves things, then the manner, then the light: the order they are applied in
    "mirror": mirror,
    "upside": upside,
    "turn": turn,
    "zoom": zoom,
    "kaleidoscope": kaleidoscope,
    "sketch": sketch,
    "pixel": pixels,
    "paint": painted,
    "comic": comic,
    "glass": glass,
    "vivid": vivid,
    "bright": bright,
    "warm": warm,
    "cold": _matrix(COLD),
    "fire": _matrix(FIRE),
    "night": _matrix(NIGHT),
    "dim": dim,
    "neon": neon,
    "pastel": pastel,
    "blur": blur,
    "sepia": sepia,
    "grey": grey,
}
MOVES = {"mirror", "upside", "turn", "zoom", "kaleidoscope"}
