"""What moderators rule holds by every way in: who is blocked, what words, who has to pause."""

import asyncio

import pytest

from bot.core.moderation import HOUR, REFUSAL_WAIT
from bot.sandbox.gemini import script
from bot.text.markup import escape
from bot.text.wording import say

from . import calls
from .conftest import easel_in, png
from .stories import answered, pictures, says, shown


@pytest.fixture
async def fox(discord, bo, art):
    """A picture of Bo's."""
    await bo.slash("imagine", channel=art, prompt="a fox")
    return await shown(discord, art)


async def blocks(discord, ada, bo, art, *, reason="spam", duration="For good"):
    """Ada blocks Bo."""
    asked = await ada.slash("easel block", channel=art, member=bo, reason=reason, duration=duration)
    code = "block.done" if duration == "For good" else "block.done.until"
    await answered(discord, asked, code, member=bo.mention, words=escape(reason, 300))


async def told(discord, channel, code, **facts):
    """Wait until the newest message of a channel, for all to read, has the sentence of a code."""
    await discord.until(lambda: says(discord.messages(channel)[-1].content, code, **facts))
    return discord.messages(channel)[-1]


async def test_whoever_is_blocked_and_chats_in_a_thread_reads_why_once_and_when_they_ask(
    discord, gemini, ada, bo, art, fox
):
    await blocks(discord, ada, bo, art)
    thread = await bo.opens_thread(fox, name="the fox")

    for words in ("make it night", "add a moon", "make it snow"):
        await bo.says(words, thread=thread)
    await bo.says(f"{discord.bot_mention} add a moon", thread=thread)
    await ada.says("in winter", thread=thread)

    await shown(discord, thread)
    said = [m for m in discord.messages(thread) if says(m.content, "member.blocked")]
    assert len(said) == 2
    assert len(gemini.calls) == 2


async def test_whoever_would_only_be_refused_is_not_asked_whether_a_remark_is_a_request(
    discord, gemini, ada, bo, art, fox
):
    thread = await bo.opens_thread(fox, name="the fox")
    await blocks(discord, ada, bo, art)

    await bo.says("my cat would love this", thread=thread)
    await ada.says("make it night", thread=thread)

    await shown(discord, thread)
    assert not any(says(m.content, "message.whether") for m in discord.messages(thread))
    await ada.says("my cat would love this", thread=thread)
    await discord.until(lambda: says(discord.messages(thread)[-1].content, "message.whether"))


async def test_a_posters_yes_for_a_member_blocked_since_paints_nothing_and_tells_no_reason(
    discord, gemini, ada, bo, art
):
    asked = await ada.slash("settings server", channel=art, ask_posters=True)
    await answered(discord, asked, "settings.server")
    cy = discord.newcomer("Cy")
    cat = await cy.says("my cat", channel=art, files=[("cat.png", png())])
    await bo.says(f"{discord.bot_mention} give it a crown", reply_to=cat)
    question = await told(discord, art, "poster.ask")
    await blocks(discord, ada, bo, art)

    yes = await cy.clicks(question, say("button.allow"))

    await answered(discord, yes, "poster.asker")
    assert "spam" not in yes.reply.content
    assert not gemini.calls


@pytest.mark.settings(limits={"person_at_once": 1}, gemini={"timeout": 60})
async def test_what_a_member_waits_for_when_they_are_blocked_is_given_back(
    discord, gemini, ada, bo, art
):
    gemini.gate = asyncio.Event()
    await bo.slash("imagine", channel=art, prompt="an owl")
    await gemini.until(lambda: gemini.in_flight == 1)
    waits = await bo.slash("imagine", channel=art, prompt="a hare")
    elsewhere = await bo.slash("imagine", channel=bo.dm(), prompt="a whale")
    await answered(discord, waits, "standing.place")
    await answered(discord, elsewhere, "standing.place")

    await blocks(discord, ada, bo, art)

    await answered(discord, waits, "member.given_back")
    gemini.gate.set()
    await shown(discord, art)
    await shown(discord, bo.dm())
    assert len(gemini.calls) == 2, "what had begun, and what is asked for elsewhere, goes on"


