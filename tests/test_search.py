"""Images for which the model searches Google first: who may, what it costs, what it found."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import pricing
from bot.core.grounding import (
    Grounding,
    Source,
    as_facts,
    check_allowed,
    grounding,
    merged,
    of_facts,
)
from bot.core.models import KNOWN, SEARCH_PRICE
from bot.core.turns import Blob, Digest, GeneratedPicture, ImageRequest, Outcome, Person, Turn
from bot.discord.delivery.caption import caption
from bot.errors import Usage, UserError
from bot.text.wording import say

from .calls import HTTP, PATH, calling
from .stories import answered, says, shown

DEFAULT, LITE = "gemini-nano-banana-2.1", "gemini-3.1-flash-lite-image"
ON = pytest.mark.settings(gemini={"search": True})


def searched(gemini, number=-1):
    return gemini.calls[number].body.get("tools") == [{"googleSearch": {}}]


# Rules


@given(st.lists(st.text()), st.lists(st.tuples(st.text(), st.text())))
def test_whatever_sites_wrote_is_a_few_short_lines_and_links_that_end(queries, sources):
    found = grounding(queries, [*sources, ("evil", "https://a.b/>)[x](https://c.d")])

    assert len(found.queries) <= 5
    assert len(found.sources) <= 5
    for query in found.queries:
        assert 0 < len(query) <= 80
        assert "\n" not in query
    for source in found.sources:
        assert not set(source.url) & set("<>()[] \n")


def test_a_long_query_is_cut_and_a_long_address_is_no_source():
    whole, cut = "q" * 80, "q" * 79 + "…"
    fits = "https://a.example/".ljust(1000, "x")

    found = grounding([whole, whole + "q"], [("fits", fits), ("too long", fits + "x")])

    assert found.queries == (whole, cut)
    assert found.sources == (Source(title="fits", url=fits),)


def test_a_page_without_a_title_is_named_by_its_host():
    [source] = grounding([], [(" ", "https://a.example/b/c")]).sources

    assert source.title == "a.example"


@pytest.mark.parametrize(
    ("operator", "server", "code"),
    [(False, True, "search.off"), (False, False, "search.off"), (True, False, "search.server")],
)
def test_who_may_search_is_said_by_the_operator_first(operator, server, code):
    check_allowed(operator=True, server=True)

    with pytest.raises(UserError) as refused:
        check_allowed(operator=operator, server=server)
    assert refused.value.code == code


def test_what_several_answers_found_is_kept_once_in_a_turn():
    page = Source(title="a fox", url="https://a.example/fox")
    one = Grounding(queries=("fox",), sources=(page,))

    kept = of_facts(as_facts(merged([one, one, Grounding(queries=("den",))])))

    assert kept == Grounding(queries=("fox", "den"), sources=(page,))
    assert as_facts(Grounding()) == {}
    assert of_facts({"prompt": "a fox"}) == Grounding()


@pytest.mark.parametrize("model", [model for model in KNOWN if model.paints], ids=lambda m: m.id)
def test_every_search_is_counted_and_reserved(model):
    request = ImageRequest(prompt="a fox", model=model.id, search=model.searches)
    size = pricing.CallSize(words=5, pictures=0)
    plain = dataclasses.replace(request, search=False)
    usage = Usage(words_in=5, searches=model.most_searches * model.searches)

    cost = pricing.cost(request, model, usage)

    assert cost - pricing.cost(plain, model, Usage(words_in=5)) == 5 * model.search_price
    assert cost <= pricing.most_of_call(request, model, size)
    more = pricing.estimate(request, model) - pricing.estimate(plain, model)
    assert more == model.search_price


@pytest.mark.parametrize("letter", ["a", "橋", "*", "%"])
def test_no_link_is_cut_however_long_everything_is(letter):
    pages = [("t" * 80, f"https://a.example/{n}{'x' * 300}") for n in range(5)]
    found = grounding([f"{n}{letter * 79}" for n in range(5)], pages)
    picture = Blob(digest=Digest("a" * 64), mime="image/png", size=1, width=8, height=8)
    turn = Turn(
        id=1,
        request=ImageRequest(prompt=letter * 4000, model=DEFAULT, search=True),
        by=Person(id=1, guild=2),
        created_at=0,
        outcome=Outcome.PAINTED,
        painted=(GeneratedPicture(picture=picture),),
        words=letter * 4000,
        facts=dict(as_facts(found)),
    )

    text = caption(turn, "fr", models=Config().model_table(), notes=["n" * 200], paid_today=1)

    assert len(text) <= 2000
    assert text.count("](<https://www.google.com/search?q=0") == 1
    assert text.count("](<") == text.count(">)")
    assert "8×8" in text


# Stories


@ON
async def test_a_search_is_asked_for_paid_and_shown_with_its_sources(
    easel, discord, gemini, ada, art
):
    asked = await ada.slash("imagine", channel=art, prompt="the [new] bridge", search=True)

    message = await shown(discord, art)

    assert searched(gemini)
    assert gemini.calls[-1].body["generationConfig"]["responseModalities"] == ["TEXT", "IMAGE"]
    result = "https://www.google.com/search?q=the+%5Bnew%5D+bridge"
    assert f"Searched on Google: [the \\[new\\] bridge](<{result}>)" in message.content
    assert "Sources: [example.org](<https://example.org/?q=the" in message.content
    assert message.flags & 4, "no link unfolds"
    assert message.mentions == []
    turn = await easel.app.engine.turns.get(1)
    assert turn.cost >= 33_600 + SEARCH_PRICE
    told = await ada.picks(message, values=["turn:1:recipe"])
    await discord.until(lambda: told.reply and "example.org: https://" in told.reply.content)
    await discord.until(lambda: asked.reply is None)


@ON
async def test_a_search_can_be_typed_and_what_follows_searches_no_more(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox --search", quality="draft")
    fox = await shown(discord, art)
    await ada.says("in snow --search", reply_to=fox)
    snow = await shown(discord, art, 2)
    await ada.clicks(snow, "Vary")
    await shown(discord, art, 3)
    await ada.clicks(fox, "Again")
    await shown(discord, art, 4)

    assert [searched(gemini, number) for number in range(4)] == [True, True, False, True]
    assert {call.model for call in gemini.calls} == {DEFAULT}, "the one for drafts can't search"


async def test_without_the_operator_nothing_is_searched(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", search=True)

    await answered(discord, asked, "search.off")
    assert not gemini.calls


@ON
async def test_managers_of_a_server_can_turn_it_off_also_for_what_is_asked_again(
    easel, discord, gemini, ada, art, bo
):
    await ada.slash("imagine", channel=art, prompt="a fox", search=True)
    fox = await shown(discord, art)
    told = await ada.slash("settings server", channel=art, search=False)
    await discord.until(lambda: told.reply and told.reply.content)
    assert says(told.reply.content, "settings.server.search.off")

    asked = await bo.slash("imagine", channel=art, prompt="a fox", search=True)
    await answered(discord, asked, "search.server")
    await ada.clicks(fox, "Again")
    again = await shown(discord, art, 2)

    assert not searched(gemini)
    assert "Searched on Google" not in again.content


@ON
async def test_a_model_that_cannot_search_is_refused_by_name(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", search=True, model=LITE)

    await answered(discord, asked, "model.search", model="Gemini 3.1 Flash Lite Image")
    assert not gemini.calls


@ON
async def test_each_of_several_images_has_its_search_counted(easel, discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox", search=True, count=2)

    await shown(discord, art)
    turn = await easel.app.engine.turns.get(1)
    assert turn.cost >= 2 * (33_600 + SEARCH_PRICE)
    assert turn.cost <= turn.reserved


@pytest.mark.settings(**HTTP, gemini={"search": True})
async def test_a_caller_over_http_can_have_it_searched(easel, gemini):
    async with calling(easel) as caller:
        async with caller.post(PATH, json={"prompt": "a fox", "search": True}) as answer:
            assert answer.status == 200
        async with caller.post(PATH, json={"prompt": "a fox", "search": "yes"}) as answer:
            assert answer.status == 400
    assert searched(gemini)


@pytest.mark.settings(**HTTP)
async def test_a_caller_over_http_reads_that_it_is_not_allowed(easel, gemini):
    async with (
        calling(easel) as caller,
        caller.post(PATH, json={"prompt": "a fox", "search": True}) as answer,
    ):
        assert answer.status == 400
        assert say("search.off") in await answer.text()
    assert not gemini.calls
