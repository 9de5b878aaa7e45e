"""Grounds of earth and rock: hills, mountains, forest, desert. Each says where a thing stands."""

import math
from itertools import pairwise

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas, Point, height_at, ridge
from bot.sandbox.gemini.painting.colours import Colour, Palette, darker, lighter, mix

SPLITS = 16  # pieces of a slope between a valley and a peak


def peaks(canvas: Canvas, *, base: float, swing: float, count: int) -> list[Point]:
    """A line of rocky peaks, in pixels: `count` of them, rising by about `swing` of the canvas."""
    rng = canvas.rng
    swing *= min(1.0, 1.3 * canvas.width / canvas.height)  # no needles on tall canvases
    corners: list[Point] = []
    for number in range(count * 2 + 1):
        x = (number - rng.uniform(0.6, 0.9)) / (count * 2 - 1.5)
        rise = rng.uniform(0.62, 1.0) if number % 2 else rng.uniform(0.0, 0.28)
        corners.append((x * canvas.width, (base - swing * rise) * canvas.height))
    line: list[Point] = []
    for (left, upper), (right, lower) in pairwise(corners):
        for step in range(SPLITS):
            t = step / SPLITS
            rough = canvas.unit * rng.uniform(-0.7, 0.7) if step else 0.0
            line.append((left + (right - left) * t, upper + (lower - upper) * t + rough))
    return [*line, corners[-1]]


def lights(canvas: Canvas, palette: Palette, *, low: float) -> None:
    """Sun or moon somewhere it looks well, and what else is in such a sky."""
    canvas.chance(f"sky {canvas.sky}")
    rng = canvas.rng
    x = rng.choice((rng.uniform(0.16, 0.38), rng.uniform(0.62, 0.84)))
    if palette.night:
        sky.stars(canvas, lighter(palette.light, 0.3), bottom=low)
        if palette.lights:
            sky.moon(canvas, palette, x, low * rng.uniform(0.28, 0.5), size=rng.uniform(5.5, 8.5))
    else:
        if palette.lights:
            sky.sun(canvas, palette, x, low * rng.uniform(0.45, 0.8), size=rng.uniform(6, 10))
        white = mix(palette.sky[-1], (255, 255, 255), 0.6)
        sky.clouds(canvas, white, top=low * 0.12, bottom=low * 0.7, count=rng.randint(2, 4))
    canvas.chance("land")


def _ridges(canvas: Canvas, palette: Palette, *, first: float, count: int) -> list[list[Point]]:
    """Rolling hills from the horizon forward, with mist in the valleys."""
    lines = []
    for number in range(count):
        share = number / (count - 1)
        base = first + (1.02 - first) * share**1.25 * 0.86
        line = ridge(
            canvas,
            base=base,
            swing=0.028 + 0.035 * share,
            waves=canvas.rng.uniform(1.0, 2.2) * (1.4 - 0.7 * share),
        )
        tone = mix(palette.far, palette.near, share)
        canvas.land(line, [lighter(tone, 0.16 * (1 - share * 0.6)), tone, darker(tone, 0.12)])
        if number < count - 1:
            bottom = base + 0.13
            canvas.veil(
                palette.sky[-1], top=base, bottom=min(1.0, bottom), strength=0.34 * (1 - share)
            )
        lines.append(line)
    return lines


def hills(canvas: Canvas, palette: Palette) -> float:
    """Rolling hills, some with trees on them."""
    horizon = canvas.rng.uniform(0.46, 0.56)
    sky.sky(canvas, palette, horizon=horizon)
    lights(canvas, palette, low=horizon)
    sky.birds(
        canvas,
        mix(palette.near, palette.sky[1], 0.3),
        x=canvas.rng.uniform(0.3, 0.7),
        y=horizon * 0.55,
    )
    count = 5
    lines = _ridges(canvas, palette, first=horizon, count=count)
    for number in (1, 2, 3):
        tone = darker(mix(palette.far, palette.near, number / (count - 1)), 0.3)
        if _is_white(palette.near):
            tone = mix(palette.far, (40, 70, 90), 0.35 + 0.15 * number)
        _grove(canvas, lines[number], tone, size=1.6 + number * 1.3)
    return 0.9


