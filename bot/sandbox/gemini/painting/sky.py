"""Everything above the land: sun, moon, stars, clouds, birds, rainbows, and what falls down."""

import math
from functools import partial

from PIL import Image, ImageChops, ImageDraw

from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import Colour, Palette, lighter, mix

RAINBOW: tuple[Colour, ...] = (
    (229, 68, 109),
    (245, 138, 60),
    (249, 214, 92),
    (108, 192, 112),
    (74, 168, 216),
    (91, 108, 201),
    (154, 108, 192),
)


def sky(canvas: Canvas, palette: Palette, *, horizon: float) -> None:
    """The air, from the zenith down to the horizon and a little below."""
    canvas.wash(palette.sky, bottom=min(1.0, horizon + 0.12))
    if horizon + 0.12 < 1:
        canvas.wash(palette.sky[-1:], top=horizon + 0.12)


def sun(canvas: Canvas, palette: Palette, x: float, y: float, *, size: float) -> None:
    """A disc of light of `size` units and the air shining around it."""
    canvas.glow(x, y, size * 7, palette.light, 0.55)
    canvas.glow(x, y, size * 2.6, palette.light, 0.7)
    canvas.disc(x, y, size, lighter(palette.light, 0.35))


def moon(canvas: Canvas, palette: Palette, x: float, y: float, *, size: float) -> None:
    """A full moon with its seas."""
    canvas.glow(x, y, size * 5, palette.light, 0.4)
    canvas.disc(x, y, size, palette.light)
    shade, unit = mix(palette.light, palette.sky[0], 0.16), size * canvas.unit
    for dx, dy, r in ((-0.35, -0.2, 0.24), (0.25, 0.1, 0.3), (-0.1, 0.45, 0.16), (0.3, -0.5, 0.12)):
        canvas.disc(x + dx * unit / canvas.width, y + dy * unit / canvas.height, r * size, shade)


def stars(canvas: Canvas, colour: Colour, *, bottom: float, count: int = 150) -> None:
    """Many small stars, thinning out towards `bottom`, and a few that sparkle."""
    rng = canvas.rng
    for number in range(count):
        x, y = rng.random(), bottom * rng.random() ** 1.4
        px, py = canvas.at(x, y)
        here = canvas.image.getpixel((int(px), min(int(py), canvas.height - 1)))
        tone = mix(here if isinstance(here, tuple) else colour, colour, rng.uniform(0.35, 1))  # type: ignore[arg-type]
        r = canvas.unit * rng.uniform(0.08, 0.26)
        canvas.draw.ellipse((px - r, py - r, px + r, py + r), fill=tone)
        if number % 19 == 0:
            _sparkle(canvas, px, py, canvas.unit * rng.uniform(0.8, 1.7), colour)


def _sparkle(canvas: Canvas, x: float, y: float, r: float, colour: Colour) -> None:
    """A four-pointed star around a place in pixels."""
    waist = r * 0.13
    points = []
    for corner in range(8):
        reach = r if corner % 2 == 0 else waist * 1.4
        angle = corner * math.pi / 4
        points.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    canvas.draw.polygon(points, fill=colour)


def clouds(canvas: Canvas, colour: Colour, *, top: float, bottom: float, count: int) -> None:
    """Flat-bottomed clouds in a band of the sky."""
    for _ in range(count):
        x, y = canvas.rng.uniform(-0.05, 1.05), canvas.rng.uniform(top, bottom)
        size = canvas.rng.uniform(7, 15)
        shapes = _cloud(canvas, x, y, size)
        strength = canvas.rng.uniform(0.5, 0.85)
        canvas.soft(colour, strength, partial(_draw_round, shapes=shapes))


Box = tuple[float, float, float, float]


def _cloud(canvas: Canvas, x: float, y: float, size: float) -> list[Box]:
    """The pills and bumps of one cloud, in pixels."""
    cx, cy = canvas.at(x, y)
    u = size * canvas.unit
    boxes: list[Box] = [(cx - u, cy - u * 0.16, cx + u, cy + u * 0.16)]
    for bump in range(4):
        bx = cx + u * (-0.55 + bump * 0.36) + canvas.rng.uniform(-0.08, 0.08) * u
        r = u * canvas.rng.uniform(0.2, 0.42) * (1.15 if bump in {1, 2} else 0.8)
        boxes.append((bx - r, cy + u * 0.14 - r * 1.5, bx + r, cy + u * 0.16))
    slip = canvas.rng.uniform(-0.5, 0.5) * u
    boxes.append((cx + slip - u * 0.8, cy + u * 0.1, cx + slip + u * 0.9, cy + u * 0.3))
    return boxes


def _draw_round(pen: ImageDraw.ImageDraw, shapes: list[Box]) -> None:
    for left, top, right, bottom in shapes:
        radius = min(right - left, bottom - top) / 2
        pen.rounded_rectangle((left, top, right, bottom), radius=radius, fill=255)


def birds(canvas: Canvas, colour: Colour, *, x: float, y: float, count: int = 5) -> None:
    """A few birds far away: two curved strokes each."""
    for _ in range(count):
        px, py = canvas.at(x + canvas.rng.gauss(0, 0.07), y + canvas.rng.gauss(0, 0.03))
        span = canvas.unit * canvas.rng.uniform(1.2, 2.6)
        thick = max(1, round(canvas.unit * 0.28))
        lift = span * canvas.rng.uniform(0.3, 0.55)
        for side in (-1, 1):
            bend = [
                (px, py),
                (px + side * span * 0.35, py - lift),
                (px + side * span * 0.7, py - lift * 0.75),
                (px + side * span, py - lift * 0.2),
            ]
            canvas.draw.line(bend, fill=colour, width=thick, joint="curve")


