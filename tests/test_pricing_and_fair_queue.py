"""Prices, and whose turn comes next."""

from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import fair_queue, pricing
from bot.core.turns import ImageRequest

MODELS = Config().model_table()


def test_an_estimate_is_the_price_of_all_pictures():
    request = ImageRequest(prompt="x", model="gemini-nano-banana-2.1", size="2K", count=4)

    assert pricing.estimate(request, MODELS.default) == 4 * 50_400


def test_words_cost_by_the_million_tokens():
    assert pricing.words_price(MODELS.default, words_in=1000, words_out=300) == 1500 + 2250


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
