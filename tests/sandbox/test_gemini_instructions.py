"""What the local Gemini takes for the newest instruction, whatever form those before it have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import conversation
from bot.sandbox.gemini.ask import instructions

from ..test_requests import chain, request, turn

STEPS = "The picture was made in these steps:"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a fox", ("a fox",)),
        (f"{STEPS}\n1. a fox\n2. at night", ("a fox", "at night")),
        (f"{STEPS}\n1. a fox\n…\n9. at night", ("a fox", "at night")),
        (f"{STEPS}\n1. a fox\n\nStyle: ink\n2. at night", ("a fox\n\nStyle: ink", "at night")),
        (f"{STEPS}\n1. a fox\n2. at night\n\nIt is attached. Now: a moon",
         ("a fox", "at night", "a moon")),
        ("a fox\n\nThe picture is attached. Now: a moon", ("a fox", "a moon")),
        ("two things: 1. a fox", ("two things: 1. a fox",)),
    ],
)  # fmt: skip
def test_the_instructions_in_words_are_found(words, expected):
    assert instructions(words) == expected


@given(st.text())
def test_any_text_is_an_instruction(words):
    assert instructions(words)


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("length", [1, 2, 5])
def test_what_easel_tells_of_a_thread_ends_with_the_newest_instruction(length, signed):
    lineage = [*chain(length)[:-1], turn(length, parent=length - 1 or None, signed=signed)]

    said = conversation.contents(lineage, request("a moon"))

    told = [
        instruction
        for one in said
        if one.role == "user"
        for instruction in instructions(one.parts[-1].words)
    ]
    assert told == [*(f"step {number}" for number in range(1, length + 1)), "a moon"]
