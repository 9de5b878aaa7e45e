"""Improve my prompt: a better prompt is shown first, and painted when its person says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import improving, pricing
from bot.core.requests import TurnRequest
from bot.core.turns import Blob, Digest, ImageRequest, Outcome, Person, Quality, Turn
from bot.engine.submissions import reserve
from bot.errors import Usage
from bot.sandbox import gemini as local
from bot.text.wording import say

from .conftest import easel_in, png
from .stories import answered, pictures, said, says, shown

TEXT, PAINTER = "gemini-3.5-flash-lite", "gemini-nano-banana-2.1"
THIS, CHANGE, MINE = (
    say("button.improved.this", cost=33_600),
    say("button.improved.change"),
    say("button.improved.mine"),
)
TABLE = Config().model_table()


async def improved(discord, asked):
    """Wait for the better prompt that only its person sees; the message with it."""
    await discord.until(lambda: asked.reply and says(asked.reply.content, "improved"))
    return asked.reply


# Rules


def test_the_question_keeps_all_that_is_painted_then():
    blob = Blob(digest=Digest("a" * 64), mime="image/png", size=1, width=8, height=8)
    request = ImageRequest(
        prompt="a fox",
        model=PAINTER,
        sources=(blob,),
        aspect="16:9",
        size="2K",
        quality=Quality.CAREFUL,
        search=True,
        count=3,
    )
    asked = TurnRequest(request=request, parent=5, pick=1)

    question = improving.improving(asked, model=TEXT, privately=True)
    turn = Turn(
        id=7,
        request=question.request,
        by=Person(id=1),
        created_at=0,
        parent=5,
        pick=1,
        outcome=Outcome.DESCRIBED,
        facts={"prompt": "a red fox"},
    )

    assert (question.request.private, question.request.paints) == (True, False)
    assert improving.painted(turn, "a fox") == asked
    assert improving.painted(turn, improving.improved_words(turn)).request.prompt == "a red fox"


def test_what_has_no_words_of_a_person_is_not_improved():
    asked = TurnRequest(request=ImageRequest(prompt="", model=PAINTER, reshapes=True))

    assert improving.improving(asked, model=TEXT, privately=False) is asked


@given(st.text(min_size=1, max_size=4000), st.booleans())
def test_a_better_prompt_costs_no_more_than_was_reserved(words, changes):
    model = TABLE.text_model
    request = improving.improving(
        TurnRequest(request=ImageRequest(prompt=words, model=PAINTER, count=1)),
        model=model.id,
        privately=True,
    ).request
    sent = pricing.most_tokens(improving.question(words, changes=changes))
    usage = Usage(words_in=sent, words_out=model.most_words_out)

    cost = pricing.cost(request, model, usage)

    assert cost <= reserve(request, model, ())
    assert pricing.estimate(request, model) < 2_000, "a fraction of a cent"


# Stories


async def test_a_better_prompt_is_shown_to_its_person_before_anything_is_painted(
    easel, discord, gemini, ada, art
):
    asked = await ada.slash("imagine", channel=art, prompt='a fox "Hi"', improve=True)

    reply = await improved(discord, asked)

    assert reply.flags & 64, "it is for them alone"
    assert [call.model for call in gemini.calls] == [TEXT]
    [(_, words, brought)] = said(gemini)
    assert words.endswith('Request: a fox "Hi"')
    assert brought == []
    assert 'a fox "Hi". The whole scene, seen from the front' in reply.content
    assert reply.buttons() == [THIS, CHANGE, MINE]
    assert pictures(discord, art) == []
    turn = await easel.app.engine.turns.get(1)
    assert 0 < turn.cost < 5_000
    assert turn.cost <= turn.reserved


async def test_it_is_painted_openly_with_all_that_was_chosen_also_after_a_restart(
    easel, discord, gemini, ada, art
):
    asked = await ada.slash(
        "imagine", channel=art, prompt="a fox", improve=True, aspect="16:9", quality="careful"
    )
    reply = await improved(discord, asked)
    await easel.stop()
    await easel.start()

    paint = say("button.improved.this", cost=134_000)
    await ada.clicks(reply, paint)

    message = await shown(discord, art)
    assert "a fox. The whole scene, seen from the front" in message.content
    assert gemini.calls[-1].model == "gemini-3-pro-image"
    assert gemini.calls[-1].body["generationConfig"]["imageConfig"]["aspectRatio"] == "16:9"


async def test_mine_paints_the_persons_own_words(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", improve=True)
    reply = await improved(discord, asked)

    await ada.clicks(reply, MINE)

    await shown(discord, art)
    assert said(gemini) == [("user", "a fox", [])]


async def test_change_opens_the_better_prompt_to_be_edited(easel, discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", improve=True)
    form = await (await ada.clicks(await improved(discord, asked), CHANGE)).acknowledged()
    [field] = [each["component"] for each in form.modal.components]
    assert field["value"].startswith("a fox. The whole scene")
    await easel.stop()
    await easel.start()

    await ada.submits(form.modal, {"words": "a red fox"})

    await shown(discord, art)
    assert said(gemini) == [("user", "a red fox", [])]


async def test_options_typed_into_the_changed_prompt_count(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", improve=True, quality="careful")
    form = await (await ada.clicks(await improved(discord, asked), CHANGE)).acknowledged()

    await ada.submits(form.modal, {"words": "a red fox --ar 16:9 --quality draft"})

    await shown(discord, art)
    assert said(gemini) == [("user", "a red fox", [])]
    assert gemini.calls[-1].model == "gemini-3.1-flash-lite-image"
    assert gemini.calls[-1].body["generationConfig"]["imageConfig"]["aspectRatio"] == "16:9"


async def test_a_private_request_stays_private(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", improve=True, private=True)
    reply = await improved(discord, asked)

    painted = await ada.clicks(reply, THIS)

    await discord.until(lambda: painted.reply and painted.reply.attachments)
    assert painted.reply.flags & 64
    assert pictures(discord, art) == []


async def test_a_reply_is_improved_as_a_change_and_only_its_person_paints_it(
    discord, gemini, ada, bo, art, fox
):
    await ada.says("make it night --improve", reply_to=fox)
    await discord.until(lambda: any(says(m.content, "improved") for m in discord.messages(art)))
    [better] = [m for m in discord.messages(art) if says(m.content, "improved")]
    assert "an image that you can't see" in said(gemini)[0][1]

    refused = await bo.clicks(better, THIS)
    await answered(discord, refused, "not_yours")
    await ada.clicks(better, THIS)

    night = await shown(discord, art, 2)
    [_, (role, _, _), (_, words, _)] = said(gemini)
    assert role == "model", "it goes on from the fox"
    assert words.startswith("make it night. The whole scene")
    assert "make it night" in night.content


async def test_a_reply_to_a_better_prompt_adds_to_it(discord, gemini, ada, art):
    me = discord.bot_mention
    await ada.says(f"{me} a fox --improve", channel=art)
    await discord.until(lambda: any(says(m.content, "improved") for m in discord.messages(art)))
    [better] = [m for m in discord.messages(art) if says(m.content, "improved")]

    await ada.says("in deep snow", reply_to=better)

    await shown(discord, art)
    [(_, words, _)] = said(gemini)
    assert words.startswith("a fox. The whole scene")
    assert words.endswith("in deep snow")
    assert gemini.calls[-1].model == PAINTER


async def test_a_form_improves_first_where_its_field_says_so(discord, gemini, ada, art, fox):
    form = await (await ada.clicks(fox, "Edit")).acknowledged()

    sent = await ada.submits(form.modal, {"words": "make it night", "improve": ["yes"]})

    await improved(discord, sent)
    assert gemini.calls[-1].model == TEXT


@pytest.mark.parametrize("end", [local.Blocked(), local.OnlyWords("no JSON")])
async def test_a_text_model_that_fails_never_costs_the_image(discord, gemini, ada, art, end):
    gemini.script.extend([end] * 2)
    asked = await ada.slash("imagine", channel=art, prompt="a fox", improve=True)
    await discord.until(lambda: asked.reply and MINE in asked.reply.buttons())

    gemini.script.clear()
    await ada.clicks(asked.reply, MINE)

    await shown(discord, art)
    assert said(gemini) == [("user", "a fox", [])]


async def test_braces_are_asked_about_once_the_words_are_to_be_painted(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox", improve=True)
    reply = await improved(discord, asked)

    mine = await ada.clicks(reply, MINE)

    await discord.until(lambda: mine.reply and say("button.yes") in mine.reply.buttons())
    assert [call.model for call in gemini.calls] == [TEXT]


async def test_a_budget_that_is_spent_refuses_it_before_any_call(tmp_path):
    async with easel_in(tmp_path, limits={"person_budget_daily": 0.001}) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")

        asked = await ada.slash(
            "imagine", channel=discord.channel("art"), prompt="a fox", improve=True
        )

        await answered(discord, asked, "limit.person.day")
        assert not easel.gemini.calls


async def test_a_better_prompt_for_an_image_whose_poster_was_asked_is_shown_where_it_was_asked(
    discord, gemini, ada, bo, art
):
    await answered(
        discord,
        await ada.slash("settings server", channel=art, ask_posters=True),
        "settings.server",
    )
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    form = (await (await ada.menu("Edit this picture", on=cat)).acknowledged()).modal
    asked = await ada.submits(form, {"words": "make it night", "improve": ["yes"]})
    await answered(discord, asked, "poster.told")

    await bo.clicks(discord.messages(art)[-1], "Allow")

    await discord.until(lambda: says(discord.messages(art)[-1].content, "improved"))
    await ada.clicks(discord.messages(art)[-1], MINE)
    await shown(discord, art)
    assert said(gemini)[-1][1] == "make it night"
