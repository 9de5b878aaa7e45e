"""Places, skies and weathers: the layers of grounds.toml, drawn one over the other."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image, ImageFilter, ImageOps

from bot.sandbox.gemini.data import from_toml
from bot.sandbox.gemini.painting.canvas import STEPS, Canvas, Point, ridge
from bot.sandbox.gemini.painting.colours import Colour, Palette, parse, shaded, tone
from bot.sandbox.gemini.painting.cutouts import is_drawn, layers
from bot.sandbox.gemini.painting.tiles import cut_out

PERSPECTIVE = 1.2  # how much the rows of a layer move apart towards us
# What a place leaves to the chances of its sky.
SKY = {"light", "sun", "sun_size", "moon", "bolt", "rainbow"}
PLACES = {
    "hills", "mountains", "forest", "desert", "city", "sea", "beach", "underwater", "space",
    "room", "table", "paper",
}  # fmt: skip
_DATA = from_toml(__package__, "grounds.toml")


class Place:
    """A place to be painted: its land by the chances of one seed, its sky by those of another."""

    def __init__(
        self, canvas: Canvas, palette: Palette, ground: str, *, land: int, sky: int
    ) -> None:
        self.canvas, self.palette, self.ground = canvas, palette, ground
        self.land, self.sky = land, sky
        said = {**_DATA["usual"], **_DATA[ground]}
        self.named = {
            name: _decided(value, self.chances(name, above=name in SKY))
            for name, value in said.items()
            if name not in {"layers", "above"}
        }
        codes = {**_DATA["colours"], **self.named}.items()
        self.colours = {name: parse(code) for name, code in codes if str(code).startswith("#")}

    def chances(self, what: str, *, above: bool) -> random.Random:
        """The chances of a part, which stay the same whatever becomes of the others."""
        return random.Random(f"{self.sky if above else self.land} {what}")  # noqa: S311  # no secret

    def height(self, high: float) -> float:
        """A height of grounds.toml as a share of the canvas."""
        horizon: float = self.named["horizon"]
        return horizon + high * (1 - horizon if high > 0 else horizon)

    def paint(self, group: str = "") -> None:
        """Draw the layers of the place itself, or of a sky or weather in it."""
        facts = {"night" if self.palette.night else "day", "lights" if self.palette.lights else ""}
        group = group or self.ground
        above = _DATA[group].get("above", False)
        for number, layer in enumerate(_DATA[group]["layers"]):
            if "all" in layer:
                self.paint(layer["all"])
            elif facts >= {*layer.get("when", "").split()}:
                chances = self.chances(f"{group} {number}", above=above)
                rows = layer.get("rows", 1)
                for row in range(rows):
                    share = row / (rows - 1) if rows > 1 else 0.0
                    _paint(_Row(place=self, says=layer, rng=chances, share=share**PERSPECTIVE))


def _decided(value: Any, rng: random.Random) -> Any:
    """One of `a|b|c`, some number of `1..5`, or what is certain already."""
    if not isinstance(value, str):
        return value
    one = rng.choice(value.split("|"))
    low, dots, high = one.partition("..")
    return rng.uniform(float(low), float(high)) if dots else one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a layer: 0 is the farthest one's share, 1 that of the nearest."""

    place: Place
    says: dict[str, Any]  # as in grounds.toml
    rng: random.Random
    share: float

    def number(self, name: str, usual: float = 0.0) -> float:
        return self._number(self.says.get(name, usual))

    def _number(self, value: Any) -> float:
        if isinstance(value, list):
            far, near = map(self._number, value)
            return far + (near - far) * self.share
        named = self.place.named.get(value, value) if isinstance(value, str) else value
        return float(_decided(named, self.rng))

    def height(self, name: str, usual: float = 0.0) -> float:
        """A share of the canvas."""
        return self.place.height(self.number(name, usual))

    def colours(self, name: str = "colour") -> list[Colour]:
        """Flowing from the top to the bottom; of a single one there may be several by chance."""
        named = self.place.palette.named(self.share) | self.place.colours
        if self.says[name] == "sky":
            return list(self.place.palette.sky)
        codes = self.says[name] if isinstance(self.says[name], list) else [self.says[name]]
        return [tone(_decided(code, self.rng), named) for code in codes]


def _paint(row: _Row) -> None:
    PAINTERS[row.says["draw"]](row)
    if "mist" in row.says:
        middle = row.height("base" if "base" in row.says else "y")
        row.place.canvas.veil(
            row.place.palette.sky[-1],
            top=middle - row.number("rises"), bottom=middle + 0.14, strength=row.number("mist"),
        )  # fmt: skip


def _wash(row: _Row) -> None:
    top, bottom = row.height("top", -1), row.height("bottom", 1)
    row.place.canvas.wash(row.colours(), top=top, bottom=bottom)


def _veil(row: _Row) -> None:
    row.place.canvas.veil(*row.colours(), top=-0.1, bottom=1.3, strength=row.number("strength"))


def _glow(row: _Row) -> None:
    for x in _across(row):
        size, strength = row.number("size"), row.number("strength")
        row.place.canvas.glow(x, row.height("y"), size, row.colours()[0], strength)


def _ridge(row: _Row) -> None:
    """A line of hills, and what grows on it; a rim, such as foam, shows above the hill itself."""
    canvas = row.place.canvas
    line = ridge(
        canvas, row.rng,
        base=row.height("base"), swing=row.number("swing"), waves=row.number("waves"),
    )  # fmt: skip
    if "grow" in row.says:
        _scatter(replace(row, says=row.says["grow"]), line)
    if "rim" in row.says:
        canvas.land(line, row.colours("rim"))
        line = [(x, y + row.says["broad"] * canvas.unit) for x, y in line]
    canvas.land(line, row.colours())


