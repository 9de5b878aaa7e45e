"""The tree of a canvas: numbers, head, undo, redo and lineage, whatever people do."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import conversation, picture_refs, requests, tree
from bot.core.tree import Position, Tree
from bot.core.tree_layout import (
    MOST_ROWS,
    PAGE,
    PAGE_COLUMNS,
    PAGE_ROWS,
    layout_page,
    layout_tree,
    page_with_head,
    pages,
)
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person, Turn
from bot.errors import NotFound

MODEL = "gemini-nano-banana-2.1"


def picture(name):
    blob = Blob(digest=Digest(name), mime="image/png", size=1, width=8, height=8)
    return GeneratedPicture(picture=blob)


def turn(id_, parent=None, *, outcome=Outcome.PAINTED, deleted=False):
    return Turn(
        id=id_,
        number=id_,
        request=ImageRequest(prompt=f"step {id_}.", model=MODEL),
        by=Person(id=1, guild=2),
        created_at=0,
        parent=parent,
        outcome=outcome,
        painted=(picture(f"p{id_}"),) if outcome is Outcome.PAINTED else (),
        deleted_at=1.0 if deleted else None,
    )


def canvas(parents, *, head=None, tip=None, failed=(), deleted=()):
    """A tree whose turn 1, 2, … continues parents[0], parents[1], …"""
    turns = [
        turn(
            id_,
            parent,
            outcome=Outcome.FAILED if id_ in failed else Outcome.PAINTED,
            deleted=id_ in deleted,
        )
        for id_, parent in enumerate(parents, 1)
    ]
    head = head or len(turns)
    return Tree.of(turns, Position(head=head, tip=tip or head))


@pytest.mark.parametrize(
    ("words", "number", "rest"),
    [
        ("#3 make it night", 3, "make it night"),
        ("#12: make it night", 12, "make it night"),
        ("#3, make it night", 3, "make it night"),
        ("#3\nmake it night", 3, "make it night"),
        ("make #3 it night", None, "make #3 it night"),
        ("#sunset over the sea", None, "#sunset over the sea"),
        ("#3d letters", None, "#3d letters"),
        ("#336699 for the sky", 336699, "for the sky"),
        ("#", None, "#"),
        ("", None, ""),
    ],
)
def test_a_request_may_begin_with_a_number(words, number, rest):
    found, left = picture_refs.split_leading(words)

    assert ([pick.number for pick in found], left) == ([number] if number else [], rest)


def test_redo_beside_the_last_branch_is_as_quick_as_on_it():
    long = canvas([None, *range(1, 500), 1, *range(501, 1000)], head=2, tip=1000)
    began = time.perf_counter()

    position = tree.redo(long, steps=100)

    assert position.head == 102
    assert time.perf_counter() - began < 1  # seconds; it was ten


def test_undo_goes_back_and_redo_goes_where_undo_came_from():
    there = canvas([None, 1, 1, 2, 3], head=4, tip=4)

    back = tree.undo(there, steps=2)
    forth = tree.redo(replace(there, position=back), steps=2)

    assert back == Position(head=1, tip=4)
    assert forth == Position(head=4, tip=4)


def test_redo_goes_where_undo_came_from_however_often_it_was_pressed():
    there = canvas([None, 1, 2, 2], head=3, tip=3)

    once = replace(there, position=tree.undo(there))
    twice = replace(there, position=tree.undo(once))

    assert twice.position == Position(head=1, tip=3)
    assert tree.redo(twice, steps=2).head == 3  # and not 4, which is newer


def test_undo_beyond_the_first_picture_ends_there():
    assert tree.undo(canvas([None, 1, 2]), steps=9).head == 1


def test_redo_without_an_undo_takes_the_newest_branch():
    assert tree.redo(canvas([None, 1, 1], head=1)).head == 3


def test_undo_and_redo_step_over_what_has_nothing_to_show():
    there = canvas([None, 1, 2, 3], failed=[2], deleted=[3])

    back = tree.undo(there)

    assert back.head == 1
    assert tree.redo(replace(there, position=back)).head == 4


def test_after_a_jump_to_another_branch_redo_returns_to_where_undo_began():
    there = canvas([None, 1, 1], head=3, tip=3)

    jumped = replace(there, position=tree.goto(there, there.turns[2]))
    back = replace(there, position=tree.undo(jumped))

    assert tree.redo(back).head == 2


def test_undo_from_a_picture_steps_back_from_that_one_whatever_the_head_is():
    assert tree.undo(canvas([None, 1, 2, 1]), of=3).head == 2


@pytest.mark.parametrize(
    "step",
    [
        tree.undo,
        tree.redo,
        lambda there: tree.undo(there, of=99),
        lambda there: tree.goto(there, turn(99)),
        lambda there: tree.undo(Tree()),
    ],
)
def test_where_there_is_nowhere_to_go_it_says_so(step):
    with pytest.raises(NotFound):
        step(canvas([None]))


def test_redo_beyond_the_last_picture_ends_there():
    assert tree.redo(canvas([None, 1, 2], head=1, tip=3), steps=9).head == 3


def test_one_can_not_go_to_what_was_not_painted():
    there = canvas([None, 1], failed=[2])

    with pytest.raises(NotFound):
        tree.goto(there, there.turns[2])


def test_what_is_still_painted_can_be_continued_unless_it_was_deleted():
    assert tree.can_continue(turn(1, outcome=None))
    assert not tree.can_continue(turn(1, outcome=None, deleted=True))
    assert not tree.can_continue(turn(1, outcome=Outcome.FAILED))


def test_a_deleted_root_leaves_the_newest_that_is_left():
    there = canvas([None, 1, 1], head=1, deleted=[1])

    assert tree.head(there).id == 3
    assert tree.head(canvas([None], deleted=[1])) is None


class Walk:
    """A canvas in people's hands, and a plain account of what they did."""

    def __init__(self):
        self.tree = Tree()
        self.numbers = {}
        self.lines = {}  # the words that a follow-up of each turn must be told

    def add(self, parent, outcome):
        id_ = len(self.tree.turns) + 1
        fresh = turn(id_, parent, outcome=None)
        turns = [*self.tree.turns.values(), fresh]
        self.tree = Tree.of(turns, Position(head=id_, tip=id_))
        before = self.lines.get(parent, ())
        self.lines[id_] = before + ((id_,) if outcome is Outcome.PAINTED else ())
        self.numbers[id_] = fresh.number
        self.change(turn(id_, parent, outcome=outcome))

    def change(self, changed):
        turns = {**self.tree.turns, changed.id: changed}
        self.tree = replace(self.tree, turns=turns)

    def act(self, act, which):
        here = tree.head(self.tree)
        alive = [one for one in self.tree.turns.values() if tree.can_continue(one)]
        chosen = alive[which % len(alive)] if alive else None
        match act:
            case "new":
                self.add(None, Outcome.PAINTED)
            case "edit":
                self.add(here and here.id, Outcome.PAINTED)
            case "fail":
                self.add(here and here.id, Outcome.FAILED)
            case "cancel":
                self.add(here and here.id, Outcome.CANCELLED)
            case "reply" if chosen:
                self.add(chosen.id, Outcome.PAINTED)
            case "delete" if chosen:
                self.change(replace(chosen, deleted_at=1.0))
            case "restart":
                self.tree = Tree.of(list(self.tree.turns.values())[::-1], self.tree.position)
            case "undo" | "redo" | "goto":
                self.walk(act, which, chosen)

    def walk(self, act, which, chosen):
        rule = {
            "undo": lambda there: tree.undo(there, steps=which % 3 + 1),
            "redo": lambda there: tree.redo(there, steps=which % 3 + 1),
            "goto": lambda there: tree.goto(there, chosen or turn(0)),
        }[act]
        try:
            self.tree = replace(self.tree, position=rule(self.tree))
        except NotFound:
            return
        assert tree.head(self.tree).id == self.tree.position.head
        assert tree.head(self.tree).visible


