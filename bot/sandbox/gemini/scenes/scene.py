"""A picture as a value: what is in it, where, when and in which style. Drawn, never edited."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter

GALLERY = "gallery"  # the ground of several photos: a wall they hang on
PHOTO = "photo"  # the ground of one photo: itself
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """Something on a head, a nose or a neck."""

    glyph: str
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Somebody or something in a scene."""

    glyph: str  # an emoji, or the name of something drawn by hand
    place: int  # its number among the places of the layout; kept while others come and go
    colour: str = ""
    size: str = ""  # "", "big" or "small"
    mood: str = ""
    side: str = ""  # "", "left", "right" or "middle"
    worn: tuple[Worn, ...] = ()
    on: int = -1  # the place of what it rides on
    chance: int = 0  # decides what the words leave open: its fur, where exactly it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All there is to know to draw a picture, but for the pixels of photos."""

    seed: int = 0  # decides what the words leave open of the land
    chance: int = 0  # and of the sky and the weather
    things: tuple[Thing, ...] = ()
    ground: str = ""
    hour: str = ""
    season: str = ""
    weather: tuple[str, ...] = ()
    style: str = ""
    sign: str = ""  # the words on a signpost
    tint: str = ""  # a colour over all of it
    zoom: int = 0
    lights: bool = True  # whether sun and moon are to be seen

    def free_place(self) -> int:
        """The first place where nothing stands."""
        taken = {thing.place for thing in self.things}
        return next(place for place in range(len(taken) + 1) if place not in taken)

    def has(self, glyph: str) -> bool:
        """Whether such a thing is in it."""
        return any(thing.glyph == glyph for thing in self.things)

    def with_thing(self, thing: Thing) -> "Scene":
        """The scene with one thing changed: the one at its place."""
        return self.each(lambda one: thing if one.place == thing.place else one)

    def each(self, change: Callable[[Thing], Thing | None]) -> "Scene":
        """The scene with each of its things changed, without those that become None."""
        changed = (change(thing) for thing in self.things)
        return replace(self, things=tuple(thing for thing in changed if thing))

    def merged(self, others: Sequence["Scene"]) -> "Scene":
        """The scene with everything that is in others."""
        merged = self
        for other in others:
            for thing in other.things:
                moved = replace(thing, place=merged.free_place())
                merged = replace(merged, things=(*merged.things, moved))
            merged = replace(
                merged,
                weather=tuple(dict.fromkeys((*merged.weather, *other.weather))),
                style=merged.style or other.style,
                sign=merged.sign or other.sign,
            )
        return merged


_SCENES = TypeAdapter(Scene)


def dump(scene: Scene) -> str:
    """The scene as one line of ASCII."""
    return json.dumps({"easel-scene": VERSION, **asdict(scene)}, separators=(",", ":"))


def load(text: str) -> Scene | None:
    """The scene of a line that `dump` wrote; None for any other text."""
    try:
        raw = json.loads(text)
        whole = raw["easel-scene"] == VERSION and {"ground", "things"} <= raw.keys()
        return _SCENES.validate_python(raw) if whole else None
    except (KeyError, TypeError, ValueError):
        return None
