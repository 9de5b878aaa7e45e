"""Prices, and whose turn comes next."""

from hypothesis import given
from hypothesis import strategies as st

from bot import budget
from bot.models import MODELS, OFFERED, model_of
from bot.turns import ImageRequest


def test_an_estimate_is_the_price_of_all_pictures():
    request = ImageRequest(prompt="x", model="gemini-nano-banana-2.1", size="2K", count=4)

    assert budget.estimate(request) == 4 * 50_400


def test_words_cost_by_the_million_tokens():
    request = ImageRequest(prompt="x", model="gemini-nano-banana-2.1")

    assert budget.words_price(request, words_in=1000, words_out=300) == 1500 + 2250


def test_people_are_only_offered_models_that_are_not_retired():
    assert OFFERED
    assert not any(MODELS[id_].retired for id_ in OFFERED)


def test_a_model_newer_than_the_table_can_be_used():
    assert "1K" in model_of("gemini-of-tomorrow").sizes


def test_ten_wishes_of_one_person_interleave_with_one_of_another():
    tickets = []
    last = 0
    for n in range(10):
        last = budget.ticket(now_serving=0, own_last=last, cost=100)
        tickets.append((last, f"a{n}"))
    tickets.append((budget.ticket(now_serving=0, own_last=0, cost=100), "b0"))

    order = [name for _, name in sorted(tickets)]

    assert order[:2] == ["a0", "b0"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 500)), max_size=60))
def test_a_ticket_is_never_behind_what_is_served_nor_before_the_persons_own(wishes):
    serving, own = 0, {}
    for person, cost in wishes:
        ticket = budget.ticket(now_serving=serving, own_last=own.get(person, 0), cost=cost)

        assert ticket > serving
        assert ticket > own.get(person, 0)
        own[person] = ticket
        serving = min(own.values())