ACTS = ["new", "edit", "edit", "reply", "undo", "redo", "goto", "delete", "fail", "cancel"]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from([*ACTS, "restart"]), st.integers(0, 50)), max_size=40))
def test_whatever_people_do_the_head_can_be_reached_and_a_follow_up_is_told_its_lineage(acts):
    walk = Walk()

    for act, which in acts:
        walk.act(act, which)

        here = tree.head(walk.tree)
        assert {one.id: one.number for one in walk.tree.turns.values()} == walk.numbers
        left = [one for one in walk.tree.turns.values() if one.visible]
        assert (here is None) == (not left)
        if here is not None:
            assert tree.can_continue(here)
            assert told(walk.tree, here) == walk.lines[here.id]


def told(there, here):
    """Return the steps that a follow-up of a turn sends, in order."""
    chain, pick = conversation.path(tree.lineage(there, here), 0)
    request = requests.refine(here, "now").request
    said = conversation.contents(chain, request, pick=pick)
    words = " ".join(part.words for utterance in said for part in utterance.parts)
    return tuple(id_ for id_ in there.turns if f"step {id_}." in words)


@settings(max_examples=200)
@given(st.integers(0, 120), st.integers(0, 120), st.data())
def test_undo_and_redo_are_each_others_opposite(depth, steps, data):
    drawn = (data.draw(st.integers(max(1, id_ - 4), id_ - 1)) for id_ in range(2, depth + 2))
    parents = [None, *drawn]
    there = canvas(parents)
    head = tree.head(there)
    assert head is not None
    before = len(tree.visible_lineage(there, head)) - 1
    if not before or not steps:
        return

    back = replace(there, position=tree.undo(there, steps=steps))
    forth = tree.redo(back, steps=min(steps, before))

    assert forth == there.position


