"""The part of a change that is about things: who comes, goes, changes, rides, and wears what."""

from collections.abc import Mapping
from dataclasses import replace

from bot.sandbox.gemini.scenes.reading import Clause, Named
from bot.sandbox.gemini.scenes.scene import Scene, Thing, Worn
from bot.sandbox.gemini.scenes.vocabulary import members

LIGHTS = {"☀": "day", "🌞": "day", "🌕": "night", "🌙": "night", "🌝": "night"}
MOST_THINGS = 14


def with_things(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    """Take from a clause who is to come, to go, to change or to wear what.

    Args:
        missing: gets the words for what was to go and is not there.
    """
    named = [one for one in clause.named if one.glyph not in LIGHTS]
    if clause.verb == "remove":
        worn = [one for one in named if _is_worn(one.glyph)]
        only_worn = worn and not clause.has("and")  # "take the hat off the cat": the cat stays
        for one in worn if only_worn else named:
            scene = _without(scene, one, missing)
        return scene
    if new := _instead(scene, clause, named):
        old, other = new
        if there := next((thing for thing in scene.things if thing.glyph == other.glyph), None):
            moved = {old.place: there.place, there.place: old.place}
            things = (replace(one, place=moved.get(one.place, one.place)) for one in scene.things)
            return replace(scene, things=tuple(things))
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
        if clause.has("all"):
            everybody = [thing.glyph for thing in scene.things if not _is_built(thing.glyph)]
            scene = _dressed(scene, one, everybody)
        else:
            scene = _dressed(scene, one, hosts if "count" in one.said else _host_of(one, named))
    if sides := clause.values("side"):
        scene = _moved(scene, (hosts or [one.glyph for one in named])[0], sides[0])
    if len(hosts) > 1 and (
        clause.has("riding") or (clause.has("on") and hosts[1] in members("ridden"))
    ):
        first, second = sorted(hosts[:2], key=lambda glyph: glyph in members("ridden"))
        scene = _mounted(scene, first, second)
    return scene


def _moved(scene: Scene, glyph: str, side: str) -> Scene:
    """The newest of a kind on a side of the picture."""
    newest = [thing for thing in scene.things if thing.glyph == glyph][-1:]
    return scene.with_thing(replace(newest[0], side=side)) if newest else scene


def _host_of(one: Named, named: list[Named]) -> list[str]:
    """Who wears a thing: who was named last before it, else who comes after; rather no mount."""
    at = named.index(one)
    sides = (*reversed(named[:at]), *named[at:])
    hosts = [side.glyph for side in sides if not _is_worn(side.glyph)]
    return sorted(hosts, key=lambda glyph: glyph in members("ridden"))[:1]


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
    instead = clause.old_one
    turns = (
        instead
        or clause.verb in {"replace", "turn"}
        or (clause.verb == "set" and clause.has("into"))
    )
    if not turns or not named or not scene.things:
        return None
    if instead:
        named = sorted(named, key=lambda one: one.glyph != instead)
    if len(named) == 1:
        known = clause.says_it and not scene.has(named[0].glyph)
        return (scene.things[0], named[0]) if known else None
    old = next((thing for thing in scene.things if thing.glyph == named[0].glyph), None)
    return (old, named[1]) if old else None


def _as_said(thing: Thing, said: Mapping[str, str]) -> Thing:
    """The thing in the colour, size and mood that were named."""
    colour, size, mood = (said.get(kind, "") for kind in ("colour", "size", "mood"))
    return replace(
        thing, colour=colour or thing.colour, size=size or thing.size, mood=mood or thing.mood
    )


def _joined(scene: Scene, one: Named, *, adds: bool) -> Scene:
    """The thing comes in, as often as it was counted; one that is there is only changed.

    Args:
        adds: whether one that is there already is to be joined by another one.
    """
    there = _those(scene, one)
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
    return glyph in members("garment") or any(
        glyph in members(f"worn_{where}") for where in ("top", "eyes", "neck")
    )


def _dressed(scene: Scene, one: Named, hosts: list[str]) -> Scene:
    """A hat goes on whom the clause names, else on the first who can wear one."""
    people = one.glyph in members("garment")
    able = [t for t in scene.things if (_is_person if people else _can_wear)(t.glyph)]
    chosen = [thing for thing in able if thing.glyph in hosts] or able[:1]
    if not chosen:
        return _joined(scene, one, adds=False)
    for thing in chosen:
        if one.glyph in members("garment"):
            scene = scene.with_thing(replace(thing, colour=one.said.get("colour", thing.colour)))
            continue
        others = tuple(worn for worn in thing.worn if worn.glyph != one.glyph)
        worn = Worn(glyph=one.glyph, colour=one.said.get("colour", ""))
        scene = scene.with_thing(replace(thing, worn=(*others, worn)))
    return scene


def _is_person(glyph: str) -> bool:
    return glyph[0] in members("head") | members("bust")


def _is_built(glyph: str) -> bool:
    """Whether it is a house, a vehicle, or a piece of furniture."""
    number = ord(glyph[0])
    return 0x1F3D4 <= number <= 0x1F3F0 or 0x1F680 <= number <= 0x1F6FF or glyph == "⛵"


def _can_wear(glyph: str) -> bool:
    return glyph not in members("table") | members("shape") and not _is_worn(glyph)


def _without(scene: Scene, one: Named, missing: list[str]) -> Scene:
    """The scene without a thing, or without it on anybody; "a cat" and "two cats" leave others."""
    there = _those(scene, one)
    if "nth" not in one.said and ("a" in one.said or "count" in one.said):
        there = there[-int(one.said.get("count", 1)) :]
    left = [thing for thing in scene.things if thing not in there]
    places = {thing.place for thing in left}
    things = tuple(
        replace(
            thing,
            worn=tuple(worn for worn in thing.worn if not _same(worn.glyph, one.glyph)),
            on=thing.on if thing.on in places else -1,
        )
        for thing in left
    )
    if things == scene.things:
        missing.append(one.text)
    return replace(scene, things=things)


def _those(scene: Scene, one: Named) -> list[Thing]:
    """Everything of a kind that is there, or the second one, the last one."""
    there = [thing for thing in scene.things if thing.glyph == one.glyph]
    nth = int(one.said.get("nth", 0))
    if not nth or nth > len(there):
        return there
    return [there[nth - 1 if nth > 0 else nth]]


def _same(worn: str, asked: str) -> bool:
    """Whether a word for a hat means the one that is worn: a cap is a hat, too."""
    tops = members("worn_top")
    return worn == asked or (asked == "🎩" and worn in tops)


def _said_of_nobody(scene: Scene, clause: Clause) -> Scene:
    """What is said of no thing is said of the first one: "happier". Without one, of the light."""
    colour = clause.said.get("colour", "")
    if colour and (clause.has("sky") or not scene.things):
        return replace(scene, tint=colour) if scene.ground else scene
    if not scene.things:
        return scene
    for thing in scene.things if clause.has("all") else scene.things[:1]:
        side = next(iter(clause.values("side")), thing.side)
        scene = scene.with_thing(replace(_as_said(thing, clause.said), side=side))
    return scene
