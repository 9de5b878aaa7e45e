"""What words wish for: the few things the painter understands, found in a sentence."""

import random
import re
from dataclasses import dataclass
from itertools import pairwise

from bot.sandbox.gemini.painting.colours import NAMED

# Every word on the right means the thing on the left.
HEROES = {
    "fox": "fox vixen foxy",
    "wolf": "wolf wolve husky coyote",
    "cat": "cat kitten kitty kitties feline",
    "dog": "dog puppy puppie corgi dachshund hound retriever poodle",
    "rabbit": "rabbit bunny bunnie hare",
    "bear": "bear teddy grizzly",
    "panda": "panda",
    "mouse": "mouse mice rat hamster",
    "lion": "lion",
    "tiger": "tiger leopard",
    "raccoon": "raccoon badger",
    "koala": "koala",
    "pig": "pig piglet boar",
    "squirrel": "squirrel chipmunk",
    "frog": "frog toad",
    "owl": "owl",
    "penguin": "penguin",
    "bird": "bird sparrow robin parrot chick duck duckling",
    "whale": "whale dolphin",
    "fish": "fish shark goldfish koi",
    "dragon": "dragon dinosaur",
    "boat": "boat ship sail sailboat sailing yacht",
    "house": "house cottage cabin home hut village",
    "castle": "castle palace fortress",
    "lighthouse": "lighthouse",
    "balloon": "balloon airship",
    "rocket": "rocket spaceship spacecraft",
    "tree": "tree oak",
    "flower": "flower rose tulip daisy sunflower bouquet",
    "mushroom": "mushroom toadstool",
    "robot": "robot android droid",
    "person": "person girl boy woman man child people lady portrait wizard astronaut knight",
    "cup": "cup mug coffee tea cocoa teapot",
    "ghost": "ghost spooky halloween",
    "cactus": "cactus cacti",
    "snowman": "snowman snowmen",
    "easel": "easel artist painter painting",
}
WORN = {
    "top_hat": "tophat gentleman",
    "hat": "hat cap party birthday",
    "crown": "crown king queen royal",
    "glasses": "glasses sunglasses cool",
}
GROUNDS = {
    "hills": "hill meadow field valley countryside landscape garden park",
    "mountains": "mountain mountains alp peak cliff",
    "sea": "sea ocean beach wave lake river island coast shore harbour harbor water",
    "forest": "forest wood woods jungle pine",
    "desert": "desert dune sand",
    "city": "city town street skyline skyscraper tokyo paris london york building",
    "space": "space planet galaxy cosmos moonbase mars saturn nebula universe",
    "flow": "abstract pattern flow swirl music dream wallpaper texture wind energy magic",
}
PALETTES = {
    "night": "night midnight moon moonlight moonlit dark star starry stars",
    "sunset": "sunset dusk evening golden",
    "dawn": "dawn sunrise morning",
    "day": "day noon sunny summer daylight bright",
    "autumn": "autumn fall october",
    "fire": "fire lava volcano flame hell burning inferno",
    "snow": "snow winter ice icy frozen snowy christmas arctic",
    "storm": "storm stormy thunder gloomy rainy",
    "candy": "candy pastel sweet kawaii cute unicorn",
    "neon": "neon cyberpunk synthwave retrowave disco",
    "space": "space galaxy cosmos nebula universe",
    "forest": "spring moss",
}
WEATHER = {
    "snow": "snow snowing snowy snowfall blizzard christmas",
    "rain": "rain raining rainy drizzle storm stormy",
    "fog": "fog foggy mist misty haze",
    "rainbow": "rainbow",
    "aurora": "aurora northern borealis",
    "stars": "star stars starry",
    "birds": "gull swallow flock",
}
SHAPES = {
    "square": "square cube box",
    "circle": "circle ball dot disc sphere",
    "triangle": "triangle pyramid",
    "heart": "heart love valentine",
    "star": "star",
    "hexagon": "hexagon",
}
STYLES = {
    "sepia": "sepia vintage old antique",
    "grey": "monochrome greyscale grayscale noir bw",
    "sketch": "sketch pencil drawing drawn charcoal",
    "pixel": "pixel pixelart 8bit pixelated pixels",
    "paint": "watercolor watercolour oil impressionist aquarelle gouache",
    "comic": "comic cartoon anime pop poster",
    "glass": "mosaic stained polygon lowpoly geometric",
    "neon": "neon cyberpunk synthwave",
    "pastel": "pastel soft dreamy",
    "blur": "blur blurry blurred",
    "warm": "warm warmer sunset golden dawn dusk sunrise autumn evening",
    "cold": "cold colder cool winter ice icy frozen snow snowy",
    "night": "night midnight dark moonlight",
    "bright": "bright brighter lighter day sunny summer",
    "dim": "darker dim moody storm stormy gloomy",
    "vivid": "vivid colourful colorful saturated",
    "fire": "fire lava burning inferno",
    "mirror": "mirror mirrored flip flipped reflect",
    "upside": "upside",
    "turn": "rotate turned tilt tilted",
    "zoom": "zoom closer closeup crop",
    "kaleidoscope": "kaleidoscope mandala symmetrical symmetry",
    "frame": "frame framed border gallery museum polaroid",
    "blend": "blend mix merge combine fuse morph",
}
NUMBERS = {"two": 2, "couple": 2, "pair": 2, "three": 3, "several": 3, "many": 3, "2": 2, "3": 3}
# Where somebody is at home, when the words leave it open: a ground and a palette.
HOMES = {
    "fox": ("forest", "autumn"),
    "wolf": ("mountains", "night"),
    "bear": ("forest", "forest"),
    "owl": ("forest", "night"),
    "raccoon": ("forest", "night"),
    "squirrel": ("forest", "autumn"),
    "mushroom": ("forest", "forest"),
    "frog": ("forest", "forest"),
    "penguin": ("hills", "snow"),
    "snowman": ("hills", "snow"),
    "whale": ("sea", "sea"),
    "fish": ("sea", "sea"),
    "boat": ("sea", "sunset"),
    "lighthouse": ("sea", "dawn"),
    "cactus": ("desert", "desert"),
    "lion": ("desert", "desert"),
    "dragon": ("mountains", "sunset"),
    "castle": ("hills", "candy"),
    "ghost": ("hills", "night"),
    "rocket": ("space", "space"),
    "robot": ("city", "dawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was understood of a sentence; empty where it says nothing."""

    heroes: tuple[str, ...] = ()
    met: tuple[str, ...] = ()  # "the cat": somebody who is in the picture already
    worn: tuple[str, ...] = ()
    ground: str | None = None
    palette: str | None = None
    weather: tuple[str, ...] = ()
    shape: str | None = None
    colour: str | None = None
    coat: tuple[str, str] | None = None  # who in the picture has a colour: "a blue robot"
    styles: tuple[str, ...] = ()
    keeps: bool = False  # "change nothing": the picture stays as it is

    @property
    def newcomers(self) -> tuple[str, ...]:
        """Who shall join a picture that is there already."""
        return tuple(hero for hero in self.heroes if hero not in self.met)

    @property
    def changes(self) -> bool:
        """Whether there is anything to do to a picture that is there already."""
        return bool(self.newcomers or self.worn or self.weather or self.colour or self.styles)


def understand(words: str) -> Wish:
    """Find in a sentence what the painter knows."""
    text = re.sub(r"\bpaintings? (of|in)\b|\bjust\b", " ", words.lower())
    text = re.sub(r"\b(black and white|black-and-white)\b", "greyscale", text)
    text = text.replace("gray", "grey").replace("top hat", "tophat").replace("8-bit", "8bit")
    tokens = re.findall(r"[a-z]+|\d+(?:bit)?", text)
    shape = _first(tokens, SHAPES)
    heroes = () if _leaves_out(tokens) else _heroes(tokens)
    # "A star" is a shape; "a fox under a star" is a sky.
    colour = next((at for at, token in enumerate(tokens) if token in NAMED), None)
    worn_by = heroes and colour is not None and _all(tokens[colour + 1 : colour + 3], HEROES)
    named = tokens[colour] if colour is not None else None
    plain = shape is not None and not heroes and _first(tokens, GROUNDS) is None
    return Wish(
        heroes=heroes,
        met=_met(tokens),
        worn=_all(tokens, WORN)[:2],
        ground=_first(tokens, GROUNDS),
        palette=_light(tokens),
        weather=_all(tokens, WEATHER),
        shape=shape if plain else None,
        colour=None if worn_by else named,
        coat=(worn_by[0], named) if worn_by and named else None,
        styles=_all(tokens, STYLES),
        keeps=re.search(r"\b(keep everything|change nothing)\b", text) is not None,
    )


def at_home(wish: Wish, rng: random.Random) -> tuple[str, str]:
    """The ground and the palette of a new picture: as wished, or where its hero is at home."""
    lone = next((HOMES[hero] for hero in wish.heroes if hero in HOMES), None)
    ground = wish.ground or (lone[0] if lone else None)
    palette = wish.palette or (lone[1] if lone and wish.ground in {None, lone[0]} else None)
    by_ground = {
        "sea": ("sea", "sunset", "dawn"),
        "forest": ("forest", "autumn", "dawn"),
        "desert": ("desert", "sunset"),
        "city": ("night", "dawn", "sunset", "neon"),
        "space": ("space",),
        "mountains": ("dawn", "day", "sunset", "snow"),
        "hills": ("day", "sunset", "dawn", "autumn"),
        "flow": ("sunset", "sea", "candy", "neon", "night"),
    }
    if ground is None:
        ground = rng.choice(
            ("hills", "mountains", "forest", "hills", "sea")[: 4 if wish.heroes else 5]
        )
        if not wish.heroes and palette is None and rng.random() < 0.25:
            ground = "flow"
    if wish.colour and palette is None:
        palette = "day"
    if palette == "space" and wish.ground is None and not lone:
        ground = "space"
    return ground, palette or rng.choice(by_ground[ground])


def _light(tokens: list[str]) -> str | None:
    """The palette of the words; a winter's night is one of its own."""
    found = _all(tokens, PALETTES)
    if {"snow", "night"} <= {*found}:
        return "snowy night"
    return found[0] if found else None


def _heroes(tokens: list[str]) -> tuple[str, ...]:
    """Up to three who are in the picture, the first as often as it was counted."""
    found = _all(tokens, HEROES)
    if _all(tokens, STYLES) and "painting" in tokens:  # a manner, not somebody who paints
        found = tuple(hero for hero in found if hero != "easel")
    if not found:
        return ()
    many = any(token.endswith("s") and _all([token], HEROES) for token in tokens)
    count = next((NUMBERS[token] for token in tokens if token in NUMBERS), 2 if many else 1)
    if len(found) == 1:
        return found * count
    return found[:3]


def _met(tokens: list[str]) -> tuple[str, ...]:
    """Those who are spoken of as known: "the cat", "its owl"."""
    known = [
        after for before, after in pairwise(tokens) if before in {"the", "this", "that", "its"}
    ]
    return _all(known, HEROES)


def _leaves_out(tokens: list[str]) -> bool:
    return any(token in {"remove", "without", "delete", "erase"} for token in tokens)


def _all(tokens: list[str], lexicon: dict[str, str]) -> tuple[str, ...]:
    """Everything of a lexicon that the words name, in the order of the words."""
    meaning = {word: name for name, words in lexicon.items() for word in words.split()}
    found = []
    for token in tokens:
        for form in (token, token.removesuffix("s"), token.removesuffix("es")):
            if form in meaning:
                found.append(meaning[form])
                break
    return tuple(dict.fromkeys(found))


def _first(tokens: list[str], lexicon: dict[str, str]) -> str | None:
    found = _all(tokens, lexicon)
    return found[0] if found else None
