"""Which turn is next: fair between people within a flow, and fair between flows.

A flow is one server, or all private chats and HTTP callers together. Within a flow the lowest
ticket is next; of all flows the next one is the one that has been served least.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.turns import MicroDollars


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedTurn:
    """A turn in the queue, as far as fairness needs it."""

    id: int
    flow: int
    ticket: int
    cost: MicroDollars
    paid: bool = False  # it was served before and came back: its flow was charged then


def ticket(*, now_serving: int, own_last: int, cost: MicroDollars) -> int:
    """Return the ticket of a person's next turn in a flow; the lowest ticket is served first.

    It lies `cost` beyond their last one there, but never behind the ticket now being served. Ten
    requests of one person therefore interleave with one request of another, and no person saves
    up turns by waiting.

    Source: self-clocked fair queueing, S. J. Golestani, INFOCOM 1994.
    """
    return max(now_serving, own_last) + share(cost)


def start(*, clock: int, done: int) -> int:
    """Return when a flow's next turn begins, in virtual time; the earliest flow is next.

    Args:
        clock: the start of the turn that was served last.
        done: the start of the flow's own last turn plus its cost: until then it has had its share.

    Source: start-time fair queueing, P. Goyal, H. M. Vin, H. Cheng, SIGCOMM 1996.
    """
    return max(clock, done)


def order(waiting: Iterable[QueuedTurn], *, clock: int, done: Mapping[int, int]) -> list[int]:
    """Return the ids of all waiting turns in the order of service, if nothing else comes.

    Args:
        waiting: in any order.
        clock: see `start`.
        done: by flow, see `start`; a flow that was never served may be left out.
    """
    queues: dict[int, list[QueuedTurn]] = defaultdict(list)
    for turn in sorted(waiting, key=lambda one: (one.ticket, one.id), reverse=True):
        queues[turn.flow].append(turn)  # the next one is the last
    heads = [(start(clock=clock, done=done.get(flow, 0)), flow) for flow in queues]
    heapq.heapify(heads)
    found: list[int] = []
    while heads:
        begins, flow = heapq.heappop(heads)
        turn = queues[flow].pop()
        found.append(turn.id)
        if queues[flow]:
            heapq.heappush(heads, (begins + (0 if turn.paid else share(turn.cost)), flow))
    return found


def share(cost: MicroDollars) -> int:
    """Return how far a turn moves its flow on; what costs nothing still takes a place."""
    return max(cost, 1)
