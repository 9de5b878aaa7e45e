"""Pictures without a ground: a field of strokes, and plain shapes on paper."""

import math

from PIL import Image, ImageDraw

from bot.sandbox.gemini.painting.canvas import Canvas, Point
from bot.sandbox.gemini.painting.colours import PAPER, Colour, Palette, darker, lighter, mix


class Field:
    """A smooth direction for every place: what brush strokes follow."""

    def __init__(self, canvas: Canvas) -> None:
        rng = canvas.rng
        self.waves = [
            (
                rng.uniform(0.6, 2.6),
                rng.uniform(0.6, 2.6),
                rng.uniform(0, math.tau),
                rng.uniform(0.4, 1),
            )
            for _ in range(4)
        ]
        self.lean = rng.uniform(0, math.tau)

    def angle(self, x: float, y: float) -> float:
        """The direction at a place (shares of the canvas), in radians."""
        bend = sum(w * math.sin(x * a * 3 + y * b * 3 + shift) for a, b, shift, w in self.waves)
        return self.lean + bend

    def path(self, canvas: Canvas, x: float, y: float, *, length: float, steps: int) -> list[Point]:
        """A line of `length` units that follows the field, in pixels."""
        px, py = canvas.at(x, y)
        step = length * canvas.unit / steps
        line = [(px, py)]
        for _ in range(steps):
            angle = self.angle(px / canvas.width, py / canvas.height)
            px, py = px + step * math.cos(angle), py + step * math.sin(angle)
            line.append((px, py))
        return line


def strokes(canvas: Canvas, palette: Palette) -> float:
    """A field of strokes in the colours of a palette, with a sun behind them."""
    rng = canvas.rng
    canvas.wash([palette.sky[0], *palette.sky, palette.far])
    canvas.glow(rng.uniform(0.25, 0.75), rng.uniform(0.25, 0.6), 60, palette.light, 0.6)
    field = Field(canvas)
    tones = [*palette.sky, palette.far, palette.near, palette.accent, palette.light]
    for number in range(900):
        tone = rng.choice(tones)
        tone = mix(tone, rng.choice(((255, 255, 255), palette.near)), rng.uniform(0, 0.25))
        line = field.path(
            canvas,
            rng.uniform(-0.1, 1.1),
            rng.uniform(-0.1, 1.1),
            length=rng.uniform(6, 26),
            steps=9,
        )
        thick = rng.uniform(0.35, 1.5) * (1.5 - number / 900)
        brush(canvas, line, tone, thick)
    for _ in range(26):
        x, y, r = rng.random(), rng.random(), rng.uniform(0.4, 1.6)
        canvas.disc(
            x, y, r, rng.choice((palette.light, palette.accent, lighter(palette.accent, 0.4)))
        )
    return 0.9


def brush(canvas: Canvas, line: list[Point], tone: Colour, thick: float) -> None:
    """A stroke of `thick` units with round ends."""
    width = max(1, round(thick * canvas.unit))
    canvas.draw.line(line, fill=tone, width=width, joint="curve")
    if width > 3:
        for x, y in (line[0], line[-1]):
            r = width / 2 - 0.5
            canvas.draw.ellipse((x - r, y - r, x + r, y + r), fill=tone)


def shape_on_paper(canvas: Canvas, shape: str, tone: Colour) -> None:
    """One plain shape with its shadow, on paper with a few quiet rings behind it."""
    rng = canvas.rng
    paper = mix(PAPER, tone, 0.1)
    canvas.wash([lighter(paper, 0.5), paper, darker(paper, 0.05)])
    x, y = rng.uniform(0.2, 0.8), rng.uniform(0.15, 0.35)
    for ring in range(9, 0, -1):
        canvas.disc(x, y, ring * 9, mix(paper, lighter(tone, 0.3), 0.05 + 0.022 * (9 - ring)))
    outline = _outline(shape)
    turn = rng.uniform(-9, 9)
    side = round(canvas.unit * 56)
    shadow = Image.new("L", (side * 2, side * 2), 0)
    _fill(shadow, outline, turn)
    cx, cy = canvas.width // 2, canvas.height // 2
    soft = (
        shadow.reduce(4)
        .resize((round(side * 0.56), round(side * 0.56)))
        .resize(shadow.size, Image.Resampling.BICUBIC)
    )
    canvas.image.paste(
        darker(paper, 0.5),
        (cx - side + side // 18, cy - side + side // 14),
        soft.point([round(v * 0.5) for v in range(256)]),
    )
    body = Image.new("RGB", shadow.size, tone)
    Canvas(body, rng).wash([lighter(tone, 0.16), tone, darker(tone, 0.14)])
    canvas.image.paste(body, (cx - side, cy - side), shadow)


def _fill(mask: Image.Image, outline: list[Point], turn: float) -> None:
    middle, reach = mask.width / 2, mask.width / 4
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    points = [
        (middle + reach * (x * cosine - y * sine), middle + reach * (x * sine + y * cosine))
        for x, y in outline
    ]
    ImageDraw.Draw(mask).polygon(points, fill=255)


def _outline(shape: str) -> list[Point]:
    """A shape around (0, 0), about 1 wide to each side."""
    if shape == "square":
        return [(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)]
    if shape == "heart":
        line = []
        for step in range(90):
            t = step / 90 * math.tau
            up = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
            line.append((math.sin(t) ** 3, -up / 16 - 0.1))
        return line
    if shape == "star":
        return [
            (
                (1 if n % 2 == 0 else 0.44) * math.sin(n * math.pi / 5),
                -(1 if n % 2 == 0 else 0.44) * math.cos(n * math.pi / 5),
            )
            for n in range(10)
        ]
    corners = {"triangle": 3, "hexagon": 6}.get(shape, 120)
    return [
        (math.sin(n / corners * math.tau), -math.cos(n / corners * math.tau))
        for n in range(corners)
    ]
