"""Where things stand in a picture, how large they are, and their shadows."""

import random
from dataclasses import dataclass, replace

from PIL import Image

from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import Colour
from bot.sandbox.gemini.painting.cutouts import is_figure
from bot.sandbox.gemini.painting.figures import figure, is_person
from bot.sandbox.gemini.painting.tiles import lit, stepped, sticker
from bot.sandbox.gemini.scenes.scene import PHOTO, Scene, Thing
from bot.sandbox.gemini.scenes.vocabulary import members

ACROSS = (0.52, 0.22, 0.8, 0.36, 0.65, 0.09, 0.91, 0.28, 0.72, 0.44, 0.57, 0.15, 0.85, 0.5)
ALOFT = ((0.7, 0.24), (0.27, 0.2), (0.5, 0.13), (0.86, 0.4), (0.13, 0.38), (0.4, 0.32), (0.6, 0.4))
HEIGHTS = {"tiny": 15.0, "small": 27.0, "tall": 62.0, "table": 20.0}  # units, by kind
USUAL, FIGURE, PERSON, CHILD, SHAPE = 44.0, 50.0, 56.0, 45.0, 20.0  # units
CHILDREN = {"👶", "🧒", "👦", "👧"}
LARGEST = 0.86  # of the canvas, from a thing's foot upwards
SIZES = {"big": 1.45, "small": 0.62}
SIDES = {"left": 0.2, "middle": 0.5, "right": 0.8}
FLYING = 0.28  # of the canvas: how high a witch's broom is
# How far down a mount or seat somebody's feet are, as a share of its height.
SEATS = {"🧹": 0.35, "🛋": 0.34, "🛏": 0.5, "🪑": 0.5}
INSIDE = {"🚗", "🚙", "🚕", "🚌", "🚚", "🚜", "🏎", "🚂"}  # whose drivers' heads are seen
LOW = {*SEATS, "🛹", "🛴", "🛶", "🌊", "🛷", "🚲", "🛵", "🏍"}  # who rides these stands before them


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What a ground is to those who stand on it."""

    kind: str
    floor: float  # a share of the canvas
    light: Colour
    sea: float = 0.72  # where a ship floats, a share of the canvas
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A thing with its place: the middle of its foot, and how tall it is, in units."""

    thing: Thing
    x: float
    y: float
    tall: float
    stands: bool = False
    near: bool = False  # before everything else


def place_things(canvas: Canvas, scene: Scene, spot: Spot) -> tuple[float, float]:
    """Put everybody where they belong, the far ones first; says where the first one's middle is."""
    count = sum(one.on < 0 for one in scene.things)
    ridden = {one.on for one in scene.things}
    placed = [_placed(canvas, thing, spot, count) for thing in scene.things]
    placed = [
        replace(one, y=one.y - FLYING, stands=False)
        if one.thing.glyph == "🧹" and one.thing.place in ridden
        else one
        for one in placed
    ]
    placed = [_mounted(one, placed, canvas) for one in placed]
    for one in sorted(placed, key=lambda one: (one.near, one.stands, one.y, one.thing.place)):
        _put(canvas, one, spot)
    if not placed:
        return 0.5, 0.5
    first = placed[0]
    return first.x, first.y - first.tall * 0.5 * canvas.unit / canvas.height


def _mounted(one: Placed, placed: list[Placed], canvas: Canvas) -> Placed:
    """A rider on the back of its mount; one astride has a leg behind it."""
    mount = next((m for m in placed if m.thing.place == one.thing.on), None)
    if mount is None or mount is one:
        return one
    back = figure(mount.thing, stepped(mount.tall * canvas.unit)).height / canvas.height
    tall = one.tall * 0.75 if mount.thing.glyph in LOW else min(one.tall, mount.tall) * 0.7
    inside = mount.thing.glyph in INSIDE
    astride = inside or (is_person(one.thing.glyph) and mount.thing.glyph not in LOW)
    y = mount.y - back * SEATS.get(mount.thing.glyph, 0.4 if astride and not inside else 0.62)
    return Placed(thing=one.thing, x=mount.x, y=y, tall=tall, near=not astride)


