"""Whose turn it is in a party, and when it is over: rules alone."""

from dataclasses import replace

import pytest

from bot.core import parties, party_progress
from bot.core.parties import NO_LINE, Guest, Line, Party, PartyState
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person, Turn
from bot.errors import LimitReached, NotFound, UserError

NOW, TURN = 1000.0, 180  # seconds
ADA, BO, CY = 1, 2, 3
PEOPLE = tuple(Guest(person=one, seat=one) for one in (ADA, BO, CY))
RED = GeneratedPicture(
    picture=Blob(digest=Digest("a"), mime="image/png", size=1, width=8, height=8)
)


def party(**changes):
    """A party in which Ada has her turn since now."""
    begun = Party(
        id=1,
        guild=7,
        channel=42,
        person=ADA,
        seconds=TURN,
        rounds=2,
        most=8,
        started_at=0.0,
        ends_at=NOW + TURN,
        due_at=NOW + TURN,
        state=PartyState.PLAYING,
        message=5,
        round=1,
        seat=ADA,
        calls=1,
        call=6,
    )
    return replace(begun, **changes)


def turn(id_=9, *, at=NOW, **changes):
    painted = Turn(
        id=id_,
        request=ImageRequest(prompt="a fox", model="m"),
        by=Person(id=ADA, guild=7),
        created_at=at,
        outcome=Outcome.PAINTED,
        painted=(RED,),
    )
    return replace(painted, **changes)


PRIVATE = turn(request=ImageRequest(prompt="a fox", model="m", private=True))
FAILED = turn(outcome=Outcome.FAILED, painted=())


def advanced(before, *, line=NO_LINE, people=PEOPLE, absent=(), now=NOW):
    return party_progress.advanced(before, people, line=line, absent=absent, now=now)


def where(after):
    return after.round, after.seat, after.calls, after.call


def test_a_painted_line_is_the_last_image_and_gives_the_turn_on():
    after = advanced(party(asked="x", idle=2), line=Line(turn=turn(), shown=True))

    assert where(after) == (1, BO, 2, None)
    assert (after.turn, after.asked, after.idle, after.due_at) == (9, None, 0, NOW)


def test_a_line_is_waited_for_until_its_channel_shows_it():
    before = party(asked="x", due_at=NOW)

    after = advanced(before, line=Line(turn=turn(), shown=False))

    assert after == replace(before, due_at=NOW + party_progress.RECHECK)


def test_what_only_its_person_sees_is_no_step_for_the_others():
    after = advanced(party(asked="x", turn=4), line=Line(turn=PRIVATE, shown=True))

    assert where(after) == (1, BO, 2, None)
    assert after.turn == 4


@pytest.mark.parametrize(("tries", "seat", "idle"), [(0, ADA, 0), (1, BO, 1)])
def test_a_line_that_failed_can_be_tried_once_more(tries, seat, idle):
    after = advanced(party(asked="x", tries=tries), line=Line(turn=FAILED, shown=True))

    assert (after.seat, after.idle, after.asked, after.call) == (seat, idle, None, None)


@pytest.mark.parametrize(("after_seconds", "asked"), [(-1, "x"), (0, None)])
def test_a_line_that_never_became_a_turn_is_given_up_when_its_time_is_over(after_seconds, asked):
    before = party(asked="x", due_at=NOW + parties.CLAIM)

    after = advanced(before, now=NOW + parties.CLAIM + after_seconds)

    assert after.asked == asked


@pytest.mark.parametrize(
    ("late", "seat", "calls"), [(-1.0, ADA, 1), (0.0, BO, 2), (59.0, BO, 2), (61.0, ADA, 2)]
)
def test_a_turn_ends_with_its_time_and_is_begun_anew_if_no_one_saw_it_end(late, seat, calls):
    after = advanced(party(), now=NOW + TURN + late)

    assert (after.seat, after.calls) == (seat, calls)


