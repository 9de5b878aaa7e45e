"""Prices, and whose turn comes next."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import fair_queue, pricing
from bot.core.pricing import CallSize
from bot.core.turns import Blob, Content, Digest, ImageRequest, Part, Reframing
from bot.errors import UNUSED, Usage

MODELS = Config().model_table()
FOX = ImageRequest(prompt="a fox", model=MODELS.default.id)
DESCRIPTION = ImageRequest(prompt="", model=MODELS.text_model.id, describes=True)


def test_an_estimate_is_the_price_of_all_pictures():
    request = ImageRequest(prompt="x", model="gemini-nano-banana-2.1", size="2K", count=4)

    assert pricing.estimate(request, MODELS.default) == 4 * 50_400


def test_what_calls_no_model_is_expected_to_cost_nothing():
    turned = replace(FOX, reframes=Reframing(kind="rotate", value="90"))

    assert not turned.calls_model
    assert pricing.estimate(turned, MODELS.default) == 0


def test_a_change_is_expected_to_cost_one_picture_whatever_the_turn_was():
    described = replace(DESCRIPTION, model=MODELS.default.id)
    turned = replace(FOX, reframes=Reframing(kind="rotate", value="90"))
    improved = replace(described, prompt="a fox", improves=True)

    for request in (replace(FOX, count=4), described, turned, improved, replace(FOX, search=True)):
        assert pricing.estimate_edit(request, MODELS.default) == 33_600


def test_a_description_costs_a_few_words():
    assert pricing.estimate(DESCRIPTION, MODELS.text_model) == 450 + 1500


def test_a_better_prompt_costs_fewer_words_in_and_is_asked_with_its_own():
    improved = replace(DESCRIPTION, prompt="é fox", improves=True)

    assert pricing.estimate(improved, MODELS.text_model) == 120 + 1500
    assert pricing.size_of_call(improved, ()) == CallSize(words=1000 + 6, pictures=0)


def test_words_cost_by_the_million_tokens_rounded_up():
    assert pricing.words_price(MODELS.default, words_in=1000, words_out=300) == 1500 + 2250
    assert pricing.words_price(MODELS.default, words_in=1, words_out=0) == 2


def test_a_call_costs_at_most_all_it_takes_in_all_words_it_may_say_and_its_pictures():
    size = CallSize(words=100, pictures=2)
    pro = MODELS.find("gemini-3-pro-image")

    assert pricing.most_of_call(FOX, MODELS.default, size) == 3510 + 15_360 + 33_936
    assert pricing.most_of_call(FOX, pro, size) == 4680 + 24_576 + 2 * 135_340
    assert pricing.most_of_call(DESCRIPTION, MODELS.text_model, size) == 702 + 5120


@pytest.mark.parametrize(
    ("usage", "micro_dollars"),
    [
        (Usage(words_in=1000, words_out=300, picture_tokens=1120, pictures=1), 3750 + 33_600),
        (Usage(words_in=1000, words_out=300, picture_tokens=1121, pictures=2), 3750 + 33_630),
        (Usage(words_in=1000, words_out=300, pictures=2), 3750 + 2 * 33_600),
        (Usage(words_in=1000, words_out=300), 3750),
        (UNUSED, 0),
    ],
    ids=repr,
)
def test_a_call_cost_what_the_model_reports_or_else_what_the_table_says(usage, micro_dollars):
    assert pricing.cost(FOX, MODELS.default, usage) == micro_dollars


def test_a_description_is_charged_its_words_and_no_picture():
    usage = Usage(words_in=1500, words_out=600, picture_tokens=9999, pictures=1)

    assert pricing.cost(DESCRIPTION, MODELS.text_model, usage) == 450 + 1500
    assert pricing.cost(DESCRIPTION, MODELS.default, usage) == 2250 + 4500
    assert not pricing.differs(DESCRIPTION, MODELS.default, usage)


def test_a_size_that_the_table_lacks_costs_as_much_as_the_dearest():
    assert pricing.price(replace(FOX, size="8K"), MODELS.default, pictures=2) == 2 * 113_000


def test_where_the_price_of_a_picture_token_is_not_known_the_table_decides():
    model = replace(MODELS.default, image_price=0)
    usage = Usage(picture_tokens=9999, pictures=1)

    assert pricing.cost(FOX, model, usage) == 33_600
    assert not pricing.differs(FOX, model, usage)


def test_the_tokens_of_a_picture_are_rounded_up_to_a_whole_micro_dollar():
    model = replace(MODELS.default, image_price=30_000_500)

    assert pricing.cost(FOX, model, Usage(picture_tokens=1120, pictures=1)) == 33_601


@pytest.mark.parametrize(
    ("tokens", "pictures", "far"),
    [
        *((895, 1, True), (896, 1, False), (1344, 1, False), (1345, 1, True)),
        *((2240, 2, False), (2240, 1, True), (0, 1, False), (2240, 0, False)),
    ],
)
def test_a_report_a_fifth_from_the_table_is_far_from_it(tokens, pictures, far):
    usage = Usage(picture_tokens=tokens, pictures=pictures)

    assert pricing.differs(FOX, MODELS.default, usage) is far


def test_a_call_takes_in_a_token_a_byte_and_its_pictures():
    blob = Blob(digest=Digest("a"), mime="image/png", size=1, width=1, height=1)
    said = [
        Content(role="user", parts=(Part(words="é fox"), Part(picture=blob))),
        Content(role="model", parts=(Part(picture=blob), Part(words="an"), Part(words="owl"))),
    ]

    assert pricing.size_of_call(FOX, said) == CallSize(words=6 + 5, pictures=2)
    assert pricing.size_of_call(DESCRIPTION, ()) == CallSize(words=1500, pictures=1)


def test_ten_requests_of_one_person_interleave_with_one_of_another():
    tickets = []
    last = 0
    for n in range(10):
        last = fair_queue.ticket(now_serving=0, own_last=last, cost=100)
        tickets.append((last, f"a{n}"))
    tickets.append((fair_queue.ticket(now_serving=0, own_last=0, cost=100), "b0"))

    order = [name for _, name in sorted(tickets)]

    assert order[:2] == ["a0", "b0"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 500)), max_size=60))
def test_a_ticket_is_never_behind_what_is_served_nor_before_the_persons_own(requests):
    serving, own = 0, {}
    for person, cost in requests:
        ticket = fair_queue.ticket(now_serving=serving, own_last=own.get(person, 0), cost=cost)

        assert ticket > serving
        assert ticket > own.get(person, 0)
        own[person] = ticket
        serving = min(own.values())


# Between servers

LANES = st.sampled_from([0, 7, 8, 9])


@st.composite
def queues(draw):
    turns = draw(st.lists(st.tuples(LANES, st.integers(0, 500), st.integers(0, 300)), max_size=40))
    return [
        fair_queue.QueuedTurn(id=n, flow=flow_id, ticket=ticket, cost=cost)
        for n, (flow_id, ticket, cost) in enumerate(turns)
    ]


@given(queues(), st.dictionaries(LANES, st.integers(0, 1000)), st.integers(0, 1000))
def test_everyone_in_the_queue_has_one_place_and_a_lane_keeps_its_own_order(waiting, done, clock):
    order = fair_queue.order(waiting, clock=clock, done=done)

    assert sorted(order) == [turn.id for turn in waiting]
    for flow_id in {turn.flow for turn in waiting}:
        mine = [waiting[id_] for id_ in order if waiting[id_].flow == flow_id]
        assert mine == sorted(mine, key=lambda turn: (turn.ticket, turn.id))


@given(st.lists(st.integers(1, 300), min_size=1), st.lists(st.integers(1, 300), min_size=1))
def test_two_servers_that_both_wait_are_never_further_apart_than_one_turn_of_each(ours, theirs):
    waiting = [
        fair_queue.QueuedTurn(id=n, flow=flow_id, ticket=n, cost=cost)
        for n, (flow_id, cost) in enumerate([(1, c) for c in ours] + [(2, c) for c in theirs])
    ]
    had = {1: 0, 2: 0}
    left = {1: len(ours), 2: len(theirs)}

    for id_ in fair_queue.order(waiting, clock=0, done={}):
        had[waiting[id_].flow] += waiting[id_].cost
        left[waiting[id_].flow] -= 1
        if all(left.values()):
            assert abs(had[1] - had[2]) <= max(ours) + max(theirs)


@given(st.integers(1, 200), st.integers(1, 9))
def test_a_flood_of_one_server_costs_another_one_place(flood, servers):
    waiting = [fair_queue.QueuedTurn(id=n, flow=100, ticket=n, cost=50) for n in range(flood)]
    waiting += [
        fair_queue.QueuedTurn(id=1000 + n, flow=n, ticket=1, cost=50) for n in range(servers)
    ]

    order = fair_queue.order(waiting, clock=0, done={})

    assert max(order.index(1000 + n) for n in range(servers)) <= servers
    assert order.index(0) <= servers


def test_a_server_that_was_silent_has_not_saved_up_turns():
    waiting = [fair_queue.QueuedTurn(id=n, flow=1, ticket=n, cost=10) for n in range(3)]
    waiting += [fair_queue.QueuedTurn(id=10 + n, flow=2, ticket=n, cost=10) for n in range(3)]

    order = fair_queue.order(waiting, clock=5000, done={1: 5010, 2: 0})

    assert order == [10, 0, 11, 1, 12, 2]


def test_a_turn_that_was_paid_before_does_not_move_its_server_on():
    def waiting(**first):
        mine = [fair_queue.QueuedTurn(id=n, flow=1, ticket=n, cost=50) for n in range(2)]
        mine[0] = replace(mine[0], **first)
        return [*mine, fair_queue.QueuedTurn(id=10, flow=2, ticket=0, cost=50)]

    assert fair_queue.order(waiting(), clock=0, done={}) == [0, 10, 1]
    assert fair_queue.order(waiting(paid=True), clock=0, done={}) == [0, 1, 10]
    assert fair_queue.order(waiting(cost=0), clock=0, done={}) == [0, 10, 1]
    assert fair_queue.ticket(now_serving=0, own_last=0, cost=0) == 1


def test_a_server_that_was_never_served_begins_with_the_others():
    waiting = [fair_queue.QueuedTurn(id=n, flow=n, ticket=0, cost=10) for n in (1, 2)]

    assert fair_queue.order(waiting, clock=0, done={2: 0}) == [1, 2]
