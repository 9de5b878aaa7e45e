"""Grounds of water: the sea and the path of light on it."""

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas, Point, ridge
from bot.sandbox.gemini.painting.colours import Colour, Palette, darker, lighter, mix


def sea(canvas: Canvas, palette: Palette) -> float:
    """Water under a low sun that lays a path of light on it."""
    horizon = canvas.rng.uniform(0.46, 0.54)
    sky.sky(canvas, palette, horizon=horizon)
    canvas.chance(f"sky {canvas.sky}")
    x = canvas.rng.uniform(0.3, 0.7)
    if palette.night:
        sky.stars(canvas, lighter(palette.light, 0.3), bottom=horizon)
        if palette.lights:
            sky.moon(canvas, palette, x, horizon * 0.45, size=8)
    elif palette.lights:
        low, size = canvas.rng.uniform(0.02, 0.16), canvas.rng.uniform(9, 13)
        sky.sun(canvas, palette, x, horizon - low, size=size)
    if not palette.night:
        white = mix(palette.sky[-1], (255, 255, 255), 0.6)
        sky.clouds(canvas, white, top=0.06, bottom=horizon * 0.7, count=3)
    canvas.chance("water")
    if canvas.rng.random() < 0.6:
        line = ridge(canvas, base=horizon + 0.005, swing=0.03, waves=1.1, rough=0.4)
        canvas.land(line, [mix(palette.far, palette.sky[-1], 0.45)] * 2)
    water = [
        mix(palette.far, palette.sky[-1], 0.3),
        palette.far,
        palette.near,
        darker(palette.near, 0.25),
    ]
    canvas.wash(water, top=horizon)
    if palette.lights:
        _glitter(canvas, palette, x, horizon)
    canvas.chance("waves")
    for number in range(4):
        share = (number + 1) / 4
        line = ridge(
            canvas,
            base=horizon + 0.13 + 0.36 * share**1.4,
            swing=0.008 + 0.008 * share,
            waves=3.5 - share * 2,
        )
        tone = mix(palette.far, palette.near, 0.45 + 0.55 * share)
        _wave(canvas, line, tone)
    sky.birds(canvas, mix(palette.near, palette.sky[0], 0.2), x=1 - x, y=horizon * 0.5)
    return horizon + 0.22


def _glitter(canvas: Canvas, palette: Palette, x: float, horizon: float) -> None:
    """The path of light: short strokes, wider and sparser towards the shore."""
    rng = canvas.rng
    for step in range(90):
        share = (step / 90) ** 1.5
        px, py = canvas.at(x + rng.gauss(0, 0.018 + 0.07 * share), horizon + 0.004 + 0.45 * share)
        half = canvas.unit * rng.uniform(0.8, 3.4) * (0.6 + share)
        thick = canvas.unit * (0.14 + 0.3 * share)
        tone = mix(palette.far, palette.light, rng.uniform(0.5, 1) * (1 - 0.45 * share))
        canvas.draw.rounded_rectangle(
            (px - half, py - thick, px + half, py + thick), radius=thick, fill=tone
        )


def _wave(canvas: Canvas, line: list[Point], tone: Colour) -> None:
    """One swell: a lit crest on a translucent body."""
    low = max(y for _, y in line)
    depth = canvas.unit * 14
    outline = [*line, (canvas.width, low + depth), (0, low + depth)]
    canvas.soft(tone, 0.5, lambda pen: pen.polygon(outline, fill=255))
    canvas.soft(
        lighter(tone, 0.55),
        0.55,
        lambda pen: pen.line(line, fill=255, width=max(1, round(canvas.unit * 0.35))),
    )


def beach(canvas: Canvas, palette: Palette) -> float:
    """Sand along the bottom of a sea, for whoever does not swim; says where they stand."""
    sand = mix((240, 214, 166), palette.near, 0.62 if palette.night else 0.3)
    line = ridge(canvas, base=0.83, swing=0.018, waves=0.7)
    foam = [(x, y - canvas.unit * 0.9) for x, y in line]
    canvas.below(foam, lighter(palette.far, 0.75), 0.7)
    canvas.land(line, [darker(sand, 0.12), sand, lighter(sand, 0.1)])
    return 0.93
