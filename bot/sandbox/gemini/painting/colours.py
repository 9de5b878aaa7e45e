"""Colours: their names, mixing them, and the palettes a picture is painted in."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib import resources

from PIL import Image

Colour = tuple[int, int, int]

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


def _palette(row: str) -> Palette:
    sky, light, far, near, accent, *night = row.split(" | ")
    return Palette(
        sky=tuple(parse(code) for code in sky.split()),
        light=parse(light),
        far=parse(far),
        near=parse(near),
        accent=parse(accent),
        night=bool(night),
    )


_DATA = tomllib.loads(resources.files(__package__).joinpath("palettes.toml").read_text("utf-8"))
NAMED: dict[str, Colour] = {name: parse(code) for name, code in _DATA["named"].items()}
MATRICES: dict[str, tuple[float, ...]] = {n: tuple(row) for n, row in _DATA["matrices"].items()}
PETALS = {season: [parse(code) for code in row.split()] for season, row in _DATA["petals"].items()}
PALETTES = {name: _palette(row) for name, row in _DATA["palettes"].items()}


def name_colours(image: Image.Image, *, most: int = 2) -> list[str]:
    """The names of the colours an RGB picture is mostly made of, the commonest first."""
    names = Image.new("P", (1, 1))
    names.putpalette([part for colour in NAMED.values() for part in colour])
    small = image.resize((16, 16), Image.Resampling.BOX)
    counts = Counter(small.quantize(palette=names, dither=Image.Dither.NONE).tobytes())
    return [list(NAMED)[index] for index, _ in counts.most_common(most)]
