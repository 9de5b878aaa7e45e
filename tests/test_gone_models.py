"""A thread does not die with its model: the default goes on, and says so."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Config
from bot.core import model_fit
from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest, Outcome, Person, Place
from bot.engine.submissions import Requester

from .conftest import easel_in, png
from .stories import as_painted, pictures, said, says, shown
from .test_history_buttons import more

PRO, DEFAULT = "gemini-3-pro-image", "gemini-nano-banana-2.1"
LITE, FIRST = "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image"
SAID = "Gemini 3 Pro Image is no longer available. I used Nano Banana 2.1 instead."
OURS = Config().model_table()
DAY = 86_400


@pytest.fixture
async def fox(discord, gemini, ada, art):
    """A picture by a model that is retired after it."""
    await ada.slash("imagine", channel=art, prompt="a fox", model=PRO)
    fox = await shown(discord, art)
    del gemini.models[PRO]
    return fox


def models(gemini):
    """Which models were called, and how each call ended."""
    return [(call.model, call.status) for call in gemini.calls]


async def test_a_follow_up_goes_on_with_the_default_and_says_so_once(
    discord, gemini, ada, art, fox
):
    night = await ada.says("make it night", reply_to=fox)
    second = await shown(discord, art, 2)
    await ada.says("and snow", reply_to=second)
    third = await shown(discord, art, 3)

    assert second.reference["message_id"] == night.id
    assert models(gemini) == [(PRO, 200), (PRO, 404), (DEFAULT, 200), (DEFAULT, 200)]
    [(role, words, brought)] = said(gemini, 2)
    assert role == "user"
    assert words.endswith("Now: make it night")
    assert brought == [as_painted(discord.file(fox.attachments[0]))]
    assert SAID in second.content
    assert "Nano Banana 2.1" in second.content.splitlines()[-1]
    assert "no longer available" not in third.content


@pytest.mark.parametrize("move", ["Again", "Vary", "aspect-16x9", "size-2K"])
async def test_what_buttons_ask_goes_on_with_the_default(discord, gemini, ada, art, fox, move):
    if "-" in move:
        await more(ada, fox, move)
    else:
        await ada.clicks(fox, move)

    changed = await shown(discord, art, 2)

    assert models(gemini)[1:] == [(PRO, 404), (DEFAULT, 200)]
    assert SAID in changed.content


async def test_a_persons_default_goes_on_with_the_default(discord, gemini, ada, art):
    asked = await ada.slash("settings mine", channel=art, model=PRO)
    await discord.until(lambda: asked.reply and "Pro" in asked.reply.content)
    del gemini.models[PRO]

    await ada.slash("imagine", channel=art, prompt="a fox")

    assert SAID in (await shown(discord, art)).content


async def test_requests_that_wait_when_their_model_is_retired_are_painted(tmp_path):
    async with easel_in(tmp_path, gemini={"parallel": 1}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        easel.gemini.gate = asyncio.Event()
        for prompt in ("a fox", "an owl"):
            await ada.slash("imagine", channel=art, prompt=prompt, model=PRO)
        await easel.gemini.until(lambda: easel.gemini.calls)
        del easel.gemini.models[PRO]
        easel.gemini.gate.set()

        await shown(easel.discord, art, 2)

        told = [message.content for message in pictures(easel.discord, art)]
        assert sorted(SAID in words for words in told) == [False, True]


async def test_a_replacement_is_remembered_when_the_process_dies_in_its_call(
    easel, discord, gemini, ada, art
):
    del gemini.models[PRO]
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox", model=PRO)
    await gemini.until(lambda: models(gemini)[-1:] == [(DEFAULT, None)])

    await easel.kill()
    gemini.gate.set()
    await easel.start()

    assert SAID in (await shown(discord, art)).content
    assert [model for model, _ in models(gemini)] == [PRO, DEFAULT, DEFAULT]


async def test_a_model_past_its_listed_end_is_not_called_any_more(tmp_path):
    ends = datetime.now(UTC).date() + timedelta(days=2)
    own = {"prices": {"1K": 0.02}, "text_prices": (0.3, 2.5), "name": "Own", "ends": ends}
    async with easel_in(tmp_path, models={PRO: own}) as easel:
        discord, gemini = easel.discord, easel.gemini
        ada, art = discord.person("Ada"), discord.channel("art")
        await ada.slash("imagine", channel=art, prompt="a fox", model=PRO)
        fox = await shown(discord, art)
        easel.ahead = 3 * DAY

        await ada.says("make it night", reply_to=fox)
        night = await shown(discord, art, 2)

        assert models(gemini) == [(PRO, 200), (DEFAULT, 200)]
        assert "Own is no longer available. I used Nano Banana 2.1 instead." in night.content
        turn = await easel.app.engine.turns.get(2)
        assert turn.cost >= 33_600


async def test_a_default_that_is_gone_is_for_the_owner(tmp_path):
    async with easel_in(tmp_path, gemini={"model": PRO}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        del easel.gemini.models[PRO]

        asked = await ada.slash("imagine", channel=art, prompt="a fox", model=DEFAULT)
        await shown(easel.discord, art)
        asked = await ada.slash("imagine", channel=art, prompt="a fox")

        await easel.discord.until(lambda: asked.reply and says(asked.reply.content, "broken.model"))
        assert models(easel.gemini) == [(DEFAULT, 200), (PRO, 404)]


async def test_when_both_are_gone_it_ends_in_one_sentence(discord, gemini, ada, art, fox):
    del gemini.models[DEFAULT]

    asked = await ada.clicks(fox, "Again")

    await discord.until(lambda: asked.reply and says(asked.reply.content, "broken.model"))
    assert models(gemini)[1:] == [(PRO, 404), (DEFAULT, 404)]


async def test_more_pictures_than_the_replacement_takes_are_refused_in_words(tmp_path):
    async with easel_in(tmp_path, gemini={"model": FIRST}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        sources = [
            await easel.app.engine.picture_files.add(png(colour), by=Person(id=int(ada.id)))
            for colour in ("red", "green", "blue", "white")
        ]
        del easel.gemini.models[PRO]
        request = ImageRequest(prompt="all", model=PRO, sources=tuple(sources))

        turn = await easel.app.engine.submissions.submit(
            TurnRequest(request=request), Requester(by=Person(id=int(ada.id)))
        )

        done = await easel.app.engine.submissions.wait_until_done(turn.id)
        assert (done.outcome, done.reason) == (Outcome.FAILED, "model.pictures")
        assert models(easel.gemini) == [(PRO, 404)]
        assert not pictures(easel.discord, art)


async def test_a_description_goes_on_with_the_model_of_words_that_is_set(
    easel, discord, gemini, ada, art
):
    engine, by = easel.app.engine, Person(id=int(ada.id))
    source = await engine.picture_files.add(png(), by=by)
    request = ImageRequest(prompt="", model="gemini-words-0.1", sources=(source,), describes=True)

    turn = await engine.submissions.submit(
        TurnRequest(request=request), Requester(by=by, at=Place(channel=int(art.id), locale="de"))
    )

    done = await engine.submissions.wait_until_done(turn.id)
    assert done.outcome is Outcome.DESCRIBED
    assert models(gemini) == [("gemini-words-0.1", 404), ("gemini-3.5-flash-lite", 200)]
    await discord.until(
        lambda: [m for m in discord.messages(art) if "gemini-words-0.1 ist nicht mehr" in m.content]
    )


async def test_a_model_that_is_not_offered_is_refused_with_those_that_are(
    discord, gemini, ada, art
):
    for typed in ("gemini-2.5-flash", "gemini-3.1-flash-image", "fox"):
        asked = await ada.slash("imagine", channel=art, prompt="a fox", model=typed)

        await discord.until(
            lambda asked=asked, typed=typed: (
                asked.reply and says(asked.reply.content, "model.unknown", name=typed)
            )
        )
    assert not gemini.calls


async def test_a_model_can_be_typed_by_its_name(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox", model="gemini 3 PRO image")

    await shown(discord, art)
    assert models(gemini) == [(PRO, 200)]


async def test_a_described_model_is_offered_as_one_types_and_paid_at_its_price(tmp_path):
    own = {"prices": {"1K": 0.5}, "text_prices": (0, 0), "name": "House Brush", "sizes": ()}
    async with easel_in(tmp_path, models={"own-9": own}) as easel:
        discord, gemini = easel.discord, easel.gemini
        ada, art = discord.person("Ada"), discord.channel("art")
        gemini.models["own-9"] = replace(gemini.models[FIRST], id="own-9")

        everything = await ada.completes("imagine", option="model", typed="")
        fitting = await ada.completes("imagine", option="model", typed="house 9")
        await ada.slash("imagine", channel=art, prompt="a fox", model="own-9")
        fox = await shown(discord, art)

        names = [choice["name"] for choice in everything]
        assert names[0] == "Nano Banana 2.1"
        assert "House Brush" in names
        assert "Gemini 3.1 Flash Image" not in names
        assert fitting == [{"name": "House Brush", "value": "own-9"}]
        assert "House Brush" in fox.content
        assert "imageSize" not in str(gemini.calls[0].body)
        assert (await easel.app.engine.turns.get(1)).cost == 500_000


# The rule


def request(**fields):
    return ImageRequest(**{"prompt": "a fox", "model": PRO} | fields)


@pytest.mark.parametrize(
    ("size", "model", "fits"),
    [
        ("4K", LITE, "1K"),
        ("512", DEFAULT, "1K"),
        ("2K", DEFAULT, "2K"),
        ("8K", DEFAULT, "4K"),
    ],
)
def test_a_size_becomes_the_nearest_smaller_one_of_the_replacement(size, model, fits):
    assert model_fit.moved(request(size=size), OURS.find(model)).size == fits


def test_a_shape_that_the_replacement_does_not_have_is_left_to_it():
    assert model_fit.moved(request(aspect="1:8"), OURS.find(LITE)).aspect is None
    assert model_fit.moved(request(aspect="16:9"), OURS.find(LITE)).aspect == "16:9"


@pytest.mark.parametrize("model", [DEFAULT, LITE, FIRST])
@pytest.mark.parametrize("aspect", [None, "1:8", "16:9", "21:9"])
@pytest.mark.parametrize("size", ["512", "1K", "2K", "4K"])
def test_what_is_moved_can_be_painted(model, aspect, size):
    replacement = OURS.find(model)

    moved = model_fit.moved(request(aspect=aspect, size=size), replacement)

    model_fit.check(moved, replacement)
    assert (moved.model, moved.instead_of) == (model, PRO)
