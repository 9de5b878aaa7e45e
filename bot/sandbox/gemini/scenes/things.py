"""The part of a change that is about things: who comes, goes, changes, rides, and wears what."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.sandbox.gemini.scenes.reading import Clause, Named
from bot.sandbox.gemini.scenes.scene import Scene, Thing, Worn
from bot.sandbox.gemini.scenes.vocabulary import bare, is_person, is_worn, listed, members

MOST_THINGS = 14


def with_things(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    """Take from a clause who is to come, to go, to change or to wear what.

    Args:
        missing: gets the words for what was to go and is not there.
    """
    only = clause.has("only") and clause.verb in {"", "remove"}
    kept = {one.glyph for one in clause.named if only}
    if any(scene.has(glyph) for glyph in kept):
        return scene.each(lambda thing: thing if thing.glyph in kept else None)
    clause = _meant(scene, clause)
    if clause.verb == "remove":
        return _removed(scene, clause, missing)
    old, new = clause.swap or ("", None)
    if new and not old and scene.has(new.glyph):
        return _joined_by(scene, clause)  # "turn the boat green"
    if new and (swapped := _swapped(scene, old, new)):
        for one in clause.named:
            if is_worn(one.glyph) and one.glyph not in {old, new.glyph}:  # "by a dog with a hat"
                swapped = _dressed(swapped, one, [new.glyph])
        return swapped
    if not clause.named:
        return _said_of_nobody(scene, clause)
    if scene.things and (clause.verb in {"replace", "turn"} or clause.has("instead")):
        missing += [one.text for one in clause.named if old and one.glyph == old]
        return scene  # one of the two is not there, or unknown
    return _joined_by(scene, clause)


def _meant(scene: Scene, clause: Clause) -> Clause:
    """The clause with what is there for a wider word: the tree is a fir, the hat a cap."""
    there = {thing.glyph for thing in scene.things}
    there |= {worn.glyph for thing in scene.things for worn in thing.worn}
    gone = clause.named if clause.verb == "remove" else ()
    gone = clause.named[:1] if clause.verb in {"replace", "turn"} else gone

    def narrowed(one: Named) -> Named:
        if one.glyph in there or not ("the" in one.said or one in gone):
            return one
        narrower = (bare(glyph) for glyph in listed("wider", one.glyph))
        return replace(one, glyph=next((it for it in narrower if it in there), one.glyph))

    return replace(clause, named=tuple(map(narrowed, clause.named)))


def _joined_by(scene: Scene, clause: Clause) -> Scene:
    """Who is named comes in; what can be worn goes on somebody who is named or there."""
    hosts = [one for one in clause.named if not is_worn(one.glyph)]
    worn = [one for one in clause.named if one not in hosts and (hosts or scene.things)]
    new = any(not scene.has(one.glyph) for one in clause.named)  # "add a dog next to the cat"
    for one in clause.named:
        if one not in worn and not (worn and scene.has(one.glyph)):
            scene = _joined(scene, one, adds=clause.verb == "add" and not new)
    for one in worn:
        if clause.has("all"):
            wearers = [thing.glyph for thing in scene.things if thing.glyph not in members("built")]
        else:
            wearers = [host.glyph for host in hosts] if "count" in one.said else []
        scene = _dressed(scene, one, wearers or _wearer_of(one, clause.named))
    return _mounted(scene, clause, hosts)


def _wearer_of(one: Named, named: Sequence[Named]) -> list[str]:
    """Who wears a thing: who was named last before it, else who comes after; rather no mount."""
    at = named.index(one)
    sides = (*reversed(named[:at]), *named[at:])
    hosts = [side.glyph for side in sides if not is_worn(side.glyph)]
    return sorted(hosts, key=lambda glyph: glyph in members("ridden"))[:1]


def _mounted(scene: Scene, clause: Clause, hosts: Sequence[Named]) -> Scene:
    """The newest of who is named first rides on the newest of what is ridden, which takes the
    better place; "on" alone says so of what comes after it: "a cat with a fish on a sofa"."""
    ridden, riding = members("ridden"), clause.has("riding")
    seats = [one for one in hosts[1:] if one.glyph in ridden and (riding or "upon" in one.said)]
    if riding and hosts:
        seats += [*hosts[1:], Named(glyph=scene.things[0].glyph)]
    if not seats:
        return scene
    rider, mount = hosts[0].glyph, seats[0].glyph
    if "upon" not in seats[0].said:
        rider, mount = sorted((rider, mount), key=lambda glyph: glyph in ridden)
    newest = {thing.glyph: thing for thing in scene.things}
    if rider == mount or not {rider, mount} <= {*newest}:
        return scene
    above, below = newest[rider], newest[mount]
    first, second = sorted((above.place, below.place))
    moved = {above: replace(above, place=second, on=first), below: replace(below, place=first)}
    return scene.each(lambda thing: moved.get(thing, thing))


def _swapped(scene: Scene, old: str, new: Named) -> Scene | None:
    """One thing for another, the first one for no glyph; those that are there change places."""
    known = next((thing for thing in scene.things if thing.glyph == new.glyph), None)
    swapped = [thing for thing in scene.things if thing.glyph == old or not old]
    if not swapped:
        return _exchanged(scene, old, new) if is_worn(new.glyph) else None
    thing = swapped[0]
    if known is None:
        return scene.with_thing(_as_said(replace(thing, glyph=new.glyph), new.said))
    places = {thing.place: known.place, known.place: thing.place}
    return scene.each(lambda one: replace(one, place=places.get(one.place, one.place)))


def _exchanged(scene: Scene, old: str, new: Named) -> Scene | None:
    """One thing that is worn for another; nothing where nobody wears the old one."""
    other = Worn(glyph=new.glyph, colour=new.said.get("colour", ""))
    exchanged = scene.each(
        lambda thing: replace(
            thing, worn=tuple(other if one.glyph == old else one for one in thing.worn)
        )
    )
    return exchanged if exchanged != scene else None


def _as_said(thing: Thing, said: Mapping[str, str]) -> Thing:
    """The thing in the colour, size, mood and place that were named."""
    return replace(
        thing,
        colour=said.get("colour", thing.colour),
        size=said.get("size", thing.size),
        mood=said.get("mood", thing.mood),
        side=said.get("side", thing.side),
    )


def _joined(scene: Scene, one: Named, *, adds: bool) -> Scene:
    """The thing comes in, as often as it was counted; one that is there is only changed.

    Args:
        adds: whether one that is there already is to be joined by another one.
    """
    there = _those(scene, one)
    count = int(one.said.get("count", 1))
    adds = (adds and "the" not in one.said) or {"nth", "a"} <= one.said.keys()  # "a second fox"
    if there and not adds and "another" not in one.said:
        for thing in there:
            scene = scene.with_thing(_as_said(thing, one.said))
        count -= len(there)
    for _ in range(min(count, MOST_THINGS - len(scene.things))):
        new = _as_said(Thing(glyph=one.glyph, place=scene.free_place()), one.said)
        scene = replace(scene, things=(*scene.things, new))
    return scene


def _dressed(scene: Scene, one: Named, wearers: Sequence[str]) -> Scene:
    """A hat goes on whom the clause names, else on the first who can wear one; a dress is the
    colour of somebody's clothes."""
    garment = one.glyph in members("garment")
    able = [t for t in _foremost(scene) if (is_person if garment else _can_wear)(t.glyph)]
    chosen = [thing for thing in able if thing.glyph in wearers] or able[:1]
    if not chosen:
        return _joined(scene, one, adds=False)
    colour = one.said.get("colour", "")
    for thing in chosen:
        others = tuple(worn for worn in thing.worn if worn.glyph != one.glyph)
        worn = (*others, Worn(glyph=one.glyph, colour=colour))
        dressed = replace(thing, colour=colour or thing.colour)
        scene = scene.with_thing(dressed if garment else replace(thing, worn=worn))
    return scene


