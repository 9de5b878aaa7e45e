"""What is taken in, what is refused and costs nothing, and who may cancel it until when."""

import pytest

from bot.config import Config
from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest, Outcome, Person
from bot.database import TurnResult
from bot.engine.engine import Engine
from bot.engine.submissions import Requester
from bot.errors import LimitReached, TemporaryError, UserError
from bot.imaging import Imaging
from bot.pictures import Folder

ADA, BO = Person(id=1), Person(id=2)


@pytest.fixture
async def engine(store, tmp_path):
    config = Config(limits={"person_daily": 1})
    async with Imaging() as imaging:
        yield Engine.build(store, Folder(tmp_path), imaging, config)


async def asks(engine, by=ADA, **options):
    request = ImageRequest(**{"prompt": "a fox", "model": engine.default_model} | options)
    return await engine.submissions.submit(TurnRequest(request=request), Requester(by=by))


async def test_who_cancels_may_ask_for_another_picture_and_the_queue_goes_on(engine):
    turn = await asks(engine)
    with pytest.raises(LimitReached):
        await asks(engine)
    woken = engine.wakeup.subscribe()
    woken.clear()

    await engine.submissions.cancel(turn, by=ADA)

    assert woken.is_set()
    assert (await engine.turns.get(turn.id)).outcome is Outcome.CANCELLED
    assert (await asks(engine)).waiting


async def test_what_is_done_can_not_be_cancelled_and_stays_charged(store, engine):
    await asks(engine)
    [turn] = (await store.queue.claim(worker="w", now=1e12, lease=9, at_once=9)).turns
    await store.queue.finish(turn, TurnResult(outcome=Outcome.PAINTED), worker="w", now=1e12)
    before = await engine.turns.get(turn.id)
    ended = []
    engine.cancellations.subscribe(ended.append)

    with pytest.raises(UserError, match=r"standing\.done"):
        await engine.submissions.cancel(turn, by=ADA)

    assert await engine.turns.get(turn.id) == before
    assert ended == []


async def test_no_one_cancels_what_another_waits_for(engine):
    turn = await asks(engine)

    with pytest.raises(UserError, match="not_yours"):
        await engine.submissions.cancel(turn, by=BO)

    assert (await engine.turns.get(turn.id)).waiting


async def test_an_engine_that_is_about_to_stop_takes_nothing_in_and_charges_nothing(engine):
    engine.submissions.close()

    with pytest.raises(TemporaryError, match="stopping"):
        await asks(engine)

    assert await spent(engine) == (0, 0)


async def spent(engine):
    """Pictures and micro-dollars of Ada's today, reserved ones too."""
    usage = await engine.usage.of_person(ADA)
    return usage.account.today.pictures, usage.account.today.cost


@pytest.mark.parametrize(
    ("options", "code"), [({"size": "9K"}, "model.size"), ({"aspect": "1:99"}, "model.aspect")]
)
async def test_what_no_model_can_paint_is_refused_whoever_asks_and_reserves_nothing(
    engine, options, code
):
    with pytest.raises(UserError, match=code):
        await asks(engine, **options)

    assert await spent(engine) == (0, 0)
    assert (await asks(engine)).waiting


async def test_whose_words_a_request_repeats_are_others_never_its_own_persons(engine):
    turn = await asks(engine, words_of=(BO.id, ADA.id))

    assert turn.request.words_of == (BO.id,)
