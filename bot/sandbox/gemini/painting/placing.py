"""Where things stand in a picture, how large they are, and their shadows."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image, ImageOps

from bot.sandbox.gemini.data import from_toml
from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import Colour
from bot.sandbox.gemini.painting.figures import figure
from bot.sandbox.gemini.painting.tiles import Box, lit, sticker
from bot.sandbox.gemini.scenes.scene import PHOTO, Scene, Thing
from bot.sandbox.gemini.scenes.vocabulary import bare, is_person, members

ACROSS = (0.53, 0.2, 0.84, 0.36, 0.68, 0.09, 0.92, 0.28, 0.75, 0.45, 0.6, 0.15, 0.87, 0.5)
ALOFT = ((0.7, 0.24), (0.27, 0.2), (0.5, 0.13), (0.86, 0.4), (0.13, 0.38), (0.4, 0.32), (0.6, 0.4))
_DATA = from_toml(__package__, "placing.toml")
TALL = {bare(one): float(tall) for tall, row in _DATA["tall"].items() for one in row.split()}
MOUNTS: dict[str, dict[str, Any]] = _DATA["mount"]
USUAL, PERSON, CHILD = 44.0, 54.0, 44.0  # units
CHILDREN = {"👶", "🧒", "👦", "👧"}
BUILT = 58.0  # units: what is that tall is as large among small things as among others
DEPTH = 0.003  # of the canvas for each unit that something is taller: it stands farther away
LONE = (42.0, 64.0)  # units: what is alone is looked at closely
SERVED = 40.0  # units: what stands on a table is as well
TALLEST, MOST = 54.0, 1.35  # units: where all are small they are seen from nearer, up to so much
LARGEST = 0.86  # of the canvas, from a thing's foot upwards
CROWDED = 1.35  # how broad all that stands may be together, in widths of the canvas
SKETCH = 96  # pixels of a figure that is only measured
SMALLEST = 0.55  # of their size: how much smaller that makes them at most
SIZES = {"big": 1.45, "small": 0.62}
SIDES = {"left": 0.2, "middle": 0.5, "right": 0.8}
ON_PHOTO = {"top": 0.27, "eyes": 0.4, "neck": 0.66}  # on a photo: where a head most likely is


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
    turned: bool = False  # to the right

    def middle(self, canvas: Canvas) -> tuple[float, float]:
        """Where its middle is, in shares of the canvas."""
        return self.x, self.y - self.tall * 0.5 * canvas.unit / canvas.height

    def nearness(self) -> tuple[bool, bool, int, float]:
        """What is drawn later: what is before others, and of two at one place the smaller one.

        Houses and trees are behind all else, and a bench behind who could sit on it.
        """
        small, seat = _usual(self.thing.glyph) < BUILT, self.thing.glyph in members("ridden")
        return self.near, self.stands, small + (small and not seat), self.y - self.tall / 500


def place_things(canvas: Canvas, scene: Scene, spot: Spot) -> list[Placed]:
    """Where everybody belongs, in the scene's order."""
    placed = {thing.place: _placed(canvas, thing, scene, spot) for thing in scene.things}
    riders = [one for one in scene.things if one.on in placed and one.on != one.place]
    placed |= _with_room(canvas, [one for one in placed.values() if one.stands])
    placed |= {mount: _lifted(placed[mount]) for mount in {rider.on for rider in riders}}
    for rider in riders:
        placed[rider.place] = _mounted(placed[rider.place], placed[rider.on], canvas)
    return list(placed.values())


def put_things(canvas: Canvas, placed: Sequence[Placed], spot: Spot) -> None:
    """Draw everybody at their places, the far ones first."""
    for one in sorted(placed, key=Placed.nearness):
        _put(canvas, one, spot)


def boxes(canvas: Canvas, placed: Sequence[Placed]) -> list[Box]:
    """What they cover of a canvas, in pixels."""
    found = []
    for one in placed:
        tile, (x, foot) = _tile(canvas, one), canvas.at(one.x, one.y)
        left = _left(canvas, tile, x)
        found.append((left, round(foot - tile.height), left + tile.width, round(foot)))
    return found


def _with_room(canvas: Canvas, standing: list[Placed]) -> dict[int, Placed]:
    """Those who stand, by their place; smaller where they are broader together than the canvas."""
    broad = sum(figure(one.thing, SKETCH).width * one.tall for one in standing if one.thing.on < 0)
    room = CROWDED * canvas.width / canvas.unit
    share = max(SMALLEST, min(1.0, room * SKETCH / max(1, broad)))
    return {one.thing.place: replace(one, tall=one.tall * share) for one in standing}


def _tile(canvas: Canvas, one: Placed) -> Image.Image:
    return figure(one.thing, round(one.tall * canvas.unit))


def _lifted(mount: Placed) -> Placed:
    """A mount as it is ridden: a broom flies."""
    flies = MOUNTS.get(mount.thing.glyph, {}).get("flies", 0)
    return replace(mount, y=mount.y - flies, stands=mount.stands and not flies)


