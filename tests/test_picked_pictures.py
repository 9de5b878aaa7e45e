"""Which picture of a turn is meant, and what it is called."""

from dataclasses import replace

import pytest

from bot.core import permissions, requests
from bot.core.turns import Person
from bot.errors import UserError

from .test_requests import painted, turn


def of_four(**fields):
    return replace(turn(3, "a fox"), painted=tuple(map(painted, "abcd")), **fields)


@pytest.mark.parametrize("pick", range(4))
def test_each_picture_of_a_turn_can_be_picked(pick):
    assert requests.picked(of_four(), pick) == of_four().painted[pick]


@pytest.mark.parametrize(
    ("number", "pictures", "pick", "called"),
    [
        (12, 1, 0, "12"),
        (12, 2, 0, "12.1"),
        (12, 2, 1, "12.2"),
        (12, 4, 3, "12.4"),
        (None, 2, 1, ""),
    ],
)
def test_a_variation_says_by_its_number_what_it_varies(number, pictures, pick, called):
    before = of_four(number=number)
    before = replace(before, painted=before.painted[:pictures])

    assert requests.vary(before, pick=pick).request.variation_of == called


@pytest.mark.parametrize("other", [1, 3])
def test_only_who_asked_sees_the_words_again_to_change_them(other):
    asked = replace(turn(1), by=Person(id=2, guild=2))

    permissions.check_reword(asked, Person(id=2))
    with pytest.raises(UserError) as refused:
        permissions.check_reword(asked, Person(id=other))

    assert refused.value.code == "not_yours"
