"""Ways of drawing: each takes the scene as it is laid out and draws it with another tool."""

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from bot.sandbox.gemini.data import from_toml
from bot.sandbox.gemini.painting.canvas import Canvas, blurred, flowing
from bot.sandbox.gemini.painting.colours import MATRICES, PAPER, Colour, mix, parse, shaded

STYLES: dict[str, list[list[Any]]] = from_toml(__package__, "styles.toml")
# Of an oil painting: how many strokes of which length and width, in units.
STROKES = ((900, 5.5, 1.5), (1700, 3.0, 0.75), (4200, 1.3, 0.32))
PANE = 160  # pixels of a side of the small picture that strokes are taken from
TUBES: list[Colour] = [(60, 230, 255), (160, 90, 255), (255, 70, 170)]


def styled(image: Image.Image, style: str, seed: int) -> Image.Image:
    """The picture drawn in a style, by the chances of a seed; as it is in one that is unknown."""
    hand = _Hand(image, seed)
    for name, *settings in STYLES.get(style, ()):
        step: Callable[..., Image.Image] = getattr(hand, name)
        image = step(image, *settings)
    return image


def graded(image: Image.Image, *by: str | Colour) -> Image.Image:
    """A picture in the light of an hour or a season, or of a colour; nothing in it moves."""
    for one in by:
        if isinstance(one, str):
            image = image.convert("RGB", MATRICES[one]) if one in MATRICES else image
            continue
        plain = ImageOps.autocontrast(image.convert("L"))
        low, high = shaded(one, -78), shaded(one, 82)
        toned = ImageOps.colorize(plain, black=low, mid=one, white=high, midpoint=120)
        image = Image.blend(image, toned, 0.66)
    return image