def _placed(canvas: Canvas, thing: Thing, spot: Spot, count: int) -> Placed:
    """A thing by its kind and the layout: afloat, aloft, or on the ground."""
    rng = random.Random(f"{thing.chance} {thing.place}")  # noqa: S311
    lone = count == 1 and thing.glyph not in LOW
    tall = SIZES.get(thing.size, 1.0) * spot.scale * _height(thing.glyph, spot, lone=lone)
    tall *= 1.0 if count < 3 else 0.9 if count < (3 if spot.kind == "table" else 6) else 0.72
    x = ACROSS[thing.place % len(ACROSS)] + rng.uniform(-0.045, 0.045)
    unit = canvas.unit / canvas.height
    if spot.kind == PHOTO:
        placed = _on_photo(thing, tall, rng)
    elif spot.kind == "paper":
        placed = Placed(thing=thing, x=x, y=0.5 + tall * 0.55 * unit, tall=tall * 1.3)
    elif thing.glyph in members("water") and spot.kind in {"sea", "beach"}:
        y = spot.sea + rng.uniform(0, 0.05) + (0.03 if spot.kind == "sea" else 0)
        placed = Placed(thing=thing, x=x, y=y, tall=tall * (1 if lone else 0.75))
    elif thing.glyph in members("sky") or spot.kind == "underwater":
        x, y = (0.5, 0.42) if lone else ALOFT[thing.place % len(ALOFT)]
        tall *= 1.15 if lone else 0.62
        if spot.kind == "underwater":
            y, tall = y * 1.5 + 0.05, tall * (0.95 if lone else 1.5)
        placed = Placed(thing=thing, x=x, y=min(y + tall * 0.5 * unit, 0.97), tall=tall)
    elif thing.glyph in members("neck"):
        placed = Placed(thing=thing, x=x, y=1.02, tall=tall * 1.3, near=True)
    else:
        far = 0.07 if thing.glyph in members("tall") and spot.kind not in {"table", "room"} else 0.0
        y = spot.floor - far + (0 if thing.place == 0 else rng.uniform(-0.015, 0.04))
        placed = Placed(thing=thing, x=x, y=min(y, 0.98), tall=tall, stands=True)
    tall = min(placed.tall, LARGEST * placed.y / unit)
    return replace(placed, tall=tall, x=SIDES.get(thing.side, placed.x))


def _on_photo(thing: Thing, tall: float, rng: random.Random) -> Placed:
    """A sticker: at the sides of what there is to be seen, hats where a head most likely is."""
    for where, y in (("top", 0.27), ("eyes", 0.4), ("neck", 0.66)):
        if thing.glyph in members(f"worn_{where}"):
            return Placed(thing=thing, x=0.5, y=y, tall=tall * 0.55)
    x = ACROSS[(thing.place + 1) % len(ACROSS)] + rng.uniform(-0.03, 0.03)
    high = thing.glyph in members("sky")
    y = rng.uniform(0.26, 0.34) if high else rng.uniform(0.92, 0.96)
    return Placed(thing=thing, x=x, y=y, tall=tall * 0.62, stands=not high)


def _height(glyph: str, spot: Spot, *, lone: bool) -> float:
    """How tall a thing is beside others, in units; what is alone is looked at closely."""
    kind = next((kind for kind in HEIGHTS if glyph in members(kind)), "")
    if glyph in CHILDREN or is_person(glyph):
        return CHILD if glyph in CHILDREN else PERSON
    if is_figure(glyph):
        return FIGURE
    if spot.kind == "table":
        tall = {"small": 30.0, "tiny": 42.0 if lone else 20.0}.get(kind, 42.0)
    elif glyph in members("shape") and spot.kind != "paper" and not kind:
        tall = SHAPE
    else:
        tall = HEIGHTS.get(kind, USUAL)
    if not lone or kind == "tall":
        return tall
    return tall * {"small": 1.5, "table": 2.0}.get(kind, 1.2)


def _put(canvas: Canvas, one: Placed, spot: Spot) -> None:
    image = figure(one.thing, stepped(one.tall * canvas.unit))
    image = sticker(image) if spot.kind == PHOTO else lit(image, spot.light)
    x, y = canvas.at(one.x, one.y)
    room = max(0, canvas.width - image.width)
    left = round(min(max(x - image.width / 2, room * 0.02), room * 0.98))
    if one.stands:
        _shadow(canvas, left, round(y), image.width)
    canvas.image.paste(image, (left, max(round(y - image.height), round(canvas.unit))), image)


def _shadow(canvas: Canvas, left: int, foot: int, width: int) -> None:
    """A soft oval on the ground."""
    tall = max(6, width // 7)
    mask = Image.radial_gradient("L").point([max(0, 120 - v * 3 // 4) for v in range(256)])
    mask = mask.resize((round(width * 1.1), tall), Image.Resampling.BILINEAR)
    canvas.image.paste((14, 12, 34), (left - width // 20, foot - round(tall * 0.62)), mask)
