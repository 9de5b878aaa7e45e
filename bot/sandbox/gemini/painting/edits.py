"""From words to a scene: a new one, or the changes of one that is there."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.sandbox.gemini.painting.reading import (
    SETTINGS,
    Clause,
    Named,
    as_written,
    language_of,
    read,
)
from bot.sandbox.gemini.painting.scene import GALLERY, PHOTO, Scene, Thing, Worn
from bot.sandbox.gemini.painting.vocabulary import homes, members

_SAME = re.compile(r"\s*the same picture (?:in|at) ", re.IGNORECASE)  # as Easel asks for a shape
MEANINGFUL = SETTINGS | {"noun", "colour", "size", "quote", "sign"}
SHAPES = {"square", "circle", "triangle", "hexagon", "❤", "⭐"}
LIGHTS = {"☀": "day", "🌞": "day", "🌕": "night", "🌙": "night", "🌝": "night"}
MOST_THINGS = 14
NEAREST, FARTHEST = 3, -2  # of zoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What came of some words."""

    scene: Scene
    changed: bool
    heard: bool  # whether anything in the words means something here
    unknown: tuple[str, ...] = ()  # words the painter has no picture for
    missing: tuple[str, ...] = ()  # what was to be changed and is not there
    language: str = "en"  # of the words


def imagine(words: str, *, seed: int) -> Understood:
    """A new scene; what the words leave open is chosen by chance, from where things are at home."""
    understood = change(Scene(seed=seed), words, seed=seed)
    scene = understood.scene
    rng = random.Random(seed)  # noqa: S311  # nothing secret in a picture
    ground = scene.ground or _home(scene, rng)
    hour = scene.hour or _hour(scene, ground, rng)
    return replace(
        understood, scene=replace(scene, ground=ground, hour=hour, chance=seed), missing=()
    )


def change(scene: Scene, words: str, *, seed: int) -> Understood:
    """The scene as the words want it; what they do not speak of stays as it is.

    Words that are true of it already ask for another one of the kind: the land is chosen anew.
    """
    words, _, manner = words.partition("\n\nStyle:")
    sentences = words.split(".")
    kept = [sentence for sentence in sentences if _SAME.match(sentence)]
    words = ".".join(sentence for sentence in sentences if sentence not in kept)
    clauses, unknown = read(words)
    missing: list[str] = []
    changed = scene
    for clause in clauses:
        for step in _STEPS:
            changed = step(changed, clause, missing)
    manners = [style for clause in read(manner)[0] for style in clause.values("style")]
    if manners:
        changed = replace(changed, style=manners[0])
    heard = any(clause.has(kind) for clause in clauses for kind in MEANINGFUL)
    if heard and changed == scene and not (kept or unknown or missing):
        changed = replace(scene, seed=seed, chance=seed)
    changed = _by_chance(scene, changed, seed=seed)
    return Understood(
        scene=changed,
        changed=changed != scene,
        heard=heard or bool(kept),
        unknown=unknown,
        language=language_of(words),
        missing=tuple(as_written(word, words) for word in missing),
    )


def _by_chance(before: Scene, scene: Scene, *, seed: int) -> Scene:
    """What is new in a scene has chances of its own; the rest stays where it is."""
    places = {thing.place for thing in before.things}
    for thing in scene.things:
        if thing.place not in places:
            scene = scene.with_thing(replace(thing, chance=seed))
    if (before.hour, before.weather) != (scene.hour, scene.weather):
        scene = replace(scene, chance=seed)
    return scene


def _home(scene: Scene, rng: random.Random) -> str:
    glyphs = [thing.glyph for thing in scene.things]
    if glyphs and all(glyph in SHAPES for glyph in glyphs):
        return "paper"
    for glyph in glyphs:
        home = homes().get(glyph, "")
        if home and home not in {"winter", "night"}:
            return home
    if glyphs and all(glyph in members("kind", "table") for glyph in glyphs):
        return "table"
    choices = ("hills", "mountains", "forest", "sea") if not glyphs else ("hills", "hills", "beach")
    return rng.choice(choices[: 2 if glyphs else 4])


def _hour(scene: Scene, ground: str, rng: random.Random) -> str:
    home = {homes().get(thing.glyph) for thing in scene.things}
    if "night" in home or {"aurora", "stars"} & {*scene.weather}:
        return "night"
    if ground in {"table", "paper", "underwater", "space"} or scene.season or scene.weather:
        return "day"
    return rng.choice(("day", "day", "sunset", "dawn"))


