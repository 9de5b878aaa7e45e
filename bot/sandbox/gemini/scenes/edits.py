"""From words to a scene: a new one, or the changes of one that is there."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.sandbox.gemini.scenes.reading import SETTINGS, Clause, read
from bot.sandbox.gemini.scenes.scene import GALLERY, PHOTO, Scene
from bot.sandbox.gemini.scenes.things import LIGHTS, with_things
from bot.sandbox.gemini.scenes.tokens import as_written
from bot.sandbox.gemini.scenes.vocabulary import homes, members

_DRAFT = r"\s*this picture is a draft\b"
# As Easel asks for another shape or size, and for a draft to be finished: the scene stays.
_SAME = re.compile(
    rf"{_DRAFT}|\s*(?:the same picture (?:in|at) |paint it anew as the finished )", re.IGNORECASE
)
MEANINGFUL = SETTINGS | {"noun", "colour", "size", "quote", "sign", "side"}
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
    if not scene.ground and "winter" in {homes().get(thing.glyph) for thing in scene.things}:
        scene = replace(scene, season=scene.season or "winter")
    ground = scene.ground or _home(scene, rng)
    hour = scene.hour or _hour(scene, ground, rng)
    scene = replace(scene, ground=ground, hour=hour, chance=seed)
    return replace(understood, scene=scene, missing=())


def change(scene: Scene, words: str, *, seed: int, again: bool = False) -> Understood:
    """The scene as the words want it; what they do not speak of stays as it is.

    Words that are true of it already ask for another one of the kind: the land is chosen anew.

    Args:
        again: whether the same words were said before: they vary it also if it lacks something.
    """
    words, _, manner = words.partition("\n\nStyle:")
    sentences = words.split(".")
    kept = [sentence for sentence in sentences if _SAME.match(sentence)]
    words = ".".join(sentence for sentence in sentences if sentence not in kept)
    clauses, unknown, language = read(words)
    missing: list[str] = []
    changed = scene
    for clause in clauses:
        for step in _STEPS:
            changed = step(changed, clause, missing)
    manners = [style for clause in read(manner)[0] for style in clause.values("style")]
    if manners:
        changed = replace(changed, style=manners[0])
    heard = any(clause.has(kind) for clause in clauses for kind in MEANINGFUL)
    true_already = heard and not (unknown or missing) and scene.ground not in {PHOTO, GALLERY}
    if changed == scene and not kept and (again or true_already):
        changed = replace(scene, seed=seed, chance=seed)
    changed = _by_chance(scene, changed, seed=seed)
    return Understood(
        scene=changed,
        changed=changed != scene,
        heard=heard or bool(kept),
        unknown=unknown,
        language=language,
        missing=tuple(as_written(word, words) for word in missing),
    )


def finishes_draft(words: str) -> bool:
    """Whether some words ask for a draft to be painted with care."""
    return re.match(_DRAFT, words, re.IGNORECASE) is not None


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
    if glyphs and all(glyph in members("shape") for glyph in glyphs):
        return "paper"
    found = [homes().get(glyph, "") for glyph in glyphs]
    if "sea" in found and "underwater" in found:
        return "sea"  # a ship stays above
    for home in found:
        if home and home not in {"winter", "night"}:
            return home
    if glyphs and all(glyph in members("table") for glyph in glyphs):
        return "table"
    choices = ("hills", "mountains", "forest", "sea") if not glyphs else ("hills", "hills", "beach")
    return rng.choice(choices[: 2 if glyphs else 4])


def _hour(scene: Scene, ground: str, rng: random.Random) -> str:
    home = {homes().get(thing.glyph) for thing in scene.things}
    if "night" in home or {"aurora", "stars"} & {*scene.weather}:
        return "night"
    if ground in {"table", "room", "paper", "underwater", "space"} or scene.season or scene.weather:
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
        lit = {"stars", "aurora"} if hours[-1] == "day" else set()
        weather = tuple(one for one in scene.weather if one not in lit)
        scene = replace(scene, hour=hours[-1], weather=weather)
    if seasons:
        scene = replace(scene, season=seasons[-1])
        if scene.season != "winter":  # the snow of before melts
            scene = replace(scene, weather=tuple(w for w in scene.weather if w != "snow"))
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


_STEPS: tuple[Step, ...] = (_setting, _weather, _style, _zoom, _sign, _lights, with_things)