def _is_white(colour: Colour) -> bool:
    return min(colour) > 190


def _grove(canvas: Canvas, line: list[Point], tone: Colour, *, size: float) -> None:
    """A few groups of trees on a line of hills."""
    for _ in range(canvas.rng.randint(2, 4)):
        middle = canvas.rng.uniform(0.03, 0.97)
        for _ in range(canvas.rng.randint(2, 6)):
            x = (middle + canvas.rng.gauss(0, 0.022)) * canvas.width
            tall = size * canvas.rng.uniform(0.75, 1.4)
            tree = pine if canvas.rng.random() < 0.7 else leafy
            tree(canvas, x, height_at(line, x) + canvas.unit * 0.4, tall, tone)


def pine(canvas: Canvas, x: float, y: float, tall: float, tone: Colour) -> None:
    """A fir with its foot at a place in pixels, `tall` units high."""
    u = tall * canvas.unit
    canvas.draw.rectangle((x - u * 0.05, y - u * 0.25, x + u * 0.05, y), fill=darker(tone, 0.3))
    for step in range(3):
        top, foot = y - u * (1 - step * 0.2), y - u * (0.5 - step * 0.2)
        half = u * (0.17 + step * 0.075)
        canvas.draw.polygon([(x, top), (x + half, foot), (x - half, foot)], fill=tone)
        light = [(x, top), (x - half, foot), (x - half * 0.1, foot)]
        canvas.draw.polygon(light, fill=lighter(tone, 0.07))


def leafy(canvas: Canvas, x: float, y: float, tall: float, tone: Colour) -> None:
    """A round tree with its foot at a place in pixels, `tall` units high."""
    u = tall * canvas.unit
    canvas.draw.rectangle((x - u * 0.04, y - u * 0.5, x + u * 0.04, y), fill=darker(tone, 0.3))
    canvas.draw.ellipse((x - u * 0.3, y - u, x + u * 0.3, y - u * 0.28), fill=tone)
    canvas.draw.ellipse(
        (x - u * 0.24, y - u * 0.95, x + u * 0.1, y - u * 0.5), fill=lighter(tone, 0.08)
    )


def mountains(canvas: Canvas, palette: Palette) -> float:
    """Peaks with snow on them, hills before them."""
    horizon = canvas.rng.uniform(0.5, 0.58)
    sky.sky(canvas, palette, horizon=horizon)
    lights(canvas, palette, low=horizon * 0.8)
    snow = mix((255, 255, 255), palette.sky[-1], 0.2)
    if palette.night:
        snow = mix(palette.far, palette.light, 0.6)
    for share, base, swing, count in ((0.1, horizon, 0.2, 5), (0.34, horizon + 0.12, 0.3, 3)):
        line = peaks(canvas, base=base, swing=swing, count=count)
        tone = mix(palette.far, palette.near, share)
        canvas.land(line, [lighter(tone, 0.1), tone, lighter(tone, 0.2)])
        _slopes(canvas, line, darker(tone, 0.3), snow, base=base)
        canvas.veil(palette.sky[-1], top=base - 0.1, bottom=min(1.0, base + 0.2), strength=0.6)
    lines = _ridges(canvas, palette, first=horizon + 0.17, count=3)
    dark = darker(palette.near, 0.25) if not _is_white(palette.near) else (64, 96, 112)
    _grove(canvas, lines[1], dark, size=5.5)
    return 0.92


