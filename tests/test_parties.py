"""Parties: people take turns, and the line of each changes the last image; also after restarts."""

import asyncio
import shutil
import time
from dataclasses import replace

import pytest

from bot.core import blocked_words
from bot.sandbox import gemini as local
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .conftest import easel_in
from .stories import answered, says, shown
from .test_showcase import town_in

MINUTE = 60.0  # seconds


@pytest.fixture
async def town(discord):
    return await town_in(discord)


def found_in(discord, channel, code, **facts):
    return [m for m in discord.messages(channel) if says(m.content, code, **facts)]


async def one_in(discord, channel, code, **facts):
    """Wait for a message with a sentence; the newest."""
    await discord.until(lambda: found_in(discord, channel, code, **facts))
    return found_in(discord, channel, code, **facts)[-1]


async def starts(discord, town, *, by=None, **options):
    """Start a party where people paint; the message at which people join."""
    asked = await (by or town.ada).slash("party start", channel=town.art, **options)
    if "prompt" not in options:
        await answered(discord, asked, "party.started")
    return await one_in(discord, town.art, "party.title")


async def joins(discord, party, *people):
    for person in people:
        await person.clicks(party, say("button.party.join"))
        await discord.until(lambda who=person: who.mention in party.content)


async def turn_of(discord, town, person, code="party.turn"):
    """Wait until a person is told that it is their turn; the message."""
    return await one_in(discord, town.art, code, person=person.mention)


async def writes(discord, person, turn, words):
    """Write a line in the form of a turn."""
    form = (await (await person.clicks(turn, say("button.party.line"))).acknowledged()).modal
    return await person.submits(form, {"words": words})


async def line_of(discord, town, person, words, count, code="party.turn"):
    """Wait for a person's turn, and let them write their line; the image that comes of it."""
    turn = await turn_of(discord, town, person, code)
    assert turn.mentions == [person.id]
    await writes(discord, person, turn, words)
    return await shown(discord, town.art, count)


async def result_in(discord, town):
    return await one_in(discord, town.art, "party.result")


async def restarts(easel):
    await easel.stop()
    await easel.start()


# -- the whole way


async def whole_way(easel):
    discord, town = easel.discord, await town_in(easel.discord)
    party = await starts(discord, town, prompt="a fox", rounds=1)
    await shown(discord, town.art)
    await joins(discord, party, town.bo, town.cy, town.di, town.ed)
    await restarts(easel)
    await town.ada.clicks(party, say("button.party.start"))
    await line_of(discord, town, town.ada, "in the snow", 2)
    await restarts(easel)
    await line_of(discord, town, town.bo, "at night", 3)
    await line_of(discord, town, town.cy, "with a moon", 4)
    turn = await turn_of(discord, town, town.di)
    await easel.kill()
    await easel.start()
    await writes(discord, town.di, turn, "and an owl")
    await shown(discord, town.art, 5)
    last = await line_of(discord, town, town.ed, "as an etching", 6)

    result = await result_in(discord, town)

    assert says(result.content, "party.result", count=6)
    people = (town.ada, town.ada, town.bo, town.cy, town.di, town.ed)
    words = ("a fox", "in the snow", "at night", "with a moon", "and an owl", "as an etching")
    for line, (person, word) in zip(
        result.content.splitlines()[1:], zip(people, words, strict=True), strict=True
    ):
        assert person.mention in line
        assert word in line
    assert result.mentions == []
    animation, image = result.attachments
    assert "Bo: at night" in animation["description"]
    assert "as an etching" in image["description"]
    assert says(last.content, "caption.by", person=town.ed.mention)
    await is_over(easel, discord, town.art)
    assert says(party.content, "party.over")
    assert party.buttons() == []
    assert not found_in(discord, town.art, "party.turn")
    turns = [await easel.app.engine.turns.get(n) for n in range(1, 7)]
    assert [turn.parent for turn in turns] == [None, 1, 2, 3, 4, 5]


async def test_five_people_change_one_image_in_turn_through_restarts(easel):
    await whole_way(easel)


async def test_the_whole_way_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        await whole_way(easel)


# -- joining


async def test_who_joins_at_once_is_shown_once_each_and_who_leaves_is_not(discord, town):
    party = await starts(discord, town, people=4)
    people = (town.bo, town.cy, town.di, town.bo)
    await asyncio.gather(*(one.clicks(party, say("button.party.join")) for one in people))
    await discord.until(lambda: all(one.mention in party.content for one in people))
    full = await town.ed.clicks(party, say("button.party.join"))
    await answered(discord, full, "party.full", limit=4)

    await town.cy.clicks(party, say("button.party.leave"))

    await discord.until(lambda: town.cy.mention not in party.content)
    assert party.content.count(town.bo.mention) == 1
    assert party.mentions == []


