"""A new picture from words: the ground, who is in it, the weather."""

import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from bot.sandbox.gemini.painting import flow, heavens, land, sky, town, water
from bot.sandbox.gemini.painting.animals import COATS, HEAD, animal
from bot.sandbox.gemini.painting.builds import BUILDS
from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import (
    NAMED,
    PALETTES,
    Colour,
    Palette,
    darker,
    lighter,
    mix,
)
from bot.sandbox.gemini.painting.creatures import CREATURES
from bot.sandbox.gemini.painting.figure import Figure
from bot.sandbox.gemini.painting.things import THINGS
from bot.sandbox.gemini.painting.wishes import Wish, at_home
from bot.sandbox.gemini.painting.worn import WORN

# How tall, in units; the rest are 44.
TALL = {
    "boat": 34.0, "whale": 34.0, "fish": 20.0, "bird": 22.0, "house": 36.0, "castle": 56.0,
    "lighthouse": 54.0, "balloon": 36.0, "rocket": 44.0, "tree": 50.0, "mouse": 34.0, "easel": 38.0,
    "frog": 36.0, "cactus": 44.0, "dragon": 52.0, "cup": 40.0,
}  # fmt: skip
AFLOAT = {"boat", "whale", "fish"}
ALOFT = {"balloon", "rocket"}
SMALL = {"cup", "flower", "mushroom", "bird"}  # beside others
# One of these drops by where the words name nobody and no place.
GUESTS = ("fox", "cat", "owl", "rabbit", "house", "balloon", "robot", "bear", "raccoon", "mouse")
# Each paints itself and says at what height (a share of the canvas) a thing can stand.
GROUNDS: dict[str, Callable[[Canvas, Palette], float]] = {
    "hills": land.hills,
    "mountains": land.mountains,
    "forest": land.forest,
    "desert": land.desert,
    "sea": water.sea,
    "city": town.city,
    "space": heavens.space,
    "flow": flow.strokes,
}
Head = tuple[float, float, float]  # x and y as shares of the picture, width in units


def paint_scene(canvas: Canvas, wish: Wish) -> list[Head]:
    """Paint what was wished for; says where heads are, for hats to come."""
    rng = canvas.rng
    if wish.shape:
        tone = NAMED[wish.colour] if wish.colour else rng.choice(list(NAMED.values())[3:10])
        flow.shape_on_paper(canvas, wish.shape, tone)
        return []
    ground, name = at_home(wish, rng)
    palette = PALETTES[name]
    if wish.colour and not wish.heroes:
        palette = palette.tinted(NAMED[wish.colour])
    floor = GROUNDS[ground](canvas, palette)
    if ground == "sea" and any(hero not in AFLOAT | ALOFT | {"lighthouse"} for hero in wish.heroes):
        floor = water.beach(canvas, palette)
    if "aurora" in wish.weather:
        sky.aurora(canvas, ((90, 240, 170), (120, 140, 255), (220, 110, 230)))
    if "rainbow" in wish.weather:
        sky.rainbow(canvas, horizon=0.55)
    if not wish.heroes and wish.ground is None and ground != "flow" and rng.random() < 0.75:
        wish = replace(wish, heroes=(rng.choice(GUESTS),))
    heads = place_heroes(canvas, wish, palette, floor=floor)
    if "snow" in wish.weather or (name == "snow" and rng.random() < 0.6):
        sky.snowfall(canvas)
    if "rain" in wish.weather:
        sky.rain(canvas, lighter(palette.sky[-1], 0.3))
    if "fog" in wish.weather:
        canvas.veil(palette.sky[-1], top=0.3, bottom=1.1, strength=0.8)
    return heads


def place_heroes(canvas: Canvas, wish: Wish, palette: Palette, *, floor: float) -> list[Head]:
    """Put everybody where they belong: on the floor, on the water, in the air."""
    rng = canvas.rng
    heads = []
    count = len(wish.heroes)
    wide = 1.0 if count == 1 else 0.86 - 0.08 * count
    first = rng.uniform(0.34, 0.66) if count == 1 else 0.5
    for number, hero in enumerate(wish.heroes):
        x = first + (number - (count - 1) / 2) * (0.72 / count) + rng.uniform(-0.02, 0.02)
        tall = TALL.get(hero, 44.0) * wide * (0.62 if hero in SMALL and count > 1 else 1)
        tall *= rng.uniform(0.95, 1.08)
        y = floor + rng.uniform(-0.015, 0.02)
        if hero in ALOFT:
            y = rng.uniform(0.55, 0.66)
        elif hero in AFLOAT:
            y = min(0.86, max(0.7, floor + rng.uniform(0, 0.04)))
        heads += place(canvas, hero, palette, at=(x, y), tall=tall, wish=wish)
    return heads