def _slopes(canvas: Canvas, line: list[Point], shade: Colour, snow: Colour, *, base: float) -> None:
    """The side of every peak that lies in the shade, and the snow on its top."""
    floor = (base + 0.1) * canvas.height  # where the next hills hide it
    for number in range(SPLITS, len(line) - SPLITS, SPLITS):
        x, y = line[number]
        deep = floor - y
        if deep <= 0 or y >= line[number - SPLITS][1] or y >= line[number + SPLITS][1]:
            continue  # a valley
        right = line[number : number + SPLITS + 1]
        seam = [
            (x + deep * canvas.rng.uniform(-0.05, 0.1) * step, y + deep * step / 5)
            for step in range(6)
        ]
        foot = (right[-1][0], max(floor, right[-1][1]))
        canvas.draw.polygon([*right, foot, *seam[:0:-1]], fill=shade)
        _cap(canvas, line, number, snow, deep=deep * canvas.rng.uniform(0.26, 0.4))


def _cap(canvas: Canvas, line: list[Point], number: int, snow: Colour, *, deep: float) -> None:
    """Snow on one peak, `deep` pixels down, torn at its lower edge, dimmer in the shade."""
    x, y = line[number]
    left = [p for p in line[number - SPLITS : number + 1] if p[1] < y + deep]
    right = [p for p in line[number : number + SPLITS + 1] if p[1] < y + deep]
    for side, tone in ((left[::-1], snow), (right, darker(snow, 0.16))):
        end = side[-1]
        teeth = [
            (end[0] + (x - end[0]) * t, y + deep * (1.15 if n % 2 else 0.7))
            for n, t in enumerate((0.12, 0.3, 0.5, 0.7, 0.88))
        ]
        canvas.draw.polygon([*side, *teeth, (x, y + deep * 0.95)], fill=tone)


def forest(canvas: Canvas, palette: Palette) -> float:
    """Rows of firs, paler and smaller the farther they are."""
    horizon = 0.5
    sky.sky(canvas, palette, horizon=horizon + 0.1)
    lights(canvas, palette, low=horizon * 0.9)
    rows = 5
    for row in range(rows):
        share = row / (rows - 1)
        base = 0.54 + 0.42 * share**1.2
        tone = mix(palette.far, palette.near, share)
        if _is_white(palette.near):
            tone = mix(palette.far, (30, 62, 84), 0.2 + 0.65 * share)
        line = ridge(canvas, base=base, swing=0.02 + 0.02 * share, waves=1.3)
        tall = 11 + 23 * share
        x = canvas.rng.uniform(-0.05, 0.0)
        while x < 1.05:
            gap = 0.35 < x < 0.68 and row >= rows - 2
            if not gap:
                px = x * canvas.width
                pine(
                    canvas,
                    px,
                    height_at(line, px) + canvas.unit * 2,
                    tall * canvas.rng.uniform(0.7, 1.15),
                    tone,
                )
            x += canvas.unit / canvas.width * tall * canvas.rng.uniform(0.22, 0.55)
        ground = palette.near if _is_white(palette.near) else tone
        canvas.land(line, [lighter(ground, 0.05), darker(ground, 0.1)])
        if row < rows - 1:
            canvas.veil(
                palette.sky[-1],
                top=base - 0.2,
                bottom=min(1, base + 0.06),
                strength=0.42 * (1 - share),
            )
    return 0.93


def desert(canvas: Canvas, palette: Palette) -> float:
    """Dunes with a lit and a shaded side."""
    horizon = canvas.rng.uniform(0.5, 0.58)
    sky.sky(canvas, palette, horizon=horizon)
    lights(canvas, palette, low=horizon)
    for number in range(4):
        share = number / 3
        line = ridge(canvas, base=horizon + 0.42 * share, swing=0.05, waves=0.8 + share * 0.4)
        tone = mix(palette.far, palette.near, share * 0.85)
        canvas.land(line, [lighter(tone, 0.25), tone, darker(tone, 0.1)])
        turn = number * 1.7
        fold = [
            (x, y + canvas.unit * (7.5 + 4.5 * math.sin(x / canvas.width * 5 + turn)))
            for x, y in line
        ]
        canvas.below(fold, darker(tone, 0.35), 0.35)
    return 0.9
