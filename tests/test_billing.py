"""A budget is what Google may bill: every call that left counts, whatever people saw of it."""

import asyncio
import contextlib
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import conversation, pricing
from bot.core.models import KNOWN
from bot.core.turns import (
    Blob,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Part,
    Person,
    Quality,
    Style,
    Turn,
)
from bot.engine.submissions import reserve
from bot.errors import Usage, UserError
from bot.sandbox import gemini as local

from .conftest import easel_in
from .stories import pictures, says, shown

PAINTERS = [model for model in KNOWN if model.paints]
MODEL = "gemini-nano-banana-2.1"
BUDGET = 0.05


async def imagine(person, channel, **options):
    return await person.slash("imagine", channel=channel, prompt="a fox", **options)


async def spent(easel, person):
    """Pictures and micro-dollars of today, for the person and by all their calls."""
    usage = await easel.app.engine.usage.of_person(Person(id=int(person.id)))
    return usage.account.today.pictures, usage.account.today.cost


async def test_cancelling_twelve_times_spends_no_more_than_the_budget(tmp_path):
    async with easel_in(tmp_path, limits={"person_budget_daily": BUDGET}) as easel:
        discord, gemini = easel.discord, easel.gemini
        ada, art = discord.person("Ada"), discord.channel("art")
        gemini.gate = asyncio.Event()

        for _ in range(12):
            before = len(gemini.calls)
            asked = await imagine(ada, art)
            await discord.until(
                lambda asked=asked, before=before: (
                    asked.reply
                    and (
                        len(gemini.calls) > before or says(asked.reply.content, "limit.person.day")
                    )
                )
            )
            if len(gemini.calls) > before:
                await discord.until(lambda asked=asked: asked.reply.buttons())
                await ada.clicks(asked.reply, "Cancel")
                await discord.until(lambda asked=asked: "Cancelled" in asked.reply.content)

        assert len(gemini.calls) == 1
        painted, cost = await spent(easel, ada)
        assert painted == 0
        assert 33_600 <= cost <= 50_000


LOST = [local.Reset(), local.CutBody(), local.EmptyBody(), local.NotJson(), local.BadBase64()]


@pytest.mark.parametrize("lost", LOST, ids=lambda lost: type(lost).__name__)
async def test_an_answer_that_was_lost_counts_at_its_most(easel, discord, gemini, ada, art, lost):
    gemini.script.extend([lost, lost])

    asked = await imagine(ada, art)

    code = "unanswered.empty" if isinstance(lost, local.EmptyBody) else "unanswered"
    await discord.until(lambda: asked.reply and says(asked.reply.content, code), within=20)
    painted, cost = await spent(easel, ada)
    assert painted == 0
    assert cost >= 33_600 * len(gemini.calls)


REFUSALS = [local.Blocked(), local.Withheld(), local.OnlyWords("No."), local.NoImage()]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: type(one).__name__)
async def test_an_answer_without_a_picture_counts_what_it_reports(
    easel, discord, gemini, ada, art, refusal
):
    gemini.script.append(refusal)

    asked = await imagine(ada, art)

    await discord.until(
        lambda: asked.reply and asked.reply.content and not asked.reply.buttons()[1:]
    )
    await easel.app.engine.submissions.wait_until_done(1)
    painted, cost = await spent(easel, ada)
    assert painted == 0
    assert 0 < cost < 5_000


@pytest.mark.parametrize("error", [local.Overloaded(), local.Limited(), local.BadKey()])
async def test_an_error_of_gemini_costs_nothing(easel, gemini, discord, ada, art, error):
    gemini.script.extend([error] * 20)

    asked = await imagine(ada, art)
    await discord.until(lambda: gemini.calls and gemini.in_flight == 0)
    await discord.until(lambda: asked.reply and asked.reply.buttons())

    async with asyncio.timeout(10):
        while not await easel.app.worker._context.store.calls.of_turn(
            await easel.app.engine.turns.get(1)
        ):
            await asyncio.sleep(0)
    turn, submissions = await easel.app.engine.turns.get(1), easel.app.engine.submissions
    with contextlib.suppress(UserError):  # a key that is not accepted ends it by itself
        await submissions.cancel(turn, by=turn.by)
    await submissions.wait_until_done(1)
    assert await spent(easel, ada) == (0, 0)


async def test_an_answer_with_two_pictures_shows_and_charges_both(easel, discord, gemini, ada, art):
    gemini.script.append(local.Paint(pictures=2))

    await imagine(ada, art)

    message = await shown(discord, art)
    assert len(message.attachments) == 2
    painted, cost = await spent(easel, ada)
    assert cost >= 2 * 33_600
    assert painted == 1  # as many as they asked for


