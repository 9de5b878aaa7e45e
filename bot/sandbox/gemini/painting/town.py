"""Grounds people made: a city with lit windows."""

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import Colour, Palette, darker, lighter, mix
from bot.sandbox.gemini.painting.land import lights


def city(canvas: Canvas, palette: Palette) -> float:
    """Rows of houses with windows, lit where it is dark."""
    horizon = 0.72
    sky.sky(canvas, palette, horizon=horizon)
    lights(canvas, palette, low=horizon * 0.7)
    for row in range(3):
        share = row / 2
        tone = mix(palette.far, palette.near, 0.25 + 0.7 * share)
        x = canvas.rng.uniform(-0.06, 0)
        foot = 0.84 + 0.16 * share
        while x < 1:
            broad = canvas.unit * canvas.rng.uniform(8, 15) / canvas.width
            tall = canvas.rng.uniform(0.2, 0.5) * (1.15 - 0.45 * share)
            _house(canvas, palette, tone, (x, foot - tall, x + broad, foot), lit=share > 0.2)
            x += broad + canvas.unit / canvas.width * canvas.rng.uniform(0, 1.5)
        canvas.veil(palette.sky[-1], top=foot - 0.3, bottom=foot, strength=0.4 * (1 - share))
    canvas.wash([darker(palette.near, 0.2), darker(palette.near, 0.5)], top=0.93)
    return 0.96


def _house(
    canvas: Canvas,
    palette: Palette,
    tone: Colour,
    box: tuple[float, float, float, float],
    *,
    lit: bool,
) -> None:
    """One tower with a roof of its own and windows."""
    left, top = canvas.at(box[0], box[1])
    right, foot = canvas.at(box[2], box[3])
    rng = canvas.rng
    tone = mix(tone, palette.accent, rng.uniform(0, 0.1))
    canvas.draw.rectangle((left, top, right, canvas.height), fill=tone)
    canvas.draw.rectangle(
        (left, top, left + (right - left) * 0.3, canvas.height), fill=lighter(tone, 0.06)
    )
    roof = rng.randrange(4)
    if roof == 0:
        canvas.draw.polygon(
            [(left, top), (right, top), ((left + right) / 2, top - canvas.unit * 5)], fill=tone
        )
    elif roof == 1:
        mast = (left + right) / 2
        canvas.draw.line(
            (mast, top, mast, top - canvas.unit * 7),
            fill=tone,
            width=max(1, round(canvas.unit * 0.4)),
        )
    elif roof == 2:
        canvas.draw.rectangle(
            (
                left + (right - left) * 0.2,
                top - canvas.unit * 2.5,
                right - (right - left) * 0.2,
                top,
            ),
            fill=tone,
        )
    if lit:
        _windows(canvas, palette, tone, (left, top, right, foot))


def _windows(
    canvas: Canvas, palette: Palette, tone: Colour, box: tuple[float, float, float, float]
) -> None:
    """Rows of windows in a box of pixels; somebody is at home behind some."""
    rng = canvas.rng
    left, top, right, foot = box
    step, size = canvas.unit * 2.6, canvas.unit * 1.2
    dull = mix(tone, palette.sky[-1], 0.25)
    y = top + step * 0.8
    while y < foot:
        x = left + step * 0.6
        while x + size < right - step * 0.3:
            at_home = rng.random() < (0.5 if palette.night else 0.25)
            lamp = mix(palette.light, palette.accent, rng.uniform(0, 0.35)) if at_home else dull
            canvas.draw.rectangle((x, y, x + size, y + size * 1.3), fill=lamp)
            x += step
        y += step * 1.15