# A walk from picture to picture


def ways(parents, at, **more):
    """Numbers of the pictures back, on, up and down; then the step and the branch."""
    there = canvas(parents, **more)
    found = tree.neighbours(there, there.turns[at])
    numbers = [one and one.id for one in (found.back, found.on, found.up, found.down)]
    return numbers, (found.step, found.steps), (found.branch, found.branches)


@pytest.mark.parametrize(
    ("at", "numbers", "step", "branch"),
    [
        (1, [None, 3, None, 6], (1, 3), (1, 2)),  # on to the newest that continues it
        (2, [1, 4, None, 3], (2, 3), (1, 2)),
        (3, [1, 5, 2, None], (2, 3), (2, 2)),
        (5, [3, None, None, None], (3, 3), (1, 1)),
        (6, [None, None, 1, None], (1, 1), (2, 2)),
    ],
)
def test_from_a_picture_one_steps_along_its_branch_and_to_those_beside_it(
    at, numbers, step, branch
):
    assert ways([None, 1, 1, 2, 3, None], at) == (numbers, step, branch)


def test_a_walk_steps_over_what_has_nothing_to_show():
    assert ways([None, 1, 2, 2], 1, failed=[2])[0] == [None, 4, None, None]
    assert ways([None, 1, 2, 2], 3, failed=[2]) == ([1, None, None, 4], (2, 2), (1, 2))


def test_a_walk_goes_on_from_a_picture_that_was_deleted_meanwhile():
    assert ways([None, 1, 2], 2, deleted=[2])[0] == [1, 3, None, None]


def test_on_follows_the_way_that_undo_came():
    assert ways([None, 1, 1, 2], 1, head=1, tip=4)[0] == [None, 2, None, None]


# The layout of the history picture


def drawn(plan):
    """A layout as text: a star marks a branch that goes on from elsewhere."""
    grid = [["."] * plan.columns for _ in range(plan.rows)]
    for cell in plan.cells:
        assert grid[cell.row][cell.column] == "."
        grid[cell.row][cell.column] = f"*{cell.turn}" if cell.cut else str(cell.turn)
    return [" ".join(row) for row in grid]