def place(
    canvas: Canvas,
    hero: str,
    palette: Palette,
    *,
    at: tuple[float, float],
    tall: float,
    wish: Wish,
    dressed: bool = True,
) -> list[Head]:
    """Put one figure of `tall` units down with its shadow and what it is to wear."""
    x, y = at
    coat = NAMED[wish.coat[1]] if wish.coat and wish.coat[0] == hero else None
    tile = drawn(hero, round(tall * canvas.unit), canvas.rng, coat)
    if hero not in ALOFT:
        _shadow(canvas, palette, x, y, tall, wet=hero in AFLOAT)
    if palette.night:
        tile = _in_the_dark(tile, palette)
    canvas.stamp(tile, x, y)
    if hero in AFLOAT:
        _bow_wave(canvas, palette, x, y, tall)
    if hero not in COATS and hero not in {"owl", "penguin", "person", "robot", "dragon"}:
        return []
    high = canvas.unit / canvas.height
    broad = canvas.unit / canvas.width
    head = (x + (HEAD[0] - 0.5) * tall * broad, y - (1 - HEAD[1]) * tall * high, tall * 0.47)
    for name in wish.worn if dressed else ():
        wear(canvas, name, head)
    return [head]


def wear(canvas: Canvas, name: str, head: Head) -> None:
    """Put a hat, a crown or glasses on a head."""
    x, y, wide = head
    scale = {"glasses": 0.9, "crown": 0.62, "hat": 0.62, "top_hat": 0.8}[name]
    tile = drawn(name, max(8, round(wide * scale * canvas.unit)), canvas.rng)
    tall = tile.height / canvas.height
    lift = tall * 0.44 if name == "glasses" else -wide * 0.29 * canvas.unit / canvas.height
    canvas.stamp(tile, x, y + lift)


def drawn(name: str, side: int, rng: random.Random, coat: Colour | None = None) -> Image.Image:
    """Anybody or anything by name, on a transparent tile of `side` pixels."""
    figure = Figure(max(8, side), rng, coat)
    if name in COATS:
        animal(figure, name)
    else:
        ({**CREATURES, **BUILDS, **THINGS, **WORN})[name](figure)
    return figure.image


def _shadow(
    canvas: Canvas, palette: Palette, x: float, y: float, tall: float, *, wet: bool
) -> None:
    cx, cy = canvas.at(x, y)
    half, flat = tall * canvas.unit * 0.4, tall * canvas.unit * (0.03 if wet else 0.045)
    box = (cx - half, cy - flat * 1.6, cx + half, cy + flat)
    tone = darker(mix(palette.near, palette.far, 0.3), 0.5)
    canvas.soft(tone, 0.35, lambda pen: pen.ellipse(box, fill=255))


def _bow_wave(canvas: Canvas, palette: Palette, x: float, y: float, tall: float) -> None:
    """Water before what swims in it."""
    cx, cy = canvas.at(x, y)
    tone = lighter(palette.far, 0.55)
    for number in range(5):
        half = tall * canvas.unit * canvas.rng.uniform(0.14, 0.3)
        slip = canvas.rng.uniform(-0.28, 0.28) * tall * canvas.unit
        thick = canvas.unit * 0.4
        low = cy - thick + number * canvas.unit * 0.55
        canvas.draw.rounded_rectangle(
            (cx + slip - half, low - thick, cx + slip + half, low + thick * 0.4),
            radius=thick,
            fill=mix(tone, palette.far, number * 0.16),
        )


def _in_the_dark(tile: Image.Image, palette: Palette) -> Image.Image:
    """A figure under the light of the moon: a little bluer and deeper."""
    colour, alpha = tile.convert("RGB"), tile.getchannel("A")
    shade = Image.new("RGB", tile.size, mix(palette.sky[0], palette.sky[-1], 0.35))
    lit = Image.blend(colour, shade, 0.24)
    lit.putalpha(alpha)
    return lit