async def test_a_party_needs_two_and_only_who_leads_it_starts_and_ends_it(discord, town):
    party = await starts(discord, town, by=town.bo)
    alone = await town.bo.clicks(party, say("button.party.start"))
    await answered(discord, alone, "party.few")
    await joins(discord, party, town.cy)
    for button in ("start", "end"):
        refused = await town.cy.clicks(party, say(f"button.party.{button}"))
        await answered(discord, refused, "party.not_yours")
    refused = await town.cy.slash("party end", channel=town.art)
    await answered(discord, refused, "party.not_yours")
    again = await town.di.slash("party start", channel=town.art)
    await answered(discord, again, "party.open")

    await town.ada.clicks(party, say("button.party.end"))  # she moderates

    await discord.until(lambda: says(party.content, "party.over.ended"))
    late = await town.ada.slash("party end", channel=town.art)
    await answered(discord, late, "party.none")


async def test_a_party_that_no_one_joins_is_over_by_itself(easel, discord, town):
    party = await starts(discord, town)
    await easel.stop()
    easel.ahead = 31 * MINUTE
    await easel.start()

    await discord.until(lambda: says(party.content, "party.over.alone"))

    await starts(discord, town)


async def test_a_party_that_no_one_starts_starts_by_itself(easel, discord, town):
    party = await starts(discord, town)
    await joins(discord, party, town.bo)
    await easel.stop()
    easel.ahead = 31 * MINUTE
    await easel.start()

    await turn_of(discord, town, town.ada, "party.turn.first")


async def test_an_opening_image_that_is_refused_leaves_the_first_line_to_decide(
    discord, gemini, town
):
    gemini.script.append(local.Blocked("SAFETY"))
    party = await starts(discord, town, prompt="a knife", rounds=1)
    await joins(discord, party, town.bo)
    await town.ada.clicks(party, say("button.party.start"))

    await line_of(discord, town, town.ada, "a fox", 1, "party.turn.first")

    await turn_of(discord, town, town.bo)


async def test_words_that_are_blocked_start_no_party(easel, discord, town):
    await easel.app.engine.moderation.set_words(
        int(GUILD_ID), "fox", shown=blocked_words.fingerprint(())
    )

    asked = await town.bo.slash("party start", channel=town.art, prompt="a fox")

    await answered(discord, asked, "words.blocked")
    await starts(discord, town, by=town.di)


# -- turns


async def two_play(discord, town, **options):
    """A party of Ada and Bo, in which Ada has her turn."""
    party = await starts(discord, town, **options)
    await joins(discord, party, town.bo)
    await town.ada.clicks(party, say("button.party.start"))
    return party


async def test_a_line_that_is_refused_can_be_tried_once_more_then_the_next_has_their_turn(
    discord, gemini, town
):
    gemini.script += [local.Blocked("SAFETY"), local.Blocked("SAFETY")]
    await two_play(discord, town)
    first = await turn_of(discord, town, town.ada, "party.turn.first")
    await writes(discord, town.ada, first, "a knife")
    again = await turn_of(discord, town, town.ada, "party.turn.again")
    await discord.until(lambda: first.deleted)

    await writes(discord, town.ada, again, "a sharp knife")

    await one_in(discord, town.art, "party.passed", person=town.ada.mention)
    await line_of(discord, town, town.bo, "a fox", 1, "party.turn.first")


async def test_only_whose_turn_it_is_writes_a_line_and_only_one(discord, gemini, town):
    await two_play(discord, town)
    turn = await turn_of(discord, town, town.ada, "party.turn.first")
    early = await town.bo.clicks(turn, say("button.party.line"))
    await answered(discord, early, "party.not_you", person=town.ada.mention)
    button = say("button.party.line")
    forms = [(await (await town.ada.clicks(turn, button)).acknowledged()).modal for _ in range(3)]
    gemini.gate = asyncio.Event()

    sent = await asyncio.gather(*(town.ada.submits(form, {"words": "a fox"}) for form in forms))

    await discord.until(
        lambda: sum(bool(s.reply and says(s.reply.content, "party.painting")) for s in sent) == 2
    )
    gemini.gate.set()
    await shown(discord, town.art)
    await turn_of(discord, town, town.bo)
    assert len(gemini.calls) == 1


