"""A thing as it stands in a scene: people with a body and legs, hats on heads, moods in bubbles."""

from functools import lru_cache

from PIL import Image

from bot.sandbox.gemini.painting.cutouts import Layer, bounds, is_figure, layers
from bot.sandbox.gemini.painting.tiles import cut_out
from bot.sandbox.gemini.scenes.scene import Thing, Worn
from bot.sandbox.gemini.scenes.vocabulary import is_person, members

STEP = 24  # pixels: sizes are rounded to it, so that figures can be used again
PADDED = 1.14  # emojis leave room around them
HAIR_AND_SEX = "\u200d♀♂🦰🦱🦳🦲"  # after a head that is no more than a head
NOT_HUMAN = set("👽👹👺😈💀🤡🧟🧌")  # whose skin takes a colour
CLOTHES = {"🎅": "red", "🤶": "red"}  # of everybody else: by chance
HEAD, BUST = 0.54, 0.76  # how much of somebody's height is drawn in their emoji
LOW_EYES = 0.22  # of a head: how much farther down people's eyes and necks are than animals'
BUBBLES = {"happy": "😊", "sad": "😢", "angry": "😠", "surprised": "😲", "asleep": "💤"}
# What is worn: how broad, how far below the top of a head, in shares of the head's width, and
# which share of its own height is above that.
WORN = {"top": (0.95, -0.03, 0.82), "eyes": (1.0, 0.4, 0.5), "neck": (0.95, 0.85, 0.0)}


@lru_cache(maxsize=24)
def figure(thing: Thing, side: int) -> Image.Image:
    """A thing about `side` pixels tall with what it wears and feels, in RGBA."""
    found = _body(thing)
    if not found:
        return Image.new("RGBA", (1, 1))
    dressed = list(found)
    for worn in thing.worn:
        dressed += _fitted(worn, thing.glyph, found)
    if thing.mood in BUBBLES and not is_figure(thing.glyph):
        first, last = bounds(found)
        corner = complex(last.real, first.imag)
        dressed += _resized(layers(BUBBLES[thing.mood]), 0.3 * abs(last - first) / 1.4, corner, 0.7)
    whole = side if is_figure(thing.glyph) or is_person(thing.glyph) else round(side * PADDED)
    return cut_out(dressed, max(STEP, round(whole / STEP) * STEP))


def _body(thing: Thing) -> list[Layer]:
    """Somebody from head to foot, or a thing; the colour of people is that of their clothes."""
    glyph, chance = thing.glyph, thing.chance + thing.place
    if not is_person(glyph):
        return layers(glyph, colour=thing.colour, mood=thing.mood, chance=chance)
    if glyph[0] in members("head") and not glyph[1:].strip(HAIR_AND_SEX):
        colour = thing.colour or CLOTHES.get(glyph[0], "")
        body = layers("person", colour=colour, chance=chance)
        upper, share = layers(glyph, colour=colour if glyph[0] in NOT_HUMAN else ""), HEAD
    else:
        body, upper, share = layers("legs", chance=chance), layers(glyph, colour=thing.colour), BUST
    first, last = bounds(upper)
    return body + _resized(upper, (last - first).real * share * PADDED, 640 + 0j, 0)


def _resized(found: list[Layer], broad: float, place: complex, above: float) -> list[Layer]:
    """Layers so many steps broad, their middle at a place and a share of their height above it."""
    first, last = bounds(found)
    scale = broad / (last - first).real
    handle = complex((first + last).real / 2, first.imag + (last - first).imag * above)
    return [layer.moved(scale, place - handle * scale) for layer in found]


def _fitted(worn: Worn, glyph: str, found: list[Layer]) -> list[Layer]:
    """Something worn in the size of somebody's head, where it belongs."""
    top, head = _head(found, glyph)
    where = next(where for where in WORN if worn.glyph in members(f"worn_{where}"))
    broad, down, above = WORN[where]
    broad *= 0.55 if worn.glyph == "🎀" else 1
    down += LOW_EYES if where != "top" and is_person(glyph) else 0
    hat = layers(worn.glyph, colour=worn.colour)
    return _resized(hat, broad * head, top + down * head * 1j, above)


def _head(found: list[Layer], glyph: str) -> tuple[complex, float]:
    """The middle of a head's top and how broad the head is, in steps."""
    if is_figure(glyph):
        return 640 + 237j, 563.0
    first, last = bounds(found)
    span = last - first
    points = [point - first for layer in found for one in layer.polygons for point in one]
    if min(p.real for p in points if p.imag < span.imag * 0.12) > span.real / 2:
        # A tail: whoever is drawn from the side looks to the left.
        points = [point for point in points if point.real < span.real / 2]
    top = min(point.imag for point in points)
    xs = [point.real for point in points if point.imag < top + span.imag * 0.12]
    middle = complex((min(xs) + max(xs)) / 2, top + span.imag * 0.03)
    return first + middle, 563.0 if is_person(glyph) else min(span.real, span.imag) / 2
