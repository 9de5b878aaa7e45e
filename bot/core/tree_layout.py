"""The layout of a history picture: a column and a row for each turn.

A turn is below the one it continues; its first continuation stays in the column, later ones open a
column to the right. Branches that grow too long or too wide continue elsewhere in the picture, so
that it stays about as wide as it is tall.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.tree import Tree, head, lineage

MOST_SHOWN = 200  # turns in one picture
MOST_COLUMNS, MOST_ROWS = 16, 24
SHAPE = 1.3  # height to width that is aimed at, counted in cells a third taller than wide
CUT_COST = 7.0  # what a cut branch weighs against a better shape, shared by all turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A turn's place."""

    turn: int
    column: int
    row: int
    parent: int | None = None  # the turn it continues, or the nearest before that is shown
    cut: bool = False  # its parent is not right above: the branch continues here
    folded: int = 0  # turns left out between the two


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All places, and how many columns and rows they take."""

    cells: tuple[Cell, ...]
    columns: int
    rows: int


Children = Mapping[int | None, Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A branch drawn in one go: offsets from its first turn."""

    places: Mapping[int, tuple[int, int]]
    edge: tuple[int, ...]  # the last column taken in each row
    cut: tuple[int, ...]  # turns that go on elsewhere

    @property
    def columns(self) -> int:
        return max(self.edge) + 1


def layout(tree: Tree, *, most: int = MOST_SHOWN) -> Layout:
    """Lay out a canvas; of more than `most` turns, the newest and the path to the head are kept."""
    links = _links(tree, _kept(tree, most))
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for id_, (parent, _) in links.items():
        children[parent].append(id_)
    shapes = [(c, r) for c in range(1, MOST_COLUMNS + 1) for r in range(2, MOST_ROWS + 1)]
    tries = (_packed(_pieces(children, columns=c, rows=r), c) for c, r in _sane(shapes, links))
    best = min(tries, key=lambda found: _cost(found, len(children[None])))
    cells = (
        replace(cell, parent=links[cell.turn][0], folded=links[cell.turn][1]) for cell in best.cells
    )
    return replace(best, cells=tuple(replace(c, cut=c.cut and c.parent is not None) for c in cells))


def _sane(shapes: Sequence[tuple[int, int]], links: Mapping[int, object]) -> list[tuple[int, int]]:
    """Sheets that hold all turns, and are not mostly empty; at least the largest one."""
    count = max(len(links), 1)
    fitting = [(c, r) for c, r in shapes if count / 2 <= c * r <= count * 3]
    return fitting or [(MOST_COLUMNS, MOST_ROWS)]


def _kept(tree: Tree, most: int) -> set[int]:
    if len(tree.turns) <= most:
        return set(tree.turns)
    newest = list(tree.turns)[::-1]
    here = head(tree)
    way = [turn.id for turn in lineage(tree, here)] if here else []
    wanted = [*way[:1], *way[: -most // 2 : -1], *newest]
    return set(list(dict.fromkeys(wanted))[:most])


def _links(tree: Tree, kept: set[int]) -> dict[int, tuple[int | None, int]]:
    """Return each kept turn's nearest kept ancestor, and how many turns lie between."""
    links: dict[int, tuple[int | None, int]] = {}
    nearest: dict[int, tuple[int | None, int]] = {}  # from any turn upwards, itself included
    for id_, turn in tree.turns.items():
        before = tree.parent(turn)
        above = nearest[before.id] if before else (None, 0)
        if id_ in kept:
            links[id_], nearest[id_] = above, (id_, 0)
        else:
            nearest[id_] = (above[0], above[1] + 1)
    return links


def _pieces(children: Children, *, columns: int, rows: int) -> list[tuple[int, _Piece]]:
    waiting = list(children[None]) if None in children else []
    found: list[tuple[int, _Piece]] = []
    while waiting:
        root = waiting.pop(0)
        piece = _grown(root, children, columns=columns, rows=rows)
        found.append((root, piece))
        waiting += piece.cut
    return found


def _grown(id_: int, children: Children, *, columns: int, rows: int) -> _Piece:
    """Return a branch from one turn on, within so many columns and rows."""
    places = {id_: (0, 0)}
    edge = [0]
    cut: list[int] = []
    for child in children.get(id_, ()):
        if rows == 1:
            cut.append(child)
            continue
        grown = _grown(child, children, columns=columns, rows=rows - 1)
        shift = max(edge[1 : len(grown.edge) + 1], default=-1) + 1
        if shift + grown.columns > columns:
            cut.append(child)
            continue
        cut += grown.cut
        places |= {one: (c + shift, r + 1) for one, (c, r) in grown.places.items()}
        edge += [0] * (len(grown.edge) + 1 - len(edge))
        for row, last in enumerate(grown.edge, 1):
            edge[row] = last + shift
    return _Piece(places, tuple(edge), tuple(cut))


def _packed(pieces: Sequence[tuple[int, _Piece]], columns: int) -> Layout:
    """Pieces one after another, each as far up as there is room for all of its columns."""
    cells: list[Cell] = []
    depth = [0] * columns  # the first free row of each column
    for root, piece in pieces:
        span = piece.columns
        tops = [max(depth[at : at + span]) for at in range(columns - span + 1)]
        top = min(tops)
        left = tops.index(top)
        for id_, (column, row) in piece.places.items():
            cells.append(Cell(turn=id_, column=left + column, row=top + row, cut=id_ == root))
        for row, last in enumerate(piece.edge, top + 1):  # lines run as far as the last column
            depth[left : left + last + 1] = [row] * (last + 1)
    ordered = sorted(cells, key=lambda cell: cell.turn)
    width = max((cell.column + 1 for cell in cells), default=0)
    return Layout(cells=tuple(ordered), columns=width, rows=max(depth))


def _cost(found: Layout, roots: int) -> float:
    """Return a layout's cost: higher if its shape is off, it is cut often or mostly empty."""
    count = max(len(found.cells), 1)
    shape = (found.rows * 4) / (max(found.columns, 1) * 3)
    cuts = sum(cell.cut for cell in found.cells) - roots
    empty = found.columns * found.rows / count
    return abs(math.log(max(shape, 0.01) / SHAPE)) + cuts * CUT_COST / count + empty / 5
