"""Spend: what is reserved with a turn, settled when it is painted and released when it is not;
and the order in which servers are served."""

import asyncio
import collections
import contextlib
import dataclasses
import functools
import random

import pytest
from sqlalchemy import delete

from bot.core.allowances import EVERYWHERE, Allowance, OperatorLimits
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person
from bot.database import CallEnd, CallNotDue, LeaseLost, NewTurn, OverReserve, TurnResult
from bot.database.tables import spend
from bot.errors import LimitReached, NoAnswer

ADA, BO, CY = Person(id=1, guild=7), Person(id=2, guild=7), Person(id=3, guild=8)
PRIVATE = Person(id=4)  # or HTTP
RED = GeneratedPicture(
    picture=Blob(digest=Digest("d"), mime="image/png", size=1, width=8, height=8)
)
ANYTHING = OperatorLimits()
FIRST = 86_400 * 90 + 43_200.0  # 1970-04-01
NOON = 86_400 * 100 + 43_200.0  # 1970-04-11; the month has 20 days left
TOMORROW, NEXT_MONTH = NOON + 86_400, NOON + 20 * 86_400


def limits(**most):
    return OperatorLimits(**{whose: Allowance(**limits) for whose, limits in most.items()})


async def accept(store, by=ADA, *, count=1, now=NOON, most=ANYTHING, cost=None):
    request = ImageRequest(prompt="a fox", model="m", count=count)
    new = NewTurn(request=request, by=by, cost=cost or 100 * count)
    turn, _ = await store.turns.accept(new, most_waiting=1000, now=now, operator_limits=most)
    return turn


async def claim(store, *, now=NOON, **limits):
    claimed = await store.queue.claim(worker="w", now=now, lease=1000, at_once=1000, **limits)
    return claimed.turns[0] if claimed.turns else None


async def places(store, ids):
    """The places of those turns that wait."""
    progress = await store.queue.progress(ids, now=NOON)
    return {id_: one.place for id_, one in progress.items() if one.place}


async def call(store, turn, *, cost=None, most=0, number=0, now=NOON):
    """A call that left; it ended where its cost is known."""
    with contextlib.suppress(LeaseLost):
        id_ = await store.calls.begin(
            turn, number, worker="w", now=now, lease=1000, per_minute=0, most=most
        )
        if cost is not None:
            await store.calls.end(CallEnd(id=id_, at=now, cost=cost))
        return id_


async def end(store, turn, *, pictures=1, cost=90, now=NOON):
    outcome = Outcome.PAINTED if pictures else Outcome.FAILED
    result = TurnResult(outcome=outcome, painted=(RED,) * pictures)
    await call(store, turn, cost=cost)
    return await store.queue.finish(turn, result, worker="w", now=now)


async def spent(store, by=ADA, *, now=NOON):
    """Pictures and cost of this month: the person's, the person's here, the server's, of all."""
    helds = await store.spend.limits(by, operator_limits=OperatorLimits(), now=now)
    return [(held.account.month.pictures, held.account.month.cost) for held in helds]


@pytest.mark.parametrize(
    "most",
    [
        {"person": {"pictures": 5}},
        {"person": {"daily": 599}},
        {"person": {"monthly": 500}},
        {"server": {"pictures": 5}},
        {"server": {"daily": 599}},
        {"server": {"monthly": 500}},
        {"whole": {"daily": 599}},
        {"whole": {"monthly": 500}},
    ],
    ids=str,
)
async def test_twenty_at_once_against_an_allowance_of_five_let_exactly_five_through(store, most):
    answers = await asyncio.gather(
        *(accept(store, most=limits(**most)) for _ in range(20)), return_exceptions=True
    )

    assert sum(isinstance(answer, LimitReached) for answer in answers) == 15
    assert await spent(store) == [(5, 500)] * 4
    assert len(await places(store, range(1, 21))) == 5


async def test_a_request_is_refused_whole_or_let_through_whole(store):
    most = limits(person={"pictures": 5})
    await accept(store, count=4, most=most)

    with pytest.raises(LimitReached) as refused:
        await accept(store, count=2, most=most)

    assert refused.value.facts == {"pictures": 5, "left": 1, "resets": 86_400 * 101}
    await accept(store, count=1, most=most)


