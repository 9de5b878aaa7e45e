"""Grounds of earth, rock and stone: hills, mountains, forest, desert, city.

Each paints itself and says at what height (a share of the canvas) a thing can stand.
"""

import math

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas, Point, height_at, ridge
from bot.sandbox.gemini.painting.colours import Colour, Palette, darker, lighter, mix

PEAKS = ("peak", "peak_steep", "peak_broad")
TREES = ("pine", "pine", "pine", "pine", "pine", "leafy", "leafy", "poplar")
WIDEST_ROOF = 5  # units


def hills(canvas: Canvas, palette: Palette) -> float:
    """Rolling hills, some with trees on them."""
    horizon = canvas.rng.uniform(0.46, 0.56)
    sky.sky(canvas, palette, horizon=horizon)
    sky.lights(canvas, palette, low=horizon)
    tone = mix(palette.near, palette.sky[1], 0.3)
    sky.birds(canvas, tone, x=canvas.rng.uniform(0.3, 0.7), y=horizon * 0.55)
    lines = _ridges(canvas, palette, first=horizon, count=5)
    for number in (1, 2, 3):
        tone = darker(mix(palette.far, palette.near, number / 4), 0.3)
        if _is_white(palette.near):
            tone = mix(palette.far, (40, 70, 90), 0.35 + 0.15 * number)
        _grove(canvas, lines[number], tone, size=1.6 + number * 1.3)
    return 0.9


def mountains(canvas: Canvas, palette: Palette) -> float:
    """Peaks with snow on them, hills before them."""
    horizon = canvas.rng.uniform(0.5, 0.58)
    sky.sky(canvas, palette, horizon=horizon)
    sky.lights(canvas, palette, low=horizon * 0.8)
    rng = canvas.rng
    unit = min(canvas.height, 1.3 * canvas.width) / canvas.unit  # no needles on tall canvases
    for share, base, rise, count in ((0.1, horizon, 0.3, 5), (0.34, horizon + 0.12, 0.4, 4)):
        tone = mix(palette.far, palette.near, share)
        for number in range(count + 1):
            place = canvas.at((number + rng.uniform(-0.3, 0.3)) / count, base + 0.14)
            canvas.stamp(rng.choice(PEAKS), place, rise * unit * rng.uniform(0.7, 1.1), tone)
        canvas.veil(palette.sky[-1], top=base - 0.1, bottom=min(1.0, base + 0.2), strength=0.6)
    lines = _ridges(canvas, palette, first=horizon + 0.17, count=3)
    dark = darker(palette.near, 0.25) if not _is_white(palette.near) else (64, 96, 112)
    _grove(canvas, lines[1], dark, size=5.5)
    return 0.92


def forest(canvas: Canvas, palette: Palette) -> float:
    """Rows of firs, paler and smaller the farther they are, and a clearing in the nearest."""
    sky.sky(canvas, palette, horizon=0.6)
    sky.lights(canvas, palette, low=0.45)
    rng, white = canvas.rng, _is_white(palette.near)
    for row in range(5):
        share = row / 4
        base, tall = 0.54 + 0.42 * share**1.2, 11 + 23 * share
        tone = mix(palette.far, palette.near, share)
        if white:
            tone = mix(palette.far, (30, 62, 84), 0.2 + 0.65 * share)
        line = ridge(canvas, base=base, swing=0.02 + 0.02 * share, waves=1.3)
        x = rng.uniform(-0.05, 0.0)
        while x < 1.05:
            if row < 3 or not 0.35 < x < 0.68:
                place = (x * canvas.width, height_at(line, x * canvas.width) + canvas.unit * 2)
                canvas.stamp("pine", place, tall * rng.uniform(0.7, 1.15), tone)
            x += canvas.unit / canvas.width * tall * rng.uniform(0.22, 0.55)
        ground = palette.near if white else tone
        canvas.land(line, [lighter(ground, 0.05), darker(ground, 0.1)])
        mist = 0.42 * (1 - share)
        canvas.veil(palette.sky[-1], top=base - 0.2, bottom=min(1, base + 0.06), strength=mist)
    return 0.93


def desert(canvas: Canvas, palette: Palette) -> float:
    """Dunes with a lit and a shaded side."""
    horizon = canvas.rng.uniform(0.5, 0.58)
    sky.sky(canvas, palette, horizon=horizon)
    sky.lights(canvas, palette, low=horizon)
    for number in range(4):
        share = number / 3
        line = ridge(canvas, base=horizon + 0.42 * share, swing=0.05, waves=0.8 + share * 0.4)
        tone = mix(palette.far, palette.near, share * 0.85)
        canvas.land(line, [lighter(tone, 0.25), tone, darker(tone, 0.1)])
        bend = [4.5 * math.sin(x / canvas.width * 5 + number * 1.7) for x, _ in line]
        fold = [(x, y + canvas.unit * (7.5 + b)) for (x, y), b in zip(line, bend, strict=True)]
        canvas.below(fold, darker(tone, 0.35), 0.35)
    return 0.9


