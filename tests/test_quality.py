"""Drafts, and images painted with more care: which model, how it thinks, what it costs."""

from dataclasses import replace
from datetime import date

import pytest

from bot.config import Config
from bot.core import quality_requests, requests
from bot.core.turns import (
    Blob,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Person,
    Quality,
    Turn,
)
from bot.core.typed_options import parse
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .stories import answered, as_painted, pictures, said, says, shown

DEFAULT, LITE = "gemini-nano-banana-2.1", "gemini-3.1-flash-lite-image"
PRO = "gemini-3-pro-image"
TODAY = date(2026, 11, 28)
TABLE = Config().model_table()
FINISH = say("button.finish", cost=33_600)


def thinking(gemini, number=-1):
    """The level that a call asked for; None: the model's own."""
    config = gemini.calls[number].body["generationConfig"].get("thinkingConfig", {})
    return config.get("thinkingLevel")


async def drafted(discord, person, channel, **options):
    await person.slash("imagine", channel=channel, prompt="a fox", quality="draft", **options)
    return await shown(discord, channel)


# Rules


@pytest.mark.parametrize(
    ("quality", "named", "model"),
    [
        (Quality.DRAFT, {}, LITE),
        (Quality.DRAFT, {"size": "2K"}, DEFAULT),
        (Quality.DRAFT, {"aspect": "8:1"}, DEFAULT),
        (Quality.STANDARD, {}, DEFAULT),
        (Quality.CAREFUL, {"size": "4K", "aspect": "16:9"}, PRO),
    ],
)
def test_a_quality_has_a_model_that_takes_what_was_named(quality, named, model):
    assert TABLE.of_quality(quality, on=TODAY, **named).id == model


def test_a_model_that_has_ended_paints_no_drafts():
    table = Config(gemini={"draft_model": "gemini-2.5-flash-image"}).model_table()

    assert table.of_quality(Quality.DRAFT, on=date(2027, 3, 14)).id == "gemini-2.5-flash-image"
    assert table.of_quality(Quality.DRAFT, on=date(2027, 3, 15)).id == DEFAULT


@pytest.mark.parametrize(
    ("model", "draft", "careful"),
    [
        (DEFAULT, "minimal", "high"),
        (PRO, "low", None),  # it thinks so by itself
        (LITE, None, "high"),
        ("gemini-2.5-flash-image", None, None),  # it does not think
    ],
)
def test_a_quality_says_how_much_a_model_thinks(model, draft, careful):
    found = TABLE.find(model)

    levels = [found.thinking_level(quality) for quality in Quality]

    assert levels == [draft, None, careful]


@pytest.mark.parametrize(
    ("text", "words", "quality"),
    [
        ("a fox --quality careful", "a fox", Quality.CAREFUL),
        ("a fox --q DRAFT --ar 16:9", "a fox", Quality.DRAFT),
        ("a fox --draft in snow", "a fox in snow", Quality.DRAFT),
        ("a fox --q 2", "a fox", None),
    ],
)
def test_a_quality_can_be_typed(text, words, quality):
    typed = parse(text, ratios=["16:9"])

    assert (typed.words, typed.quality) == (words, quality)


def test_whatever_is_made_of_a_draft_is_a_draft_until_it_is_finished():
    blob = Blob(digest=Digest("a" * 64), mime="image/png", size=1, width=8, height=8)
    request = ImageRequest(prompt="a fox", model=LITE, quality=Quality.DRAFT, private=True)
    turn = Turn(
        id=7,
        request=request,
        by=Person(id=1),
        created_at=0,
        outcome=Outcome.PAINTED,
        painted=(GeneratedPicture(picture=blob),),
    )

    made = [
        requests.again(turn),
        requests.vary(turn),
        requests.refine(turn, "in snow"),
        requests.reshape(turn, aspect="1:1"),
    ]
    finished = quality_requests.finish(turn, Quality.STANDARD, model=TABLE.default)

    assert {one.request.quality for one in made} == {Quality.DRAFT}
    assert finished.parent == 7
    assert finished.request.model == DEFAULT
    assert finished.request.quality is Quality.STANDARD
    assert finished.request.private
    assert finished.request.has_words


@pytest.mark.parametrize(
    ("aspect", "size", "finished"),
    [("16:9", "2K", ("16:9", "2K")), ("1:8", "512", (None, "1K")), (None, "1K", (None, "1K"))],
)
def test_a_draft_is_finished_in_its_own_shape_where_the_model_has_it(aspect, size, finished):
    drawn = ImageRequest(prompt="a fox", model=DEFAULT, aspect=aspect, size=size)
    turn = Turn(id=7, request=drawn, by=Person(id=1), created_at=0)

    made = quality_requests.finish(turn, Quality.CAREFUL, model=TABLE.find(PRO))

    assert (made.request.aspect, made.request.size, made.pick) == (*finished, 0)


def test_another_quality_moves_a_request_to_its_model_and_names_none_that_is_gone():
    asked = requests.TurnRequest(
        request=ImageRequest(prompt="a fox", model=DEFAULT, aspect="1:8", size="4K"), parent=7
    )

    drafted = quality_requests.at_quality(asked, Quality.DRAFT, model=TABLE.find(LITE))
    here = quality_requests.at_quality(asked, Quality.CAREFUL, model=TABLE.default)

    assert drafted.parent == 7
    assert (drafted.request.quality, drafted.request.model) == (Quality.DRAFT, LITE)
    assert (drafted.request.size, drafted.request.instead_of) == ("1K", "")
    assert here.request == replace(asked.request, quality=Quality.CAREFUL)
    assert quality_requests.at_quality(asked, Quality.STANDARD, model=TABLE.find(PRO)) is asked