async def test_what_is_painted_costs_what_the_model_reported(store):
    await accept(store, count=4)
    turn = await claim(store)

    await end(store, turn, pictures=3, cost=333)

    assert await spent(store) == [(3, 333)] * 4


async def test_what_failed_or_was_cancelled_is_given_back(store):
    most = limits(person={"pictures": 2})
    failed, cancelled = await accept(store, most=most), await accept(store, most=most)

    assert (await claim(store)).id == failed.id
    await end(store, failed, pictures=0, cost=0)
    await store.turns.cancel(cancelled.id, now=NOON)
    assert await store.turns.cancel(cancelled.id, now=NOON) is None

    assert await spent(store) == [(0, 0)] * 4
    await accept(store, count=2, most=most)


async def test_a_painter_that_lost_its_turn_settles_nothing(store):
    await accept(store)
    turn = await claim(store)
    await store.queue.release_leases()

    assert await end(store, turn, cost=5000) is None

    assert await spent(store) == [(1, 100)] * 4


async def test_a_day_and_a_month_begin_again(store):
    most = limits(person={"pictures": 1}, server={"monthly": 200})
    await accept(store, most=most)
    await accept(store, now=TOMORROW, most=most)

    with pytest.raises(LimitReached, match=r"limit\.server\.month"):
        await accept(store, now=TOMORROW + 86_400, most=most)

    await accept(store, now=NEXT_MONTH, most=most)


async def test_what_is_painted_after_midnight_counts_for_the_day_it_was_asked_on(store):
    await accept(store)
    turn = await claim(store)

    await end(store, turn, pictures=0, cost=0, now=TOMORROW)

    assert await spent(store) == [(0, 0)] * 4


async def test_a_person_is_one_person_in_all_servers_and_in_private(store):
    most = limits(person={"pictures": 2}, server={"pictures": 1})
    await accept(store, ADA, most=most)
    await accept(store, Person(id=ADA.id, guild=8), most=most)

    with pytest.raises(LimitReached, match=r"limit\.person"):
        await accept(store, Person(id=ADA.id), most=most)
    with pytest.raises(LimitReached, match=r"limit\.server"):
        await accept(store, BO, most=most)


async def test_one_budget_is_for_all_servers_private_chats_and_descriptions(store):
    most = limits(whole={"daily": 250})
    await accept(store, ADA, most=most)
    await accept(store, CY, most=most)

    described = NewTurn(
        request=ImageRequest(prompt="", model="m", describes=True), by=PRIVATE, cost=51
    )
    for one in (described, dataclasses.replace(described, by=BO)):
        with pytest.raises(LimitReached, match=r"limit\.whole\.day") as refused:
            await store.turns.accept(one, most_waiting=9, now=NOON, operator_limits=most)

    assert refused.value.facts == {
        "budget": 250,
        "cost": 51,
        "unspent": 50,
        "resets": 86_400 * 101,
    }
    await accept(store, PRIVATE, most=most, now=TOMORROW)


async def test_twenty_servers_and_chats_at_once_have_one_budget(store):
    most = limits(whole={"daily": 500})
    people = [Person(id=n, guild=n % 4 or None) for n in range(1, 21)]

    answers = await asyncio.gather(
        *(accept(store, one, most=most) for one in people), return_exceptions=True
    )

    refused = [answer.code for answer in answers if isinstance(answer, LimitReached)]
    assert refused == ["limit.whole.day"] * 15
    assert (await spent(store))[-1] == (5, 500)


async def test_turns_of_many_servers_that_end_at_once_do_not_wait_for_each_other(store):
    people = [Person(id=n % 5 + 1, guild=n % 3 + 7) for n in range(30)]
    for one in people:
        await accept(store, one)
    turns = [await claim(store) for _ in people]
    ends = [end(store, turn, cost=10) for turn in turns[:20]]

    await asyncio.gather(*ends, *(store.personal_data.forget(n, now=NOON) for n in (1, 2)))

    servers = [(await spent(store, Person(id=99, guild=guild)))[2] for guild in (7, 8, 9)]
    [_, whole] = await spent(store, PRIVATE)
    assert whole == added(*servers)
    assert whole[0] >= 20 - sum(turn.by.id < 3 for turn in turns)


async def forget_whole(store):
    """As a database is that was written before the whole was counted."""
    async with store.spend._transaction() as tx:
        await tx.execute(delete(spend).where(spend.c.guild == EVERYWHERE))


