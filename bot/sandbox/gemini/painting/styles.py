"""Ways of drawing: each takes the scene as it is laid out and draws it with another tool."""

import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from bot.sandbox.gemini.painting import prints
from bot.sandbox.gemini.painting.canvas import Canvas, blurred
from bot.sandbox.gemini.painting.colours import PAPER, Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.textures import embossed, grain, on_paper, sampled, wobbly

Style = Callable[[Image.Image, int], Image.Image]
Matrix = tuple[float, ...]  # twelve numbers: red, green and blue from red, green, blue and one

LIGHTS: dict[str, Matrix] = {
    "night": (0.34, 0.06, 0.01, 0, 0.05, 0.32, 0.03, 4, 0.06, 0.15, 0.44, 26),
    "sunset": (1.08, 0.12, 0.0, 14, 0.02, 0.86, 0.02, 0, 0.0, 0.05, 0.66, 4),
    "dawn": (0.98, 0.1, 0.06, 12, 0.04, 0.86, 0.06, 6, 0.06, 0.08, 0.9, 18),
    "autumn": (1.06, 0.2, 0.0, 4, 0.14, 0.78, 0.0, 0, 0.06, 0.06, 0.6, 0),
    "winter": (0.8, 0.12, 0.06, 14, 0.06, 0.86, 0.08, 18, 0.04, 0.12, 0.9, 34),
    "spring": (0.96, 0.06, 0.04, 12, 0.0, 1.0, 0.06, 10, 0.06, 0.04, 0.94, 14),
}


def graded(image: Image.Image, *by: str | Colour) -> Image.Image:
    """A picture in the light of an hour or a season, or of a colour; nothing in it moves."""
    for one in by:
        if isinstance(one, str):
            image = image.convert("RGB", LIGHTS[one]) if one in LIGHTS else image
            continue
        plain = ImageOps.autocontrast(image.convert("L"))
        toned = ImageOps.colorize(
            plain, black=darker(one, 0.78), mid=one, white=lighter(one, 0.82), midpoint=120
        )
        image = Image.blend(image, toned, 0.66)
    return image


def watercolour(image: Image.Image, seed: int) -> Image.Image:
    """Thin washes on paper: pale, pooled at their edges, the border left white."""
    shape = wobbly(image, seed, reach=0.5)
    wash = (
        shape.reduce(3)
        .filter(ImageFilter.MedianFilter(5))
        .resize(image.size, Image.Resampling.BICUBIC)
    )
    wash = Image.blend(wash, shape, 0.45)
    wash = (
        ImageEnhance.Color(wash).enhance(1.2).point([58 + v * 197 // 255 for v in range(256)] * 3)
    )
    lines = shape.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.BoxBlur(1))
    pools = lines.point([255 - min(70, v * 2) for v in range(256)])
    wash = ImageChops.multiply(wash, Image.merge("RGB", (pools,) * 3))
    blooms = grain(image.size, seed, cell=max(8, min(image.size) // 7), low=0, high=110)
    wash = Image.composite(Image.new("RGB", image.size, PAPER), wash, blooms)
    tooth = grain(image.size, seed + 1, cell=3, low=228, high=255)
    wash = ImageChops.multiply(wash, Image.merge("RGB", (tooth,) * 3))
    return on_paper(wash, seed, border=4.5)


def oil(image: Image.Image, seed: int) -> Image.Image:
    """Thick strokes along the shapes: broad ones first, finer ones over what has edges."""
    canvas = Canvas(ImageEnhance.Color(image.reduce(4).resize(image.size)).enhance(1.2), seed)
    rng, side = canvas.rng, 160
    small = ImageEnhance.Color(image.resize((side, side), Image.Resampling.BOX)).enhance(1.25)
    tone_at = sampled(small, (side, side))
    slope_at = sampled(blurred(small, 3, scale=1).convert("L"), (side, side))
    edge_at = sampled(small.convert("L").filter(ImageFilter.FIND_EDGES), (side, side))
    for count, length, thick in ((900, 5.5, 1.5), (1700, 3.0, 0.75), (2600, 1.4, 0.36)):
        for _ in range(count):
            x, y = rng.randrange(2, side - 2), rng.randrange(2, side - 2)
            if thick < 1 and edge_at(x, y)[0] < 26 and rng.random() < 0.8:
                continue
            dx = slope_at(x + 1, y)[0] - slope_at(x - 1, y)[0]
            dy = slope_at(x, y + 1)[0] - slope_at(x, y - 1)[0]
            flat = abs(dx) + abs(dy) < 5
            angle = math.sin(x / 24) + math.cos(y / 19) if flat else math.atan2(dx, -dy)
            tone = mix(
                tone_at(x, y), rng.choice(((255, 250, 230), (20, 16, 50))), rng.uniform(0, 0.13)
            )
            px, py = canvas.at(x / side, y / side)
            reach = length * canvas.unit * rng.uniform(0.3, 0.65)
            ax, ay = reach * math.cos(angle), reach * math.sin(angle)
            width = max(2, round(thick * canvas.unit))
            canvas.draw.line((px - ax, py - ay, px + ax, py + ay), fill=tone, width=width)
    fine = (
        image.convert("L")
        .filter(ImageFilter.FIND_EDGES)
        .point([min(255, v * 9) for v in range(256)])
    )
    fine = blurred(fine, min(image.size) / 110).point([min(225, v * 3) for v in range(256)])
    painted = Image.composite(ImageEnhance.Color(image).enhance(1.1), canvas.image, fine)
    return embossed(painted, strength=0.3)


def clay(image: Image.Image, seed: int) -> Image.Image:
    """Plasticine: soft bulging shapes with thumb prints."""
    soft = (
        image.reduce(4)
        .filter(ImageFilter.MedianFilter(5))
        .resize(image.size, Image.Resampling.BICUBIC)
    )
    soft = ImageEnhance.Color(wobbly(soft, seed, reach=0.5)).enhance(1.3)
    thumbs = grain(image.size, seed, cell=max(10, min(image.size) // 26), low=108, high=148)
    soft = ImageChops.overlay(soft, Image.merge("RGB", (thumbs,) * 3))
    plain = blurred(soft.convert("L"), min(image.size) / 90)
    shift = max(2, min(image.size) // 110)
    relief = ImageChops.subtract(
        ImageChops.offset(plain, -shift, -shift), ImageChops.offset(plain, shift, shift), 0.8, 128
    )
    relief = ImageOps.invert(relief)
    return ImageChops.overlay(soft, Image.merge("RGB", (relief,) * 3))


def pastel(image: Image.Image, seed: int) -> Image.Image:
    """Chalk and milk."""
    soft = ImageChops.screen(
        image, blurred(image, 16).point([v * 45 // 100 for v in range(256)] * 3)
    )
    soft = Image.blend(
        ImageEnhance.Color(soft).enhance(0.85), Image.new("RGB", image.size, (255, 236, 240)), 0.26
    )
    tooth = grain(image.size, seed, cell=2, low=225, high=255)
    return ImageChops.multiply(soft, Image.merge("RGB", (tooth,) * 3))


STYLES: dict[str, Style] = {
    "watercolour": watercolour,
    "pixel": prints.pixels,
    "pencil": prints.pencil,
    "oil": oil,
    "poster": prints.poster,
    "woodcut": prints.woodcut,
    "clay": clay,
    "comic": prints.comic,
    "neon": prints.neon,
    "sepia": prints.sepia,
    "grey": prints.grey,
    "pastel": pastel,
    "glass": prints.glass,
}
