"""Whatever people, workers and Google do, and in whatever order, the sums are right."""

import asyncio
import collections
import contextlib
import functools
import random

import pytest

from bot.core.turns import ImageRequest, Outcome
from bot.database import CallEnd, CallNotDue, NewTurn, OverReserve, TurnResult
from bot.errors import LimitReached, NoAnswer

from .spending import (
    ADA,
    BO,
    CY,
    NOON,
    PRIVATE,
    RED,
    accept,
    added,
    call,
    claim,
    limits,
    spent,
)


class Market:
    """People of two servers and a private chat, workers and Google, each doing things at random."""

    budget = 1000  # of all together
    theirs = 600  # of each person, and of each server
    most = 60  # of one call

    def __init__(self, store, seed):
        self.store = store
        self.chance = random.Random(seed)
        self.billed = collections.Counter()
        self._turns = {}
        self._open = []

    async def move(self):
        act = self.chance.choice([self._accept, self._claim, self._accept, self._claim])
        if self._turns and self.chance.random() < 0.8:
            acts = (self._begin, self._begin, self._answer, self._lose, self._end)
            act = functools.partial(
                self.chance.choice(acts), self.chance.choice([*self._turns.values()])
            )
        await act()

    async def _accept(self):
        new = NewTurn(
            request=ImageRequest(prompt="a fox", model="m", count=2),
            by=self.chance.choice((ADA, BO, CY, PRIVATE)),
            cost=70,
            reserve=2 * self.most,
            retry_reserve=2 * self.most,
        )
        at_most = limits(
            person={"daily": self.theirs},
            server={"daily": self.theirs},
            whole={"daily": self.budget},
        )
        with contextlib.suppress(LimitReached):
            await self.store.turns.accept(new, most_waiting=1000, now=NOON, operator_limits=at_most)

    async def _claim(self):
        if (turn := await claim(self.store)) is not None:
            self._turns[turn.id] = turn

    async def _begin(self, turn):
        with contextlib.suppress(OverReserve, CallNotDue):
            if id_ := await call(self.store, turn, most=self.most, number=1):
                self._open.append(id_)
                self.billed[id_] = self.chance.randint(0, self.most)  # as Google will

    async def _answer(self, _):
        if self._open:
            id_ = self._open.pop(self.chance.randrange(len(self._open)))
            await self.store.calls.end(CallEnd(id=id_, at=NOON, cost=self.billed[id_]))

    async def _lose(self, _):
        if self._open:
            id_ = self._open.pop(self.chance.randrange(len(self._open)))
            await self.store.calls.end(CallEnd(id=id_, at=NOON, error=NoAnswer()))

    async def _end(self, turn):
        pictures = (RED,) * self.chance.randint(1, 4)
        result = TurnResult(outcome=Outcome.PAINTED, painted=pictures)
        await self.chance.choice(
            (
                functools.partial(self.store.turns.cancel, turn.id, now=NOON),
                functools.partial(self.store.queue.finish, turn, result, worker="w", now=NOON),
                functools.partial(self.store.queue.postpone, turn, until=NOON, worker="w"),
            )
        )()


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_the_order_what_left_is_never_more_than_the_budget(store, seed):
    market = Market(store, seed)

    for _ in range(120):
        await market.move()

        [ada, _, server, whole] = await spent(store)
        [bo, *_], [_, _, other, _] = await spent(store, BO), await spent(store, CY)
        [private, _] = await spent(store, PRIVATE)
        assert server == added(ada, bo)
        assert whole == added(server, other, private)
        assert market.billed.total() <= whole[1] <= market.budget
        assert max(server[1], other[1], private[1]) <= market.theirs

    assert len(market.billed) >= 5


async def test_calls_that_begin_end_and_are_cancelled_at_once_are_counted_exactly(store):
    at_most = limits(person={"daily": 1000})
    new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=ADA, cost=70, reserve=100)
    accepting = (
        store.turns.accept(new, most_waiting=1000, now=NOON, operator_limits=at_most)
        for _ in range(20)
    )
    await asyncio.gather(*accepting, return_exceptions=True)
    turns = [await claim(store) for _ in range(10)]
    assert await claim(store) is None
    known = {1: 11, 2: 22, 3: 33}

    async def live(turn):
        id_ = await call(store, turn, most=100)
        ends = [store.turns.cancel(turn.id, now=NOON)] if turn.id % 2 else [end_failed(turn)]
        if turn.id in known:
            ends.append(store.calls.end(CallEnd(id=id_, at=NOON, cost=known[turn.id])))
        await asyncio.gather(*ends)

    async def end_failed(turn):
        result = TurnResult(outcome=Outcome.FAILED)
        await store.queue.finish(turn, result, worker="w", now=NOON)

    await asyncio.gather(*(live(turn) for turn in turns))

    assert await spent(store) == [(0, 7 * 100 + 66)] * 4


async def test_a_call_that_ends_after_its_turn_was_cancelled_is_counted_at_its_cost(store):
    await accept(store)
    turn = await claim(store)
    id_ = await call(store, turn, most=80)

    await store.turns.cancel(turn.id, now=NOON)
    assert await spent(store) == [(0, 80)] * 4
    await store.calls.end(CallEnd(id=id_, at=NOON, cost=33))

    assert await spent(store) == [(0, 33)] * 4
    assert (await store.turns.get(turn.id)).cost == 33


async def test_a_person_who_is_forgotten_while_a_call_is_under_way_has_it_counted(store):
    await accept(store)
    turn = await claim(store)
    id_ = await call(store, turn, most=80)

    await store.personal_data.forget(ADA.id, now=NOON)
    await store.calls.end(CallEnd(id=id_, at=NOON, cost=33))

    assert (await spent(store))[2:] == [(0, 80)] * 2  # the server's, and that of all
    assert [(line.person, line.spent.cost) for line in await store.spend.lines(7, since=0)] == [
        (ADA.id, 80)
    ]


async def test_a_turn_is_accepted_without_its_retry_where_there_is_no_room_for_it(store):
    request = ImageRequest(prompt="a fox", model="m")
    new = NewTurn(request=request, by=ADA, cost=70, reserve=90, retry_reserve=90)
    at_most = limits(person={"daily": 100})
    turn, _ = await store.turns.accept(new, most_waiting=9, now=NOON, operator_limits=at_most)
    await claim(store)

    await call(store, turn, most=90)
    with pytest.raises(OverReserve):
        await call(store, turn, most=90)

    assert turn.reserved == 90