async def test_what_was_spent_this_month_before_the_whole_was_counted_counts(store):
    for by, day in ((ADA, NOON - 86_400 * 20), (ADA, NOON), (CY, NOON), (PRIVATE, TOMORROW)):
        await accept(store, by, now=day)
    await store.spend.runner.run(forget_whole(store))

    for _ in range(2):
        await store.spend.start_whole(now=TOMORROW)

    [_, _, _, whole] = await store.spend.limits(ADA, operator_limits=ANYTHING, now=TOMORROW)
    assert (whole.account.today.cost, whole.account.month.cost) == (100, 300)


async def test_owners_limit_members_by_role_in_their_server_only(store):
    await store.settings.write("server", 7, {"allowance:role:70": {"pictures": 1}})
    artist = Person(id=1, guild=7, roles=(70,))
    await accept(store, artist)

    with pytest.raises(LimitReached, match=r"limit\.member\.pictures"):
        await accept(store, artist)

    await accept(store, Person(id=1, guild=8, roles=(70,)))
    await accept(store, BO)


async def test_owners_are_to_be_told_once_a_period(store):
    await store.settings.write("server", 7, {"budget": {"daily": 1000}})
    for _ in range(10):
        await accept(store)

    [alarm] = await store.budget_alerts.pending()
    await store.budget_alerts.mark_sent(alarm)

    assert (alarm.period, alarm.spent, alarm.limit) == ("day", 800, 1000)
    assert await store.budget_alerts.pending() == []
    for _ in range(9):
        await accept(store, now=TOMORROW)
    assert [alarm.period for alarm in await store.budget_alerts.pending()] == ["day"]


async def test_owners_are_told_of_a_day_that_began_while_they_were_told_of_the_one_before(store):
    await store.settings.write("server", 7, {"budget": {"daily": 1000}})
    for _ in range(9):
        await accept(store)
    [old] = await store.budget_alerts.pending()
    for _ in range(9):
        await accept(store, now=TOMORROW)

    await store.budget_alerts.mark_sent(old)

    [new] = await store.budget_alerts.pending()
    assert new.resets > old.resets


async def test_lines_tell_who_spent_what_on_which_day(store):
    await accept(store, ADA)
    await accept(store, BO, count=2)
    await accept(store, ADA, now=TOMORROW)
    await accept(store, CY)

    lines = await store.spend.lines(7, since=100)

    told = [(line.day, line.person, line.spent.pictures, line.spent.cost) for line in lines]
    assert told == [(100, 1, 1, 100), (100, 2, 2, 200), (101, 1, 1, 100)]


@pytest.mark.parametrize("day", [FIRST, NOON], ids=["the first of a month", "another day"])
async def test_who_is_forgotten_has_no_new_allowance_by_it_and_is_gone_when_the_month_ends(
    store, day
):
    most = limits(person={"pictures": 1})
    turn = await accept(store, most=most, now=day)
    await claim(store, now=day)
    await end(store, turn, now=day)
    await store.personal_data.forget(ADA.id, now=NOON)

    await store.spend.delete_forgotten(now=day)
    with pytest.raises(LimitReached):
        await accept(store, most=most, now=day)
    await store.spend.delete_forgotten(now=NEXT_MONTH)

    assert await store.spend.lines(7, since=0) == []
    assert (await spent(store, BO))[2] == (1, 90)


async def test_who_paints_again_after_they_were_forgotten_keeps_what_they_spent_since(store):
    await accept(store)
    await store.personal_data.forget(ADA.id, now=NOON)
    await accept(store, now=TOMORROW)

    for _ in range(2):
        await store.spend.delete_forgotten(now=NEXT_MONTH)

    assert [(line.day, line.person) for line in await store.spend.lines(7, since=0)] == [(101, 1)]


async def test_a_description_is_paid_for_and_is_no_picture(store):
    request = ImageRequest(prompt="", model="gemini-2.5-flash", describes=True)
    most = limits(person={"pictures": 1})
    new = NewTurn(request=request, by=ADA, cost=2000)
    await store.turns.accept(new, most_waiting=9, now=NOON, operator_limits=most)
    turn = await claim(store)

    told = TurnResult(outcome=Outcome.DESCRIBED, words="a fox")
    await call(store, turn, cost=700)
    await store.queue.finish(turn, told, worker="w", now=NOON)

    assert await spent(store) == [(0, 700)] * 4