def page(parents, **more):
    """The page on which the head is."""
    there = canvas(parents, **more)
    return drawn(layout_page(there, pages(there)[page_with_head(there)]))


def test_a_turn_stands_right_of_the_one_it_continues():
    assert page([None, 1]) == ["1 2"]


def test_a_branch_opens_a_row_below():
    assert page([None, 1, 1, 2, 3]) == ["1 2 4", ". 3 5"]


def test_branches_of_branches_do_not_collide():
    assert page([None, 1, 2, 2, 2, 5, 4]) == ["1 2 3 .", ". . 5 6", ". . 4 7"]


def test_a_long_line_goes_on_in_the_next_row():
    assert page([None, *range(1, 12)]) == ["1 2 3 4 5", "*6 7 8 9 10", "*11 12 . . ."]


def test_a_branch_that_goes_on_elsewhere_stands_apart_from_what_it_does_not_continue():
    parents = [None, None, *range(2, 6), 4, *range(7, 11), 9]

    assert page(parents) == ["1 . *12 . .", "2 3 4 5 6", "*7 8 9 10 11"]


def test_pictures_that_begin_again_follow_one_another():
    assert page([None] * 12) == ["1 2 3 4 5", "6 7 8 9 10", "11 12 . . ."]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 1000), max_size=40), st.integers(0, 1000))
def test_every_turn_is_on_one_page_that_can_be_read_and_says_where_it_comes_from(choices, at):
    parents = [None, *(choice % (id_ + 1) or None for id_, choice in enumerate(choices, 1))]
    there = canvas(parents, head=at % len(parents) + 1)

    every = pages(there)

    assert sorted(id_ for shown in every for id_ in shown) == list(there.turns)
    assert all(len(shown) == PAGE for shown in every[1:])
    assert tree.head(there).id in every[page_with_head(there)]
    for shown in every:
        plan = layout_page(there, shown)
        assert plan.columns <= PAGE_COLUMNS
        assert plan.rows <= PAGE_ROWS
        assert {cell.turn for cell in plan.cells} == set(shown)
        hangs(plan)
        assert all(cell.parent == parents[cell.turn - 1] for cell in plan.cells)


def hangs(plan):
    """Each turn has a place of its own, right of its parent where no label says otherwise."""
    at = {cell.turn: cell for cell in plan.cells}
    assert len({(cell.column, cell.row) for cell in plan.cells}) == len(plan.cells)
    for cell in plan.cells:
        if cell.parent is not None and not cell.cut:
            assert at[cell.parent].column == cell.column - 1
            assert at[cell.parent].row <= cell.row


def test_the_page_with_the_head_shows_what_led_to_it_though_a_branch_is_newer():
    parents = [None, *range(1, 8), 1, *range(9, 20)]  # two long branches from the first turn
    there = canvas(parents, head=8)

    assert pages(there)[page_with_head(there)][-7:] == [2, 3, 4, 5, 6, 7, 8]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 1000), max_size=230))
def test_the_whole_tree_has_every_turn_right_of_its_parent(choices):
    parents = [None, *(choice % id_ + 1 for id_, choice in enumerate(choices, 1))]

    plan = layout_tree(canvas(parents))

    assert len(plan.cells) == min(len(parents), 200)
    assert plan.rows <= MOST_ROWS
    hangs(plan)


def test_beyond_two_hundred_the_root_the_head_and_the_newest_are_kept_and_the_rest_is_counted():
    plan = layout_tree(canvas([None, *range(1, 500)], head=3))

    kept = [cell.turn for cell in plan.cells]
    assert len(kept) == 200
    assert kept[:3] == [1, 2, 3]
    assert kept[-1] == 500
    assert [cell.folded for cell in plan.cells if cell.folded] == [300]
