"""A transparent tile on which one figure is drawn, in shares of the tile."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.sandbox.gemini.painting.canvas import Point
from bot.sandbox.gemini.painting.colours import Colour


class Figure:
    """A square tile: (0, 0) top left, (1, 1) bottom right; what stands, stands on y = 1."""

    def __init__(self, side: int, rng: random.Random, coat: Colour | None = None) -> None:
        self.image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self.image)
        self.side = side
        self.rng = rng
        self.coat = coat  # the colour it was wished in
        self.last = coat

    def pick(self, colours: Sequence[Colour], *, other: bool = False) -> Colour:
        """The colour that was wished for, or one by chance; `other`: one beside that."""
        if self.coat is not None and not other:
            return self.coat
        free = [colour for colour in colours if colour != self.last] if other else colours
        self.last = self.rng.choice(free)
        return self.last

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.side, y * self.side) for x, y in points]

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, *, turn: float = 0.0
    ) -> None:
        """A filled ellipse around a place, turned by `turn` degrees against the clock."""
        if not turn:
            box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
            self.draw.ellipse([*box[0], *box[1]], fill=colour)
            return
        sine, cosine = math.sin(math.radians(-turn)), math.cos(math.radians(-turn))
        outline = []
        for step in range(48):
            angle = step / 48 * math.tau
            px, py = rx * math.cos(angle), ry * math.sin(angle)
            outline.append((x + px * cosine - py * sine, y + px * sine + py * cosine))
        self.shape(outline, colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon(self._scaled(points), fill=colour)

    def blob(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled shape with round corners through the points."""
        self.shape(smooth(points, closed=True), colour)

    def bar(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        round_by: float = 0.0,
    ) -> None:
        """A filled rectangle, its corners rounded by a share of the tile."""
        box = self._scaled([(left, top), (right, bottom)])
        self.draw.rounded_rectangle([*box[0], *box[1]], radius=round_by * self.side, fill=colour)

    def stroke(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A smooth line with round ends; `width` is a share of the tile."""
        line = smooth(points, closed=False)
        thick = max(1, round(width * self.side))
        self.draw.line(self._scaled(line), fill=colour, width=thick, joint="curve")
        for x, y in (line[0], line[-1]):
            self.oval(x, y, width / 2, width / 2, colour)

    def bow(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        colour: Colour,
        width: float,
        *,
        start: float = 0,
        end: float = 180,
    ) -> None:
        """A part of an ellipse's outline; degrees run clockwise from three o'clock."""
        box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self.draw.arc(
            [*box[0], *box[1]], start, end, fill=colour, width=max(1, round(width * self.side))
        )


def smooth(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """A round line through points (Catmull and Rom's spline)."""
    count = len(points)
    if count < 3:
        return list(points)
    line: list[Point] = []
    for number in range(count if closed else count - 1):
        four = [
            points[(number + shift) % count]
            if closed
            else points[min(max(number + shift, 0), count - 1)]
            for shift in (-1, 0, 1, 2)
        ]
        line += [_between(four, step / 10) for step in range(10)]
    return line if closed else [*line, points[-1]]


def _between(four: Sequence[Point], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = four

    def one(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )

    return one(ax, bx, cx, dx), one(ay, by, cy, dy)