async def test_settings_are_kept_by_kind_and_number_and_taken_away_by_none(store):
    await store.settings.write("server", 7, {"notify": 42})
    await store.settings.write("server", 7, {"style": {"words": "in ink"}})
    await store.settings.write("person", 7, {"notify": 1})
    await store.settings.write("server", 7, {"notify": None})

    assert await store.settings.read("server", 7) == {"style": {"words": "in ink"}}
    assert await store.settings.read("person", 7) == {"notify": 1}
    assert await store.settings.read("thread", 7) == {}


# Who is next


async def test_a_flood_of_one_server_does_not_starve_another(store):
    flood = [(await accept(store, ADA)).id for _ in range(30)]
    other = [(await accept(store, CY)).id for _ in range(3)]
    private = (await accept(store, Person(id=9))).id

    served = [(await claim(store)).id for _ in range(8)]

    assert sorted(served) == sorted([*flood[:4], *other, private])
    assert served.index(other[2]) <= 6


async def test_many_people_of_one_server_share_its_turns(store):
    flood = [(await accept(store, Person(id=n, guild=7))).id for n in range(10, 30)]
    alone = [(await accept(store, CY)).id for _ in range(4)]

    served = [(await claim(store)).id for _ in range(8)]

    assert sorted(served) == sorted([*flood[:4], *alone])


async def test_a_server_that_asked_for_nothing_has_not_saved_up_turns(store):
    for _ in range(10):
        await accept(store, ADA)
    for _ in range(6):
        await claim(store)
    for _ in range(3):
        await accept(store, CY)

    claimed = [await claim(store) for _ in range(6)]

    assert [turn.by.guild for turn in claimed] == [8, 7, 8, 7, 8, 7]


async def test_a_server_is_charged_for_painting_a_turn_and_not_for_showing_it(store):
    for by, cost in ((ADA, 100), (ADA, 100), (CY, 40), (CY, 40), (CY, 40), (CY, 40)):
        await accept(store, by, cost=cost)
    painted, _ = await claim(store), await claim(store)
    await end(store, painted)
    await store.queue.renew_leases([painted.id], worker="w", until=NOON)
    assert (await claim(store)).id == painted.id  # to be shown

    claimed = [await claim(store) for _ in range(3)]

    assert [turn.by.guild for turn in claimed] == [8, 8, 7]


async def test_the_places_told_are_the_places_had(store):
    for n in range(30):
        await accept(store, (ADA, BO, CY, Person(id=9))[n * n % 4], cost=10 + n * 37 % 90)
    for n in range(9):
        turn = await claim(store)
        if n % 2:
            await store.queue.postpone(turn, until=NOON, worker="w", begun=False)

    told = await places(store, range(1, 31))

    assert sorted(told.values()) == list(range(1, len(told) + 1))
    assert [(await claim(store)).id for _ in told] == sorted(told, key=told.__getitem__)


async def test_the_place_of_one_turn_counts_all_before_it(store):
    for n in range(12):
        await accept(store, (ADA, CY)[n % 2], cost=10)

    assert await places(store, [5, 12, 99]) == {5: 5, 12: 12}


async def test_a_server_whose_turns_are_claimed_twice_gets_as_many_painted(store):
    for _ in range(6):
        await accept(store, ADA)
        await accept(store, CY)
    postponed, painted = set(), []

    while len(painted) < 6:
        turn = await claim(store)
        if turn.by.guild == 7 and turn.id not in postponed:
            postponed.add(turn.id)
            await store.queue.postpone(turn, until=NOON, worker="w", begun=False)
        else:
            painted.append(turn.by.guild)

    assert painted.count(7) == 3


async def test_a_server_is_painted_for_at_most_so_often_at_once(store):
    for by in (ADA, BO, ADA, CY, Person(id=9), Person(id=10)):
        await accept(store, by)

    claimed = [await claim(store, server_at_once=2) for _ in range(6)]

    guilds = [turn.by.guild for turn in claimed if turn]
    assert sorted(guilds, key=str) == [7, 7, 8, None, None]


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


def added(*sums):
    return tuple(map(sum, zip(*sums, strict=True)))


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
