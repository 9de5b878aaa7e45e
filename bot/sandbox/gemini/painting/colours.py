"""Colours: their names, mixing them, and the palettes a picture is painted in."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from PIL import Image

from bot.sandbox.gemini.data import from_toml
from bot.sandbox.gemini.scenes.scene import Scene

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
PAPER: Colour = (250, 246, 236)
SAND: Colour = (240, 214, 166)
WATERS = {"sea", "beach"}
_STEP = re.compile(r"([+-])(\d+)|(\d+) (\S+)")


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour `share` of the way (0 to 1) from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def shaded(colour: Colour, hundredths: float) -> Colour:
    """Lighter by so many hundredths, or darker: towards a deep blue, as black looks dirty."""
    return mix(colour, WHITE if hundredths > 0 else (12, 12, 34), abs(hundredths) / 100)


def parse(code: str) -> Colour:
    """`#rrggbb` as numbers."""
    value = int(code.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255


def tone(code: str, named: Mapping[str, Colour]) -> Colour:
    """The colour of a code such as `#d63a34`, `fur-12` or `near 30 sky +10`.

    The last one is what lies 30 hundredths of the way from the colour named near to the one named
    sky, then 10 hundredths lighter.
    """
    first = re.split("[ +-]", code, maxsplit=1)[0]
    colour = parse(first) if first[0] == "#" else named[first]
    for sign, hundredths, share, other in _STEP.findall(code.removeprefix(first)):
        if sign:
            colour = shaded(colour, int(sign + hundredths))
        else:
            colour = mix(colour, tone(other, named), int(share) / 100)
    return colour


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

    def named(self, share: float = 0.0) -> dict[str, Colour]:
        """Its colours by name: "here" is that of the land, from the far one to the near one."""
        zenith, *_, high, horizon = self.sky
        here = mix(self.far, self.near, share)
        white = min(self.near) > 190  # trees stay dark in the snow, and it covers the shore
        tree = mix(self.far, (30, 62, 84), 0.3 + 0.5 * share) if white else shaded(here, -30)
        return {
            "white": WHITE, "paper": PAPER, "zenith": zenith, "high": high, "horizon": horizon,
            "light": self.light, "accent": self.accent,
            "far": self.far, "near": self.near, "here": here, "tree": tree,
            "sand": SAND, "shore": self.near if white else mix(SAND, self.near, 0.3),
        }  # fmt: skip


def _palette(row: dict[str, str]) -> Palette:
    sky = tuple(parse(code) for code in row["sky"].split())
    light, far, near, accent = (parse(row[name]) for name in ("light", "far", "near", "accent"))
    night = "night" in row
    return Palette(sky=sky, light=light, far=far, near=near, accent=accent, night=night)


_DATA = from_toml(__package__, "palettes.toml")
NAMED: dict[str, Colour] = {name: parse(code) for name, code in _DATA["named"].items()}
MATRICES: dict[str, tuple[float, ...]] = {n: tuple(row) for n, row in _DATA["matrices"].items()}
PALETTES = {name: _palette(row) for name, row in _DATA["palettes"].items()}


def palette_of(scene: Scene) -> Palette:
    """The sky of the hour over the land of the season or the place, grey where it rains."""
    falls = "snow" in scene.weather and not scene.season and scene.ground != "desert"
    white = scene.season == "winter" or falls
    wet = {"rain", "storm", "fog"} & {*scene.weather}
    names = ["snow"] if white else [scene.season, scene.ground]
    if not white and scene.ground in WATERS:
        names.reverse()  # the sea has its own colours all the year round
    palette = next((PALETTES[name] for name in names if name in PALETTES), PALETTES["day"])
    if scene.hour not in {"", "day"} and scene.ground != "space":
        over = PALETTES["snowy night" if white and scene.hour == "night" else scene.hour]
        share = 0.8 if over.night else 0.14 if white else 0.34
        far, near = mix(palette.far, over.far, share), mix(palette.near, over.near, share)
        palette = replace(over, far=far, near=near)
    if not palette.night and {"rain", "storm", "clouds"} & {*scene.weather}:
        grey, share = PALETTES["storm"], 0.9 if "storm" in wet else 0.6
        sky = tuple(mix(*pair, share) for pair in zip(palette.sky, grey.sky, strict=False))
        palette = replace(palette, sky=sky, near=mix(palette.near, grey.near, share / 2))
    return replace(palette, lights=scene.lights and not wet and not scene.has("🌙"))


def name_colours(image: Image.Image, *, most: int = 2) -> list[str]:
    """The names of the colours an RGB picture is mostly made of, the commonest first."""
    names = Image.new("P", (1, 1))
    names.putpalette([part for colour in NAMED.values() for part in colour])
    small = image.resize((16, 16), Image.Resampling.BOX)
    counts = Counter(small.quantize(palette=names, dither=Image.Dither.NONE).tobytes())
    return [list(NAMED)[index] for index, _ in counts.most_common(most)]
