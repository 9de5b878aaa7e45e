"""A canvas and the few strokes everything is painted with: washes, glows, ridges, silhouettes."""

import cmath
import math
import random
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

from bot.sandbox.gemini.painting.colours import Colour, darker, lighter
from bot.sandbox.gemini.painting.cutouts import WIDE, silhouette

Point = tuple[float, float]


class Canvas:
    """A picture being painted.

    Places are shares of the canvas, (0, 0) top left and (1, 1) bottom right. Lengths of things
    are in units: a hundredth of the shorter side, so that things keep their shape.
    """

    def __init__(self, image: Image.Image, seed: object) -> None:
        self.image = image
        self.seed = seed
        self.sky = seed  # of the chances above the land
        self.chance("")
        self.draw = ImageDraw.Draw(image)
        self.width, self.height = image.size
        self.unit = min(image.size) / 100

    def chance(self, part: str) -> None:
        """Begin a part with chances of its own: another sky leaves the land as it is."""
        self.rng = random.Random(f"{self.seed} {part}")  # noqa: S311  # nothing secret in a picture

    def at(self, x: float, y: float) -> Point:
        """A place in pixels."""
        return x * self.width, y * self.height

    def wash(self, colours: Sequence[Colour], *, top: float = 0.0, bottom: float = 1.0) -> None:
        """Cover a band with colours flowing into each other from top to bottom."""
        first, last = round(top * self.height), round(bottom * self.height)
        self.image.paste(flowing(colours, (self.width, max(1, last - first))), (0, first))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light around a place: `strength` (0 to 1) in its middle, nothing at `radius` units."""
        half = max(2, round(radius * self.unit))
        left, top = round(x * self.width) - half, round(y * self.height) - half
        halo = Image.radial_gradient("L").point(
            lambda v: round(255 * strength * max(0.0, 1 - v / 180) ** 2.2)
        )
        self.image.paste(colour, (left, top), halo.resize((half * 2, half * 2)))

    def veil(self, colour: Colour, *, top: float, bottom: float, strength: float) -> None:
        """Mist over a band, thickest (`strength`, 0 to 1) a little below its middle."""
        first, last = round(top * self.height), round(bottom * self.height)
        if last <= first:
            return
        fade = Image.linear_gradient("L").point(
            lambda v: round(255 * strength * math.sin(math.pi * (v / 255) ** 1.4) ** 2)
        )
        mask = fade.resize((1, last - first)).resize((self.width, last - first))
        self.image.paste(colour, (0, first), mask)

    def land(self, line: Sequence[Point], colours: Sequence[Colour]) -> None:
        """Fill everything below a line (in pixels, left to right) with flowing colours."""
        top = max(0, math.floor(min(y for _, y in line)))
        if top >= self.height:
            return
        size = (self.width, self.height - top)
        mask = Image.new("L", size, 0)
        outline = [(x, y - top) for x, y in line]
        outline += [(self.width, size[1]), (0, size[1])]
        ImageDraw.Draw(mask).polygon(outline, fill=255)
        self.image.paste(flowing(colours, size), (0, top), mask)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle of `radius` units."""
        cx, cy = self.at(x, y)
        r = radius * self.unit
        self.draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=colour)

    def soft(self, colour: Colour, strength: float, *shapes: Sequence[Point]) -> None:
        """Fill polygons in pixels with something translucent: `strength` 0 to 1."""
        mask = Image.new("L", self.image.size, 0)
        pen = ImageDraw.Draw(mask)
        for shape in shapes:
            pen.polygon(shape, fill=round(255 * strength))
        if box := mask.getbbox():
            self.image.paste(colour, box[:2], mask.crop(box))

    def below(self, line: Sequence[Point], colour: Colour, strength: float) -> None:
        """Lay something translucent over everything below a line in pixels."""
        self.soft(colour, strength, [*line, (self.width, self.height), (0, self.height)])

    def stamp(
        self, name: str, place: Point, tall: float, tone: Colour, *,
        turn: float = 0.0, strength: float = 1.0,
    ) -> None:  # fmt: skip
        """A silhouette of drawn.toml with its foot at a place in pixels, `tall` units high.

        Args:
            turn: clockwise, in radians.
            strength: less than 1 for something translucent.
        """
        step = cmath.rect(tall * self.unit / WIDE, turn)
        pieces = []
        for shade, outline in silhouette(name):
            turned = [complex(x, y) * step for x, y in outline]
            points = [(place[0] + p.real, place[1] + p.imag) for p in turned]
            pieces.append(points)
            lit = (lighter if shade > 0 else darker)(tone, abs(shade) / 100)
            if strength == 1:
                self.draw.polygon(points, fill=lit)
        if strength < 1:
            self.soft(tone, strength, *pieces)


def flowing(colours: Sequence[Colour], size: tuple[int, int]) -> Image.Image:
    """A rectangle whose colours flow from the first at the top to the last at the bottom."""
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(list(colours))
    steps = column.resize((1, 96), Image.Resampling.BILINEAR, box=(0, 0.5, 1, len(colours) - 0.5))
    return steps.resize((1, size[1]), Image.Resampling.BICUBIC).resize(size)


def ridge(
    canvas: Canvas, *, base: float, swing: float, waves: float, rough: float = 0.0
) -> list[Point]:
    """A line of hills across the canvas, in pixels.

    Args:
        base: its middle height, a share of the canvas.
        swing: how far it goes up and down, a share of the canvas.
        waves: about how many hills stand side by side.
        rough: 0 for rolling hills, 1 for rock.
    """
    rng = canvas.rng
    tones = [
        (waves * 2**octave, (0.36 + 0.2 * rough) ** octave, rng.uniform(0, math.tau))
        for octave in range(6 if rough else 3)
    ]
    steps = 180
    swing *= min(1.0, 1.3 * canvas.width / canvas.height)  # no needles on tall canvases
    line = []
    for step in range(steps + 1):
        x = step / steps
        y = sum(weight * _tone(x * count + shift, rough) for count, weight, shift in tones)
        line.append((x * canvas.width, (base - swing * y) * canvas.height))
    return line


def _tone(turn: float, rough: float) -> float:
    """A wave between -1 and 1: round for hills, pointed for rock."""
    pointed = 1 - 4 * abs((turn % 1) - 0.5) if rough else 0.0
    return math.sin(turn * math.tau) * (1 - rough) + pointed * rough


def height_at(line: Sequence[Point], x: float) -> float:
    """How high a line is at a place: pixels from the top, for x in pixels."""
    for (left, upper), (right, lower) in pairwise(line):
        if left <= x <= right:
            share = (x - left) / (right - left) if right > left else 0.0
            return upper + (lower - upper) * share
    return line[-1][1]


def blurred(image: Image.Image, radius: float, *, scale: int = 4) -> Image.Image:
    """A wide blur at a fraction of the work: small, blurred, large again."""
    small = image.reduce(scale).filter(ImageFilter.GaussianBlur(radius / scale))
    return small.resize(image.size, Image.Resampling.BICUBIC)
