"""Grounds without a sky: a table, a room, frames on a wall, outer space, plain paper."""

import math
import random

from PIL import Image, ImageOps

from bot.sandbox.gemini.painting import sky
from bot.sandbox.gemini.painting.canvas import Canvas, ridge
from bot.sandbox.gemini.painting.colours import NAMED, PAPER, Colour, Palette, darker, lighter, mix
from bot.sandbox.gemini.painting.tiles import plain

WALLS: tuple[Colour, ...] = ((242, 214, 190), (200, 220, 214), (226, 208, 226), (244, 226, 176))
WOOD: Colour = (156, 104, 66)
SHADE: Colour = (58, 70, 76)  # of a frame on its wall
# A mount and a gilded frame from the inside: colour, how broad, in units.
FRAME: tuple[tuple[Colour, float], ...] = (
    (PAPER, 1.0), ((141, 110, 69), 0.3), ((196, 152, 84), 0.8), ((222, 192, 132), 0.5),
)  # fmt: skip


def table(canvas: Canvas, palette: Palette) -> float:
    """A table before a wall with a window, through which the hour is seen."""
    rng, top, thick = _wall(canvas, palette), 0.7, round(canvas.unit * 1.4)
    canvas.wash([lighter(WOOD, 0.3), WOOD, darker(WOOD, 0.25)], top=top)
    canvas.wash([lighter(WOOD, 0.5), lighter(WOOD, 0.32)], top=top, bottom=top + 0.012)
    for _ in range(26):
        x, y = canvas.at(rng.uniform(-0.1, 1), rng.uniform(top + 0.03, 1))
        reach = canvas.unit * rng.uniform(8, 30)
        canvas.draw.line((x, y, x + reach, y), fill=darker(WOOD, 0.12), width=max(1, thick // 6))
    return 0.88


def room(canvas: Canvas, palette: Palette) -> float:
    """A wall with a window, floorboards that run away from us, and a rug."""
    rng, top = _wall(canvas, palette), 0.72
    canvas.wash([darker(WOOD, 0.2), lighter(WOOD, 0.12), lighter(WOOD, 0.25)], top=top)
    for number in range(-14, 15):
        far, near = canvas.at(0.5 + number * 0.06, top), canvas.at(0.5 + number * 0.15, 1.0)
        canvas.draw.line(
            (*far, *near), fill=darker(WOOD, 0.3), width=max(1, round(canvas.unit / 4))
        )
    canvas.wash([lighter(WOOD, 0.75), lighter(WOOD, 0.6)], top=top - 0.022, bottom=top)
    rug = rng.choice((palette.accent, NAMED["teal"], NAMED["blue"], NAMED["purple"]))
    for inset, tone in ((0.0, mix(rug, PAPER, 0.25)), (0.02, rug), (0.05, mix(rug, PAPER, 0.4))):
        box = (
            *canvas.at(0.12 + inset, 0.8 + inset / 2),
            *canvas.at(0.88 - inset, 0.98 - inset / 2),
        )
        canvas.draw.ellipse(box, fill=tone)
    return 0.92


def _wall(canvas: Canvas, palette: Palette) -> random.Random:
    """A wall in a colour by chance and the view from its window; returns the room's chances."""
    rng = canvas.rng
    wall = rng.choice(WALLS)
    if palette.night:
        wall = mix(wall, (44, 46, 92), 0.5)
    canvas.wash([lighter(wall, 0.1), wall, darker(wall, 0.08)])
    left = rng.choice((0.08, 0.6))
    box = [*canvas.at(left, 0.08), *canvas.at(left + 0.32, 0.5)]
    view = Canvas(Image.new("RGB", (round(box[2] - box[0]), round(box[3] - box[1]))), canvas.seed)
    sky.sky(view, palette, horizon=0.8)
    if palette.night:
        sky.stars(view, palette.light, bottom=1, count=40)
    view.land(ridge(view, base=0.82, swing=0.05, waves=1.2), [palette.far, palette.near])
    canvas.image.paste(view.image, (round(box[0]), round(box[1])))
    frame, thick = lighter(wall, 0.55), round(canvas.unit * 1.4)
    canvas.draw.rectangle(box, outline=frame, width=thick)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    canvas.draw.line((middle[0], box[1], middle[0], box[3]), fill=frame, width=thick // 2)
    canvas.draw.line((box[0], middle[1], box[2], middle[1]), fill=frame, width=thick // 2)
    canvas.glow(0.5, 0.5, 75, lighter(palette.light, 0.3), 0.35)
    return rng


def gallery(canvas: Canvas, photos: list[Image.Image]) -> None:
    """Pictures in gilded frames on a wall, as many in a row as the wall's shape asks for."""
    canvas.wash([(104, 122, 126), (92, 108, 112), (70, 84, 90)])
    canvas.glow(0.5, 0.2, 90, (190, 200, 196), 0.6)
    across = max(1, round((len(photos) * canvas.width / canvas.height) ** 0.5))
    wide, tall = canvas.width / across, canvas.height / math.ceil(len(photos) / across)
    for number, photo in enumerate(photos):
        row, column = divmod(number, across)
        shift = max(0, across - (len(photos) - row * across)) * wide / 2
        room = (round(wide * 0.78), round(tall * 0.78))
        framed = ImageOps.contain(photo, room, Image.Resampling.BICUBIC)
        for tone, broad in FRAME:
            framed = ImageOps.expand(framed, max(1, round(broad * canvas.unit)), tone)
        x = round(shift + column * wide + (wide - framed.width) / 2)
        y = round(row * tall + (tall - framed.height) / 2)
        off = round(canvas.unit)
        shade = (x + off, y + off * 2, x + framed.width + off, y + framed.height + off * 2)
        canvas.image.paste(SHADE, shade)
        canvas.image.paste(framed, (x, y))


def space(canvas: Canvas, palette: Palette) -> float:
    """Nebulae, stars, two far planets and the dust of a moon to stand on."""
    rng = canvas.rng
    canvas.wash(palette.sky)
    for _ in range(9):
        tone = rng.choice((palette.accent, palette.far, (70, 140, 255), palette.sky[-1]))
        canvas.glow(rng.random(), rng.random(), rng.uniform(24, 60), tone, rng.uniform(0.2, 0.5))
    sky.stars(canvas, (255, 250, 235), bottom=1.0, count=320)
    for size, side in zip((36, 11), rng.sample((0.14, 0.84), 2), strict=True):
        x, y = side + rng.uniform(-0.06, 0.06), rng.uniform(0.12, 0.4)
        planet = plain("🪐", round(size * canvas.unit), rng.choice(("orange", "blue", "pink")))
        canvas.glow(x, y, size * 0.8, palette.light, 0.2)
        cx, cy = canvas.at(x, y)
        at = (round(cx - planet.width / 2), round(cy - planet.height / 2))
        canvas.image.paste(planet, at, planet)
    canvas.land(
        ridge(canvas, base=0.9, swing=0.02, waves=0.7),
        [mix(palette.far, palette.light, 0.25), palette.far],
    )
    for _ in range(9):
        px, py = canvas.at(rng.random(), rng.uniform(0.93, 0.99))
        r = canvas.unit * rng.uniform(1, 3.4)
        box = (px - r, py - r * 0.3, px + r, py + r * 0.3)
        canvas.draw.ellipse(box, fill=darker(palette.far, 0.25))
    return 0.93


def paper(canvas: Canvas, palette: Palette) -> float:
    """Paper with a few quiet rings, for plain shapes."""
    tone = mix(PAPER, palette.accent, 0.1)
    canvas.wash([lighter(tone, 0.5), tone, darker(tone, 0.05)])
    x, y = canvas.rng.uniform(0.2, 0.8), canvas.rng.uniform(0.15, 0.35)
    for ring in range(9, 0, -1):
        canvas.disc(x, y, ring * 9, mix(tone, palette.sky[-1], 0.03 + 0.03 * (9 - ring)))
    return 0.8
