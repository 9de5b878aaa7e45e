"""What things look like: layers of paper, from Fluent Emoji or drawn for Easel, in any colour."""

import colorsys
import random
import re
from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from bot.sandbox.gemini.data import from_packed_json, from_toml
from bot.sandbox.gemini.painting.colours import NAMED, Colour, parse, shaded, tone

EMOJIS = "fluent.json.xz"  # where it is from and its license: FLUENT.txt
WIDE = 1280.0  # steps across a drawing
BENDS = 9  # pieces of a curve
NEAR = 0.09  # of a turn of the colour circle: what counts as one colour
NO_COLOURS = {"parts", "base", "swaps", "without"}  # of a figure
_SEGMENT = re.compile(r"([lc])([^lc]+)")

Polygon = list[complex]  # points in steps, to the right and down


class Layer(NamedTuple):
    """A piece of paper."""

    colour: Colour
    polygons: list[Polygon]  # the largest first
    stroke: float = 0.0  # its width in steps, for a line
    opacity: int = 255

    def moved(self, scale: float, shift: complex) -> "Layer":
        """The piece in another size, then at another place."""
        polygons = [[point * scale + shift for point in one] for one in self.polygons]
        return self._replace(polygons=polygons, stroke=self.stroke * scale)


def is_figure(glyph: str) -> bool:
    """Whether somebody looks at us whose head and moods are known: one of drawn.toml's animals."""
    return "body" in _drawn()["figures"].get(glyph, {}).get("parts", "")


def is_drawn(glyph: str) -> bool:
    """Whether somebody drew such a thing."""
    return glyph in _drawn()["figures"] or glyph in _emojis()


def layers(glyph: str, *, colour: str = "", mood: str = "", chance: int = 0) -> list[Layer]:
    """The layers of a thing, the lowest first; none for what nobody drew."""
    figure = _drawn()["figures"].get(glyph, {})
    swaps = figure.get("swaps", "").split()
    swapped = dict(zip(swaps[::2], swaps[1::2], strict=True))
    found = []
    for fill, outline in _emojis().get(figure.get("base", "" if figure else glyph), ()):
        code, opacity = fill[:7].lower(), int(fill[7:] or "ff", 16)
        if code not in figure.get("without", ""):
            found.append(Layer(parse(swapped.get(code, code)), _polygons(outline), opacity=opacity))
    if found and colour in NAMED:
        found = recoloured(found, NAMED[colour])
    return found + (_figure(figure, colour, mood, chance) if figure else [])


def _emojis() -> dict[str, list[tuple[str, str]]]:
    return from_packed_json(__package__, EMOJIS)


def _drawn() -> dict[str, dict[str, Any]]:
    return from_toml(__package__, "drawn.toml")


@cache
def silhouette(name: str) -> list[tuple[int, Polygon]]:
    """The pieces of something in a landscape: hundredths of light, and an outline in steps."""
    pieces = (piece.split(", ") for piece in _drawn()["silhouettes"][name].split(" ; "))
    return [(int(shade), _points(outline)) for shade, outline in pieces]


def _figure(figure: dict[str, str], colour: str, mood: str, chance: int) -> list[Layer]:
    """One of Easel's own drawings, its fur by chance where it has several."""
    rng = random.Random(chance)  # noqa: S311  # nothing secret in a picture
    tones: dict[str, Colour] = {}
    for name, codes in {**_drawn()["colours"], "fur": "cream", **figure}.items():
        if name not in NO_COLOURS:
            tones[name] = tone(rng.choice(codes.split()), tones)
        if name == "fur" and colour in NAMED:
            tones["fur"] = NAMED[colour]
    tones |= {"ear": shaded(tones["fur"], 30), "blush": shaded(tones["rose"], 10)}
    parts = _drawn()["parts"]
    found = []
    for part in figure["parts"].split():
        for piece in parts.get(f"{part} {mood}", parts[part]).split(" ; "):
            code, outline, *stroke = piece.split(", ")
            width = float(stroke[0]) if stroke else 0.0
            found.append(Layer(tone(code, tones), _polygons(outline), width))
    return found


def recoloured(found: list[Layer], colour: Colour) -> list[Layer]:
    """The layers with their main colour changed, light and shade kept; others stay."""
    sizes: Counter[Colour] = Counter()
    for layer in found:
        sizes[layer.colour] += round(abs(sum(map(area, layer.polygons))))
    bright = Counter({one: size for one, size in sizes.items() if _seen(one)[2]})
    main = (bright if bright.total() > sizes.total() / 4 else sizes).most_common(1)[0][0]
    main_hue, main_light, main_bright = _seen(main)

    def changed(one: Colour) -> Colour:
        hue, light, is_bright = _seen(one)
        apart = min(abs(hue - main_hue), 1 - abs(hue - main_hue))
        step = light - main_light
        alike = apart < NEAR if main_bright else abs(step) < 0.35
        if is_bright != main_bright or not alike:
            return one
        return shaded(colour, max(-70, min(80, 100 * step * (1.5 if step > 0 else 1))))

    return [layer._replace(colour=changed(layer.colour)) for layer in found]


def _seen(colour: Colour) -> tuple[float, float, bool]:
    """Hue and light of a colour, 0 to 1, and whether it is one rather than black, white or grey."""
    hue, light, strength = colorsys.rgb_to_hls(*(one / 255 for one in colour))
    return hue, light, strength > 0.25 and 0.31 < light < 0.93


def area(polygon: Polygon) -> float:
    """Twice what a polygon covers; less than nothing for one that runs the other way."""
    return sum(
        (a.conjugate() * b).imag for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)
    )


def bounds(found: list[Layer]) -> tuple[complex, complex]:
    """The upper left and the lower right corner of what layers cover."""
    points = [point for layer in found for polygon in layer.polygons for point in polygon]
    xs, ys = [point.real for point in points], [point.imag for point in points]
    return complex(min(xs), min(ys)), complex(max(xs), max(ys))


def _polygons(outline: str) -> list[Polygon]:
    """The subpaths of an outline as tests/cutouts.py packs it."""
    found = [_points(subpath) for subpath in outline.split("z")]
    return sorted((one for one in found if len(one) > 1), key=lambda one: -abs(area(one)))


def _points(subpath: str) -> Polygon:
    """A subpath with its curves as short lines."""
    start, *_ = re.split("[lc]", subpath, maxsplit=1)
    points = [complex(*map(float, start.split()))]
    for kind, numbers in _SEGMENT.findall(subpath):
        steps = [float(one) for one in numbers.split()]
        a, *handles = (complex(*pair) for pair in zip(steps[::2], steps[1::2], strict=True))
        here = points[-1]
        if kind == "l":
            points.append(here + a)
            continue
        b, end = handles
        for bend in range(1, BENDS + 1):
            t = bend / BENDS
            along = 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t * t * b + t**3 * end
            points.append(here + along)
    return points
