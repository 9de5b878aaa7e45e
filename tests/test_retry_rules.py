"""When a turn is painted again, and what its calls mean for it: the rules as plain functions."""

import pytest

from bot.core.circuit_breaker import MOST_WAIT
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person, Turn
from bot.database import CallNotDue, CallRecord, CallResult
from bot.engine.call_outcomes import decides, may_call_again, refusals, result, worst
from bot.engine.leases import retry_while_unavailable
from bot.engine.retry_rules import again_at, pause
from bot.errors import Blocked, LimitReached, NoAnswer, OperatorError, Overloaded, RateLimited

BLOB = Blob(digest=Digest("a" * 64), mime="image/png", size=1, width=1, height=1)
PICTURE = GeneratedPicture(picture=BLOB)
FOX, OWL = CallResult(painted=PICTURE, words="a fox"), CallResult(painted=PICTURE, more=(PICTURE,))
NOW = 10_000.0
BUG = ZeroDivisionError()
BUSY, FULL = CallNotDue(wait=30, paused=True), CallNotDue(wait=30, paused=False)


def tried(attempts, *, age=0.0):
    request = ImageRequest(prompt="a fox", model="gemini-nano-banana-2.1")
    by = Person(id=1)
    return Turn(id=1, request=request, by=by, created_at=NOW - age, attempts=attempts)


def call(outcome, number=0, found=None):
    return CallRecord(number=number, outcome=outcome, result=found)


# When it is tried again


def test_pauses_double_up_to_five_minutes():
    assert [pause(tries) for tries in (0, 1, 2, 3, 8, 9, 10_000)] == [1, 2, 4, 8, 256, 300, 300]


@pytest.mark.parametrize(
    ("error", "attempts", "seconds"),
    [
        (Overloaded(), 1, 2),
        (Overloaded(), 4, 16),
        (Overloaded(), 5, None),
        (Overloaded(), 6, None),
        (Overloaded(wait=7), 1, 7),
        (NoAnswer(), 1, 2),
        (NoAnswer(), 2, None),
        (NoAnswer(), 3, None),  # after two other errors
        (RateLimited(), 5, 32),
        (RateLimited(), 6, 60),
        (RateLimited(), 50, 60),
        (RateLimited(wait=100), 50, 100),
        (BUSY, 50, 30),
        (FULL, 50, 0),
    ],
)
def test_it_is_tried_again_in_so_many_seconds_or_given_up(error, attempts, seconds):
    expected = None if seconds is None else NOW + seconds

    assert again_at(error, tried(attempts), now=NOW) == expected


@pytest.mark.parametrize(
    ("age", "again"), [(MOST_WAIT - 100, True), (MOST_WAIT - 99.5, False), (MOST_WAIT, False)]
)
def test_a_busy_gemini_is_waited_for_no_longer_than_a_quarter_of_an_hour(age, again):
    assert bool(again_at(RateLimited(wait=100), tried(1, age=age), now=NOW)) is again


def test_our_own_limit_ends_no_turn_however_old_it_is():
    assert again_at(FULL, tried(50, age=10 * MOST_WAIT), now=NOW) == NOW


# While the database is away

AWAY, BROKEN = OperatorError("broken.storage"), OperatorError("broken")


def failing(error):
    """Work that fails once and then returns "done", and how often it was begun."""
    begun = []

    async def work():
        begun.append(1)
        if len(begun) == 1:
            raise error
        return "done"

    return work, begun


async def test_what_a_worker_writes_is_tried_again_while_the_database_is_away(monkeypatch):
    monkeypatch.setattr("bot.engine.leases.RETRY", 0)
    work, _ = failing(AWAY)

    assert await retry_while_unavailable(work) == "done"


@pytest.mark.parametrize(("error", "patience"), [(BROKEN, None), (BUG, None), (AWAY, -1)], ids=repr)
async def test_another_fault_or_the_end_of_patience_is_not_waited_out(error, patience):
    work, begun = failing(error)

    with pytest.raises(type(error)):
        await retry_while_unavailable(work, patience=patience)

    assert len(begun) == 1