def _scatter(row: _Row, line: list[Point] | None = None) -> None:
    """Silhouettes, or things, here and there."""
    canvas = row.place.canvas
    stretch = canvas.width / canvas.unit / 100 if row.says.get("stretch") else 1.0
    for x in _across(row):
        left, top = canvas.at(x, row.height("y"))
        if line:
            top = line[min(max(0, round(x * STEPS)), STEPS)][1] + canvas.unit
        name, size = row.rng.choice(row.says["of"].split()), row.number("size")
        for halo in row.says.get("halos", ()):
            high = top / canvas.height
            canvas.glow(left / canvas.width, high, halo * size, row.colours()[0], 0.5)
        if is_drawn(name):
            colour = row.rng.choice(row.says["tint"].split())
            thing = cut_out(layers(name, colour=colour), round(size * canvas.unit))
            at = (round(left - thing.width / 2), round(top - thing.height / 2))
            canvas.image.paste(thing, at, thing)
            continue
        canvas.stamp(
            name, (left, top), size, row.colours()[0], stretch=stretch,
            turn=row.number("turn"), strength=row.number("strength", 1),
        )  # fmt: skip


def _across(row: _Row) -> Iterator[float]:
    """Where things are from left to right: side by side or by chance, each alone or in a flock."""
    count = row.number("count", 1)
    if count > 1:  # on a canvas that is as broad as it is tall
        count = round(count * row.place.canvas.width / row.place.canvas.unit / 100)
    for number in range(round(count)):
        middle = row.number("x") if "x" in row.says else (number + row.rng.random()) / count
        for _ in range(round(row.number("flock", 1))):
            x = row.rng.gauss(middle, row.number("spread"))
            if abs(x - 0.5) >= row.number("clearing"):
                yield x


def _houses(row: _Row) -> None:
    """A street of towers side by side."""
    canvas, rng = row.place.canvas, row.rng
    left, foot = rng.uniform(-6, 0) * canvas.unit, row.height("y")
    while left < canvas.width:
        right = left + row.number("broad") * canvas.unit
        top = (foot - row.number("size")) * canvas.height
        _house(row, left, top, right, foot * canvas.height)
        left = right + rng.uniform(0, 1.5) * canvas.unit


def _house(row: _Row, left: float, top: float, right: float, foot: float) -> None:
    """A tower with its edges in pixels; somebody is at home behind its windows."""
    (wall,), (dark,), lamps = row.colours(), row.colours("dark"), row.colours("lamps")
    canvas, rng, unit = row.place.canvas, row.rng, row.place.canvas.unit
    name = rng.choice(row.says["roofs"].split())
    canvas.stamp(name, ((left + right) / 2, top + 1), (right - left) / unit, wall)
    canvas.draw.rectangle((left, top, right, canvas.height), fill=wall)
    lit = left + (right - left) * 0.3
    canvas.draw.rectangle((left, top, lit, canvas.height), fill=shaded(wall, 6))
    step, size = unit * 2.6, unit * 1.2
    at_home = 0.5 if row.place.palette.night else 0.25
    for line in range(math.ceil((foot - top - step) / (step * 1.15))):
        for column in range(math.ceil((right - left - step - size) / step)):
            lamp = rng.choice(lamps) if rng.random() < at_home else dark
            x, y = left + step * (0.6 + column), top + step * (0.8 + 1.15 * line)
            canvas.draw.rectangle((x, y, x + size, y + size * 1.3), fill=lamp)


def _window(row: _Row) -> None:
    """A window, through which another place is seen."""
    place, unit, x = row.place, row.place.canvas.unit, row.number("x")
    edges = (*place.canvas.at(x, 0.08), *place.canvas.at(x + 0.32, 0.5))
    left, top, right, bottom = (round(edge) for edge in edges)
    view = Canvas(Image.new("RGB", (right - left, bottom - top)))
    Place(view, place.palette, row.says["of"], land=place.land, sky=place.sky).paint()
    (frame,), pen = row.colours(), view.draw
    pen.line((0, view.height / 2, view.width, view.height / 2), fill=frame, width=round(unit / 1.4))
    pen.line((view.width / 2, 0, view.width / 2, view.height), fill=frame, width=round(unit / 1.4))
    framed = ImageOps.expand(view.image, round(unit), frame)
    place.canvas.image.paste(framed, (left, top))


def _aurora(row: _Row) -> None:
    """A curtain of northern light: rays on a wavy line, all of them blurred."""
    canvas, size = row.place.canvas, (240, 120)
    small = Canvas(Image.new("RGB", size))
    line = ridge(small, row.rng, base=row.height("y"), swing=0.06, waves=1.4)
    ray = Image.linear_gradient("L").point(lambda v: v * v / 510)
    mask = Image.new("L", size)
    for x in range(size[0]):
        foot = line[x * STEPS // size[0]][1]
        tall = round(12 + 16 * row.rng.random() + 14 * math.sin(x / 9) ** 2)
        mask.paste(ray.resize((1, tall)), (x, round(foot) - tall))
    mask = mask.filter(ImageFilter.BoxBlur(2)).resize(canvas.image.size, Image.Resampling.BICUBIC)
    canvas.image.paste(row.colours()[0], (0, 0), mask)


PAINTERS = {
    "wash": _wash, "veil": _veil, "glow": _glow, "ridge": _ridge,
    "scatter": _scatter, "houses": _houses, "window": _window, "aurora": _aurora,
}  # fmt: skip