async def test_who_passes_leaves_or_is_blocked_is_passed(easel, discord, town):
    party = await starts(discord, town, rounds=2)
    await joins(discord, party, town.bo, town.cy, town.di)
    await town.ada.clicks(party, say("button.party.start"))
    turn = await turn_of(discord, town, town.ada, "party.turn.first")
    refused = await town.cy.clicks(turn, say("button.party.pass"))
    await answered(discord, refused, "party.not_yours")
    await town.ada.clicks(turn, say("button.party.pass"))
    await turn_of(discord, town, town.bo, "party.turn.first")
    await easel.app.engine.moderation.block(
        int(GUILD_ID), int(town.cy.id), by=int(town.ada.id), reason="spam", lasts="good"
    )

    await town.bo.clicks(party, say("button.party.leave"))

    await line_of(discord, town, town.di, "a fox", 1, "party.turn.first")
    await line_of(discord, town, town.ada, "in the snow", 2)
    assert not found_in(discord, town.art, "party.turn", person=town.bo.mention)


async def test_of_a_line_that_waits_for_moderators_no_one_reads_that_it_was_not_written(
    discord, town
):
    office = discord.channel("lounge")
    asked = await town.ada.slash("easel log", channel=town.art, channel_=office)
    await answered(discord, asked, "log.set")
    asked = await town.ada.slash("easel safety", channel=town.art, newcomers="week")
    await answered(discord, asked, "safety.newcomers")
    new = discord.newcomer("Nia", joined=time.time() - MINUTE)
    party = await starts(discord, town, prompt="a fox")
    await shown(discord, town.art)
    await joins(discord, party, new)
    await town.ada.clicks(party, say("button.party.start"))
    await line_of(discord, town, town.ada, "in the snow", 2)
    await writes(discord, new, await turn_of(discord, town, new), "at night")

    await shown(discord, office)

    await turn_of(discord, town, town.ada)
    await discord.until(lambda: not found_in(discord, town.art, "party.turn", person=new.mention))
    assert not found_in(discord, town.art, "party.passed")


async def passes_time(easel, seconds):
    await easel.stop()
    easel.ahead += seconds
    await easel.start()


async def test_the_time_of_a_turn_passes_it_on_and_a_round_without_a_line_ends_the_party(
    easel, discord, town
):
    party = await two_play(discord, town, minutes=1)
    await turn_of(discord, town, town.ada, "party.turn.first")
    await passes_time(easel, 1.1 * MINUTE)
    await one_in(discord, town.art, "party.passed", person=town.ada.mention)
    await turn_of(discord, town, town.bo, "party.turn.first")

    await passes_time(easel, 1.1 * MINUTE)

    await discord.until(lambda: says(party.content, "party.over.idle"))
    assert not found_in(discord, town.art, "party.result")


async def test_a_turn_that_ended_while_easel_was_away_is_begun_anew(easel, discord, town):
    await two_play(discord, town, minutes=1)
    first = await turn_of(discord, town, town.ada, "party.turn.first")

    await passes_time(easel, 10 * MINUTE)

    await discord.until(lambda: first.deleted)
    await line_of(discord, town, town.ada, "a fox", 1, "party.turn.first")


async def test_a_line_continues_the_last_image_that_is_left(easel, discord, town):
    await two_play(discord, town, prompt="a fox")
    snow = await line_of(discord, town, town.ada, "in the snow", 2)
    turn = await turn_of(discord, town, town.bo)
    discord.delete(snow)
    await discord.until(lambda: snow.deleted)
    async with asyncio.timeout(10):
        while (await easel.app.engine.turns.get(2)).visible:
            await discord.world.next_change(0.05)

    await writes(discord, town.bo, turn, "at night")

    await shown(discord, town.art, 2)
    assert (await easel.app.engine.turns.get(3)).parent == 1


# -- rules and budgets


@pytest.mark.settings(limits={"server_budget_daily": 0.2})
async def test_a_party_whose_budget_is_at_its_end_is_over_with_what_it_has(discord, town):
    await two_play(discord, town, prompt="a fox", rounds=10)
    for count, person in enumerate([town.ada, town.bo] * 10, 2):
        turn = await turn_of(discord, town, person)
        asked = await writes(discord, person, turn, f"step {count}")
        if count > 5:
            break
        await shown(discord, town.art, count)

    await answered(discord, asked, "limit.server.day")
    result = await result_in(discord, town)
    assert says(result.content, "party.over.budget")