def _foremost(scene: Scene) -> list[Thing]:
    """The things, the ones that words without a noun mean first: rather the dog than its bench."""
    return sorted(scene.things, key=lambda thing: thing.glyph in members("ridden"))


def _can_wear(glyph: str) -> bool:
    return glyph not in members("table") | members("shape") and not is_worn(glyph)


def _removed(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    """The scene without what a clause names."""
    worn = [one for one in clause.named if is_worn(one.glyph)]
    only_worn = worn and not clause.has("and")  # "take the hat off the cat": the cat stays
    for one in worn if only_worn else clause.named:
        left = _without(scene, one)
        if left == scene:
            missing.append(one.text)
        scene = left
    return scene


def _without(scene: Scene, one: Named) -> Scene:
    """The scene without a thing, or without it on anybody; "a cat" and "two cats" leave others."""
    there = _those(scene, one)
    if "nth" not in one.said and {"a", "count"} & one.said.keys():
        there = there[-int(one.said.get("count", 1)) :]
    gone = {thing.place for thing in there}

    def left(thing: Thing) -> Thing | None:
        worn = tuple(worn for worn in thing.worn if worn.glyph != one.glyph)
        on = thing.on if thing.on not in gone else -1
        return replace(thing, worn=worn, on=on) if thing not in there else None

    return scene.each(left)


def _those(scene: Scene, one: Named) -> list[Thing]:
    """Everything of a kind that is there, or the second one, the last one."""
    there = [thing for thing in scene.things if thing.glyph == one.glyph]
    nth = int(one.said.get("nth", 0))
    if not nth or nth > len(there):
        return there
    return [there[nth - 1 if nth > 0 else nth]]


def _said_of_nobody(scene: Scene, clause: Clause) -> Scene:
    """What is said of no thing is said of the first one: "happier". Without one, of the light."""
    colour = clause.said.get("colour", "")
    if colour and (clause.has("sky") or not scene.things):
        return replace(scene, tint=colour) if scene.ground else scene
    for thing in _foremost(scene)[: None if clause.has("all") else 1]:
        scene = scene.with_thing(_as_said(thing, clause.said))
    return scene
