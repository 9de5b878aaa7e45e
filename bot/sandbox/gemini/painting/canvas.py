"""A canvas and the few strokes everything is painted with: washes, glows, ridges, silhouettes."""

import cmath
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from bot.sandbox.gemini.painting.colours import Colour, shaded
from bot.sandbox.gemini.painting.cutouts import WIDE, silhouette

Point = tuple[float, float]
STEPS = 180  # points of a ridge


class Canvas:
    """A picture being painted.

    Places are shares of the canvas, (0, 0) top left and (1, 1) bottom right. Lengths of things
    are in units: a hundredth of the shorter side, so that things keep their shape.
    """

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.draw = ImageDraw.Draw(image)
        self.width, self.height = image.size
        self.unit = min(image.size) / 100

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
        fade = Image.linear_gradient("L").point(
            lambda v: round(255 * strength * math.sin(math.pi * (v / 255) ** 1.4) ** 2)
        )
        if last > first:
            mask = fade.resize((1, last - first)).resize((self.width, last - first))
            self.image.paste(colour, (0, first), mask)

    def land(self, line: Sequence[Point], colours: Sequence[Colour]) -> None:
        """Fill everything below a line (in pixels, left to right) with flowing colours."""
        top = max(0, math.floor(min(y for _, y in line)))
        if top >= self.height:
            return
        mask = Image.new("L", (self.width, self.height - top))
        outline = [(x, y - top) for x, y in line]
        ImageDraw.Draw(mask).polygon([*outline, mask.size, (0, mask.height)], fill=255)
        self.image.paste(flowing(colours, mask.size), (0, top), mask)

    def stamp(
        self, name: str, place: Point, tall: float, colour: Colour, *,
        turn: float = 0.0, stretch: float = 1.0, strength: float = 1.0,
    ) -> None:  # fmt: skip
        """A silhouette of drawn.toml with its foot at a place in pixels, `tall` units high.

        Args:
            turn: clockwise, in radians.
            stretch: how much wider than it was drawn.
            strength: less than 1 for something translucent.
        """
        step = cmath.rect(tall * self.unit / WIDE, turn)
        mask = Image.new("L", self.image.size) if strength < 1 else None
        for shade, outline in silhouette(name):
            turned = [complex(p.real * stretch, p.imag) * step for p in outline]
            points = [(place[0] + p.real, place[1] + p.imag) for p in turned]
            if mask:
                ImageDraw.Draw(mask).polygon(points, fill=round(255 * strength))
            else:
                self.draw.polygon(points, fill=shaded(colour, shade))
        if mask and (box := mask.getbbox()):
            self.image.paste(colour, box[:2], mask.crop(box))


def flowing(colours: Sequence[Colour], size: tuple[int, int]) -> Image.Image:
    """A rectangle whose colours flow from the first at the top to the last at the bottom."""
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(list(colours))
    steps = column.resize((1, 96), Image.Resampling.BILINEAR, box=(0, 0.5, 1, len(colours) - 0.5))
    return steps.resize((1, size[1]), Image.Resampling.BICUBIC).resize(size)


def ridge(
    canvas: Canvas, rng: random.Random, *, base: float, swing: float, waves: float
) -> list[Point]:
    """A line of hills across the canvas, in pixels.

    Args:
        base: its middle height, a share of the canvas.
        swing: how far it goes up and down, a share of the canvas.
        waves: about how many hills stand side by side.
    """
    tones = [(waves * 2**octave, 0.36**octave, rng.random()) for octave in range(3)]
    swing *= min(1.0, 1.3 * canvas.width / canvas.height)  # no needles on tall canvases
    line = []
    for step in range(STEPS + 1):
        x = step / STEPS
        y = sum(w * math.sin((x * count + shift) * math.tau) for count, w, shift in tones)
        line.append(canvas.at(x, base - swing * y))
    return line


def blurred(image: Image.Image, radius: float, *, scale: int = 4) -> Image.Image:
    """A wide blur at a fraction of the work: small, blurred, large again."""
    small = image.reduce(scale).filter(ImageFilter.GaussianBlur(radius / scale))
    return small.resize(image.size, Image.Resampling.BICUBIC)
