"""Help says what can be done in this place, and its buttons do it."""

import pytest

from bot.sandbox.discord.permissions import Permission

from .conftest import easel_in
from .stories import answered, says, shown


async def bare_mention(discord, person, channel):
    """Mention Easel without words; the answer."""
    before = len(discord.messages(channel))
    await person.says(discord.bot_mention, channel=channel)
    await discord.until(lambda: len(discord.messages(channel)) > before + 1)
    return discord.messages(channel)[-1]


async def test_help_is_seven_lines_for_one_person_which_lead_to_parties_and_themes(
    discord, ada, art
):
    asked = await ada.slash("help", channel=art)

    await answered(discord, asked, "help.here.channel")
    assert len(asked.reply.content.splitlines()) == 7
    assert says(asked.reply.content, "help.together")
    assert {"/party", "/event"} <= set(asked.reply.content.split())
    assert says(asked.reply.content, "help.look")


async def test_a_mention_without_words_is_answered_with_help_and_charges_nothing(
    discord, gemini, ada, art
):
    answer = await bare_mention(discord, ada, art)

    assert len(answer.content.splitlines()) == 7
    assert says(answer.content, "help.here.channel")
    assert says(answer.content, "help.together")
    assert answer.mentions == []
    assert not gemini.calls


async def test_help_names_what_counts_as_a_request_here(discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="fox")

    asked = await ada.slash("help", channel=thread)
    await answered(discord, asked, "help.here.thread")
    await (await ada.slash("settings thread", channel=thread, listen="mention")).acknowledged()
    asked = await ada.slash("help", channel=thread)
    await answered(discord, asked, "help.here.mentions")
    asked = await ada.slash("help", channel=ada.dm())
    await answered(discord, asked, "help.here.private")
    assert not says(asked.reply.content, "help.together"), "there is no one to do it with"


async def test_help_says_that_messages_are_not_read_without_the_intent(tmp_path):
    async with easel_in(tmp_path, message_content=False) as easel:
        discord = easel.discord

        asked = await discord.person("Ada").slash("help", channel=discord.channel("art"))

        await answered(discord, asked, "help.here.unread", me=discord.bot_mention)


async def test_help_tells_who_may_not_write_how_to_paint_all_the_same(discord, bo, art):
    art.denied_members |= Permission.SEND_MESSAGES

    asked = await bo.slash("help", channel=art)

    await answered(discord, asked, "help.read_only")


async def test_help_says_what_is_left_to_a_person(tmp_path):
    async with easel_in(tmp_path, limits={"person_daily": 5}) as easel:
        discord = easel.discord

        asked = await discord.person("Ada").slash("help", channel=discord.channel("art"))

        await answered(discord, asked, "usage.left")


async def test_the_button_paint_asks_in_a_form_and_paints(discord, gemini, ada, bo, art):
    answer = await bare_mention(discord, ada, art)

    opened = await (await bo.clicks(answer, "Paint")).acknowledged()
    await bo.submits(opened.modal, {"words": "a fox", "aspect": ["16:9"]})

    fox = await shown(discord, art)
    assert "a fox" in fox.content
    assert bo.mention in fox.content
    assert "16:9" in fox.content


@pytest.mark.parametrize(
    ("button", "code"), [("My settings", "settings.mine.none"), ("My usage", "usage.today")]
)
async def test_the_other_buttons_answer_whoever_clicks(discord, ada, bo, art, button, code):
    answer = await bare_mention(discord, ada, art)

    asked = await bo.clicks(answer, button)

    await answered(discord, asked, code)
