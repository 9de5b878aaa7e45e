"""When calls of a model are paused, and when they resume."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.circuit_breaker import (
    FAILURES,
    LONGEST,
    PAUSE,
    WITHIN,
    ModelHealth,
    begun,
    ended,
)
from bot.errors import Blocked, NoAnswer, Overloaded, RateLimited

DOWN = Overloaded()


def after(*errors, health=None, step=1.0):
    health = health or ModelHealth()
    for second, error in enumerate(errors):
        health = ended(health, error, now=100 + second * step)
    return health


def test_five_failures_in_a_row_within_a_minute_pause_a_model_for_half_a_minute():
    assert after(*[DOWN] * 4).until == 0
    assert after(*[DOWN] * 4, NoAnswer()).until == 104 + PAUSE


def test_failures_with_an_answer_between_them_pause_nothing():
    assert after(*[DOWN] * 4, None, *[DOWN] * 4).until == 0
    assert after(*[DOWN] * 4, Blocked(), *[DOWN] * 4).until == 0


def test_failures_that_lie_far_apart_pause_nothing():
    assert after(*[DOWN] * 9, step=WITHIN / 4 + 1).until == 0


def test_a_model_that_is_down_gets_one_call_and_the_others_wait_for_it():
    down = after(*[DOWN] * FAILURES)

    tried = begun(down, now=200)

    assert tried.until == 200 + PAUSE
    assert ended(tried, None, now=210) == ModelHealth()
    assert ended(tried, DOWN, now=210).until == 210 + PAUSE


def test_calls_of_a_model_that_is_up_wait_for_no_other():
    busy = after(*[DOWN] * (FAILURES - 1))

    assert begun(busy, now=200) == busy


def test_a_pause_ends_at_its_time_and_one_that_is_too_long_to_be_ours_counts_for_none():
    paused = ModelHealth(until=5000.0)

    assert paused.paused(4999.0)
    assert paused.paused(5000.0 - LONGEST)
    assert not paused.paused(5000.0)
    assert not paused.paused(4999.0 - LONGEST)


def test_google_says_how_long_to_wait():
    assert after(RateLimited(wait=38.0)).until == 138
    assert after(RateLimited(wait=38.0), None).until == 138
    assert after(RateLimited()).until > 100


@given(
    st.lists(
        st.sampled_from([None, DOWN, NoAnswer(), Blocked(), RateLimited(), RateLimited(wait=3.0)]),
        max_size=40,
    )
)
def test_a_success_always_ends_the_breaker_in_the_end(errors):
    assert not after(*errors, None).down
