"""Ways of drawing with ink, lead and light: pencil, pixels, prints, comics, glass, neon."""

import math
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bot.sandbox.gemini.painting.canvas import Canvas, blurred, flowing
from bot.sandbox.gemini.painting.colours import PAPER, Colour, darker, mix
from bot.sandbox.gemini.painting.textures import edges, grain, hatching, on_paper, sampled, wobbly

SEPIA = (0.42, 0.66, 0.16, 6, 0.36, 0.58, 0.14, 0, 0.27, 0.45, 0.11, -4)  # a matrix of colours
INK: Colour = (40, 34, 52)


def pencil(image: Image.Image, seed: int) -> Image.Image:
    """Graphite: outlines twice, and hatching that gets denser where it is dark."""
    lines = ImageChops.add(
        edges(wobbly(image, seed, reach=0.35), width=95),
        edges(wobbly(image, seed + 1, reach=0.35), width=110),
    )
    plain = blurred(ImageOps.autocontrast(image.convert("L"), cutoff=1), 6)
    tone = plain.point([max(0, 215 - v) * 3 // 4 for v in range(256)])
    hatch = ImageChops.multiply(tone, hatching(image.size, seed))
    dark = plain.point([max(0, 110 - v) for v in range(256)])
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste((84, 80, 92), (0, 0), ImageChops.add(hatch, dark))
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
    flat = image.filter(ImageFilter.ModeFilter(5)) if min(image.size) < 400 else image.reduce(2)
    flat = (
        flat.filter(ImageFilter.MedianFilter(5))
        .quantize(24, dither=Image.Dither.NONE)
        .convert("RGB")
    )
    flat = flat.resize(image.size, Image.Resampling.BICUBIC)
    flat = (
        ImageEnhance.Color(flat)
        .enhance(1.25)
        .convert("RGB", (0.94, 0.05, 0, 10, 0.02, 0.93, 0, 8, 0, 0.05, 0.82, 12))
    )
    tooth = grain(image.size, seed, cell=2, low=236, high=255)
    flat = ImageChops.multiply(flat, Image.merge("RGB", (tooth,) * 3))
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
    screen = wobbly(screen, seed, reach=0.9)
    cut = ImageChops.subtract(smooth.point([40 + v * 3 // 4 for v in range(256)]), screen, 1, 128)
    cut = cut.point([min(255, max(0, (v - 112) * 8)) for v in range(256)])
    ink = ImageChops.multiply(
        cut, ImageOps.invert(edges(image, width=120).point([min(255, v * 2) for v in range(256)]))
    )
    return on_paper(ImageOps.colorize(ink, INK, (240, 224, 190)), seed, border=3.5)


def comic(image: Image.Image, _: int) -> Image.Image:
    """Flat inks, bold outlines and dots in the half tones."""
    flat = ImageOps.posterize(ImageEnhance.Color(image).enhance(1.5), 4)
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
    ink = edges(image, width=110).point([0 if v < 60 else min(255, v * 2) for v in range(256)])
    flat.paste((24, 18, 36), (0, 0), ink)
    return flat


def glass(image: Image.Image, seed: int) -> Image.Image:
    """Coloured panes in lead."""
    canvas = Canvas(image.copy(), seed)
    rng = canvas.rng
    across = round(23 * (image.width / image.height) ** 0.5)
    down = round(23 * (image.height / image.width) ** 0.5)
    colour_at = sampled(image, (across * 2, down * 2))
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


def sepia(image: Image.Image, _: int) -> Image.Image:
    """A photograph from an old box, dark towards its corners."""
    toned = image.convert("RGB", SEPIA)
    corners = Image.radial_gradient("L").point([max(0, v - 110) * 9 // 10 for v in range(256)])
    toned.paste((24, 16, 20), (0, 0), corners.resize(image.size, Image.Resampling.BILINEAR))
    return toned


def grey(image: Image.Image, _: int) -> Image.Image:
    """Black and white, with some more contrast."""
    return ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")
