"""What things look like: layers of paper, from Fluent Emoji or drawn for Easel, in any colour."""

import colorsys
import json
import lzma
import random
import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from bot.sandbox.gemini.painting.colours import NAMED, Colour, darker, lighter, parse, tone

EMOJIS = "fluent.json.xz"  # where it is from and its license: FLUENT.txt
WIDE = 1280.0  # steps across a drawing
BENDS = 9  # pieces of a curve
NEAR = 0.09  # of a turn of the colour circle: what counts as one colour
_SEGMENT = re.compile(r"([lc])([^lc]+)")

Polygon = list[tuple[float, float]]


class Layer(NamedTuple):
    """A piece of paper."""

    colour: Colour
    outline: str  # as tests/cutouts.py packs it
    stroke: float = 0.0  # its width in steps, for a line
    opacity: int = 255


def is_figure(glyph: str) -> bool:
    """Whether somebody looks at us whose head and moods are known: one of drawn.toml's animals."""
    return "body" in _drawn()["figures"].get(glyph, {}).get("parts", "")


def is_drawn(glyph: str) -> bool:
    """Whether somebody drew such a thing."""
    return glyph in _drawn()["figures"] or glyph in _emojis()


def layers(glyph: str, *, colour: str = "", mood: str = "", chance: int = 0) -> list[Layer]:
    """The layers of a thing, the lowest first; none for what nobody drew."""
    figure = _drawn()["figures"].get(glyph, {})
    base = figure.get("base", "" if figure else glyph)
    swaps = figure.get("swaps", "").split()
    swapped = dict(zip(swaps[::2], swaps[1::2], strict=True))
    found = [
        Layer(
            parse(swapped.get(fill[:7].lower(), fill[:7])),
            outline,
            opacity=int(fill[7:] or "ff", 16),
        )
        for fill, outline in _emojis().get(base, ())
        if fill[:7].lower() not in figure.get("without", "")
    ]
    found = recoloured(found, NAMED[colour]) if colour in NAMED and found else found
    return found + (_figure(figure, colour, mood, chance) if figure else [])


@cache
def _emojis() -> dict[str, list[tuple[str, str]]]:
    source = resources.files(__package__).joinpath(EMOJIS)
    drawings: dict[str, list[tuple[str, str]]] = json.loads(lzma.decompress(source.read_bytes()))
    return drawings


@cache
def _drawn() -> dict[str, dict[str, Any]]:
    source = resources.files(__package__).joinpath("drawn.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def silhouette(name: str) -> list[tuple[int, Polygon]]:
    """The pieces of something in a landscape: hundredths of light, and an outline in steps."""
    pieces = (piece.split(", ") for piece in _drawn()["silhouettes"][name].split(" ; "))
    return [(int(shade), _points(outline)) for shade, outline in pieces]


def _figure(figure: dict[str, str], colour: str, mood: str, chance: int) -> list[Layer]:
    """One of Easel's own drawings, its fur by chance where it has several."""
    rng = random.Random(chance)  # noqa: S311  # nothing secret in a picture
    named = {**_drawn()["colours"], "fur": "cream"}
    for name, choices in figure.items():
        if name not in {"parts", "base", "swaps", "without"}:
            named[name] = rng.choice(choices.split())
    tones: dict[str, Colour] = {}
    for name, code in named.items():
        tones[name] = NAMED[colour] if name == "fur" and colour in NAMED else tone(code, tones)
    tones |= {"ear": lighter(tones["fur"], 0.3), "blush": lighter(tones["rose"], 0.1)}
    parts = _drawn()["parts"]
    found = []
    for part in figure["parts"].split():
        for piece in parts.get(f"{part} {mood}", parts[part]).split(" ; "):
            code, outline, *stroke = piece.split(", ")
            found.append(Layer(tone(code, tones), outline, float(stroke[0]) if stroke else 0.0))
    return found


def recoloured(found: list[Layer], colour: Colour) -> list[Layer]:
    """The layers with their main colour changed, light and shade kept; others stay."""
    sizes: dict[Colour, float] = {}
    for layer in found:
        size = abs(sum(area(polygon) for polygon in polygons(layer)))
        sizes[layer.colour] = sizes.get(layer.colour, 0) + size
    bright = {one: size for one, size in sizes.items() if _seen(one).bright}
    bright = bright if sum(bright.values()) > sum(sizes.values()) * 0.25 else sizes
    main = _seen(max(bright, key=lambda one: bright[one], default=colour))

    def changed(one: Colour) -> Colour:
        here = _seen(one)
        apart = min(abs(here.hue - main.hue), 1 - abs(here.hue - main.hue))
        step = here.light - main.light
        if here.bright != main.bright or (apart > NEAR if main.bright else abs(step) > 0.35):
            return one
        return (
            lighter(colour, min(0.8, step * 1.5)) if step > 0 else darker(colour, min(0.7, -step))
        )

    return [layer._replace(colour=changed(layer.colour)) for layer in found]


class _Seen(NamedTuple):
    """A colour as people see it, each of 0 to 1."""

    hue: float
    light: float
    bright: bool  # rather than black, white or grey


def _seen(colour: Colour) -> _Seen:
    hue, light, strength = colorsys.rgb_to_hls(*(one / 255 for one in colour))
    return _Seen(hue, light, strength > 0.25 and 0.31 < light < 0.93)


def area(polygon: Polygon) -> float:
    """Twice what a polygon covers; less than nothing for one that runs the other way."""
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)


def polygons(layer: Layer) -> list[Polygon]:
    """The subpaths of a layer, the largest first, in steps."""
    found = [_points(subpath) for subpath in layer.outline.split("z")]
    found = [polygon for polygon in found if len(polygon) > 1]
    return sorted(found, key=lambda polygon: -abs(area(polygon)))


def _points(subpath: str) -> Polygon:
    start, *_ = re.split("[lc]", subpath, maxsplit=1)
    x, y = (float(one) for one in start.split())
    points = [(x, y)]
    for kind, numbers in _SEGMENT.findall(subpath):
        steps = [float(one) for one in numbers.split()]
        if kind == "c":
            ax, ay, bx, by, cx, cy = steps
            for bend in range(1, BENDS):
                t = bend / BENDS
                one, two, three = 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
                points.append(
                    (x + ax * one + bx * two + cx * three, y + ay * one + by * two + cy * three)
                )
        x, y = x + steps[-2], y + steps[-1]
        points.append((x, y))
    return points
