"""Ways of drawing: each takes the scene as it is laid out and draws it with another tool."""

import math
import random
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bot.sandbox.gemini.painting.canvas import Canvas, blurred, flowing
from bot.sandbox.gemini.painting.colours import PAPER, Colour, darker, lighter, mix

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
SEPIA: Matrix = (0.42, 0.66, 0.16, 6, 0.36, 0.58, 0.14, 0, 0.27, 0.45, 0.11, -4)
INK: Colour = (40, 34, 52)


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


def _samples(image: Image.Image, size: tuple[int, int]) -> Callable[[int, int], Colour]:
    """The colours of a picture made as small as `size`, by column and row."""
    raw = image.convert("RGB").resize(size, Image.Resampling.BOX).tobytes()

    def at(x: int, y: int) -> Colour:
        start = (y * size[0] + x) * 3
        return raw[start], raw[start + 1], raw[start + 2]

    return at


def _edges(image: Image.Image, *, width: float) -> Image.Image:
    """Where a picture is darker than its surroundings, as a mask."""
    plain = image.convert("L")
    around = blurred(plain, min(image.size) / width, scale=2)
    return ImageChops.subtract(around, plain, scale=0.16)


def _grain(size: tuple[int, int], seed: int, *, cell: int, low: int, high: int) -> Image.Image:
    """The tooth of paper: grey noise between `low` and `high`, `cell` pixels coarse."""
    small = (max(2, size[0] // cell), max(2, size[1] // cell))
    noise = random.Random(seed).randbytes(small[0] * small[1])  # noqa: S311
    grey = Image.frombytes("L", small, noise).point(
        [low + v * (high - low) // 255 for v in range(256)]
    )
    return grey.resize(size, Image.Resampling.BICUBIC)


def _wobbly(image: Image.Image, seed: int, *, reach: float) -> Image.Image:
    """The picture as an unsteady hand draws it: displaced by up to `reach` hundredths."""
    rng = random.Random(seed)  # noqa: S311
    cells, far = 14, reach * min(image.size) / 100
    xs = [round(image.width * n / cells) for n in range(cells + 1)]
    ys = [round(image.height * n / cells) for n in range(cells + 1)]
    moved = {
        (column, row): (x + rng.uniform(-far, far), y + rng.uniform(-far, far))
        if 0 < column < cells and 0 < row < cells else (x, y)
        for column, x in enumerate(xs) for row, y in enumerate(ys)
    }  # fmt: skip
    mesh = []
    for column, (left, right) in enumerate(pairwise(xs)):
        for row, (top, bottom) in enumerate(pairwise(ys)):
            corners = ((0, 0), (0, 1), (1, 1), (1, 0))
            quad = [axis for dx, dy in corners for axis in moved[column + dx, row + dy]]
            mesh.append(((left, top, right, bottom), tuple(quad)))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def watercolour(image: Image.Image, seed: int) -> Image.Image:
    """Thin washes on paper: pale, pooled at their edges, the border left white."""
    shape = _wobbly(image, seed, reach=0.7)
    wash = (
        shape.reduce(4)
        .filter(ImageFilter.MedianFilter(5))
        .resize(image.size, Image.Resampling.BICUBIC)
    )
    wash = ImageEnhance.Color(wash).enhance(1.25)
    pools = ImageOps.invert(_edges(wash, width=60)).point([90 + v * 165 // 255 for v in range(256)])
    wash = ImageChops.multiply(wash, Image.merge("RGB", (pools,) * 3))
    blooms = _grain(image.size, seed, cell=max(8, min(image.size) // 9), low=0, high=150)
    wash = Image.composite(
        Image.new("RGB", image.size, PAPER), wash, blooms.point([v // 2 for v in range(256)])
    )
    tooth = _grain(image.size, seed + 1, cell=3, low=222, high=255)
    wash = ImageChops.multiply(wash, Image.merge("RGB", (tooth,) * 3))
    return _on_paper(wash, seed, border=4.5)


def _on_paper(image: Image.Image, seed: int, *, border: float) -> Image.Image:
    """The picture on paper with a torn, unpainted border of so many hundredths."""
    mask = Image.new("L", image.size, 0)
    inset = round(border * min(image.size) / 100)
    ImageDraw.Draw(mask).rectangle(
        (inset, inset, image.width - inset, image.height - inset), fill=255
    )
    mask = _wobbly(mask, seed, reach=border * 0.28).filter(ImageFilter.BoxBlur(2))
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, (0, 0), mask)
    return paper


def pencil(image: Image.Image, seed: int) -> Image.Image:
    """Graphite: outlines twice, and hatching that gets denser where it is dark."""
    lines = ImageChops.add(
        _edges(_wobbly(image, seed, reach=0.35), width=150),
        _edges(_wobbly(image, seed + 1, reach=0.35), width=220),
    )
    plain = blurred(ImageOps.autocontrast(image.convert("L"), cutoff=1), 6)
    tone = plain.point([max(0, 215 - v) * 3 // 4 for v in range(256)])
    hatch = ImageChops.multiply(tone, _hatching(image.size, seed))
    dark = plain.point([max(0, 110 - v) for v in range(256)])
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste((84, 80, 92), (0, 0), ImageChops.add(hatch, dark))
    paper.paste((52, 48, 60), (0, 0), lines)
    return paper


def _hatching(size: tuple[int, int], seed: int) -> Image.Image:
    """Slanted strokes side by side, as a mask."""
    rng, gap = random.Random(seed), max(4, min(size) // 130)  # noqa: S311
    strokes = Image.new("L", size, 30)
    pen = ImageDraw.Draw(strokes)
    for at in range(-size[1], size[0], gap):
        x = at + rng.uniform(-0.3, 0.3) * gap
        pen.line(
            (x, size[1], x + size[1] * 0.9, 0), fill=rng.randint(150, 255), width=max(1, gap // 2)
        )
    return strokes


def pixels(image: Image.Image, _: int) -> Image.Image:
    """An arcade of 1986: about a hundred squares on the short side, two dozen colours."""
    scale = 104 / min(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = ImageEnhance.Contrast(image.resize(size, Image.Resampling.BOX)).enhance(1.15)
    few = small.quantize(28, dither=Image.Dither.NONE).convert("RGB")
    return ImageEnhance.Color(few).enhance(1.25).resize(image.size, Image.Resampling.NEAREST)


def oil(image: Image.Image, seed: int) -> Image.Image:
    """Thick strokes along the shapes: broad ones first, finer ones over what has edges."""
    canvas = Canvas(ImageEnhance.Color(image.reduce(4).resize(image.size)).enhance(1.2), seed)
    rng, side = canvas.rng, 160
    small = ImageEnhance.Color(image.resize((side, side), Image.Resampling.BOX)).enhance(1.25)
    tone_at = _samples(small, (side, side))
    slope_at = _samples(blurred(small, 3, scale=1).convert("L"), (side, side))
    edge_at = _samples(small.convert("L").filter(ImageFilter.FIND_EDGES), (side, side))
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
    return _embossed(canvas.image, strength=0.3)


def _embossed(image: Image.Image, *, strength: float, radius: float = 0.0) -> Image.Image:
    """Light from the upper left on what is thick."""
    plain = image.convert("L")
    if radius:
        plain = blurred(plain, radius)
    shift = max(1, min(image.size) // 700)
    relief = ImageChops.subtract(
        plain, ImageChops.offset(plain, shift, shift), 1 / (2 * strength), 128
    )
    return ImageChops.overlay(image, Image.merge("RGB", (relief,) * 3))


def poster(image: Image.Image, seed: int) -> Image.Image:
    """A travel poster: seven inks, flat shapes, a cream border."""
    flat = image.filter(ImageFilter.ModeFilter(5)) if min(image.size) < 400 else image.reduce(4)
    flat = (
        flat.filter(ImageFilter.MedianFilter(5))
        .quantize(8, dither=Image.Dither.NONE)
        .convert("RGB")
    )
    flat = flat.resize(image.size, Image.Resampling.BICUBIC)
    flat = (
        ImageEnhance.Color(flat)
        .enhance(1.25)
        .convert("RGB", (0.94, 0.05, 0, 10, 0.02, 0.93, 0, 8, 0, 0.05, 0.82, 12))
    )
    grain = _grain(image.size, seed, cell=2, low=236, high=255)
    flat = ImageChops.multiply(flat, Image.merge("RGB", (grain,) * 3))
    border = round(min(image.size) * 0.05)
    page = Image.new("RGB", image.size, (246, 236, 214))
    page.paste(
        flat.crop((border, border, image.width - border, image.height - border)), (border, border)
    )
    return page


def woodcut(image: Image.Image, seed: int) -> Image.Image:
    """Black ink on warm paper: a carved line for every tone, thicker where it is darker."""
    plain = ImageOps.autocontrast(image.convert("L"), cutoff=2)
    smooth = blurred(plain, min(image.size) / 260, scale=2)
    gap = max(5, min(image.size) // 110)
    row = bytes(round(128 + 118 * math.sin(math.tau * n / gap)) for n in range(gap * 40))
    lines = Image.frombytes("L", (1, len(row)), row).resize((image.width, len(row)))
    screen = Image.new("L", image.size)
    for y in range(0, image.height, len(row)):
        screen.paste(lines, (0, y))
    screen = _wobbly(screen, seed, reach=0.9)
    cut = ImageChops.subtract(smooth.point([40 + v * 3 // 4 for v in range(256)]), screen, 1, 128)
    cut = cut.point([min(255, max(0, (v - 112) * 8)) for v in range(256)])
    ink = ImageChops.multiply(
        cut, ImageOps.invert(_edges(image, width=120).point([min(255, v * 2) for v in range(256)]))
    )
    return _on_paper(ImageOps.colorize(ink, INK, (240, 224, 190)), seed, border=3.5)


def clay(image: Image.Image, seed: int) -> Image.Image:
    """Plasticine: soft bulging shapes with thumb prints."""
    soft = (
        image.reduce(4)
        .filter(ImageFilter.MedianFilter(5))
        .resize(image.size, Image.Resampling.BICUBIC)
    )
    soft = ImageEnhance.Color(_wobbly(soft, seed, reach=0.5)).enhance(1.3)
    thumbs = _grain(image.size, seed, cell=max(10, min(image.size) // 26), low=108, high=148)
    soft = ImageChops.overlay(soft, Image.merge("RGB", (thumbs,) * 3))
    plain = blurred(soft.convert("L"), min(image.size) / 90)
    shift = max(2, min(image.size) // 110)
    relief = ImageChops.subtract(
        ImageChops.offset(plain, -shift, -shift), ImageChops.offset(plain, shift, shift), 0.55, 128
    )
    relief = ImageOps.invert(relief)
    return ImageChops.overlay(soft, Image.merge("RGB", (relief,) * 3))


def comic(image: Image.Image, _: int) -> Image.Image:
    """Flat inks, bold outlines and dots in the half tones."""
    flat = ImageOps.posterize(ImageEnhance.Color(image).enhance(1.7), 3)
    flat = ImageEnhance.Brightness(flat).enhance(1.14)
    gap = max(6, min(image.size) // 90)
    dot = Image.new("L", (gap, gap), 0)
    ImageDraw.Draw(dot).ellipse((gap * 0.2, gap * 0.2, gap * 0.75, gap * 0.75), fill=255)
    dots = Image.new("L", image.size)
    row = Image.new("L", (image.width, gap))
    for x in range(0, image.width, gap):
        row.paste(dot, (x, 0))
    for y in range(0, image.height, gap):
        dots.paste(row, (0, y))
    shade = image.convert("L").point([60 if 70 < v < 150 else 0 for v in range(256)])
    flat.paste(INK, (0, 0), ImageChops.multiply(dots, shade))
    ink = _edges(image, width=110).point([0 if v < 60 else min(255, v * 2) for v in range(256)])
    flat.paste((24, 18, 36), (0, 0), ink)
    return flat


def glass(image: Image.Image, seed: int) -> Image.Image:
    """Coloured panes in lead."""
    canvas = Canvas(image.copy(), seed)
    rng = canvas.rng
    across = round(23 * (image.width / image.height) ** 0.5)
    down = round(23 * (image.height / image.width) ** 0.5)
    colour_at = _samples(image, (across * 2, down * 2))
    shift = [[rng.uniform(-0.36, 0.36) for _ in range(2 * across + 6)] for _ in range(down + 3)]
    grid = [
        [
            ((x + row[2 * x + 2]) / across, (y + row[2 * x + 3]) / down)
            for x in range(-1, across + 2)
        ]
        for y, row in enumerate(shift, -1)
    ]
    lead = max(1, round(canvas.unit * 0.3))
    for upper, lower in pairwise(grid):
        for a, b, c, d in zip(upper, upper[1:], lower[1:], lower, strict=False):
            for three in ((a, b, c), (a, c, d)) if rng.random() < 0.5 else ((a, b, d), (b, c, d)):
                x = min(0.999, max(0.0, sum(p[0] for p in three) / 3))
                y = min(0.999, max(0.0, sum(p[1] for p in three) / 3))
                tone = mix(
                    colour_at(int(x * across * 2), int(y * down * 2)),
                    (255, 255, 255),
                    rng.uniform(0, 0.16),
                )
                points = [canvas.at(*place) for place in three]
                canvas.draw.polygon(points, fill=tone)
                canvas.draw.line([*points, points[0]], fill=darker(tone, 0.62), width=lead)
    return canvas.image


def neon(image: Image.Image, _: int) -> Image.Image:
    """Glowing tubes in the dark."""
    plain = image.convert("L")
    edges = ImageChops.difference(plain, blurred(plain, min(image.size) / 160)).point(
        [min(255, v * 7) for v in range(256)]
    )
    tubes = ImageChops.multiply(
        flowing([(60, 230, 255), (160, 90, 255), (255, 70, 170)], image.size),
        Image.merge("RGB", (edges,) * 3),
    )
    dark = image.convert("RGB", (0.26, 0.1, 0.1, 4, 0.06, 0.14, 0.08, 0, 0.16, 0.16, 0.4, 26))
    return ImageChops.screen(ImageChops.screen(dark, blurred(tubes, min(image.size) / 60)), tubes)


def pastel(image: Image.Image, seed: int) -> Image.Image:
    """Chalk and milk."""
    soft = ImageChops.screen(
        image, blurred(image, 16).point([v * 45 // 100 for v in range(256)] * 3)
    )
    soft = Image.blend(
        ImageEnhance.Color(soft).enhance(0.85), Image.new("RGB", image.size, (255, 236, 240)), 0.26
    )
    tooth = _grain(image.size, seed, cell=2, low=225, high=255)
    return ImageChops.multiply(soft, Image.merge("RGB", (tooth,) * 3))


def sepia(image: Image.Image, _: int) -> Image.Image:
    """A photograph from an old box, dark towards its corners."""
    toned = image.convert("RGB", SEPIA)
    corners = Image.radial_gradient("L").point([max(0, v - 110) * 9 // 10 for v in range(256)])
    toned.paste((24, 16, 20), (0, 0), corners.resize(image.size, Image.Resampling.BILINEAR))
    return toned


def grey(image: Image.Image, _: int) -> Image.Image:
    """Black and white, with some more contrast."""
    return ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")


STYLES: dict[str, Style] = {
    "watercolour": watercolour,
    "pixel": pixels,
    "pencil": pencil,
    "oil": oil,
    "poster": poster,
    "woodcut": woodcut,
    "clay": clay,
    "comic": comic,
    "neon": neon,
    "sepia": sepia,
    "grey": grey,
    "pastel": pastel,
    "glass": glass,
}
