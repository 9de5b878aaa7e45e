"""Grounds that are none: space, its planets and their rings."""

from PIL import Image

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas, ridge
from bot.sandbox.gemini.painting.colours import Colour, Palette, darker, lighter, mix


def space(canvas: Canvas, palette: Palette) -> float:
    """Nebulae, stars and planets, one with rings."""
    rng = canvas.rng
    canvas.wash(palette.sky)
    for _ in range(9):
        tone = rng.choice((palette.accent, palette.far, (70, 140, 255), palette.sky[-1]))
        canvas.glow(rng.random(), rng.random(), rng.uniform(24, 60), tone, rng.uniform(0.2, 0.5))
    sky.stars(canvas, (255, 250, 235), bottom=1.0, count=320)
    for number, size in enumerate((rng.uniform(15, 21), rng.uniform(5, 8), rng.uniform(2.5, 4))):
        x = (rng.uniform(0.55, 0.78), rng.uniform(0.12, 0.3), rng.uniform(0.35, 0.5))[number]
        y = (rng.uniform(0.28, 0.42), rng.uniform(0.2, 0.7), rng.uniform(0.1, 0.25))[number]
        tones = [(240, 170, 110), (120, 190, 220), (226, 120, 150), palette.accent]
        planet(canvas, x, y, size, rng.choice(tones), ring=number == 0)
    line = ridge(canvas, base=0.9, swing=0.02, waves=0.7)
    canvas.land(line, [mix(palette.far, palette.light, 0.25), palette.far])
    for _ in range(9):
        x, y = rng.random(), rng.uniform(0.93, 0.99)
        px, py = canvas.at(x, y)
        r = canvas.unit * rng.uniform(1, 3.4)
        canvas.draw.ellipse(
            (px - r, py - r * 0.3, px + r, py + r * 0.3), fill=darker(palette.far, 0.25)
        )
    return 0.93


def planet(canvas: Canvas, x: float, y: float, size: float, tone: Colour, *, ring: bool) -> None:
    """A striped ball, lit from the upper left."""
    side = round(size * canvas.unit * 2)
    ball = Image.new("RGB", (side, side), tone)
    tile = Canvas(ball, canvas.rng)
    for _ in range(6):
        top = canvas.rng.random()
        band = mix(tone, canvas.rng.choice(((255, 255, 255), darker(tone, 0.6))), 0.22)
        tile.draw.rectangle(
            (0, top * side, side, (top + canvas.rng.uniform(0.03, 0.12)) * side), fill=band
        )
    ball = ball.rotate(-16, Image.Resampling.BICUBIC, fillcolor=tone)
    shade = Canvas(ball, canvas.rng)
    dark = Image.new("L", (side, side), 200)
    hole = (
        Image.radial_gradient("L")
        .resize((round(side * 1.7),) * 2)
        .point([min(200, round(v * 1.5)) for v in range(256)])
    )
    dark.paste(hole, (-round(side * 0.5), -round(side * 0.5)))
    shade.image.paste(darker(tone, 0.92), (0, 0), dark)
    mask = Image.new("L", (side, side), 0)
    Canvas(mask, canvas.rng).draw.ellipse((0, 0, side - 1, side - 1), fill=255)
    cx, cy = canvas.at(x, y)
    canvas.glow(x, y, size * 1.7, lighter(tone, 0.3), 0.5)
    if ring:
        _ring(canvas, cx, cy, side, tone, front=False)
    canvas.image.paste(ball, (round(cx - side / 2), round(cy - side / 2)), mask)
    if ring:
        _ring(canvas, cx, cy, side, tone, front=True)


def _ring(canvas: Canvas, cx: float, cy: float, side: int, tone: Colour, *, front: bool) -> None:
    """Half of a planet's rings: the far half goes behind it, the near one before."""
    big = Image.new("L", (side * 2, side * 2), 0)
    pen = Canvas(big, canvas.rng).draw
    start, end = (0, 180) if front else (180, 360)
    for reach, width, tint in ((0.96, 0.05, 190), (0.86, 0.09, 230), (0.74, 0.03, 150)):
        w, h = side * reach, side * reach * 0.24
        pen.arc(
            (side - w, side - h, side + w, side + h),
            start,
            end,
            fill=tint,
            width=round(side * width),
        )
    big = big.rotate(16, Image.Resampling.BICUBIC)
    canvas.image.paste(lighter(tone, 0.45), (round(cx - side), round(cy - side)), big)