async def test_a_gemini_that_cannot_be_reached_costs_nothing_and_is_tried_again(tmp_path, caplog):
    async with easel_in(tmp_path, gemini={"base_url": "http://127.0.0.1:9"}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")

        await imagine(ada, art)

        start = "model call failed: turn=1 "
        await easel.discord.until(lambda: any(m.startswith(start) for m in caplog.messages))
        lines = [line for line in caplog.messages if line.startswith(start)]
        assert all("error=unreachable" in line for line in lines)
        reason = f"model={MODEL} error=unreachable reason=ClientConnectorError"
        assert reason in caplog.text
        assert "fox" not in caplog.text
        turn = await easel.app.engine.turns.get(1)
        assert turn.waiting
        await easel.app.engine.submissions.cancel(turn, by=turn.by)
        assert await spent(easel, ada) == (0, 0)


def blob(n):
    return Blob(digest=Digest(f"{n:064x}"), mime="image/png", size=9, width=8, height=8)


words = st.text(min_size=1, max_size=300)
sources = st.integers(0, 14).map(lambda n: tuple(blob(one) for one in range(n)))


@st.composite
def asked(draw):
    """A model, a chain of turns, and a request that continues it."""
    model = draw(st.sampled_from(PAINTERS))
    fitting = sources.map(lambda some: some[: model.inputs])
    style = st.none() | st.builds(Style, words=words)

    def request(**more):
        return st.builds(
            ImageRequest,
            prompt=words,
            model=st.just(model.id),
            sources=fitting,
            size=st.sampled_from(model.sizes),
            count=st.integers(1, 4),
            style=style,
            quality=st.sampled_from(Quality),
            search=st.booleans() if model.searches else st.just(False),
            blends=st.booleans(),
            **more,
        )

    chain = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        answer = (Part(words=draw(words)[: model.most_words_out // 4]), Part(picture=blob(99)))
        signed = tuple(dataclasses.replace(one, signature="c2ln") for one in answer)
        done = GeneratedPicture(
            picture=blob(99), answer=draw(st.sampled_from([answer, signed, ()]))
        )
        came = draw(st.booleans()) or number == 1
        chain.append(
            Turn(
                id=number,
                request=draw(request()),
                by=Person(id=1),
                created_at=0,
                parent=number - 1 or None,
                outcome=Outcome.PAINTED if came else Outcome.FAILED,
                painted=(done,) if came else (),
            )
        )
    return model, chain, draw(request())


@given(asked(), st.booleans(), st.data())
def test_what_is_settled_is_never_more_than_what_was_reserved(given_, verbatim, data):
    model, chain, request = given_
    path, pick = conversation.path(chain, 0)
    said = conversation.contents(path, request, pick=pick, verbatim=verbatim, inputs=model.inputs)
    size = pricing.size_of_call(request, said)
    listed = pricing.price(request, model, pictures=1)
    tokens = listed * 1_000_000 // model.image_price
    most_in = size.words + size.pictures * model.picture_tokens

    careful = request.quality is Quality.CAREFUL
    total = 0
    for _ in range(request.count):
        finished = data.draw(st.integers(0, model.most_pictures))
        usage = Usage(
            words_in=data.draw(st.integers(0, most_in)),
            words_out=data.draw(st.integers(0, model.most_words_out * (2 if careful else 1))),
            picture_tokens=data.draw(st.sampled_from([0, tokens])) * finished,
            pictures=finished,
            searches=data.draw(st.integers(0, model.most_searches * request.search)),
        )
        cost = pricing.cost(request, model, usage)
        assert cost <= pricing.most_of_call(request, model, size)
        total += cost

    assert total <= reserve(request, model, chain)


def test_fourteen_inputs_are_within_the_reserve():
    model = PAINTERS[0]
    request = ImageRequest(prompt="a fox", model=model.id, sources=tuple(map(blob, range(14))))
    usage = Usage(words_in=14 * 1120 + 3, words_out=1_000, picture_tokens=1120, pictures=1)

    cost = pricing.cost(request, model, usage)

    assert cost == 33_600 + 23_525 + 7_500
    assert cost <= reserve(request, model, ())


@pytest.mark.parametrize(("tokens", "logged"), [(1120, False), (1300, False), (1400, True)])
def test_a_report_far_from_the_table_is_noticed(tokens, logged):
    request = ImageRequest(prompt="a fox", model=PAINTERS[0].id)
    usage = Usage(picture_tokens=tokens, pictures=1)

    assert pricing.cost(request, PAINTERS[0], usage) == tokens * 30
    assert pricing.differs(request, PAINTERS[0], usage) is logged


async def test_a_retry_without_room_in_the_budget_is_not_made(tmp_path):
    async with easel_in(tmp_path, limits={"person_budget_daily": BUDGET}) as easel:
        discord, gemini = easel.discord, easel.gemini
        ada, art = discord.person("Ada"), discord.channel("art")
        gemini.script.append(local.CutBody())

        asked = await imagine(ada, art)

        await discord.until(
            lambda: asked.reply and says(asked.reply.content, "unanswered"), within=20
        )
        assert len(gemini.calls) == 1
        assert not pictures(discord, art)
        _, cost = await spent(easel, ada)
        assert cost <= 50_000