async def test_while_painting_is_paused_no_party_starts(discord, town):
    paused = await town.ada.slash("easel pause", channel=town.art)
    await answered(discord, paused, "owner.paused.finish")

    asked = await town.bo.slash("party start", channel=town.art)

    await answered(discord, asked, "paused.server")


async def test_where_people_continue_their_own_only_there_is_no_party(discord, town):
    asked = await town.ada.slash("settings server", channel=town.art, **{"continue": "asker"})
    await discord.until(lambda: asked.reply)

    asked = await town.bo.slash("party start", channel=town.art)

    await answered(discord, asked, "party.alone")


async def test_who_is_forgotten_is_out_of_the_party_and_of_what_is_stored(easel, discord, town):
    await two_play(discord, town, prompt="a fox")
    await turn_of(discord, town, town.ada)
    personal = easel.app.engine.personal_data
    assert b'"parties": [\n  {' in await personal.export(int(town.ada.id))

    await personal.forget(int(town.ada.id))

    await passes_time(easel, 4 * MINUTE)
    await turn_of(discord, town, town.bo, "party.turn.first")
    personal = easel.app.engine.personal_data
    assert b'"parties": []' in await personal.export(int(town.ada.id))


# -- faults


async def is_over(easel, discord, channel):
    async with asyncio.timeout(15):
        while (await easel.app.engine.parties.in_channel(int(channel.id)))[0] is not None:
            await discord.world.next_change(0.05)


async def test_a_party_whose_channel_is_deleted_is_over(easel, discord, town):
    await two_play(discord, town)
    await turn_of(discord, town, town.ada, "party.turn.first")
    discord.delete_channel(town.art)

    await passes_time(easel, 4 * MINUTE)

    await is_over(easel, discord, town.art)


async def test_a_party_whose_messages_are_deleted_goes_on(easel, discord, town):
    party = await two_play(discord, town, prompt="a fox", rounds=1)
    turn = await turn_of(discord, town, town.ada)
    discord.delete(party)
    discord.delete(turn)

    await passes_time(easel, 3.2 * MINUTE)

    await line_of(discord, town, town.bo, "in the snow", 2)
    assert says((await result_in(discord, town)).content, "party.result", count=2)


async def test_lost_rights_are_told_in_the_log_and_the_party_goes_on_with_them(
    easel, discord, town
):
    asked = await town.ada.slash("easel log", channel=town.art, channel_=town.office)
    await answered(discord, asked, "log.set")
    party = await starts(discord, town)
    await joins(discord, party, town.bo)
    discord.forbid("SEND_MESSAGES", channel=town.art)
    await town.ada.clicks(party, say("button.party.start"))
    await one_in(discord, town.office, "log.party")

    discord.allow("SEND_MESSAGES", channel=town.art)
    await passes_time(easel, 6 * MINUTE)

    await turn_of(discord, town, town.ada, "party.turn.first")
    assert len(found_in(discord, town.office, "log.party")) == 1


async def test_a_party_that_can_not_be_posted_is_over_after_an_hour(easel, discord, town):
    discord.forbid("SEND_MESSAGES", channel=town.art)
    asked = await town.ada.slash("party start", channel=town.art)
    await answered(discord, asked, "party.later")
    engine = easel.app.engine.parties
    party, _ = await engine.in_channel(int(town.art.id))
    for _ in range(9):
        await engine.attempt(party.id)

    await passes_time(easel, 6 * MINUTE)

    await is_over(easel, discord, town.art)


async def test_a_party_whose_images_are_lost_is_over_without_a_result(easel, discord, town):
    party = await two_play(discord, town, prompt="a fox", rounds=1)
    await line_of(discord, town, town.ada, "in the snow", 2)
    await turn_of(discord, town, town.bo)
    shutil.rmtree(easel.folder / "pictures")
    (easel.folder / "pictures").mkdir()

    asked = await town.ada.slash("party end", channel=town.art)
    await answered(discord, asked, "party.stopped")

    await is_over(easel, discord, town.art)
    await discord.until(lambda: not party.components)
    assert not found_in(discord, town.art, "party.result")


async def test_a_process_that_dies_while_it_posts_the_result_posts_one(easel, discord, town):
    await two_play(discord, town, prompt="a fox", rounds=1)
    await line_of(discord, town, town.ada, "in the snow", 2)
    turn = await turn_of(discord, town, town.bo)
    await writes(discord, town.bo, turn, "at night")
    await shown(discord, town.art, 3)
    path = f"/channels/{town.art.id}/messages$"
    discord.faults.add(method="POST", path=path, hang=True, carried_out=True)
    await result_in(discord, town)
    await easel.kill()
    easel.ahead += MINUTE
    discord.world.nonces.clear()  # Discord remembers them for some minutes only
    await easel.start()

    await is_over(easel, discord, town.art)

    assert len(found_in(discord, town.art, "party.result")) == 1


