"""A canvas as a tree of turns: its current position, undo and redo.

A turn that failed, was cancelled or was deleted stays in the tree and keeps its number. Undo and
redo skip it because it has nothing to show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core.turns import Turn
from bot.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The current position in a canvas."""

    head: int | None = None  # the turn a follow-up continues
    tip: int | None = None  # where redo leads, as long as it lies beyond the head


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The turns of one canvas by id, oldest first. Parents in other canvases are left out."""

    turns: Mapping[int, Turn] = field(default_factory=dict)
    position: Position = Position()

    @classmethod
    def of(cls, turns: Sequence[Turn], position: Position | None = None) -> "Tree":
        """Build a tree of turns given in any order."""
        ordered = sorted(turns, key=lambda turn: turn.id)
        return cls(turns={turn.id: turn for turn in ordered}, position=position or Position())

    def parent(self, turn: Turn) -> Turn | None:
        """Return the turn that one continues, if it is in this tree."""
        return None if turn.parent is None else self.turns.get(turn.parent)


def lineage(tree: Tree, turn: Turn) -> tuple[Turn, ...]:
    """Return the turns from the root to this one."""
    steps = [turn]
    while (before := tree.parent(steps[-1])) is not None:
        steps.append(before)
    return tuple(reversed(steps))


def visible_lineage(tree: Tree, turn: Turn) -> tuple[Turn, ...]:
    """Return the turns of a lineage that have pictures to show."""
    return tuple(step for step in lineage(tree, turn) if step.visible)


def can_continue(turn: Turn) -> bool:
    """Return whether a turn can be continued: it is painted, or still to be, and not deleted."""
    return turn.visible or (turn.waiting and turn.deleted_at is None)


def head(tree: Tree) -> Turn | None:
    """Return the turn that a follow-up continues.

    The one at the position, or the nearest ancestor that can be continued; if there is none on
    that branch, the newest of all.
    """
    head = tree.turns.get(tree.position.head or 0)
    branch = lineage(tree, head) if head else ()
    every = (*tree.turns.values(), *branch)
    return next((turn for turn in reversed(every) if can_continue(turn)), None)


def undo(tree: Tree, *, steps: int = 1, of: int | None = None) -> Position:
    """Step back to an earlier picture of the branch, as far as there is one.

    Args:
        tree: the canvas.
        steps: pictures to go back.
        of: the turn to step back from; none for the head.

    Raises:
        NotFound: there is no earlier picture.
    """
    origin = head(tree) if of is None else tree.turns.get(of)
    before = (
        [turn for turn in visible_lineage(tree, origin) if turn is not origin] if origin else []
    )
    if origin is None or not before:
        raise NotFound("undo.nothing")
    tip = tree.turns.get(tree.position.tip or 0)
    keeps = tip is not None and origin in lineage(tree, tip)
    target = before[-steps] if steps <= len(before) else before[0]
    return Position(head=target.id, tip=tree.position.tip if keeps else origin.id)


def redo(tree: Tree, *, steps: int = 1) -> Position:
    """Step forward again: to where undo came from, else along the newest pictures.

    Raises:
        NotFound: there is no later picture.
    """
    here, following = head(tree), _following(tree)
    for _ in range(steps):
        onward = following.get(here.id) if here else None
        if onward is None:
            break
        here = onward
    if here is None or here is head(tree):
        raise NotFound("redo.nothing")
    return replace(tree.position, head=here.id)


def goto(tree: Tree, turn: Turn) -> Position:
    """Move to any picture of the tree.

    Raises:
        NotFound: the turn is not in this canvas, or has no picture.
    """
    if turn.id not in tree.turns or not turn.visible:
        raise NotFound("nothing_here")
    return replace(tree.position, head=turn.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The pictures around one, and where it is: steps and branches are counted from 1."""

    back: Turn | None  # the picture it was made from
    on: Turn | None  # the one that was made from it: towards the tip, or else the newest
    up: Turn | None  # the branch before it, of the pictures that were made from the same one
    down: Turn | None  # the branch after it
    step: int
    steps: int  # on the way through this picture, as far as `on` leads
    branch: int
    branches: int


def neighbours(tree: Tree, turn: Turn) -> Neighbours:
    """Return the pictures that a person can step to from a turn, which may show none itself."""
    before, following = _pictures_before(tree, also=turn.id), _following(tree, also=turn.id)
    back = before[turn.id]
    beside = [
        other
        for other in tree.turns.values()
        if other.id == turn.id or (other.visible and before[other.id] == back)
    ]
    place = next(at for at, other in enumerate(beside) if other.id == turn.id)
    step = steps = len([one for one in lineage(tree, turn) if one.visible or one.id == turn.id])
    onward = following.get(turn.id)
    while onward is not None:
        steps, onward = steps + 1, following.get(onward.id)
    return Neighbours(
        back=None if back is None else tree.turns[back],
        on=following.get(turn.id),
        up=beside[place - 1] if place else None,
        down=beside[place + 1] if place + 1 < len(beside) else None,
        step=step,
        steps=steps,
        branch=place + 1,
        branches=len(beside),
    )


def _pictures_before(tree: Tree, *, also: int | None = None) -> Mapping[int, int | None]:
    """Return the nearest picture before each turn, by id; None where there is none.

    The turn `also` counts as a picture, whether it shows one or not.
    """
    found: dict[int, int | None] = {}
    for turn in tree.turns.values():
        before = tree.parent(turn)
        if before is not None:
            shows = before.visible or before.id == also
            found[turn.id] = before.id if shows else found[before.id]
        else:
            found[turn.id] = None
    return found


def _following(tree: Tree, *, also: int | None = None) -> Mapping[int, Turn]:
    """Return the picture after each turn: towards the tip, or else the newest that continues it."""
    found: dict[int, Turn] = {}
    for id_, before in _pictures_before(tree, also=also).items():
        if before is not None and tree.turns[id_].visible:
            found[before] = tree.turns[id_]
    tip = tree.turns.get(tree.position.tip or 0)
    onward: Turn | None = None
    for turn in reversed(lineage(tree, tip) if tip else ()):
        if onward is not None:
            found[turn.id] = onward
        onward = turn if turn.visible else onward
    return found
