"""The layout of a history picture: a column and a row for each turn.

A turn is to the right of the one it continues; its first continuation stays in the row, later ones
open a row below. Branches that grow too long or too many continue elsewhere in the picture, so that
it keeps about the shape in which Discord shows it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.tree import Tree, head, lineage

PAGE = 12  # turns in a picture that is readable where Discord shows it
PAGE_COLUMNS, PAGE_ROWS = 5, 3  # the most of them
MOST_SHOWN = 200  # turns in the picture of a whole tree
MOST_COLUMNS, MOST_ROWS = 24, 16
SHAPE = 550 / 350  # width to height that is aimed at: Discord shows pictures in 550 by 350 px
CUT_COST = 7.0  # what a cut branch weighs against a better shape, shared by all turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A turn's place."""

    turn: int
    column: int
    row: int
    parent: int | None = None  # the turn it continues, or the nearest before that is shown
    cut: bool = False  # its parent is not right before it: the branch continues here
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

    places: Mapping[int, tuple[int, int]]  # column and row
    edge: tuple[int, ...]  # the last row taken in each column
    cut: tuple[int, ...]  # turns that go on elsewhere

    @property
    def rows(self) -> int:
        return max(self.edge) + 1


def pages(tree: Tree) -> Sequence[Sequence[int]]:
    """Return the ids of all turns in pages that are readable where Discord shows them.

    Branches stay together, and the path to the head comes last: the page with the head shows what
    led to it. The last page is full, so that what is newest is seen together.
    """
    order = _reading_order(tree)
    first = len(order) % PAGE or PAGE
    starts = [0, *range(first, len(order), PAGE)]
    return [order[at:end] for at, end in zip(starts, [*starts[1:], None], strict=True)]


def page_with_head(tree: Tree) -> int:
    """Return which page shows the turn that a follow-up continues, counted from 0."""
    here, every = head(tree), pages(tree)
    return next((at for at, page in enumerate(every) if here and here.id in page), len(every) - 1)


def layout_page(tree: Tree, shown: Sequence[int]) -> Layout:
    """Lay out a page; turns whose parent is on another page are marked as cut from it."""
    kept = set(shown)
    parents = {id_: tree.turns[id_].parent for id_ in shown}
    parents = {id_: parent if parent in tree.turns else None for id_, parent in parents.items()}
    children = _children(
        (id_, parent if parent in kept else None) for id_, parent in parents.items()
    )
    shapes = [(c, r) for c in range(1, PAGE_COLUMNS + 1) for r in range(1, PAGE_ROWS + 1)]
    tries = (
        _packed(_pieces(children, columns=length, rows=height), columns, rows)
        for columns, rows in shapes
        for length, height in shapes
        if length <= columns and height <= rows
    )
    # One is always found: cut everywhere, the turns fill one row after another.
    fitting = (one for one in tries if one.columns <= PAGE_COLUMNS)
    found = min(fitting, key=lambda one: _cost(one, len(children[None])))
    cells = (replace(cell, parent=parents[cell.turn]) for cell in found.cells)
    return _marked(found, cells)


def layout_tree(tree: Tree, *, most: int = MOST_SHOWN) -> Layout:
    """Lay out a canvas; of more than `most` turns, the newest and the path to the head are kept."""
    links = _links(tree, _kept(tree, most))
    children = _children((id_, parent) for id_, (parent, _) in links.items())
    shapes = _sane(
        [(c, r) for c in range(2, MOST_COLUMNS + 1) for r in range(1, MOST_ROWS + 1)], links
    )
    tries = (_packed(_pieces(children, columns=c, rows=r), c, r) for c, r in shapes)
    found = min(tries, key=lambda one: _cost(one, len(children[None])))
    cells = (
        replace(cell, parent=links[cell.turn][0], folded=links[cell.turn][1])
        for cell in found.cells
    )
    return _marked(found, cells)


