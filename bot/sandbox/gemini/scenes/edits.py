"""From words to a scene: a new one, or the changes of one that is there."""

import random
import re
from dataclasses import dataclass, replace

from bot.sandbox.gemini.scenes.reading import SAID, SETTINGS, read
from bot.sandbox.gemini.scenes.scene import GALLERY, PHOTO, Scene
from bot.sandbox.gemini.scenes.settings import with_settings
from bot.sandbox.gemini.scenes.things import with_things
from bot.sandbox.gemini.scenes.tokens import as_written
from bot.sandbox.gemini.scenes.vocabulary import homes, members

_DRAFT = r"\s*this picture is a draft\b"
# As Easel asks for another shape or size, and for a draft to be finished: the scene stays.
_SAME = re.compile(
    rf"{_DRAFT}|\s*(?:the same picture (?:in|at) |paint it anew as the finished )", re.IGNORECASE
)
MEANINGFUL = SETTINGS | SAID | {"noun", "quote", "sign"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What came of some words."""

    scene: Scene
    changed: bool
    heard: bool  # whether anything in the words means something here, and can be done
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
        changed = with_things(with_settings(changed, clause, missing), clause, missing)
    grounds = [ground for clause in clauses for ground in clause.values("ground")]
    if grounds and not scene.ground:
        changed = replace(changed, ground=grounds[0])  # "a landscape with a river"
    manners = [style for clause in read(manner)[0] for style in clause.values("style")]
    if manners:
        changed = replace(changed, style=manners[0])
    heard = any(clause.has(kind) for clause in clauses for kind in MEANINGFUL)
    orders = any(clause.verb for clause in clauses) or scene.ground in {PHOTO, GALLERY}
    true_already = heard and not (unknown or missing or orders)
    if changed == scene and not kept and (again or true_already):
        changed = replace(scene, seed=seed, chance=seed)
    changed = _by_chance(scene, changed, seed=seed)
    return Understood(
        scene=changed,
        changed=changed != scene,
        heard=bool(kept) or true_already or (heard and changed != scene),
        unknown=unknown,
        language=language,
        missing=tuple(as_written(word, words) for word in dict.fromkeys(missing)),
    )


def finishes_draft(words: str) -> bool:
    """Whether some words ask for a draft to be painted with care."""
    return re.match(_DRAFT, words, re.IGNORECASE) is not None


def _by_chance(before: Scene, scene: Scene, *, seed: int) -> Scene:
    """What is new in a scene has chances of its own; the rest stays where it is."""
    places = {thing.place for thing in before.things}
    scene = scene.each(lambda one: one if one.place in places else replace(one, chance=seed))
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
