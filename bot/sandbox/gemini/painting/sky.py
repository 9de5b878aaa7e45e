"""Everything above the land: sun, moon, stars, clouds, birds, rainbows, and what falls down."""

import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import Colour, Palette, lighter, mix

RAINBOW = ("#e5446d", "#f58a3c", "#f9d65c", "#6cc070", "#4aa8d8", "#5b6cc9", "#9a6cc0")
# The seas of the moon: where and how large, in shares of its radius.
SEAS = ((-0.35, -0.2, 0.24), (0.25, 0.1, 0.3), (-0.1, 0.45, 0.16), (0.3, -0.5, 0.12))
WHITE: Colour = (255, 255, 255)


def sky(canvas: Canvas, palette: Palette, *, horizon: float) -> None:
    """The air, from the zenith down to the horizon and a little below."""
    canvas.wash(palette.sky, bottom=min(1.0, horizon + 0.12))
    if horizon + 0.12 < 1:
        canvas.wash(palette.sky[-1:], top=horizon + 0.12)


def lights(canvas: Canvas, palette: Palette, *, low: float) -> None:
    """Sun or moon somewhere it looks well, and what else is in such a sky."""
    canvas.chance(f"sky {canvas.sky}")
    rng = canvas.rng
    x = rng.choice((rng.uniform(0.16, 0.38), rng.uniform(0.62, 0.84)))
    if palette.night:
        stars(canvas, lighter(palette.light, 0.3), bottom=low)
        if palette.lights:
            moon(canvas, palette, x, low * rng.uniform(0.28, 0.5), size=rng.uniform(5.5, 8.5))
    else:
        if palette.lights:
            sun(canvas, palette, x, low * rng.uniform(0.45, 0.8), size=rng.uniform(6, 10))
        white = mix(palette.sky[-1], WHITE, 0.6)
        clouds(canvas, white, top=low * 0.12, bottom=low * 0.7, count=rng.randint(2, 4))
    canvas.chance("land")


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
    for dx, dy, r in SEAS:
        canvas.disc(x + dx * unit / canvas.width, y + dy * unit / canvas.height, r * size, shade)


def stars(canvas: Canvas, colour: Colour, *, bottom: float, count: int = 150) -> None:
    """Many small stars, thinning out towards `bottom`, and a few that sparkle."""
    rng = canvas.rng
    for number in range(count):
        x, y = rng.random(), bottom * rng.random() ** 1.4
        place = canvas.at(x, y)
        here = canvas.image.getpixel((int(place[0]), min(int(place[1]), canvas.height - 1)))
        tone = mix(here if isinstance(here, tuple) else colour, colour, rng.uniform(0.35, 1))  # type: ignore[arg-type]
        canvas.disc(x, y, rng.uniform(0.08, 0.26), tone)
        if number % 19 == 0:
            canvas.stamp("sparkle", place, rng.uniform(1.6, 3.4), colour)


def clouds(canvas: Canvas, colour: Colour, *, top: float, bottom: float, count: int) -> None:
    """Flat-bottomed clouds in a band of the sky."""
    rng = canvas.rng
    for _ in range(count):
        place = canvas.at(rng.uniform(-0.05, 1.05), rng.uniform(top, bottom))
        canvas.stamp("cloud", place, rng.uniform(13, 28), colour, strength=rng.uniform(0.5, 0.85))


def birds(canvas: Canvas, colour: Colour, *, x: float, y: float, count: int = 5) -> None:
    """A few birds far away."""
    rng = canvas.rng
    for _ in range(count):
        place = canvas.at(x + rng.gauss(0, 0.07), y + rng.gauss(0, 0.03))
        canvas.stamp("bird", place, rng.uniform(2, 4.4), colour, turn=rng.uniform(-0.3, 0.3))


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
    fade = Image.linear_gradient("L").point(lambda v: 255 * strength * min(1, 2.2 - v / 116))
    ground = Image.new("L", canvas.image.size, 0)
    ground.paste(fade.resize((canvas.width, max(1, round(cy)))), (0, 0))
    canvas.image.paste(colours, (0, 0), ImageChops.multiply(mask, ground))


def aurora(canvas: Canvas, colours: tuple[Colour, ...]) -> None:
    """Curtains of northern light, hanging from the upper sky."""
    across, down = 240, 80
    for number, colour in enumerate(colours):
        shift, slope = canvas.rng.uniform(0, 6), canvas.rng.uniform(0.018, 0.034)
        cells = bytearray(across * down)
        for x in range(across):
            foot = 26 + number * 6 + 7 * math.sin(x * slope + shift) + 2 * math.sin(x / 14 + shift)
            reach = 18 + 9 * math.sin(x * 0.11 + shift) + 3 * math.sin(x * 0.53)
            for y in range(down):
                rise = (foot - y) / reach
                glow = max(0.0, 1 - rise) if rise >= 0 else math.exp(rise * reach * 0.9)
                cells[y * across + x] = round(150 * glow**1.5)
        mask = Image.frombytes("L", (across, down), bytes(cells))
        canvas.image.paste(colour, (0, 0), mask.resize(canvas.image.size, Image.Resampling.BICUBIC))


def snowfall(canvas: Canvas, *, count: int = 260) -> None:
    """Flakes near and far; the near ones are large and soft."""
    rng = canvas.rng
    for _ in range(count):
        canvas.disc(rng.random(), rng.random(), rng.uniform(0.15, 0.62), (250, 252, 255))
    for _ in range(14):
        canvas.glow(rng.random(), rng.random(), rng.uniform(1.6, 3.2), WHITE, 0.8)


def rain(canvas: Canvas, colour: Colour, *, count: int = 240) -> None:
    """Slanting strokes."""
    rng, thick = canvas.rng, max(1.0, canvas.unit * 0.18)
    strokes = []
    for _ in range(count):
        x, y = canvas.at(rng.uniform(-0.1, 1.1), rng.uniform(-0.1, 1))
        length = canvas.unit * rng.uniform(2, 6)
        end = (x - length * 0.25, y + length)
        strokes.append([(x, y), (x + thick, y), (end[0] + thick, end[1]), end])
    canvas.soft(colour, 0.42, *strokes)


def petals(canvas: Canvas, colours: Sequence[Colour], *, count: int = 60) -> None:
    """Blossoms or leaves in the wind."""
    rng = canvas.rng
    for _ in range(count):
        place, tone = canvas.at(rng.random(), rng.random()), rng.choice(colours)
        canvas.stamp("leaf", place, rng.uniform(0.8, 2.0), tone, turn=rng.uniform(0, math.tau))


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
