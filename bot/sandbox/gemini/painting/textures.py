"""What styles are made of: edges, grain, unsteady hands, paper."""

import random
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.sandbox.gemini.painting.canvas import blurred
from bot.sandbox.gemini.painting.colours import PAPER, Colour


def sampled(image: Image.Image, size: tuple[int, int]) -> Callable[[int, int], Colour]:
    """The colours of a picture made as small as `size`, by column and row."""
    raw = image.convert("RGB").resize(size, Image.Resampling.BOX).tobytes()

    def at(x: int, y: int) -> Colour:
        start = (y * size[0] + x) * 3
        return raw[start], raw[start + 1], raw[start + 2]

    return at


def in_grey(mask: Image.Image) -> Image.Image:
    """A mask as a picture in RGB, to be multiplied with one or laid over it."""
    return Image.merge("RGB", (mask,) * 3)


def edges(image: Image.Image, *, width: float) -> Image.Image:
    """Where a picture is darker than its surroundings, as a mask."""
    plain = image.convert("L")
    around = blurred(plain, min(image.size) / width, scale=2)
    return ImageChops.subtract(around, plain, scale=0.16)


def smeared(image: Image.Image, *, scale: int = 4) -> Image.Image:
    """The picture without what is small in it."""
    small = image.reduce(scale).filter(ImageFilter.MedianFilter(5))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def grain(size: tuple[int, int], seed: int, *, cell: int, low: int, high: int) -> Image.Image:
    """The tooth of paper: grey noise between `low` and `high`, `cell` pixels coarse."""
    small = (max(2, size[0] // cell), max(2, size[1] // cell))
    noise = random.Random(seed).randbytes(small[0] * small[1])  # noqa: S311
    grey = Image.frombytes("L", small, noise).point(lambda v: low + v * (high - low) / 255)
    return grey.resize(size, Image.Resampling.BICUBIC)


def wobbly(image: Image.Image, seed: int, *, reach: float) -> Image.Image:
    """The picture as an unsteady hand draws it: displaced by up to `reach` hundredths."""
    rng = random.Random(seed)  # noqa: S311
    cells, far = 14, reach * min(image.size) / 100
    xs, ys = ([round(side * n / cells) for n in range(cells + 1)] for side in image.size)
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


def on_paper(image: Image.Image, seed: int, *, border: float) -> Image.Image:
    """The picture on paper with a torn, unpainted border of so many hundredths."""
    mask = Image.new("L", image.size, 0)
    inset = round(border * min(image.size) / 100)
    box = (inset, inset, image.width - inset, image.height - inset)
    ImageDraw.Draw(mask).rectangle(box, fill=255)
    mask = wobbly(mask, seed, reach=border * 0.28).filter(ImageFilter.BoxBlur(2))
    return Image.composite(image, Image.new("RGB", image.size, PAPER), mask)


def hatching(size: tuple[int, int], seed: int) -> Image.Image:
    """Slanted strokes side by side, as a mask."""
    rng, gap = random.Random(seed), max(4, min(size) // 130)  # noqa: S311
    strokes = Image.new("L", size, 30)
    pen = ImageDraw.Draw(strokes)
    for at in range(-size[1], size[0], gap):
        x = at + rng.uniform(-0.3, 0.3) * gap
        line = (x, size[1], x + size[1] * 0.9, 0)
        pen.line(line, fill=rng.randint(150, 255), width=max(1, gap // 2))
    return strokes


def relief(image: Image.Image, shift: int, *, scale: float, blur: float = 0.0) -> Image.Image:
    """The picture lit from the upper left, as if what is bright in it were thick."""
    plain = image.convert("L")
    plain = blurred(plain, blur) if blur else plain
    moved = ImageChops.offset(plain, shift, shift)
    return ImageChops.overlay(image, in_grey(ImageChops.subtract(plain, moved, scale, 128)))
