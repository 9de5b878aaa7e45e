"""Grounds of water: the sea, its beach, the deep."""

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas, Point, ridge
from bot.sandbox.gemini.painting.colours import Colour, Palette, darker, lighter, mix


def sea(canvas: Canvas, palette: Palette) -> float:
    """Water under a low sun that lays a path of light on it; says where a ship floats."""
    horizon = canvas.rng.uniform(0.46, 0.54)
    sky.sky(canvas, palette, horizon=horizon)
    canvas.chance(f"sky {canvas.sky}")
    x = canvas.rng.uniform(0.3, 0.7)
    if palette.night:
        sky.stars(canvas, lighter(palette.light, 0.3), bottom=horizon)
        if palette.lights:
            sky.moon(canvas, palette, x, horizon * 0.45, size=8)
    else:
        if palette.lights:
            low, size = canvas.rng.uniform(0.02, 0.16), canvas.rng.uniform(9, 13)
            sky.sun(canvas, palette, x, horizon - low, size=size)
        white = mix(palette.sky[-1], (255, 255, 255), 0.6)
        sky.clouds(canvas, white, top=0.06, bottom=horizon * 0.7, count=3)
    canvas.chance("water")
    if canvas.rng.random() < 0.6:
        line = ridge(canvas, base=horizon + 0.005, swing=0.03, waves=1.1, rough=0.4)
        canvas.land(line, [mix(palette.far, palette.sky[-1], 0.45)] * 2)
    far, near = palette.far, palette.near
    canvas.wash([mix(far, palette.sky[-1], 0.3), far, near, darker(near, 0.25)], top=horizon)
    if palette.lights:
        _glitter(canvas, palette, x, horizon)
    canvas.chance("waves")
    for number in range(4):
        share = (number + 1) / 4
        base, swing = horizon + 0.13 + 0.36 * share**1.4, 0.008 + 0.008 * share
        line = ridge(canvas, base=base, swing=swing, waves=3.5 - share * 2)
        _wave(canvas, line, mix(far, near, 0.45 + 0.55 * share))
    sky.birds(canvas, mix(near, palette.sky[0], 0.2), x=1 - x, y=horizon * 0.5)
    return horizon + 0.22


def beach(canvas: Canvas, palette: Palette) -> float:
    """Sand along the bottom of a sea, for whoever does not swim; says where they stand."""
    sand = mix((240, 214, 166), palette.near, 0.62 if palette.night else 0.3)
    line = ridge(canvas, base=0.83, swing=0.018, waves=0.7)
    canvas.below([(x, y - canvas.unit * 0.9) for x, y in line], lighter(palette.far, 0.75), 0.7)
    canvas.land(line, [darker(sand, 0.12), sand, lighter(sand, 0.1)])
    return 0.93


def underwater(canvas: Canvas, palette: Palette) -> float:
    """Blue depths, rays of light from above, weeds on the sand."""
    rng = canvas.rng
    deep: Colour = (8, 40, 92) if not palette.night else (6, 14, 48)
    high = mix(palette.sky[-1], (96, 200, 220), 0.7)
    canvas.wash([high, (40, 130, 180), deep, darker(deep, 0.2)])
    for _ in range(7):
        x, spread = rng.uniform(0, 1), rng.uniform(0.03, 0.1)
        corners = ((x, -0.05), (x + spread, -0.05), (x + spread * 3 - 0.2, 0.85), (x - 0.2, 0.85))
        canvas.soft((220, 250, 250), 0.1, [canvas.at(*corner) for corner in corners])
    sand = mix((226, 206, 160), deep, 0.45)
    line = ridge(canvas, base=0.88, swing=0.03, waves=1)
    canvas.land(line, [lighter(sand, 0.1), darker(sand, 0.2)])
    for _ in range(18):
        place = canvas.at(rng.random(), rng.uniform(0.86, 0.98))
        tone = mix((40, 150, 110), deep, rng.uniform(0, 0.5))
        canvas.stamp("weed", place, rng.uniform(8, 26), tone, turn=rng.uniform(-0.25, 0.25))
    for _ in range(22):
        x, y = canvas.at(rng.random(), rng.uniform(0.1, 0.9))
        r = canvas.unit * rng.uniform(0.3, 1.1)
        canvas.draw.ellipse((x - r, y - r, x + r, y + r), outline=(190, 230, 240), width=2)
    return 0.93


def _glitter(canvas: Canvas, palette: Palette, x: float, horizon: float) -> None:
    """The path of light: short strokes, wider and sparser towards the shore."""
    rng = canvas.rng
    for step in range(90):
        share = (step / 90) ** 1.5
        px, py = canvas.at(x + rng.gauss(0, 0.018 + 0.07 * share), horizon + 0.004 + 0.45 * share)
        half = canvas.unit * rng.uniform(0.8, 3.4) * (0.6 + share)
        thick = canvas.unit * (0.14 + 0.3 * share)
        tone = mix(palette.far, palette.light, rng.uniform(0.5, 1) * (1 - 0.45 * share))
        box = (px - half, py - thick, px + half, py + thick)
        canvas.draw.rounded_rectangle(box, radius=thick, fill=tone)


def _wave(canvas: Canvas, line: list[Point], tone: Colour) -> None:
    """One swell: a lit crest on a translucent body."""
    low, thick = max(y for _, y in line) + canvas.unit * 14, canvas.unit * 0.35
    canvas.soft(tone, 0.5, [*line, (canvas.width, low), (0, low)])
    crest = [*line, *((x, y + thick) for x, y in reversed(line))]
    canvas.soft(lighter(tone, 0.55), 0.55, crest)
