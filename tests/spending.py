"""People, turns and calls whose spend is counted."""

import contextlib

from bot.core.allowances import Allowance, OperatorLimits
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person
from bot.database import CallEnd, LeaseLost, NewTurn, TurnResult

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
    new = NewTurn(request=request, by=by, cost=100 * count if cost is None else cost)
    turn, _ = await store.turns.accept(new, most_waiting=1000, now=now, operator_limits=most)
    return turn


async def claim(store, *, now=NOON, at_once=1000, **limits):
    claimed = await store.queue.claim(worker="w", now=now, lease=1000, at_once=at_once, **limits)
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


def added(*sums):
    return tuple(map(sum, zip(*sums, strict=True)))