def city(canvas: Canvas, palette: Palette) -> float:
    """Rows of houses with windows, lit where it is dark."""
    sky.sky(canvas, palette, horizon=0.72)
    sky.lights(canvas, palette, low=0.5)
    rng = canvas.rng
    for row in range(3):
        share = row / 2
        tone = mix(palette.far, palette.near, 0.25 + 0.7 * share)
        x, foot = rng.uniform(-0.06, 0), 0.84 + 0.16 * share
        while x < 1:
            broad = canvas.unit * rng.uniform(8, 15) / canvas.width
            top = foot - rng.uniform(0.2, 0.5) * (1.15 - 0.45 * share)
            box = (*canvas.at(x, top), *canvas.at(x + broad, foot))
            _house(canvas, palette, mix(tone, palette.accent, rng.uniform(0, 0.1)), box)
            x += broad + canvas.unit / canvas.width * rng.uniform(0, 1.5)
        canvas.veil(palette.sky[-1], top=foot - 0.3, bottom=foot, strength=0.4 * (1 - share))
    canvas.wash([darker(palette.near, 0.2), darker(palette.near, 0.5)], top=0.93)
    return 0.96


def _ridges(canvas: Canvas, palette: Palette, *, first: float, count: int) -> list[list[Point]]:
    """Rolling hills from the horizon forward, with mist in the valleys."""
    lines = []
    for number in range(count):
        share = number / (count - 1)
        base = first + (1.02 - first) * share**1.25 * 0.86
        waves = canvas.rng.uniform(1.0, 2.2) * (1.4 - 0.7 * share)
        line = ridge(canvas, base=base, swing=0.028 + 0.035 * share, waves=waves)
        tone = mix(palette.far, palette.near, share)
        canvas.land(line, [lighter(tone, 0.16 * (1 - share * 0.6)), tone, darker(tone, 0.12)])
        mist = 0.34 * (1 - share)
        canvas.veil(palette.sky[-1], top=base, bottom=min(1.0, base + 0.13), strength=mist)
        lines.append(line)
    return lines


def _is_white(colour: Colour) -> bool:
    return min(colour) > 190


def _grove(canvas: Canvas, line: list[Point], tone: Colour, *, size: float) -> None:
    """A few groups of trees on a line of hills."""
    rng = canvas.rng
    for _ in range(rng.randint(2, 4)):
        middle = rng.uniform(0.03, 0.97)
        for _ in range(rng.randint(2, 6)):
            x = (middle + rng.gauss(0, 0.022)) * canvas.width
            place = (x, height_at(line, x) + canvas.unit * 0.4)
            canvas.stamp(rng.choice(TREES), place, size * rng.uniform(0.75, 1.4), tone)


def _house(
    canvas: Canvas, palette: Palette, tone: Colour, box: tuple[float, float, float, float]
) -> None:
    """One tower in a box of pixels with a roof of its own; somebody is at home behind windows."""
    left, top, right, foot = box
    rng, unit, fifth = canvas.rng, canvas.unit, (right - left) * 0.2
    middle, mast = (left + right) / 2, unit * 0.2
    roof = (
        ((left, top), (right, top), (middle, top - unit * WIDEST_ROOF)),
        ((middle - mast, top), (middle + mast, top), (middle, top - unit * 7)),
        ((left + fifth, top), (right - fifth, top), (right - fifth, top - unit * 2.5),
         (left + fifth, top - unit * 2.5)),
        ((left, top), (right, top)),
    )[rng.randrange(4)]  # fmt: skip
    canvas.draw.polygon(roof, fill=tone)
    canvas.draw.rectangle((left, top, right, canvas.height), fill=tone)
    canvas.draw.rectangle((left, top, left + fifth * 1.5, canvas.height), fill=lighter(tone, 0.06))
    step, size, dull = unit * 2.6, unit * 1.2, mix(tone, palette.sky[-1], 0.25)
    for row in range(max(0, math.ceil((foot - top - step * 0.8) / (step * 1.15)))):
        for column in range(max(0, math.ceil((right - left - step * 0.9 - size) / step))):
            at_home = rng.random() < (0.5 if palette.night else 0.25)
            lamp = mix(palette.light, palette.accent, rng.uniform(0, 0.35)) if at_home else dull
            x, y = left + step * (0.6 + column), top + step * (0.8 + 1.15 * row)
            canvas.draw.rectangle((x, y, x + size, y + size * 1.3), fill=lamp)
