"""Colours: their names, mixing them, and the palettes a picture is painted in."""

from dataclasses import dataclass

from PIL import Image

Colour = tuple[int, int, int]

NAMED: dict[str, Colour] = {
    "black": (34, 32, 40),
    "white": (246, 243, 236),
    "grey": (134, 136, 142),
    "red": (214, 58, 52),
    "orange": (240, 134, 46),
    "yellow": (248, 205, 70),
    "green": (74, 157, 95),
    "teal": (38, 143, 145),
    "blue": (52, 104, 205),
    "purple": (124, 82, 180),
    "pink": (240, 138, 170),
    "brown": (133, 88, 60),
}
PAPER: Colour = (250, 246, 236)
INK: Colour = (43, 38, 48)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour `share` of the way (0 to 1) from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    """Towards white."""
    return mix(colour, (255, 255, 255), share)


def darker(colour: Colour, share: float) -> Colour:
    """Towards a deep blue rather than black, which looks dirty."""
    return mix(colour, (12, 12, 34), share)


def parse(code: str) -> Colour:
    """`#rrggbb` as numbers."""
    value = int(code.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """What one picture is painted in."""

    sky: tuple[Colour, ...]  # from the zenith to the horizon
    light: Colour  # sun, moon, lit windows
    far: Colour  # the land at the horizon
    near: Colour  # the land at one's feet
    accent: Colour  # the small thing the eye finds
    night: bool = False
    lights: bool = True  # whether sun and moon are in the sky


def _palette(
    sky: str, light: str, far: str, near: str, accent: str, *, night: bool = False
) -> Palette:
    return Palette(
        sky=tuple(parse(code) for code in sky.split()),
        light=parse(light),
        far=parse(far),
        near=parse(near),
        accent=parse(accent),
        night=night,
    )


PALETTES = {
    "day": _palette("#3f97d8 #86cbed #e6f5f0", "#fff6cf", "#9fcbcb", "#2c6a50", "#f25f4c"),
    "dawn": _palette("#5566ad #d992b4 #ffd6ac", "#fff3d6", "#c690b2", "#38335f", "#ff8c61"),
    "sunset": _palette(
        "#33285f #a83c6c #f7774f #ffd27a", "#fff1bd", "#a94a76", "#27183c", "#ffcf56"
    ),
    "night": _palette(
        "#060a22 #13245a #3c5796", "#f7f1d6", "#33498a", "#070d26", "#ffd166", night=True
    ),
    "sea": _palette("#56b7da #a9dfe8 #fdf1d3", "#ffeeb8", "#5fb0c9", "#0c4a6b", "#f4743b"),
    "forest": _palette("#b9d8c2 #dcebcf #fbf5dc", "#fffbe2", "#a8c8aa", "#113a2e", "#e76f51"),
    "autumn": _palette("#f3cf9c #f9b571 #f58a5f", "#fff4d4", "#df9a68", "#54262a", "#f25c54"),
    "snow": _palette("#8fb3d6 #c6dced #fbf8f3", "#fffdf0", "#b3cbe2", "#f4f9fd", "#d1495b"),
    "snowy night": _palette(
        "#070d2a #1b2f6b #5570ac", "#f7f1d6", "#4d659f", "#c9d8f2", "#ffd166", night=True
    ),
    "desert": _palette("#e9a57f #f8cfa4 #fff0d4", "#fff9e8", "#e5a477", "#a3482c", "#2a9d8f"),
    "candy": _palette("#b79ce0 #f4b0d2 #fff0e0", "#fffae8", "#d997c6", "#6a3f92", "#ff5d8f"),
    "storm": _palette("#262f40 #56687d #aab7bf", "#f4efd9", "#73859a", "#161e2c", "#ffd166"),
    "space": _palette(
        "#04030e #170a38 #43207a", "#fdf0d5", "#4b2a86", "#0a0520", "#ff7ad9", night=True
    ),
}


def name_colours(image: Image.Image, *, most: int = 2) -> list[str]:
    """The names of the colours an RGB picture is mostly made of, the commonest first."""
    small = image.resize((16, 16), Image.Resampling.BOX)
    counts: dict[str, int] = {}
    raw = small.tobytes()
    for at in range(0, len(raw), 3):
        name = nearest_name((raw[at], raw[at + 1], raw[at + 2]))
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])[:most]


def nearest_name(colour: Colour) -> str:
    """The named colour that looks most like this one."""
    return min(NAMED, key=lambda name: _distance(NAMED[name], colour))


def _distance(one: Colour, other: Colour) -> float:
    """How different two colours look: a weighted square distance that minds the eye's green."""
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return 2 * red * red + 4 * green * green + 3 * blue * blue