async def test_a_block_ends_by_itself_and_says_when(easel, discord, ada, bo, art):
    await blocks(discord, ada, bo, art, duration="1 hour")
    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "member.blocked.until", words="spam")

    easel.ahead = HOUR + 1
    await bo.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_a_block_is_lifted_and_the_list_says_who_is_left(discord, ada, bo, art):
    none = await ada.slash("easel unblock", channel=art)
    await answered(discord, none, "unblock.empty")
    await blocks(discord, ada, bo, art, reason="*spam*")
    listed = await ada.slash("easel unblock", channel=art)
    await answered(
        discord,
        listed,
        "unblock.person",
        member=bo.mention,
        words=r"\*spam\*",
        moderator=ada.mention,
    )

    lifted = await ada.slash("easel unblock", channel=art, member=bo)
    await answered(discord, lifted, "unblock.done", member=bo.mention)
    again = await ada.slash("easel unblock", channel=art, member=bo)
    await answered(discord, again, "unblock.none")
    await bo.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_who_manages_the_server_is_not_blocked(discord, ada, bo, art):
    asked = await ada.slash("easel block", channel=art, member=ada, reason="x", duration="1 day")

    await answered(discord, asked, "block.not_them")


async def test_a_block_holds_in_its_server_only_and_leaves_privacy_alone(discord, ada, bo, art):
    await blocks(discord, ada, bo, art)

    asked = await bo.slash("privacy", channel=art)
    await answered(discord, asked, "privacy.panel", turns=0)
    await bo.says("a fox", channel=bo.dm())

    await shown(discord, bo.dm())


# -- blocked words


async def sets_words(discord, person, channel, *lines):
    """Fill in the form of blocked words; return what the form had in it."""
    form = (await (await person.slash("easel words", channel=channel)).acknowledged()).modal
    sent = await person.submits(form, {"words": "\n".join(lines)})
    await answered(discord, sent, "words.saved", count=len(lines))
    return form.components[0]["component"].get("value")


async def test_blocked_words_are_refused_by_every_way_in_and_people_read_the_rule(
    discord, gemini, ada, bo, art, fox
):
    form = await (await bo.clicks(fox, "Edit")).acknowledged()
    thread = await bo.opens_thread(fox, name="the fox")
    await sets_words(discord, ada, art, "Hard cider", "goblin*")

    asked = await bo.slash("imagine", channel=art, prompt="GOBLINS in a boat")
    await answered(discord, asked, "words.blocked", words=r"goblin\*")
    asked = await bo.slash("imagine", channel=art, prompt="a {b,m}ug of hard {cider,tea}")
    await answered(discord, asked, "words.blocked", words="Hard cider")
    sent = await bo.submits(form.modal, {"words": "add hard cider"})
    await answered(discord, sent, "words.blocked", words="Hard cider")
    await bo.says(f"{discord.bot_mention} a goblin", channel=art)
    await told(discord, art, "words.blocked", words=r"goblin\*")
    await bo.says("add a goblin", reply_to=fox)
    await discord.until(lambda: len(discord.messages(art)) == 5)
    await told(discord, art, "words.blocked", words=r"goblin\*")
    await bo.says("add a goblin", thread=thread)
    await told(discord, thread, "words.blocked", words=r"goblin\*")
    assert len(gemini.calls) == 1

    await bo.slash("imagine", channel=art, prompt="a hobgoblin with a mug of soft cider")
    await shown(discord, art, 2)


async def test_a_style_that_has_a_blocked_word_is_refused_and_so_is_again(
    discord, gemini, ada, bo, art, fox
):
    await sets_words(discord, ada, art, "haze", "fox")

    asked = await bo.slash("imagine", channel=art, prompt="a whale", style="noir")
    await answered(discord, asked, "words.blocked", words="haze")
    again = await bo.clicks(fox, "Again")
    await answered(discord, again, "words.blocked", words="fox")

    assert len(gemini.calls) == 1


async def test_blocked_words_bind_no_private_chat_and_no_http_call(tmp_path):
    async with easel_in(tmp_path, **calls.HTTP) as easel, calls.calling(easel) as caller:
        discord = easel.discord
        ada, bo, art = discord.person("Ada"), discord.person("Bo"), discord.channel("art")
        await sets_words(discord, ada, art, "fox")

        await bo.says("a fox", channel=bo.dm())
        await shown(discord, bo.dm())
        status, _ = await calls.asked(caller, prompt="a fox")

        assert status == 200