def _reading_order(tree: Tree) -> list[int]:
    here = head(tree)
    current = {turn.id for turn in lineage(tree, here)} if here else set()
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for turn in tree.turns.values():
        parent = tree.parent(turn)
        children[parent.id if parent else None].append(turn.id)
    found: list[int] = []
    waiting: list[int | None] = [None]
    while waiting:
        id_ = waiting.pop()
        if id_ is not None:
            found.append(id_)
        following = sorted(children[id_], key=lambda child: (child in current, child))
        waiting += reversed(following)
    return found


def _children(links: Iterable[tuple[int, int | None]]) -> Children:
    found: defaultdict[int | None, list[int]] = defaultdict(list)
    for id_, parent in links:
        found[parent].append(id_)
    return found


def _marked(found: Layout, cells: Iterable[Cell]) -> Layout:
    """Return a layout with its cells; those that continue nothing are not cut from anything."""
    return replace(
        found, cells=tuple(replace(c, cut=c.cut and c.parent is not None) for c in cells)
    )


def _sane(shapes: Sequence[tuple[int, int]], links: Mapping[int, object]) -> list[tuple[int, int]]:
    """Shapes that can hold all turns, and are not mostly empty; at least the largest one."""
    count = max(len(links), 1)
    fitting = [(c, r) for c, r in shapes if count / 2 <= c * r <= count * 3]
    return fitting or [shapes[-1]]


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
    """Return a branch from one turn on, in at most `columns` and `rows`."""
    places = {id_: (0, 0)}
    edge = [0]
    cut: list[int] = []
    for child in children.get(id_, ()):
        if columns == 1:
            cut.append(child)
            continue
        grown = _grown(child, children, columns=columns - 1, rows=rows)
        shift = max(edge[1 : len(grown.edge) + 1], default=-1) + 1
        if shift + grown.rows > rows:
            cut.append(child)
            continue
        cut += grown.cut
        places |= {one: (c + 1, r + shift) for one, (c, r) in grown.places.items()}
        edge += [0] * (len(grown.edge) + 1 - len(edge))
        for column, last in enumerate(grown.edge, 1):
            edge[column] = last + shift
    return _Piece(places, tuple(edge), tuple(cut))


def _packed(pieces: Sequence[tuple[int, _Piece]], columns: int, rows: int) -> Layout:
    """Return pieces one after another, each in the first rows with room for it within `columns`.

    A piece for which no row has room begins as far left as it can, and goes beyond the columns. One
    that continues a turn elsewhere stands apart from what is left of it, if there is room.
    """
    elsewhere = {id_ for _, piece in pieces for id_ in piece.cut}
    cells: list[Cell] = []
    taken = [0] * rows  # the first free column of each row
    for root, piece in pieces:
        span = piece.rows
        lefts = [max(taken[at : at + span]) for at in range(rows - span + 1)]
        within = (at for at, left in enumerate(lefts) if left + len(piece.edge) <= columns)
        top = next(within, lefts.index(min(lefts)))
        left = lefts[top]
        if root in elsewhere and 0 < left < columns - len(piece.edge):
            left += 1
        for id_, (column, row) in piece.places.items():
            cells.append(Cell(turn=id_, column=left + column, row=top + row, cut=id_ == root))
        for column, last in enumerate(piece.edge, left + 1):  # lines run as far as the last row
            taken[top : top + last + 1] = [column] * (last + 1)
    ordered = sorted(cells, key=lambda cell: cell.turn)
    height = max((cell.row + 1 for cell in cells), default=0)
    return Layout(cells=tuple(ordered), columns=max(taken), rows=height)


def _cost(found: Layout, roots: int) -> float:
    """Return a layout's cost: higher if its shape is off, it is cut often or mostly empty."""
    count = max(len(found.cells), 1)
    shape = found.columns / max(found.rows, 1)
    cuts = sum(cell.cut for cell in found.cells) - roots
    empty = found.columns * found.rows / count
    return abs(math.log(max(shape, 0.01) / SHAPE)) + cuts * CUT_COST / count + empty / 5