# Each step takes from a clause what it is for, and returns the scene with it.
Step = Callable[[Scene, Clause, list[str]], Scene]


def _setting(scene: Scene, clause: Clause, _: list[str]) -> Scene:
    if clause.verb == "remove":
        return scene
    fresh = scene.ground in {PHOTO, GALLERY}
    hours, grounds, seasons = (clause.values(kind) for kind in ("hour", "ground", "season"))
    if hours:
        scene = replace(scene, hour=hours[-1])
    if seasons:
        scene = replace(scene, season=seasons[-1])
    if grounds and not fresh:
        scene = replace(scene, ground=grounds[-1])
    return scene


def _weather(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    named = clause.values("weather")
    if clause.verb == "remove":
        there = set(scene.weather)
        missing += [t.text for t in clause.tokens if t.kind == "weather" and t.value not in there]
        return replace(scene, weather=tuple(w for w in scene.weather if w not in named))
    for name in named:
        if name == "clear":
            scene = replace(scene, weather=(), hour=scene.hour if scene.hour != "night" else "day")
        else:
            scene = replace(scene, weather=tuple(dict.fromkeys((*scene.weather, name))))
    return scene


def _style(scene: Scene, clause: Clause, _: list[str]) -> Scene:
    styles = clause.values("style")
    if not styles:
        return scene
    plain = clause.verb == "remove" or styles[-1] == "plain"
    return replace(scene, style="" if plain else styles[-1])


def _zoom(scene: Scene, clause: Clause, _: list[str]) -> Scene:
    for way in clause.values("zoom")[:1]:
        zoom = scene.zoom + (1 if way == "in" else -1)
        scene = replace(scene, zoom=max(FARTHEST, min(NEAREST, zoom)))
    return scene


def _sign(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    quotes = clause.values("quote")
    if quotes and clause.verb != "remove":
        return replace(scene, sign=quotes[0])
    if clause.has("sign") and clause.verb == "remove":
        if not scene.sign:
            missing.append(next(t.text for t in clause.tokens if t.kind == "sign"))
        return replace(scene, sign="")
    return scene


def _lights(scene: Scene, clause: Clause, _: list[str]) -> Scene:
    """Sun and moon belong to the sky: to ask for one is to ask for its hour."""
    for named in clause.named:
        if named.glyph in LIGHTS:
            if clause.verb == "remove":
                scene = replace(scene, lights=False)
            else:
                hour = scene.hour if scene.hour in {"sunset", "dawn"} else LIGHTS[named.glyph]
                scene = replace(scene, lights=True, hour=hour)
    return scene


def _things(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    named = [one for one in clause.named if one.glyph not in LIGHTS]
    if clause.verb == "remove":
        worn = [one for one in named if _is_worn(one.glyph)]
        only_worn = worn and not clause.has("and")  # "take the hat off the cat": the cat stays
        for one in worn if only_worn else named:
            scene = _without(scene, one, missing)
        return scene
    if new := _instead(scene, clause, named):
        old, other = new
        return scene.with_thing(_as_said(replace(old, glyph=other.glyph), other.said))
    if not named:
        return _said_of_nobody(scene, clause)
    return _all_joined(scene, clause, named)


def _all_joined(scene: Scene, clause: Clause, named: list[Named]) -> Scene:
    """Who is named comes in; what can be worn goes on somebody who is named or there."""
    hosts = [one.glyph for one in named if not _is_worn(one.glyph)]
    worn = [one for one in named if _is_worn(one.glyph) and (hosts or scene.things)]
    beside = any(not scene.has(one.glyph) for one in named)  # "add a dog next to the cat"
    adds = clause.verb == "add" and not beside
    for one in named:
        if one not in worn and not (worn and scene.has(one.glyph)):
            scene = _joined(scene, one, adds=adds)
    for one in worn:
        scene = _dressed(scene, one, hosts if "count" in one.said else _host_of(one, named))
    if len(hosts) > 1 and (
        clause.has("riding") or (clause.has("on") and hosts[1] in members("kind", "ridden"))
    ):
        scene = _mounted(scene, *hosts[:2])
    return scene


def _host_of(one: Named, named: list[Named]) -> list[str]:
    """Who wears a thing: who was named last before it, else who comes after; rather no mount."""
    at = named.index(one)
    sides = (*reversed(named[:at]), *named[at:])
    hosts = [side.glyph for side in sides if not _is_worn(side.glyph)]
    return sorted(hosts, key=lambda glyph: glyph in members("kind", "ridden"))[:1]


def _mounted(scene: Scene, rider: str, mount: str) -> Scene:
    """The newest of a kind rides on the newest of another, which takes the better place."""
    newest = {thing.glyph: thing for thing in scene.things}
    if rider == mount or not {rider, mount} <= {*newest}:
        return scene
    above, below = newest[rider], newest[mount]
    first, second = sorted((above.place, below.place))
    moved = {
        above.place: replace(above, place=second, on=first),
        below.place: replace(below, place=first),
    }
    return replace(scene, things=tuple(moved.get(one.place, one) for one in scene.things))


def _instead(scene: Scene, clause: Clause, named: list[Named]) -> tuple[Thing, Named] | None:
    """What is replaced by what: "turn the fox into a cat"."""
    turns = clause.verb in {"replace", "turn"} or (clause.verb == "set" and clause.has("into"))
    if not turns or not named or not scene.things:
        return None
    if len(named) == 1:
        known = clause.has("it") and not scene.has(named[0].glyph)
        return (scene.things[0], named[0]) if known else None
    old = next((thing for thing in scene.things if thing.glyph == named[0].glyph), None)
    return (old, named[1]) if old else None


def _as_said(thing: Thing, said: Mapping[str, str]) -> Thing:
    """The thing in the colour, size and mood that were named."""
    return replace(
        thing,
        colour=said.get("colour", thing.colour),
        size=said.get("size", thing.size),
        mood=said.get("mood", thing.mood),
    )


def _joined(scene: Scene, one: Named, *, adds: bool) -> Scene:
    """The thing comes in, as often as it was counted; one that is there is only changed.

    Args:
        adds: whether one that is there already is to be joined by another one.
    """
    there = [thing for thing in scene.things if thing.glyph == one.glyph]
    count = int(one.said.get("count", 1))
    if there and not (adds and not one.known) and "another" not in one.said:
        for thing in there:
            scene = scene.with_thing(_as_said(thing, one.said))
        count -= len(there)
    for _ in range(count):
        if len(scene.things) < MOST_THINGS:
            new = _as_said(Thing(glyph=one.glyph, place=scene.free_place()), one.said)
            scene = replace(scene, things=(*scene.things, new))
    return scene


def _is_worn(glyph: str) -> bool:
    return any(glyph in members("kind", f"worn_{where}") for where in ("top", "eyes", "neck"))


def _dressed(scene: Scene, one: Named, hosts: list[str]) -> Scene:
    """A hat goes on whom the clause names, else on the first who can wear one."""
    able = [thing for thing in scene.things if _can_wear(thing.glyph)]
    chosen = [thing for thing in able if thing.glyph in hosts] or able[:1]
    if not chosen:
        return _joined(scene, one, adds=False)
    for thing in chosen:
        others = tuple(worn for worn in thing.worn if worn.glyph != one.glyph)
        worn = Worn(glyph=one.glyph, colour=one.said.get("colour", ""))
        scene = scene.with_thing(replace(thing, worn=(*others, worn)))
    return scene


def _can_wear(glyph: str) -> bool:
    return glyph not in members("kind", "table") | SHAPES and not _is_worn(glyph)


def _without(scene: Scene, one: Named, missing: list[str]) -> Scene:
    """The scene without a thing, or without it on anybody."""
    things = tuple(
        replace(thing, worn=tuple(worn for worn in thing.worn if not _same(worn.glyph, one.glyph)))
        for thing in scene.things
        if thing.glyph != one.glyph
    )
    if things == scene.things:
        missing.append(one.text)
    return replace(scene, things=things)


def _same(worn: str, asked: str) -> bool:
    """Whether a word for a hat means the one that is worn: a cap is a hat, too."""
    tops = members("kind", "worn_top")
    return worn == asked or (asked == "🎩" and worn in tops)


def _said_of_nobody(scene: Scene, clause: Clause) -> Scene:
    """What is said of no thing is said of the first one: "happier". Without one, of the light."""
    colour = clause.said.get("colour", "")
    if colour and (clause.has("sky") or not scene.things):
        return replace(scene, tint=colour) if scene.ground else scene
    return scene.with_thing(_as_said(scene.things[0], clause.said)) if scene.things else scene


_STEPS: tuple[Step, ...] = (_setting, _weather, _style, _zoom, _sign, _lights, _things)
