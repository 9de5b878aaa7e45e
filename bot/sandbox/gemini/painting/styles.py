"""Ways of drawing: each takes the scene as it is laid out and draws it with another tool."""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bot.sandbox.gemini.painting.canvas import Canvas, blurred, flowing
from bot.sandbox.gemini.painting.colours import MATRICES, PAPER, Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.textures import (
    edges,
    grain,
    hatching,
    in_grey,
    on_paper,
    relief,
    sampled,
    smeared,
    wobbly,
)

Style = Callable[[Image.Image, int], Image.Image]

INK: Colour = (40, 34, 52)
# Of an oil painting: how many strokes of which length and width, in units.
STROKES = ((900, 5.5, 1.5), (1700, 3.0, 0.75), (2600, 1.4, 0.36))


def graded(image: Image.Image, *by: str | Colour) -> Image.Image:
    """A picture in the light of an hour or a season, or of a colour; nothing in it moves."""
    for one in by:
        if isinstance(one, str):
            image = image.convert("RGB", MATRICES[one]) if one in MATRICES else image
            continue
        plain = ImageOps.autocontrast(image.convert("L"))
        low, high = darker(one, 0.78), lighter(one, 0.82)
        toned = ImageOps.colorize(plain, black=low, mid=one, white=high, midpoint=120)
        image = Image.blend(image, toned, 0.66)
    return image