def test_after_the_last_seat_the_next_round_begins_and_after_the_last_round_it_is_over():
    late = {"now": NOW + TURN}

    assert where(advanced(party(seat=CY), **late)) == (2, ADA, 2, None)
    over = advanced(party(seat=CY, round=2), **late)
    assert (over.state, over.reason) == (PartyState.ENDED, "")


@pytest.mark.parametrize(("idle", "reason"), [(1, None), (2, "party.over.idle")])
def test_a_whole_round_without_a_line_is_the_end(idle, reason):
    after = advanced(party(idle=idle), now=NOW + TURN)

    assert (after.reason or None) == reason


def test_who_left_or_is_absent_is_passed_at_once_and_without_anyone_it_is_over():
    assert advanced(party(), people=PEOPLE[1:]).seat == BO
    assert advanced(party(), absent={ADA, BO}).seat == CY
    assert advanced(party(), absent={ADA, BO, CY}).reason == "party.over.alone"


@pytest.mark.parametrize(
    ("people", "state"), [(PEOPLE[:1], PartyState.ENDED), (PEOPLE[:2], PartyState.PLAYING)]
)
def test_when_the_time_to_join_is_over_it_starts_with_two_and_ends_with_one(people, state):
    gathering = party(state=PartyState.GATHERING, seat=0, round=0, call=None, ends_at=NOW)

    assert advanced(gathering, people=people).state is state
    assert advanced(gathering, people=people, now=NOW - 1).state is PartyState.GATHERING


@pytest.mark.parametrize(
    ("code", "state", "ends_at"),
    [
        ("limit.server.day", PartyState.ENDED, NOW + TURN),
        ("limit.whole.month", PartyState.ENDED, NOW + TURN),
        ("limit.person.day", PartyState.PLAYING, NOW),
        ("limit.member.pictures", PartyState.PLAYING, NOW),
        ("limit.waiting", PartyState.PLAYING, NOW + TURN),
    ],
)
def test_a_refusal_ends_the_party_the_turn_or_nothing(code, state, ends_at):
    error = LimitReached(code)

    after = parties.given_back(party(asked="x"), error, origin="x", now=NOW)

    assert (after.state, after.ends_at, after.asked) == (state, ends_at, None)
    other = party(asked="y")
    assert parties.given_back(other, error, origin="x", now=NOW) == other


def test_only_whose_turn_it_is_can_write_and_only_once():
    taken = parties.claimed(party(), PEOPLE, person=ADA, origin="x", now=NOW)

    assert (taken.asked, taken.due_at) == ("x", NOW + parties.CLAIM)
    for before, person, code in (
        (party(), BO, "party.not_you"),
        (taken, ADA, "party.painting"),
        (party(seat=9), ADA, "party.not_yet"),
    ):
        with pytest.raises(UserError) as refused:
            parties.claimed(before, PEOPLE, person=person, origin="y", now=NOW)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        parties.claimed(party(state=PartyState.ENDED), PEOPLE, person=ADA, origin="y", now=NOW)


def test_a_line_that_came_before_the_call_was_noted_keeps_its_time():
    quick = party(asked="x", call=None, due_at=NOW + parties.CLAIM)

    assert parties.called(quick, 8, now=NOW + 1).due_at == NOW + parties.CLAIM
    assert parties.called(party(call=None), 8, now=NOW + 1).due_at == NOW + 1 + TURN


def test_its_images_are_the_one_it_began_with_and_those_of_its_lines():
    root, base = turn(1, at=-9.0), turn(2, at=-5.0)
    gone, last = turn(3, deleted_at=NOW), turn(4)

    images = parties.images_of(party(), [root, base, gone, last])

    assert [one.id for one in images] == [2, 4]
    assert [one.id for one in parties.images_of(party(), [root, base])] == [2]
    assert parties.images_of(party(), [gone, PRIVATE]) == []
