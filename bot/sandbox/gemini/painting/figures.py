"""A thing as it stands in a scene: people with a body and legs, hats on heads, moods in bubbles."""

from functools import lru_cache

from PIL import Image, ImageOps

from bot.sandbox.gemini.painting.cutouts import is_figure, layers
from bot.sandbox.gemini.painting.tiles import cut_out, plain, stepped
from bot.sandbox.gemini.scenes.scene import Thing, Worn
from bot.sandbox.gemini.scenes.vocabulary import members

HAIR_AND_SEX = "\u200d♀♂🦰🦱🦳🦲"  # after a head that is no more than a head
WHEELS = {"🦯", "🦼", "🦽"}  # whose users are drawn as a whole
NOT_HUMAN = set("👽👹👺😈💀🤡🧟🧌")  # whose skin takes a colour
CLOTHES = {"🎅": "red", "🤶": "red"}  # of everybody else: by chance
HEAD, BUST = 0.54, 0.76  # how much of somebody's height is drawn in their emoji
LOW_EYES = 0.22  # of a head: how much farther down people's eyes and necks are than animals'
BUBBLES = {"happy": "😊", "sad": "😢", "angry": "😠", "surprised": "😲", "asleep": "💤"}
# What is worn: how broad, how far below the top of a head, in shares of the head's width, and
# which share of its own height is above that.
WORN = {"top": (0.95, -0.03, 0.82), "eyes": (1.0, 0.4, 0.5), "neck": (0.95, 0.85, 0.0)}


def is_person(glyph: str) -> bool:
    """Whether only the upper part of somebody is drawn, who stands on two legs."""
    return glyph[0] in members("head") | members("bust") and glyph[-1] not in WHEELS


def figure(thing: Thing, side: int) -> Image.Image:
    """A thing about `side` pixels tall with what it wears and feels, in RGBA."""
    image = tile(thing.glyph, side, thing.colour, thing.mood, thing.chance + thing.place)
    bubble = BUBBLES.get(thing.mood, "") if not is_figure(thing.glyph) else ""
    if not thing.worn and not bubble:
        return image
    pad = side // 2
    whole = ImageOps.expand(image, pad)
    for worn in thing.worn:
        hat, x, y = _fitted(worn, thing.glyph, image, side)
        whole.alpha_composite(hat, (max(0, round(x) + pad), max(0, round(y) + pad)))
    if bubble:
        face = tile(bubble, stepped(max(image.size) * 0.3))
        whole.alpha_composite(face, (round(image.width * 0.86) + pad, pad - face.height // 3))
    return whole.crop(whole.getbbox())


@lru_cache(maxsize=24)
def tile(glyph: str, side: int, colour: str = "", mood: str = "", chance: int = 0) -> Image.Image:
    """A thing about `side` pixels tall, in RGBA; a colour is that of a person's clothes."""
    if not is_person(glyph):
        return plain(glyph, side, colour, mood, chance)
    if glyph[0] in members("head") and not glyph[1:].strip(HAIR_AND_SEX):
        clothes = colour or CLOTHES.get(glyph[0], "")
        body = cut_out(layers("person", colour=clothes, chance=chance), side)
        upper = plain(glyph, round(side * HEAD), colour if glyph[0] in NOT_HUMAN else "")
    else:
        body = cut_out(layers("legs", chance=chance), side)
        upper = plain(glyph, round(side * BUST), colour)
    wide = max(side, upper.width)
    image = Image.new("RGBA", (wide, side))
    image.alpha_composite(body, ((wide - side) // 2, 0))
    image.alpha_composite(upper, ((wide - upper.width) // 2, 0))
    return image.crop(image.getbbox() or (0, 0, 1, 1))


def _fitted(
    worn: Worn, glyph: str, image: Image.Image, side: int
) -> tuple[Image.Image, float, float]:
    """Something worn in the size of somebody's head, and where it is in pixels of the image."""
    x, top, head = _head(image, glyph, side)
    where = next(where for where in WORN if worn.glyph in members(f"worn_{where}"))
    broad, down, above = WORN[where]
    broad *= 0.55 if worn.glyph == "🎀" else 1
    down += LOW_EYES if where != "top" and is_person(glyph) else 0
    hat = tile(worn.glyph, stepped(head * 1.15), worn.colour)
    hat = ImageOps.scale(hat, head * broad / hat.width)
    return hat, x - hat.width / 2, top + down * head - above * hat.height


def _head(image: Image.Image, glyph: str, side: int) -> tuple[float, float, float]:
    """The middle of a head's top and how broad the head is, in pixels of the image."""
    if is_figure(glyph):
        return image.width * 0.5, image.height * 0.185, side * 0.44
    alpha, tall = image.getchannel("A"), max(1, round(image.height * 0.12))
    box = alpha.crop((0, 0, image.width, tall)).getbbox() or (0, 0, image.width, 1)
    if box[0] > image.width * 0.5:  # a tail: whoever is drawn from the side looks to the left
        half = alpha.crop((0, 0, image.width // 2, image.height)).getbbox() or box
        part = alpha.crop((0, half[1], image.width // 2, half[1] + tall)).getbbox() or box
        box = (part[0], half[1], part[2], half[1] + tall)
    broad = 0.44 * side if is_person(glyph) else min(image.size) * 0.5
    return (box[0] + box[2]) / 2, box[1] + image.height * 0.03, broad