async def test_the_form_has_the_words_in_it_and_keeps_another_persons_change(discord, ada, bo, art):
    await sets_words(discord, ada, art, "fox", "owl")
    form = (await (await ada.slash("easel words", channel=art)).acknowledged()).modal
    before = await sets_words(discord, ada, art, "fox", "owl", "hen")

    late = await ada.submits(form, {"words": "owl"})

    await answered(discord, late, "words.changed")
    assert before == "fox\nowl"
    assert await sets_words(discord, ada, art) == "fox\nowl\nhen"


# -- Gemini's refusals


async def test_who_is_refused_again_and_again_pauses_and_reads_until_when(
    easel, discord, gemini, ada, bo, art
):
    for n in range(5):
        gemini.script.append(script.Withheld())
        asked = await bo.slash("imagine", channel=art, prompt=f"a fight, {n}")
        await answered(discord, asked, "withheld.IMAGE_SAFETY")

    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "limit.refused", count=5)
    await bo.says(f"{discord.bot_mention} a fox", channel=art)
    await told(discord, art, "limit.refused", count=5)
    await ada.slash("imagine", channel=art, prompt="a whale")
    await shown(discord, art)
    easel.ahead = REFUSAL_WAIT + 1
    await bo.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art, 2)


async def test_the_pause_holds_elsewhere_and_whatever_came_in_between(discord, gemini, bo, art):
    await bo.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    for n in range(5):
        gemini.script.append(script.Withheld())
        asked = await bo.slash("imagine", channel=art, prompt=f"a fight, {n}")
        await answered(discord, asked, "withheld.IMAGE_SAFETY")

    refused = await bo.slash("imagine", channel=bo.dm(), prompt="a fox")

    await answered(discord, refused, "limit.refused", count=5)


async def test_what_fails_for_another_reason_pauses_no_one(discord, gemini, bo, art):
    for n in range(6):
        gemini.script.append(script.OnlyWords("What fox?"))
        asked = await bo.slash("imagine", channel=art, prompt=f"a fox, {n}")
        await answered(discord, asked, "only_words")

    await bo.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


# -- Gemini's filters and spoilers


async def test_a_server_tightens_geminis_filters_for_all_that_is_asked_there(
    discord, gemini, ada, bo, art, fox
):
    asked = await ada.slash("easel safety", channel=art, filter="strict")
    await answered(discord, asked, "safety.now", filter=say("choice.safety.strict"))

    await bo.clicks(fox, "Again")
    await shown(discord, art, 2)
    described = await bo.menu("Describe this picture", on=fox)
    await described.acknowledged()
    await discord.until(lambda: len(gemini.calls) == 3)
    await bo.says("a fox", channel=bo.dm())
    await shown(discord, bo.dm())

    def thresholds(call):
        return {one["threshold"] for one in call.body.get("safetySettings", ())}

    assert [thresholds(call) for call in gemini.calls] == [
        set(),
        {"BLOCK_LOW_AND_ABOVE"},
        {"BLOCK_LOW_AND_ABOVE"},
        set(),
    ]
    assert len(gemini.calls[1].body["safetySettings"]) == 4


async def test_spoilers_by_rule_in_age_restricted_channels_everywhere_or_nowhere(
    discord, ada, bo, art
):
    lounge = discord.channel("lounge")
    discord.restrict_age(lounge)

    async def hidden(channel, count):
        await bo.slash("imagine", channel=channel, prompt="a fox")
        picture = await shown(discord, channel, count)
        return picture.attachments[0]["filename"].startswith("SPOILER_")

    assert not await hidden(lounge, 1)
    asked = await ada.slash("easel safety", channel=art, spoilers="age")
    await answered(discord, asked, "safety.now", spoilers=say("choice.spoilers.age"))
    assert await hidden(lounge, 2)
    assert not await hidden(art, 1)
    asked = await ada.slash("easel safety", channel=art, spoilers="always")
    await answered(discord, asked, "safety.now", spoilers=say("choice.spoilers.always"))
    assert await hidden(art, 2)
    asked = await bo.slash("history", channel=art)
    await shown(discord, art, 3)
    assert pictures(discord, art)[-1].attachments[0]["filename"].startswith("SPOILER_")