async def test_another_party_starts_from_the_last_message_with_the_same_options(
    easel, discord, town
):
    await two_play(discord, town, prompt="a fox", rounds=1, minutes=7)
    await line_of(discord, town, town.ada, "in the snow", 2)
    await line_of(discord, town, town.bo, "at night", 3)
    result = await result_in(discord, town)
    await is_over(easel, discord, town.art)

    asked = await town.di.clicks(result, say("button.party.again"))

    await answered(discord, asked, "party.started")
    party = await one_in(discord, town.art, "party.how", minutes=7, rounds=1, most=8)
    assert town.di.mention in party.content


# -- lines as messages


async def test_a_line_is_also_a_reply_to_the_call_or_to_the_last_image_or_a_mention(
    easel, discord, town
):
    await two_play(discord, town)
    turn = await turn_of(discord, town, town.ada, "party.turn.first")
    asked = await town.ada.says("a {red, blue} fox", reply_to=turn)
    fox = await shown(discord, town.art)
    assert fox.reference["message_id"] == asked.id
    await turn_of(discord, town, town.bo)
    await town.bo.says("in the snow", reply_to=fox)
    await shown(discord, town.art, 2)
    await turn_of(discord, town, town.ada)
    await town.ada.says(f"{discord.bot_mention} at night", channel=town.art)
    await shown(discord, town.art, 3)

    turn = await turn_of(discord, town, town.bo)
    early = await town.cy.says("with a moon", reply_to=turn)

    await discord.until(lambda: answer_to(discord, early))
    assert says(answer_to(discord, early).content, "party.not_you", person=town.bo.mention)
    turns = [await easel.app.engine.turns.get(n) for n in (1, 2, 3)]
    assert [turn.parent for turn in turns] == [None, 1, 2]
    assert turns[0].request.prompt == "a {red, blue} fox"


def answer_to(discord, message):
    found = (m for m in discord.messages(message.channel) if m.reference)
    return next((m for m in found if m.reference["message_id"] == message.id), None)


async def test_in_a_thread_each_message_of_whose_turn_it_is_is_a_line_and_others_talk(
    easel, discord, gemini, town
):
    await town.ada.slash("imagine", channel=town.art, prompt="a fox")
    fox = await shown(discord, town.art)
    thread = await town.ada.opens_thread(fox, name="the fox")
    there = replace(town, art=thread)
    await two_play(discord, there)
    await turn_of(discord, there, town.ada)
    await town.cy.says("make it blue", channel=thread)
    await town.ada.says("in the snow", channel=thread)
    await shown(discord, thread)
    await turn_of(discord, there, town.bo)

    await town.bo.says("at night", channel=thread)

    await shown(discord, thread, 2)
    await turn_of(discord, there, town.ada)
    assert len(gemini.calls) == 3
    assert [(await easel.app.engine.turns.get(n)).parent for n in (1, 2, 3)] == [None, 1, 2]
    await town.ada.slash("party end", channel=thread)
    result = await result_in(discord, there)
    assert says(result.content, "party.result", count=3)


async def test_a_party_that_is_ended_early_leaves_no_turn_open(easel, discord, town):
    await two_play(discord, town, prompt="a fox")
    await line_of(discord, town, town.ada, "in the snow", 2)
    turn = await turn_of(discord, town, town.bo)

    asked = await town.ada.slash("party end", channel=town.art)

    await answered(discord, asked, "party.stopped")
    assert says((await result_in(discord, town)).content, "party.over.ended")
    await discord.until(lambda: turn.deleted)


async def test_what_is_asked_beside_a_party_is_painted_beside_it(easel, discord, town):
    await two_play(discord, town, prompt="a fox")
    await shown(discord, town.art)
    await turn_of(discord, town, town.ada)
    await town.ada.slash("imagine", channel=town.art, prompt="a cat")
    cat = await shown(discord, town.art, 2)

    await town.ada.says("give it a hat", reply_to=cat)

    await shown(discord, town.art, 3)
    assert found_in(discord, town.art, "party.turn", person=town.ada.mention)
    assert (await easel.app.engine.turns.get(3)).parent == 2
