"""Where things stand in a picture, and how they are put there: shadows, hats, bubbles."""

import random
from dataclasses import dataclass, replace

from PIL import Image

from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import Colour
from bot.sandbox.gemini.painting.cutouts import is_figure
from bot.sandbox.gemini.painting.tiles import lit, stepped, sticker, tile
from bot.sandbox.gemini.scenes.scene import PHOTO, Scene, Thing
from bot.sandbox.gemini.scenes.vocabulary import members

ACROSS = (0.52, 0.22, 0.8, 0.36, 0.65, 0.09, 0.91, 0.28, 0.72, 0.44, 0.57, 0.15, 0.85, 0.5)
ALOFT = ((0.7, 0.24), (0.27, 0.2), (0.5, 0.13), (0.86, 0.4), (0.13, 0.38), (0.4, 0.32), (0.6, 0.4))
TALL, USUAL, SMALL = 62.0, 44.0, 27.0  # units
SIZES = {"big": 1.45, "small": 0.55}
SIDES = {"left": 0.2, "middle": 0.5, "right": 0.8}
BUBBLES = {"happy": "😊", "sad": "😢", "angry": "😠", "surprised": "😲", "asleep": "💤"}


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
    stands: bool
    near: bool = False  # before everything else


def place_things(canvas: Canvas, scene: Scene, spot: Spot) -> tuple[float, float]:
    """Put everybody where they belong, the far ones first; says where the first one's middle is."""
    placed = [_placed(canvas, scene, thing, spot) for thing in scene.things]
    placed = [_mounted(one, placed, canvas) for one in placed]
    for one in sorted(placed, key=lambda one: (one.near, one.stands, one.y, one.thing.place)):
        _put(canvas, one, spot)
    if not placed:
        return 0.5, 0.5
    first = placed[0]
    return first.x, first.y - first.tall * 0.5 * canvas.unit / canvas.height


def _mounted(one: Placed, placed: list[Placed], canvas: Canvas) -> Placed:
    """A rider on the back of its mount."""
    mount = next((m for m in placed if m.thing.place == one.thing.on), None)
    if mount is None or mount is one:
        return one
    back = tile(mount.thing.glyph, stepped(mount.tall * canvas.unit), mount.thing.colour).height
    y = mount.y - back * 0.62 / canvas.height
    tall = min(one.tall, mount.tall) * (0.8 if mount.stands else 0.55)
    x, behind = mount.x, is_bust(one.thing.glyph)
    if behind:  # its lower half is hidden by the back; mounts look to the left until turned
        y += back * 0.1 / canvas.height
        x += (-0.1 if _turned(mount.thing) else 0.1) * mount.tall * canvas.unit / canvas.width
    return Placed(thing=one.thing, x=x, y=y, tall=tall, stands=False, near=not behind)


def _turned(thing: Thing) -> bool:
    """Whether it looks the other way than it was drawn."""
    return (thing.chance + thing.place) % 2 == 1 and thing.glyph not in members("kind", "table")


def _placed(canvas: Canvas, scene: Scene, thing: Thing, spot: Spot) -> Placed:
    placed = _by_layout(canvas, scene, thing, spot)
    return replace(placed, x=SIDES[thing.side]) if thing.side in SIDES else placed


def _by_layout(canvas: Canvas, scene: Scene, thing: Thing, spot: Spot) -> Placed:
    rng = random.Random(f"{thing.chance} {thing.place}")  # noqa: S311
    count = sum(one.on < 0 for one in scene.things)
    tall = SIZES.get(thing.size, 1.0) * spot.scale * _height(thing.glyph, spot)
    narrow = 3 if spot.kind == "table" else 6
    tall *= 1.0 if count < 3 else 0.9 if count < narrow else 0.72
    x = ACROSS[thing.place % len(ACROSS)] + rng.uniform(-0.045, 0.045)
    lone = count == 1 and thing.place == 0
    if lone and not is_figure(thing.glyph) and thing.glyph not in members("kind", "tall"):
        tall *= 1.5 if thing.glyph in members("kind", "small") else 1.2
    unit = canvas.unit / canvas.height
    if spot.kind == PHOTO:
        return _on_photo(thing, tall, rng)
    if spot.kind == "paper":
        return Placed(thing=thing, x=x, y=0.5 + tall * 0.55 * unit, tall=tall * 1.3, stands=False)
    if thing.glyph in members("kind", "water") and spot.kind in {"sea", "beach"}:
        y = spot.sea + rng.uniform(0, 0.05) + (0.03 if spot.kind == "sea" else 0)
        return Placed(thing=thing, x=x, y=y, tall=tall * (1 if lone else 0.75), stands=False)
    if thing.glyph in members("kind", "sky") or spot.kind == "underwater":
        at = (0.5, 0.42) if lone else ALOFT[thing.place % len(ALOFT)]
        if spot.kind == "underwater":
            at = (at[0], at[1] * 1.5 + 0.05)
            tall *= 1.5
        tall *= 1.15 if lone else 0.62
        return Placed(thing=thing, x=at[0], y=at[1] + tall * 0.5 * unit, tall=tall, stands=False)
    if is_bust(thing.glyph):
        tall *= 1.45 if lone else 1.25
        return Placed(thing=thing, x=x, y=1.02, tall=tall, stands=False, near=True)
    far = thing.glyph in members("kind", "tall") and spot.kind != "table"
    y = spot.floor - (0.07 if far else 0.0) + (0 if thing.place == 0 else rng.uniform(-0.015, 0.04))
    return Placed(thing=thing, x=x, y=min(y, 0.98), tall=tall, stands=True)