def _mounted(one: Placed, mount: Placed, canvas: Canvas) -> Placed:
    """A rider on the back of its mount."""
    usual = MOUNTS["person" if is_person(one.thing.glyph) else "animal"]
    how = MOUNTS.get(mount.thing.glyph, usual)
    tile = _tile(canvas, mount)
    back = how.get("back", 0) * tile.width / canvas.width
    return replace(
        one,
        x=mount.x - back if mount.turned else mount.x + back,
        y=mount.y - how["seat"] * tile.height / canvas.height,
        tall=min(max(one.tall, mount.tall * 0.7), mount.tall) * how["tall"],
        stands=False,
        near=how.get("near", False),
        turned=mount.turned,
    )


def _placed(canvas: Canvas, thing: Thing, scene: Scene, spot: Spot) -> Placed:
    """A thing by its kind and the layout: afloat, aloft, or on the ground."""
    rng = random.Random(f"{thing.chance} {thing.place}")  # noqa: S311
    unit, alone = canvas.unit / canvas.height, _count(scene) == 1
    tall = _tall(thing, scene, spot)
    x = ACROSS[thing.place % len(ACROSS)] + rng.uniform(-0.04, 0.04)
    swims = thing.glyph in members("water") and spot.kind in {"sea", "beach", "underwater"}
    stands = False
    if spot.kind == PHOTO:
        x, y, stands = _on_photo(thing, x, rng)
        tall *= 0.62
    elif spot.kind == "paper":
        tall *= 1.3
        y = 0.5 + tall * 0.5 * unit
    elif swims and spot.kind != "underwater":
        y = spot.sea + rng.uniform(0, 0.05)
        tall *= 1 if alone else 0.8
    elif swims or thing.glyph in members("sky"):
        x, y = (0.5, 0.42) if alone else ALOFT[thing.place % len(ALOFT)]
        y = y * 1.5 if swims else y
        tall *= 1.1 if alone else 0.7
        y = min(y + tall * 0.5 * unit, 0.97)
    else:
        far = 0 if spot.kind == "table" else (_usual(thing.glyph) - CHILD) * DEPTH
        y, stands = spot.floor - max(0, far) + rng.uniform(0, 0.03) * (thing.place > 0), True
    x = SIDES.get(thing.side, x)
    tall = min(tall, LARGEST * y / unit)
    turned = rng.random() < 0.5 if alone else x < 0.5  # they look at one another
    return Placed(thing=thing, x=x, y=y, tall=tall, stands=stands, turned=turned)


def _on_photo(thing: Thing, x: float, rng: random.Random) -> tuple[float, float, bool]:
    """Where a sticker is, and whether it stands: beside what there is to be seen, or worn by it."""
    for where, high in ON_PHOTO.items():
        if thing.glyph in members(f"worn_{where}"):
            return 0.5, high, False
    x = ACROSS[(thing.place + 1) % len(ACROSS)] + rng.uniform(-0.03, 0.03)
    high = thing.glyph in members("sky")
    return x, rng.uniform(0.26, 0.34) if high else rng.uniform(0.92, 0.96), not high


def _usual(glyph: str) -> float:
    """How tall a thing is beside others, in units."""
    if is_person(glyph):
        return CHILD if glyph in CHILDREN else PERSON
    return TALL.get(glyph, 20.0 if glyph in members("table") else USUAL)


def _tall(thing: Thing, scene: Scene, spot: Spot) -> float:
    """How tall a thing is drawn, in units: small ones are seen from nearer among themselves."""
    tall, count = _usual(thing.glyph), _count(scene)
    small = [one for one in map(_usual, {t.glyph for t in scene.things}) if one < BUILT]
    if spot.kind == "table":
        tall = min(SERVED, tall * 2)
    elif tall < BUILT and count > 1:
        tall *= min(max(1.0, TALLEST / max(small)), MOST)
    if count == 1:
        tall = min(max(tall * 1.2, LONE[0]), max(tall, LONE[1]))
    return tall * max(0.62, 1.08 - 0.08 * count) * SIZES.get(thing.size, 1.0) * spot.scale


def _count(scene: Scene) -> int:
    """How many there are beside one another."""
    return sum(thing.on < 0 for thing in scene.things)


def _put(canvas: Canvas, one: Placed, spot: Spot) -> None:
    image = _tile(canvas, one)
    if one.turned and one.thing.glyph not in members("table"):
        image = ImageOps.mirror(image)
    if spot.kind == PHOTO:
        image = sticker(image)
    elif one.thing.glyph not in members("glowing"):
        image = lit(image, spot.light)
    x, y = canvas.at(one.x, one.y)
    left = _left(canvas, image, x)
    if one.stands:
        _shadow(canvas, left, round(y), image.width)
    canvas.image.paste(image, (left, max(round(y - image.height), round(canvas.unit))), image)


def _left(canvas: Canvas, image: Image.Image, middle: float) -> int:
    """Where an image begins that is whole on the canvas, about a middle in pixels."""
    room = max(0, canvas.width - image.width)
    return round(min(max(middle - image.width / 2, room * 0.02), room * 0.98))


def _shadow(canvas: Canvas, left: int, foot: int, width: int) -> None:
    """A soft oval on the ground."""
    tall = max(6, width // 7)
    mask = Image.radial_gradient("L").point(lambda v: max(0, 120 - v * 3 // 4))
    mask = mask.resize((round(width * 1.1), tall), Image.Resampling.BILINEAR)
    canvas.image.paste((14, 12, 34), (left - width // 20, foot - round(tall * 0.62)), mask)