def watercolour(image: Image.Image, seed: int) -> Image.Image:
    """Thin washes on paper: pale, pooled at their edges, the border left white."""
    shape = wobbly(image, seed, reach=0.5)
    wash = ImageEnhance.Color(Image.blend(smeared(shape, scale=3), shape, 0.45)).enhance(1.2)
    lines = shape.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.BoxBlur(1))
    pools = lines.point(lambda v: 255 - min(70, v * 2))
    wash = ImageChops.multiply(wash.point(lambda v: 58 + v * 0.77), in_grey(pools))
    blooms = grain(image.size, seed, cell=max(8, min(image.size) // 7), low=0, high=110)
    wash = Image.composite(Image.new("RGB", image.size, PAPER), wash, blooms)
    tooth = grain(image.size, seed + 1, cell=3, low=228, high=255)
    return on_paper(ImageChops.multiply(wash, in_grey(tooth)), seed, border=4.5)


def oil(image: Image.Image, seed: int) -> Image.Image:
    """Thick strokes along the shapes: broad ones first, finer ones over what has edges."""
    canvas = Canvas(ImageEnhance.Color(image.reduce(4).resize(image.size)).enhance(1.2))
    rng, side = random.Random(seed), 160  # noqa: S311
    small = ImageEnhance.Color(image.resize((side, side), Image.Resampling.BOX)).enhance(1.25)
    tone_at = sampled(small, (side, side))
    slope_at = sampled(blurred(small, 3, scale=1).convert("L"), (side, side))
    edge_at = sampled(small.convert("L").filter(ImageFilter.FIND_EDGES), (side, side))
    for count, length, thick in STROKES:
        width = max(2, round(thick * canvas.unit))
        for _ in range(count):
            x, y = rng.randrange(2, side - 2), rng.randrange(2, side - 2)
            if thick < 1 and edge_at(x, y)[0] < 26 and rng.random() < 0.8:
                continue
            dx = slope_at(x + 1, y)[0] - slope_at(x - 1, y)[0]
            dy = slope_at(x, y + 1)[0] - slope_at(x, y - 1)[0]
            flat = abs(dx) + abs(dy) < 5
            angle = math.sin(x / 24) + math.cos(y / 19) if flat else math.atan2(dx, -dy)
            light = rng.choice(((255, 250, 230), (20, 16, 50)))
            tone = mix(tone_at(x, y), light, rng.uniform(0, 0.13))
            px, py = canvas.at(x / side, y / side)
            reach = length * canvas.unit * rng.uniform(0.3, 0.65)
            ax, ay = reach * math.cos(angle), reach * math.sin(angle)
            canvas.draw.line((px - ax, py - ay, px + ax, py + ay), fill=tone, width=width)
    # Eyes and letters are finer than any stroke.
    fine = image.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda v: v * 9)
    fine = blurred(fine, min(image.size) / 110).point(lambda v: min(225, v * 3))
    painted = Image.composite(ImageEnhance.Color(image).enhance(1.1), canvas.image, fine)
    return relief(painted, max(1, min(image.size) // 700), scale=1.7)


def clay(image: Image.Image, seed: int) -> Image.Image:
    """Plasticine: soft bulging shapes with thumb prints."""
    soft = ImageEnhance.Color(wobbly(smeared(image), seed, reach=0.5)).enhance(1.3)
    thumbs = grain(image.size, seed, cell=max(10, min(image.size) // 26), low=108, high=148)
    soft = ImageChops.overlay(soft, in_grey(thumbs))
    return relief(soft, max(4, min(image.size) // 55), scale=0.8, blur=min(image.size) / 90)


def pastel(image: Image.Image, seed: int) -> Image.Image:
    """Chalk and milk."""
    soft = ImageChops.screen(image, blurred(image, 16).point(lambda v: v * 0.45))
    milk = Image.new("RGB", image.size, (255, 236, 240))
    soft = Image.blend(ImageEnhance.Color(soft).enhance(0.85), milk, 0.26)
    return ImageChops.multiply(soft, in_grey(grain(image.size, seed, cell=2, low=225, high=255)))


def pencil(image: Image.Image, seed: int) -> Image.Image:
    """Graphite: outlines twice, and hatching that gets denser where it is dark."""
    once, again = (
        edges(wobbly(image, one, reach=0.35), width=width)
        for one, width in ((seed, 95), (seed + 1, 110))
    )
    lines = ImageChops.add(once, again)
    plain = blurred(ImageOps.autocontrast(image.convert("L"), cutoff=1), 6)
    tone = plain.point(lambda v: (215 - v) * 0.75)
    hatch = ImageChops.multiply(tone, hatching(image.size, seed))
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste((84, 80, 92), (0, 0), ImageChops.add(hatch, plain.point(lambda v: 110 - v)))
    paper.paste((52, 48, 60), (0, 0), lines)
    return paper


def pixels(image: Image.Image, _: int) -> Image.Image:
    """An arcade of 1986: about a hundred squares on the short side, two dozen colours."""
    scale = 104 / min(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = ImageEnhance.Contrast(image.resize(size, Image.Resampling.BOX)).enhance(1.15)
    few = small.quantize(28, dither=Image.Dither.NONE).convert("RGB")
    return ImageEnhance.Color(few).enhance(1.25).resize(image.size, Image.Resampling.NEAREST)


def poster(image: Image.Image, seed: int) -> Image.Image:
    """A travel poster: a few inks, flat shapes, a cream border."""
    flat = image.reduce(2).filter(ImageFilter.MedianFilter(5))
    flat = flat.quantize(24, dither=Image.Dither.NONE).convert("RGB")
    flat = flat.resize(image.size, Image.Resampling.BICUBIC)
    flat = ImageEnhance.Color(flat).enhance(1.25).convert("RGB", MATRICES["faded"])
    flat = ImageChops.multiply(flat, in_grey(grain(image.size, seed, cell=2, low=236, high=255)))
    border = round(min(image.size) * 0.05)
    inner = flat.crop((border, border, image.width - border, image.height - border))
    return ImageOps.expand(inner, border, (246, 236, 214))


def woodcut(image: Image.Image, seed: int) -> Image.Image:
    """Black ink on warm paper: a carved line for every tone, thicker where it is darker."""
    plain = ImageOps.autocontrast(image.convert("L"), cutoff=2)
    smooth = blurred(plain, min(image.size) / 260, scale=2).point(lambda v: 40 + v * 0.75)
    gap = max(5, min(image.size) // 110)
    wave = bytes(round(128 + 118 * math.sin(math.tau * n / gap)) for n in range(image.height))
    screen = Image.frombytes("L", (1, image.height), wave).resize(image.size)
    cut = ImageChops.subtract(smooth, wobbly(screen, seed, reach=0.9), 1, 128)
    lines = edges(image, width=120).point(lambda v: 255 - min(255, v * 2))
    ink = ImageChops.multiply(cut.point(lambda v: (v - 112) * 8), lines)
    return on_paper(ImageOps.colorize(ink, INK, (240, 224, 190)), seed, border=3.5)


def comic(image: Image.Image, _: int) -> Image.Image:
    """Flat inks, bold outlines and dots in the half tones."""
    flat = ImageOps.posterize(ImageEnhance.Color(image).enhance(1.5), 4)
    flat = ImageEnhance.Brightness(flat).enhance(1.14)
    gap = max(6, min(image.size) // 90)
    dots = Image.new("L", image.size)
    pen = ImageDraw.Draw(dots)
    for x in range(0, image.width, gap):
        for y in range(0, image.height, gap):
            pen.ellipse((x, y, x + gap * 0.55, y + gap * 0.55), fill=255)
    shade = image.convert("L").point(lambda v: 60 * (70 < v < 150))
    flat.paste(INK, (0, 0), ImageChops.multiply(dots, shade))
    ink = edges(image, width=110).point(lambda v: v * 2 * (v >= 60))
    flat.paste((24, 18, 36), (0, 0), ink)
    return flat


def neon(image: Image.Image, _: int) -> Image.Image:
    """Glowing tubes in the dark."""
    plain = image.convert("L")
    lines = ImageChops.difference(plain, blurred(plain, min(image.size) / 160))
    light = flowing([(60, 230, 255), (160, 90, 255), (255, 70, 170)], image.size)
    tubes = ImageChops.multiply(light, in_grey(lines.point(lambda v: v * 7)))
    glow = ImageChops.screen(
        image.convert("RGB", MATRICES["darkened"]), blurred(tubes, min(image.size) / 60)
    )
    return ImageChops.screen(glow, tubes)


def sepia(image: Image.Image, _: int) -> Image.Image:
    """A photograph from an old box, dark towards its corners."""
    corners = Image.radial_gradient("L").point(lambda v: (v - 110) * 0.9).resize(image.size)
    return Image.composite(
        Image.new("RGB", image.size, (24, 16, 20)), image.convert("RGB", MATRICES["sepia"]), corners
    )


def grey(image: Image.Image, _: int) -> Image.Image:
    """Black and white, with some more contrast."""
    return ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")


STYLES: dict[str, Style] = {
    "pixel": pixels,
    **{
        style.__name__: style
        for style in (
            watercolour, oil, clay, pastel, pencil, poster, woodcut, comic, neon, sepia, grey,
        )
    },
}  # fmt: skip