def rainbow(canvas: Canvas, *, horizon: float, strength: float = 0.6) -> None:
    """Seven bands from one end of the land to the other, fading where they meet it."""
    cx, cy = canvas.at(canvas.rng.uniform(0.4, 0.6), horizon + 0.05)
    radius = max(canvas.unit * 45, canvas.width * 0.42)
    radius = min(radius, cy - canvas.unit * 4) if cy > canvas.unit * 30 else radius
    step = canvas.unit * 1.5
    colours, mask = Image.new("RGB", canvas.image.size), Image.new("L", canvas.image.size, 0)
    for number, band in enumerate(RAINBOW):
        r = radius - number * step
        box = (cx - r, cy - r, cx + r, cy + r)
        ImageDraw.Draw(colours).arc(box, 180, 360, fill=band, width=round(step) + 2)
        ImageDraw.Draw(mask).arc(box, 180, 360, fill=255, width=round(step) + 1)
    steps = [round(255 * strength * min(1.0, max(0.0, 1.0 - n / 255) * 2.2)) for n in range(256)]
    fade = Image.frombytes("L", (1, 256), bytes(steps)).resize((canvas.width, max(1, round(cy))))
    ground = Image.new("L", canvas.image.size, 0)
    ground.paste(fade, (0, 0))
    canvas.image.paste(colours, (0, 0), ImageChops.multiply(mask, ground))


def aurora(canvas: Canvas, colours: tuple[Colour, ...]) -> None:
    """Curtains of northern light, hanging from the upper sky."""
    across, down = 240, 80
    for number, colour in enumerate(colours):
        shift, slope = canvas.rng.uniform(0, 6), canvas.rng.uniform(0.018, 0.034)
        cells = bytearray(across * down)
        for x in range(across):
            foot = (
                26 + number * 6 + 7 * math.sin(x * slope + shift) + 2 * math.sin(x * 0.07 + shift)
            )
            reach = 18 + 9 * math.sin(x * 0.11 + shift) + 3 * math.sin(x * 0.53)
            for y in range(down):
                rise = (foot - y) / reach
                glow = max(0.0, 1 - rise) if rise >= 0 else math.exp(rise * reach * 0.9)
                cells[y * across + x] = round(150 * glow**1.5)
        mask = Image.frombytes("L", (across, down), bytes(cells))
        canvas.image.paste(colour, (0, 0), mask.resize(canvas.image.size, Image.Resampling.BICUBIC))


def snowfall(canvas: Canvas, *, count: int = 260) -> None:
    """Flakes near and far; the near ones are large and soft."""
    flakes = [
        (canvas.rng.random(), canvas.rng.random(), canvas.rng.uniform(0.15, 0.62))
        for _ in range(count)
    ]
    canvas.soft((255, 255, 255), 0.92, partial(_dots, canvas=canvas, dots=flakes))
    for _ in range(14):
        x, y = canvas.rng.random(), canvas.rng.random()
        canvas.glow(x, y, canvas.rng.uniform(1.6, 3.2), (255, 255, 255), 0.8)


def _dots(pen: ImageDraw.ImageDraw, canvas: Canvas, dots: list[tuple[float, float, float]]) -> None:
    for x, y, size in dots:
        px, py = canvas.at(x, y)
        r = size * canvas.unit
        pen.ellipse((px - r, py - r, px + r, py + r), fill=255)


def rain(canvas: Canvas, colour: Colour, *, count: int = 240) -> None:
    """Slanting strokes."""

    def strokes(pen: ImageDraw.ImageDraw) -> None:
        for _ in range(count):
            px, py = canvas.at(canvas.rng.uniform(-0.1, 1.1), canvas.rng.uniform(-0.1, 1))
            length = canvas.unit * canvas.rng.uniform(2, 6)
            pen.line(
                (px, py, px - length * 0.25, py + length),
                fill=round(255 * canvas.rng.uniform(0.4, 1)),
                width=max(1, round(canvas.unit * 0.18)),
            )

    canvas.soft(colour, 0.55, strokes)


def petals(canvas: Canvas, colours: tuple[Colour, ...], *, count: int = 60) -> None:
    """Blossoms or leaves in the wind."""
    for _ in range(count):
        px, py = canvas.at(canvas.rng.random(), canvas.rng.random())
        r, turn = canvas.unit * canvas.rng.uniform(0.4, 1.1), canvas.rng.uniform(0, math.tau)
        points = [
            (px + r * reach * math.cos(turn + angle), py + r * reach * math.sin(turn + angle))
            for angle, reach in ((0, 1.0), (0.9, 0.55), (math.pi, 1.0), (-0.9, 0.55))
        ]
        canvas.draw.polygon(points, fill=canvas.rng.choice(colours))


def lightning(canvas: Canvas) -> None:
    """One bolt from the clouds down to the land."""
    x, y = canvas.at(canvas.rng.choice((0.24, 0.76)), 0.0)
    line = [(x, y)]
    while y < canvas.height * 0.55:
        x += canvas.unit * canvas.rng.uniform(-6, 6)
        y += canvas.unit * canvas.rng.uniform(4, 9)
        line.append((x, y))
    canvas.glow(line[0][0] / canvas.width, 0.1, 50, (230, 230, 255), 0.5)
    canvas.draw.line(line, fill=(255, 250, 220), width=round(canvas.unit), joint="curve")