# Stories


async def test_a_quality_chooses_the_model_and_how_it_thinks(discord, gemini, ada, art):
    asks = [
        {"quality": "draft"},
        {"quality": "careful"},
        {"quality": "draft", "size": "2K"},
        {"quality": "careful", "model": DEFAULT},
        {"quality": "standard"},
    ]
    for number, options in enumerate(asks, start=1):
        await ada.slash("imagine", channel=art, prompt="a fox", **options)
        await shown(discord, art, number)

    assert [call.model for call in gemini.calls] == [LITE, PRO, DEFAULT, DEFAULT, DEFAULT]
    levels = [thinking(gemini, number) for number in range(5)]
    assert levels == [None, None, "MINIMAL", "HIGH", None]


async def test_what_a_quality_costs_is_said_before_in_the_command_and_in_the_form(
    discord, ada, art, fox
):
    offered = await ada.completes("imagine", option="quality", typed="", channel=art)
    form = await (await ada.clicks(fox, "Edit")).acknowledged()

    assert [one["name"] for one in offered] == [
        "Draft, about $0.034 an image",
        "Standard, about $0.034 an image",
        "Careful, about $0.13 an image",
    ]
    assert [one["value"] for one in offered] == ["draft", "standard", "careful"]
    fields = [each["component"] for each in form.modal.components]
    [select] = [each for each in fields if each["custom_id"] == "quality"]
    assert [one["description"] for one in select["options"]] == [
        "About $0.034 an image",
        "About $0.034 an image",
        "About $0.13 an image",
    ]


async def test_a_draft_says_so_and_is_finished_with_itself_as_the_reference(
    easel, discord, gemini, ada, bo, art
):
    draft = await drafted(discord, ada, art)
    assert f"· {say('caption.quality.draft')}" in draft.content
    assert draft.buttons()[-1] == FINISH
    await easel.stop()
    await easel.start()

    await bo.clicks(draft, FINISH)

    finished = await shown(discord, art, 2)
    assert gemini.calls[-1].model == DEFAULT
    [(_, words, brought)] = said(gemini)
    assert "a fox" in words
    assert "is a draft. Paint it anew" in words
    assert brought == [as_painted(discord.file(draft.attachments[0]))]
    assert says(finished.content, "asked.finish")
    assert say("caption.quality.draft") + " ·" not in finished.content
    assert finished.reference["message_id"] == draft.id
    assert FINISH not in finished.buttons()


async def test_one_of_several_drafts_is_finished_with_great_care(discord, gemini, ada, art):
    draft = await drafted(discord, ada, art, count=2)
    assert FINISH in draft.buttons()
    asked = await ada.clicks(draft, "2")
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert FINISH in asked.reply.buttons()

    await ada.picks(asked.reply, values=["turn:1:finish-careful:1"])

    await shown(discord, art, 2)
    assert gemini.calls[-1].model == PRO
    [(_, _, brought)] = said(gemini)
    assert brought == [as_painted(discord.file(draft.attachments[1]))]


async def test_a_reply_changes_a_draft_as_a_draft_and_a_quality_alone_finishes_it(
    discord, gemini, ada, art
):
    draft = await drafted(discord, ada, art)

    await ada.says("in snow", reply_to=draft)
    snow = await shown(discord, art, 2)
    await ada.says("--quality careful", reply_to=snow)
    await shown(discord, art, 3)
    await ada.says("at night --quality draft", reply_to=pictures(discord, art)[-1])
    night = await shown(discord, art, 4)

    assert [call.model for call in gemini.calls] == [LITE, LITE, PRO, LITE]
    assert say("caption.quality.draft") in night.content
    assert "--quality" not in night.content


async def test_a_form_takes_a_quality(discord, gemini, ada, art, fox):
    form = await (await ada.clicks(fox, "Edit")).acknowledged()

    await ada.submits(form.modal, {"words": "in snow", "quality": ["careful"]})

    careful = await shown(discord, art, 2)
    assert gemini.calls[-1].model == PRO
    assert say("caption.quality.careful") in careful.content


async def test_a_persons_default_counts_where_nothing_else_is_said(discord, gemini, ada, art):
    asked = await ada.slash("settings mine", channel=art, quality="draft")
    await answered(discord, asked, "settings.quality.draft")

    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    await ada.slash("imagine", channel=art, prompt="a fox", quality="standard")
    await shown(discord, art, 2)
    await ada.slash("imagine", channel=art, prompt="a fox", model=PRO)
    await shown(discord, art, 3)

    assert [call.model for call in gemini.calls] == [LITE, DEFAULT, PRO]
    assert thinking(gemini) == "LOW"


async def test_a_server_that_allows_one_model_has_qualities_all_the_same(
    easel, discord, gemini, ada, art
):
    await easel.app.engine.settings.set_access_rules(int(GUILD_ID), models=[DEFAULT])

    offered = await ada.completes("imagine", option="quality", typed="", channel=art)
    await ada.slash("imagine", channel=art, prompt="a fox", quality="careful")

    await shown(discord, art)
    assert [one["name"][-15:] for one in offered] == ["$0.034 an image"] * 3
    assert gemini.calls[-1].model == DEFAULT
    assert thinking(gemini) == "HIGH"


async def test_a_quality_that_there_is_not_is_refused_and_costs_nothing(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", quality="best")

    await answered(discord, asked, "quality.unknown")
    assert not gemini.calls
