"""A thing as it stands in a scene: people with a body and legs, hats on heads, moods in bubbles."""

from functools import lru_cache

from PIL import Image

from bot.sandbox.gemini.painting.cutouts import is_figure, layers
from bot.sandbox.gemini.painting.tiles import cut_out, plain, stepped
from bot.sandbox.gemini.scenes.scene import Thing
from bot.sandbox.gemini.scenes.vocabulary import members

HAIR_AND_SEX = "\u200d♀♂🦰🦱🦳🦲"  # after a head that is no more than a head
WHEELS = {"🦯", "🦼", "🦽"}  # whose users are drawn as a whole
NOT_HUMAN = set("👽👹👺😈💀🤡🧟🧌")  # whose skin takes a colour
HEAD, BUST = 0.54, 0.76  # how much of somebody's height is drawn in their emoji
BUBBLES = {"happy": "😊", "sad": "😢", "angry": "😠", "surprised": "😲", "asleep": "💤"}


def is_person(glyph: str) -> bool:
    """Whether only the upper part of somebody is drawn, who stands on two legs."""
    return glyph[0] in members("head") | members("bust") and glyph[-1] not in WHEELS


def figure(thing: Thing, side: int) -> Image.Image:
    """A thing about `side` pixels tall with what it wears and feels, in RGBA."""
    chance = thing.chance + thing.place
    image = tile(thing.glyph, side, thing.colour, thing.mood, chance)
    image = _worn(image, thing, side)
    if thing.mood in BUBBLES and not is_figure(thing.glyph):
        face = tile(BUBBLES[thing.mood], stepped(max(image.size) * 0.3))
        image = _over(image, face, round(image.width * 0.86), round(-face.height * 0.35))
    return image


@lru_cache(maxsize=24)
def tile(glyph: str, side: int, colour: str = "", mood: str = "", chance: int = 0) -> Image.Image:
    """A thing about `side` pixels tall, in RGBA; a colour is that of a person's clothes."""
    if not is_person(glyph):
        return plain(glyph, side, colour, mood, chance)
    if glyph[0] in members("head") and not glyph[1:].strip(HAIR_AND_SEX):
        body = cut_out(layers("person", colour=colour, chance=chance), side)
        upper = plain(glyph, round(side * HEAD), colour if glyph[0] in NOT_HUMAN else "")
    else:
        body = cut_out(layers("legs", chance=chance), side)
        upper = plain(glyph, round(side * BUST), colour)
    wide = max(side, upper.width)
    image = Image.new("RGBA", (wide, side))
    image.alpha_composite(body, ((wide - side) // 2, 0))
    image.alpha_composite(upper, ((wide - upper.width) // 2, 0))
    return image.crop(image.getbbox() or (0, 0, 1, 1))


def _worn(image: Image.Image, thing: Thing, side: int) -> Image.Image:
    """The thing with what it wears, on a larger tile if that sticks out."""
    for worn in thing.worn:
        x, top, head = _head(image, thing.glyph, side)
        lower = 0.22 * head if is_person(thing.glyph) else 0.0
        broad, y = {
            "top": (0.5 if worn.glyph == "🎀" else 0.95, top - 0.03 * head),
            "eyes": (1.0, top + 0.4 * head + lower),
            "neck": (0.95, top + 0.85 * head + lower),
        }[next(w for w in ("top", "eyes", "neck") if worn.glyph in members(f"worn_{w}"))]
        hat = tile(worn.glyph, stepped(head * 1.15), worn.colour)
        wide = max(1, round(head * broad))
        hat = hat.resize((wide, max(1, round(hat.height * wide / hat.width))))
        if worn.glyph in members("worn_top"):
            y -= hat.height * 0.82
        elif worn.glyph in members("worn_eyes"):
            y -= hat.height / 2
        image = _over(image, hat, round(x - hat.width / 2), round(y))
    return image


def _head(image: Image.Image, glyph: str, side: int) -> tuple[float, float, float]:
    """The middle of a head's top and how broad the head is, in pixels of the tile."""
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


def _over(image: Image.Image, top: Image.Image, x: int, y: int) -> Image.Image:
    """One tile laid on another, which grows upwards and to both sides where it has to."""
    grow_x, grow_y = max(0, -x, x + top.width - image.width), max(0, -y)
    grown = Image.new("RGBA", (image.width + 2 * grow_x, image.height + grow_y))
    grown.paste(image, (grow_x, grow_y))
    grown.alpha_composite(top, (x + grow_x, y + grow_y))
    return grown