class _Hand:
    """Draws a picture again. Every step takes what is drawn so far and returns more of it.

    Lengths are in hundredths of the shorter side unless said otherwise.
    """

    def __init__(self, model: Image.Image, seed: int) -> None:
        self.model = model
        self.unit = min(model.size) / 100
        self.rng = random.Random(seed)  # noqa: S311  # nothing secret in a picture

    # Colour

    def enhance(self, image: Image.Image, what: str, much: float) -> Image.Image:
        """More (over 1) or less of its Color, Contrast or Brightness."""
        enhancer: ImageEnhance.Color = getattr(ImageEnhance, what)(image)
        return enhancer.enhance(much)

    def toned(self, image: Image.Image, matrix: str) -> Image.Image:
        return image.convert("RGB", MATRICES[matrix])

    def flat(self, image: Image.Image, bits: int) -> Image.Image:
        return ImageOps.posterize(image, bits)

    def few(self, image: Image.Image, colours: int) -> Image.Image:
        return image.quantize(colours, dither=Image.Dither.NONE).convert("RGB")

    def veiled(self, image: Image.Image, colour: str, share: float) -> Image.Image:
        return Image.blend(image, Image.new("RGB", image.size, parse(colour)), share)

    def vignette(self, image: Image.Image, colour: str) -> Image.Image:
        corners = Image.radial_gradient("L").point(lambda v: (v - 110) * 0.9).resize(image.size)
        return _laid(image, parse(colour), corners)

    def shine(self, image: Image.Image, radius: float, share: float) -> Image.Image:
        """What is bright shines over its edges."""
        return ImageChops.screen(
            image, blurred(image, radius * self.unit).point(lambda v: v * share)
        )

    # Shapes

    def mosaic(self, image: Image.Image, squares: int) -> Image.Image:
        """So few squares on the shorter side, each a pixel until they are enlarged."""
        scale = squares / min(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        return image.resize(size, Image.Resampling.BOX)

    def enlarge(self, image: Image.Image, how: str) -> Image.Image:
        return image.resize(self.model.size, Image.Resampling[how])

    def smear(self, image: Image.Image, scale: int, share: float) -> Image.Image:
        """Without what is small in it, by a share."""
        small = image.reduce(scale).filter(ImageFilter.MedianFilter(5))
        return Image.blend(image, small.resize(image.size, Image.Resampling.BICUBIC), share)

    def wobble(self, image: Image.Image, reach: float) -> Image.Image:
        """As an unsteady hand draws it: displaced by up to `reach`."""
        cells, far = 14, reach * self.unit
        xs, ys = ([round(side * n / cells) for n in range(cells + 1)] for side in image.size)
        moved = {}
        for x in xs:
            for y in ys:
                free = 0 < x < image.width and 0 < y < image.height
                dx, dy = (self.rng.uniform(-far, far) * free for _ in "xy")
                moved[x, y] = (x + dx, y + dy)
        mesh = [
            (
                (left, top, right, bottom),
                (
                    *moved[left, top],
                    *moved[left, bottom],
                    *moved[right, bottom],
                    *moved[right, top],
                ),
            )
            for left, right in pairwise(xs)
            for top, bottom in pairwise(ys)
        ]
        return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)

    # Lines

    def contour(
        self, image: Image.Image, colour: str, fineness: float, strength: float, reach: float
    ) -> Image.Image:
        """Ink where the model is darker than its surroundings."""
        model = self.wobble(self.model, reach) if reach else self.model
        plain = ImageOps.autocontrast(model.convert("L"))
        around = blurred(plain, min(image.size) / fineness, scale=2)
        edges = ImageChops.subtract(around, plain, scale=0.16 / strength)
        return _laid(image, parse(colour), edges.point(lambda v: v * (v >= 30 * strength)))

    def hatch(
        self,
        image: Image.Image,
        colour: str,
        gap: float,
        turns: list[float],
        lightest: int,
        hard: int,
    ) -> Image.Image:
        """Lines of ink, thicker where the model is darker; dots where two directions cross.

        Args:
            gap: between lines.
            turns: the directions of lines, in degrees.
            lightest: the grey, of 255, that has no ink.
            hard: 1 for soft lines, more for those with an edge.
        """
        tone = ImageOps.autocontrast(self.model.convert("L"), cutoff=1)
        tone = blurred(Image.blend(tone, ImageOps.equalize(tone), 0.5), self.unit * 0.4, scale=2)
        ink, step = Image.new("L", image.size, 255), max(4.0, gap * self.unit)
        long = round(math.hypot(*image.size))
        wave = bytes(round(128 + 127 * math.sin(math.tau * n / step)) for n in range(long))
        for turn in turns:
            lines = Image.frombytes("L", (1, long), wave).resize((long, long)).rotate(turn)
            left, top = (long - image.width) // 2, (long - image.height) // 2
            box = (left, top, left + image.width, top + image.height)
            ink = ImageChops.darker(ink, self.wobble(lines.crop(box), gap * 0.7))
        tone = tone.point(lambda v: 255 * min(1, v / lightest))
        return _laid(image, parse(colour), ImageChops.subtract(ink, tone, 1 / hard))

    def tubes(self, image: Image.Image) -> Image.Image:
        """Tubes of light along the edges, in the dark."""
        plain = image.convert("L")
        lines = ImageChops.difference(plain, blurred(plain, self.unit * 0.6))
        light = flowing(TUBES, image.size)
        tubes = ImageChops.multiply(light, _grey(lines.point(lambda v: v * 7)))
        return ImageChops.screen(image.convert("RGB", MATRICES["darkened"]), tubes)

    def strokes(self, image: Image.Image) -> Image.Image:
        """Thick paint along the shapes: broad strokes, then finer ones over what has edges."""
        canvas = Canvas(ImageEnhance.Color(image.reduce(4).resize(image.size)).enhance(1.2))
        small = image.resize((PANE, PANE), Image.Resampling.BOX)
        tones: Any = ImageEnhance.Color(small).enhance(1.25).load()
        slopes: Any = blurred(small, 3, scale=1).convert("L").load()
        edges: Any = small.convert("L").filter(ImageFilter.FIND_EDGES).load()
        for count, length, thick in STROKES:
            width = max(2, round(thick * canvas.unit))
            for _ in range(count):
                x, y = self.rng.randrange(2, PANE - 2), self.rng.randrange(2, PANE - 2)
                if thick < 1 and edges[x, y] < 26 and self.rng.random() < 0.8:
                    continue
                dx = slopes[x + 1, y] - slopes[x - 1, y]
                dy = slopes[x, y + 1] - slopes[x, y - 1]
                flat = abs(dx) + abs(dy) < 5
                angle = math.sin(x / 24) + math.cos(y / 19) if flat else math.atan2(dx, -dy)
                light = self.rng.choice(((255, 250, 230), (20, 16, 50)))
                tone = mix(tones[x, y], light, self.rng.uniform(0, 0.13))
                px, py = canvas.at(x / PANE, y / PANE)
                reach = length * canvas.unit * self.rng.uniform(0.3, 0.65)
                ax, ay = reach * math.cos(angle), reach * math.sin(angle)
                canvas.draw.line((px - ax, py - ay, px + ax, py + ay), fill=tone, width=width)
        # Eyes and letters are finer than any stroke.
        fine = image.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda v: v * 9)
        fine = blurred(fine, self.unit * 1.1).point(lambda v: min(235, v * 4))
        return Image.composite(ImageEnhance.Color(image).enhance(1.1), canvas.image, fine)

    # Surfaces

    def grain(self, image: Image.Image, mode: str, cell: float, low: int, high: int) -> Image.Image:
        """Grey noise between `low` and `high`: to multiply, to screen or to overlay the picture."""
        small = [max(2, round(side / cell / self.unit)) for side in image.size]
        noise = self.rng.randbytes(small[0] * small[1])
        grey = Image.frombytes("L", (small[0], small[1]), noise)
        grey = grey.point(lambda v: low + v * (high - low) / 255)
        blend: Callable[..., Image.Image] = getattr(ImageChops, mode)
        return blend(image, _grey(grey.resize(image.size, Image.Resampling.BICUBIC)))

    def relief(self, image: Image.Image, thick: float, scale: float, blur: float) -> Image.Image:
        """Lit from the upper left, as if what is bright were thick."""
        plain, shift = image.convert("L"), max(1, round(thick * self.unit))
        plain = blurred(plain, blur * self.unit) if blur else plain
        moved = plain.copy()  # its edges stay: what an offset wraps around is no light
        moved.paste(plain, (shift, shift))
        return ImageChops.overlay(image, _grey(ImageChops.subtract(plain, moved, scale, 128)))

    def bordered(self, image: Image.Image, broad: float, torn: float) -> Image.Image:
        """With a border of bare paper, torn by so much."""
        mask, inset = Image.new("L", image.size), round(broad * self.unit)
        mask.paste(255, (inset, inset, image.width - inset, image.height - inset))
        if torn:
            mask = self.wobble(mask, torn).filter(ImageFilter.BoxBlur(2))
        return Image.composite(image, Image.new("RGB", image.size, PAPER), mask)


def _grey(mask: Image.Image) -> Image.Image:
    """A mask as a picture in RGB, to be multiplied with one or laid over it."""
    return Image.merge("RGB", (mask,) * 3)


def _laid(image: Image.Image, colour: Colour, mask: Image.Image) -> Image.Image:
    """The picture with a colour laid over it where the mask is."""
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)