# What a worker that died left behind


@pytest.mark.parametrize("lost", ["", "unanswered", "unanswered.slow", "only_words", "painted"])
@pytest.mark.parametrize(
    ("times", "age", "again"), [(1, 0, True), (1, 600, True), (1, 601, False), (2, 0, False)]
)
def test_a_call_that_was_lost_is_made_once_more_while_its_person_waits(lost, times, age, again):
    assert may_call_again([call(lost)] * times, age=age) is again


@pytest.mark.parametrize(
    "past",
    [
        [],
        [call("painted", found=FOX)],
        [call("crowded")] * 3,
        [call("overloaded")] * 3,
        [call("blocked.SAFETY")],
    ],
    ids=repr,
)
def test_where_no_call_was_lost_the_rest_is_called_at_any_age(past):
    assert may_call_again(past, age=10_000)


def test_of_two_pictures_each_may_be_lost_once():
    assert may_call_again([call("", 0), call("", 1)], age=0)
    assert may_call_again([call(""), call("painted", found=FOX)], age=0)
    assert not may_call_again([call("", 0), call("", 1), call("", 1)], age=0)


@pytest.mark.parametrize(
    ("outcome", "refused"),
    [
        ("blocked.SAFETY", True),
        ("withheld.IMAGE_OTHER", True),
        ("no_image", True),
        ("unknown_finish", True),
        ("only_words", False),
        ("unanswered", False),
        ("crowded", False),
        ("painted", False),
        ("", False),
    ],
)
def test_what_gemini_refused_is_not_asked_again(outcome, refused):
    found = refusals([call("crowded"), call(outcome, 1)])

    assert {number: error.code for number, error in found.items()} == (
        {1: outcome} if refused else {}
    )


# What several calls come to


@pytest.mark.parametrize(
    ("errors", "index"),
    [
        ([Blocked(), BUG], 1),
        ([FULL, BUG], 1),
        ([Overloaded(), FULL], 1),
        ([Blocked(), OperatorError(), NoAnswer()], 2),
        ([Blocked(), OperatorError()], 1),
        ([Blocked(), Blocked("no_image")], 0),
        ([LimitReached()], 0),
    ],
    ids=repr,
)
def test_a_bug_comes_first_then_what_was_not_sent_what_may_pass_and_what_was_refused(errors, index):
    assert worst(errors) is errors[index]


@pytest.mark.parametrize(
    ("error", "patience", "whole"),
    [
        (BUG, 0, True),
        (FULL, 0, True),
        (BUSY, 30, True),
        (BUSY, 29, False),
        (CallNotDue(wait=0, paused=True), 0, True),
        (CallNotDue(wait=1, paused=True), 0, False),
        (NoAnswer(), 100, False),
        (Blocked(), 100, False),
    ],
    ids=repr,
)
def test_pictures_that_came_wait_for_the_rest_only_while_it_was_not_sent(error, patience, whole):
    assert decides(error, patience=patience) is whole


def test_pictures_that_came_are_shown_with_the_reason_for_fewer():
    fewer = result([FOX, OWL], [Blocked(), NoAnswer("unanswered.slow", seconds=3)])

    assert (fewer.outcome, fewer.painted) == (Outcome.PAINTED, (PICTURE,) * 3)
    assert (fewer.reason, fewer.facts, fewer.words) == ("unanswered.slow", {"seconds": 3}, "a fox")


def test_pictures_that_all_came_need_no_reason():
    whole = result([FOX], [])

    assert (whole.outcome, whole.reason, whole.facts) == (Outcome.PAINTED, "", {})


def test_a_bug_is_no_reason_that_is_put_in_words():
    fewer = result([FOX], [BUG])

    assert (fewer.reason, fewer.facts) == ("", {})
