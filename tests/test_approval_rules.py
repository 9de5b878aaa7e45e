"""Whose images wait for a moderator, which ones, and who decides about them: rules alone."""

from dataclasses import replace

import pytest

from bot.core import moderation
from bot.core.days import DAY
from bot.core.moderation import ServerRules
from bot.core.turns import ImageRequest, Person, Place, Turn

NOW = 1_000_000.0
WEEK = ServerRules(blocks={}, newcomer_days=7)
ADA, MODERATOR = Person(id=1, guild=7), Person(id=2, guild=7)
ELSEWHERE = Person(id=3, guild=8)
OPEN = Turn(
    id=9,
    request=ImageRequest(prompt="a fox", model="m"),
    by=ADA,
    created_at=0.0,
    at=Place(channel=42),
)
WAITING = replace(OPEN, at=Place(channel=42, awaits_approval=True))


@pytest.mark.parametrize(
    ("joined_at", "new"),
    [(None, True), (NOW, True), (NOW - 7 * DAY + 1, True), (NOW - 7 * DAY, False), (0.0, False)],
)
def test_a_member_is_new_for_the_days_that_are_set_and_where_no_one_knows(joined_at, new):
    member = replace(ADA, joined_at=joined_at)

    assert moderation.awaits_approval(WEEK, member, now=NOW) is new
    assert not moderation.awaits_approval(ServerRules(blocks={}), member, now=NOW)


def test_what_waits_is_decided_in_its_own_server_and_nothing_else_is():
    assert moderation.waits(WAITING)
    assert moderation.may_decide(WAITING, by=MODERATOR)
    private = replace(WAITING, by=Person(id=1))

    for turn, by in (
        (OPEN, MODERATOR),
        (replace(OPEN, at=None), MODERATOR),
        (WAITING, ELSEWHERE),
        (private, Person(id=4)),
    ):
        assert not moderation.may_decide(turn, by=by)


def test_what_is_shown_openly_can_be_reported_in_its_own_server_only():
    hidden = replace(OPEN, request=replace(OPEN.request, private=True))

    assert moderation.may_report(OPEN, by=MODERATOR)
    for turn, by in (
        (hidden, MODERATOR),
        (OPEN, ELSEWHERE),
        (replace(OPEN, by=Person(id=1)), Person(id=4)),
    ):
        assert not moderation.may_report(turn, by=by)
