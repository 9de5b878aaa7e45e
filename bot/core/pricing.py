"""What pictures cost, and whose turn comes next: fair between people, then between servers.

A server is a lane; all private chats and HTTP callers share one. Within a lane the lowest ticket is
next; between lanes the one that has had the least.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.models import MICRO, Model
from bot.core.turns import ImageRequest, MicroDollars

DESCRIBED = (1_500, 600)  # tokens in and out of an ordinary description, its picture among them


def estimate(request: ImageRequest, model: Model) -> MicroDollars:
    """What a request will cost if all its pictures are painted by its model."""
    if request.describes:
        into, out = DESCRIBED
        return words_price(model, words_in=into, words_out=out)
    return price(request, model, pictures=request.count)


def price(request: ImageRequest, model: Model, *, pictures: int) -> MicroDollars:
    """What some pictures of a request cost, painted by its model."""
    return model.prices.get(request.size, max(model.prices.values())) * pictures


def ticket(*, now_serving: int, own_last: int, cost: MicroDollars) -> int:
    """Number the next turn so that everyone is served in proportion to what they ask.

    A person's next ticket in a lane lies `cost` beyond their last one there, but never behind the
    number now being served in it; the lowest ticket of the lane is painted first. Ten
    requests by one person therefore interleave with one request by another, and nobody saves up
    turns by waiting.

    Source: self-clocked fair queueing, S. J. Golestani, INFOCOM 1994.
    """
    return max(now_serving, own_last) + share(cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A turn in the queue, as far as fairness looks at it."""

    id: int
    lane: int
    ticket: int
    cost: MicroDollars
    paid: bool = False  # it was served before and came back: its lane was moved on then


def start(*, clock: int, done: int) -> int:
    """When a lane's next turn begins, in the time of the queue; the earliest lane is next.

    Args:
        clock: the start of the turn that was served last.
        done: the start of the lane's own last turn and its cost: until then it has had its share.

    Source: start-time fair queueing, P. Goyal, H. M. Vin, H. Cheng, SIGCOMM 1996.
    """
    return max(clock, done)


def order(waiting: Iterable[Waiting], *, clock: int, done: Mapping[int, int]) -> list[int]:
    """The numbers of all waiting turns, the next one first, if nothing else comes.

    Args:
        waiting: in any order.
        clock: see `start`.
        done: by lane, see `start`; a lane that was never served may be left out.
    """
    queues: dict[int, list[Waiting]] = defaultdict(list)
    for turn in sorted(waiting, key=lambda one: (one.ticket, one.id), reverse=True):
        queues[turn.lane].append(turn)  # the next one is the last
    heads = [(start(clock=clock, done=done.get(lane, 0)), lane) for lane in queues]
    heapq.heapify(heads)
    found: list[int] = []
    while heads:
        begins, lane = heapq.heappop(heads)
        turn = queues[lane].pop()
        found.append(turn.id)
        if queues[lane]:
            heapq.heappush(heads, (begins + (0 if turn.paid else share(turn.cost)), lane))
    return found


def share(cost: MicroDollars) -> int:
    """How far a turn moves its lane on; what costs nothing still takes a place."""
    return max(cost, 1)


def words_price(model: Model, *, words_in: int, words_out: int) -> MicroDollars:
    """What the words of one call cost beside its picture.

    Args:
        model: what was called.
        words_in: tokens that went in, pictures among them.
        words_out: tokens of words and thoughts that came out.
    """
    into, out = model.text_prices
    return (words_in * into + words_out * out) // MICRO