def is_bust(glyph: str) -> bool:
    """Whether only the upper half of somebody is drawn: they stand at the picture's lower edge."""
    return glyph[0] in members("kind", "bust") and glyph[-1] not in {"🦯", "🦼", "🦽"}


def _on_photo(thing: Thing, tall: float, rng: random.Random) -> Placed:
    """A sticker: at the sides of what there is to be seen, hats where a head most likely is."""
    for where, y in (("top", 0.27), ("eyes", 0.4), ("neck", 0.66)):
        if thing.glyph in members("kind", f"worn_{where}"):
            return Placed(thing=thing, x=0.5, y=y, tall=tall * 0.55, stands=False)
    x = ACROSS[(thing.place + 1) % len(ACROSS)] + rng.uniform(-0.03, 0.03)
    high = thing.glyph in members("kind", "sky")
    y = rng.uniform(0.26, 0.34) if high else rng.uniform(0.92, 0.96)
    return Placed(thing=thing, x=x, y=y, tall=tall * 0.62, stands=not high)


def _height(glyph: str, spot: Spot) -> float:
    if spot.kind == "table":
        return 30.0 if glyph in members("kind", "small") else 42.0
    if glyph in members("kind", "tall"):
        return TALL
    if glyph in members("kind", "table"):
        return SMALL * 1.2
    if glyph in members("kind", "small"):
        return SMALL * (1.5 if glyph in members("kind", "sky") else 1.1)
    return 50.0 if is_figure(glyph) else USUAL


def _put(canvas: Canvas, one: Placed, spot: Spot) -> None:
    thing = one.thing
    side = stepped(one.tall * canvas.unit)
    image = tile(thing.glyph, side, thing.colour, thing.mood, thing.chance + thing.place)
    if _turned(thing):
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    image = _worn(image, thing, side)
    if thing.mood in BUBBLES and not is_figure(thing.glyph):
        image = _with_bubble(image, BUBBLES[thing.mood])
    image = sticker(image) if spot.kind == PHOTO else lit(image, spot.light)
    x, y = canvas.at(one.x, one.y)
    room = max(0, canvas.width - image.width)
    left = round(min(max(x - image.width / 2, room * 0.02), room * 0.98))
    top = round(y - image.height)
    if one.stands:
        _shadow(canvas, left, round(y), image.width)
    canvas.image.paste(image, (left, max(top, round(canvas.unit))), image)


def _shadow(canvas: Canvas, left: int, foot: int, width: int) -> None:
    """A soft oval on the ground."""
    tall = max(6, width // 7)
    mask = Image.radial_gradient("L").point([max(0, 120 - v * 3 // 4) for v in range(256)])
    wide = round(width * 1.1)
    mask = mask.resize((wide, tall), Image.Resampling.BILINEAR)
    canvas.image.paste((14, 12, 34), (left - width // 20, foot - round(tall * 0.62)), mask)


def _worn(image: Image.Image, thing: Thing, side: int) -> Image.Image:
    """The thing with what it wears, on a larger tile if that sticks out."""
    for worn in thing.worn:
        drawn = is_figure(thing.glyph)
        head = side * 0.44 if drawn else min(image.width, image.height) * 0.5
        x, top = _crown(image, drawn=drawn)
        where = next(
            w for w in ("top", "eyes", "neck") if worn.glyph in members("kind", f"worn_{w}")
        )
        broad, sits = {
            "top": (0.95 if worn.glyph != "🎀" else 0.5, 0.86),
            "eyes": (1.0, 0.0),
            "neck": (0.95, 0.0),
        }[where]
        hat = tile(worn.glyph, stepped(head * 1.15), worn.colour)
        hat = hat.resize(
            (max(1, round(head * broad)), max(1, round(hat.height * head * broad / hat.width)))
        )
        face = top + (side * 0.17 if drawn else head * 0.45)
        neck = top + (side * 0.36 if drawn else head * 0.95)
        y = {"top": top - hat.height * sits, "eyes": face - hat.height / 2, "neck": neck}[where]
        image = _over(image, hat, round(x - hat.width / 2), round(y))
    return image


def _crown(image: Image.Image, *, drawn: bool) -> tuple[float, float]:
    """The middle of the top of a head, in pixels of the tile."""
    if drawn:
        return image.width * 0.5, image.height * 0.185
    alpha = image.getchannel("A")
    top = alpha.crop((0, 0, image.width, max(1, round(image.height * 0.12))))
    box = top.getbbox() or (0, 0, image.width, 1)
    return (box[0] + box[2]) / 2, box[1] + image.height * 0.03


def _with_bubble(image: Image.Image, glyph: str) -> Image.Image:
    """A small face over the thing's shoulder, for a mood that its own picture cannot show."""
    face = tile(glyph, stepped(max(image.size) * 0.3))
    return _over(image, face, round(image.width * 0.86), round(-face.height * 0.35))


def _over(image: Image.Image, top: Image.Image, x: int, y: int) -> Image.Image:
    """One tile laid on another, which grows upwards and to both sides where it has to."""
    grow_x = max(0, -x, x + top.width - image.width)
    grow_y = max(0, -y)
    if not grow_x and not grow_y:
        grown = image.copy()
    else:
        grown = Image.new("RGBA", (image.width + 2 * grow_x, image.height + grow_y))
        grown.paste(image, (grow_x, grow_y))
    grown.alpha_composite(top, (x + grow_x, y + grow_y))
    return grown
