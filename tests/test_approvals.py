"""Images of new members: only they see them, until a moderator has decided."""

import time

import pytest

from bot.core.moderation import DAY, ServerRules, awaits_approval
from bot.core.turns import Person
from bot.sandbox.gemini.script import Blocked
from bot.text.wording import say

from .conftest import easel_in
from .stories import answered, pictures, says, shown

YEAR = 365 * DAY


@pytest.fixture
async def office(discord, ada, art):
    """The log channel; images of members in their first week wait there."""
    office = discord.channel("lounge")
    asked = await ada.slash("easel log", channel=art, channel_=office)
    await answered(discord, asked, "log.set", channel=f"<#{office.id}>")
    asked = await ada.slash("easel safety", channel=art, newcomers="week")
    await answered(discord, asked, "safety.newcomers", count=7, channel=f"<#{office.id}>")
    return office


@pytest.fixture
def cy(discord):
    """A member since an hour."""
    return discord.newcomer("Cy", joined=time.time() - 3600)


async def question(discord, office):
    """Wait until moderators are asked about an image."""
    return await shown(discord, office)


# -- rule


@pytest.mark.parametrize(
    ("days", "joined_ago", "waits"),
    [
        (0, 60.0, False),
        (7, 60.0, True),
        (7, 6.99 * DAY, True),
        (7, 7 * DAY, False),
        (7, None, True),
        (1, 2 * DAY, False),
        (0, None, False),
    ],
)
def test_only_who_joined_lately_waits_and_who_joined_at_an_unknown_time(days, joined_ago, waits):
    now = 1_800_000_000.0
    joined = None if joined_ago is None else now - joined_ago
    person = Person(id=1, guild=2, joined_at=joined)

    assert awaits_approval(ServerRules(blocks={}, newcomer_days=days), person, now=now) == waits


def test_a_setting_of_a_later_version_lets_no_one_wait():
    assert ServerRules.read({"newcomers": "lunar"}).newcomer_days == 0


# -- setting


async def test_images_cannot_wait_where_moderators_read_nothing(discord, ada, art):
    asked = await ada.slash("easel safety", channel=art, newcomers="day")

    await answered(discord, asked, "approval.no_log")


async def test_the_setting_says_so_once_the_log_channel_is_gone(discord, ada, art, office):
    await answered(discord, await ada.slash("easel log", channel=art), "log.off")

    asked = await ada.slash("easel safety", channel=art)

    await answered(discord, asked, "safety.newcomers.no_log", count=7)


# -- ways in


async def by_command(discord, cy, art):
    return await cy.slash("imagine", channel=art, prompt="a fox")


async def by_mention(discord, cy, art):
    return await cy.says(f"{discord.bot_mention} a fox", channel=art)


@pytest.mark.parametrize("ask", [by_command, by_mention])
async def test_an_image_of_a_new_member_is_posted_once_a_moderator_approves_it(
    discord, gemini, ada, cy, art, office, ask
):
    await ask(discord, cy, art)
    note = await question(discord, office)
    assert says(
        note.content, "approval.ask", asker=cy.mention, channel=f"<#{art.id}>", words="a fox"
    )
    assert all(file["filename"].startswith("SPOILER_") for file in note.attachments)
    assert not pictures(discord, art)

    await ada.clicks(note, say("button.approval.post"))

    await shown(discord, art)
    await discord.until(lambda: not note.buttons())
    assert says(note.content, "approval.posted", moderator=ada.mention)
    assert not note.attachments
    assert len(gemini.calls) == 1


async def test_its_person_sees_it_at_once_and_reads_that_it_waits(discord, cy, art, office):
    asked = await by_command(discord, cy, art)

    await discord.until(lambda: asked.reply and asked.reply.attachments)

    assert says(asked.reply.content, "approval.waits")


async def test_who_asks_by_a_message_gets_it_in_a_private_message(discord, cy, art, office):
    await by_mention(discord, cy, art)

    await discord.until(lambda: pictures(discord, cy.dm()))

    assert says(pictures(discord, cy.dm())[0].content, "approval.waits")


async def test_whoever_is_a_member_for_long_waits_for_no_one(discord, art, office):
    dee = discord.newcomer("Dee", joined=time.time() - YEAR)

    await dee.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_what_waits_cannot_be_seen_or_continued_by_others(
    discord, gemini, ada, cy, bo, art, office
):
    fox = await shown_of(discord, bo, art)
    thread = await bo.opens_thread(fox, name="the fox")
    await cy.says("make it night", thread=thread)
    await question(discord, office)

    button = {"type": 2, "style": 2, "label": "x", "custom_id": "turn:2:again"}
    row = {"type": 1, "components": [button]}
    forged = await discord.another_bot().says("", thread=thread, components=[row])

    await bo.says("add a moon", thread=thread)
    moon = await shown(discord, thread)
    asked = await bo.clicks(forged, "x")

    assert "#2" in moon.content
    assert "night" not in str(gemini.calls[-1].contents)
    await answered(discord, asked, "nothing_here")


async def shown_of(discord, person, channel):
    await person.slash("imagine", channel=channel, prompt="a fox")
    return await shown(discord, channel)


async def test_an_approved_image_is_the_newest_of_its_thread(discord, ada, cy, bo, art, office):
    thread = await bo.opens_thread(await shown_of(discord, bo, art), name="the fox")
    await cy.says("make it night", thread=thread)
    note = await question(discord, office)

    await ada.clicks(note, say("button.approval.post"))
    night = await shown(discord, thread)
    await bo.says("add a moon", thread=thread)

    await discord.until(lambda: len(pictures(discord, thread)) == 2)
    assert "#2" in night.content
    assert "#3" in pictures(discord, thread)[-1].content


@pytest.mark.parametrize("button", ["again", "vary"])
async def test_what_comes_of_an_image_that_waits_waits_too(discord, ada, cy, art, office, button):
    asked = await by_command(discord, cy, art)
    first = await question(discord, office)
    await discord.until(lambda: asked.reply and asked.reply.attachments)

    await cy.clicks(asked.reply, say(f"button.{button}"))

    await shown(discord, office, 2)
    await ada.clicks(first, say("button.approval.post"))
    await shown(discord, art)
    assert len(pictures(discord, art)) == 1


async def test_what_continues_an_image_that_waits_does_so_also_once_the_rule_is_lifted(
    discord, ada, cy, art, office
):
    asked = await by_command(discord, cy, art)
    await question(discord, office)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    lifted = await ada.slash("easel safety", channel=art, newcomers="off")
    await answered(discord, lifted, "safety.now")

    await cy.clicks(asked.reply, say("button.vary"))

    await shown(discord, office, 2)
    assert not pictures(discord, art)


# -- decisions


async def test_an_image_that_is_not_approved_is_removed_and_its_person_told(
    discord, ada, cy, art, office
):
    await by_mention(discord, cy, art)
    note = await question(discord, office)
    await discord.until(lambda: pictures(discord, cy.dm()))

    await ada.clicks(note, say("button.report.remove"))

    await discord.until(lambda: not pictures(discord, cy.dm()))
    await discord.until(
        lambda: any(says(m.content, "approval.declined") for m in discord.messages(cy.dm()))
    )
    await discord.until(lambda: says(note.content, "report.removed", moderator=ada.mention))
    assert not note.attachments
    assert not pictures(discord, art)


async def test_remove_and_block_blocks_who_asked(discord, ada, cy, art, office):
    await by_command(discord, cy, art)
    note = await question(discord, office)

    await ada.clicks(note, say("button.report.block"))

    await discord.until(lambda: says(note.content, "report.blocked", moderator=ada.mention))
    again = await by_command(discord, cy, art)
    await answered(discord, again, "member.blocked.until")


async def test_only_moderators_decide_and_only_once(discord, ada, bo, cy, art, office):
    await by_command(discord, cy, art)
    note = await question(discord, office)

    refused = await bo.clicks(note, say("button.approval.post"))
    await answered(discord, refused, "moderate.only")
    first = await ada.clicks(note, say("button.approval.post"))
    second = await ada.clicks(note, say("button.approval.post"))
    await shown(discord, art)

    await discord.until(lambda: first.replies or second.replies)
    said = [reply.content for reply in (*first.replies, *second.replies) if reply is not note]
    assert sum(says(words, "approval.decided") for words in said) == 1


async def test_a_person_who_removes_their_image_closes_the_question(discord, ada, cy, art, office):
    await by_mention(discord, cy, art)
    note = await question(discord, office)
    image = await shown(discord, cy.dm())

    asked = await (await cy.picks(image, values=["turn:1:delete"])).acknowledged()
    await discord.until(lambda: asked.reply)
    await cy.clicks(asked.reply, "Delete")

    await discord.until(lambda: not note.buttons())
    assert not note.attachments
    assert says(note.content, "approval.ask", asker=cy.mention, words="a fox")
    assert says(note.content, "report.removed", moderator=cy.mention)


async def test_who_has_everything_deleted_is_gone_from_the_question_too(discord, cy, art, office):
    await by_command(discord, cy, art)
    note = await question(discord, office)
    panel = await cy.slash("privacy", channel=art)
    await discord.until(lambda: panel.reply and panel.reply.buttons())
    await cy.clicks(panel.reply, say("button.privacy.delete"))
    await discord.until(lambda: say("button.privacy.sure") in panel.reply.buttons())

    await cy.clicks(panel.reply, say("button.privacy.sure"))

    await discord.until(lambda: not note.buttons())
    assert note.content == say("approval.decided")
    assert not note.attachments


async def test_the_question_about_someone_forgotten_keeps_nothing_once_it_is_answered(
    easel, discord, ada, cy, art, office
):
    await by_command(discord, cy, art)
    note = await question(discord, office)
    await easel.app.engine.personal_data.forget(int(cy.id))

    await ada.clicks(note, say("button.approval.post"))

    await discord.until(lambda: not note.buttons())
    assert note.content == say("approval.decided")
    assert not note.attachments


# -- restarts and faults


async def test_what_waits_is_approved_removed_and_forgotten_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        discord, ada, art = easel.discord, easel.discord.person("Ada"), easel.discord.channel("art")
        office = discord.channel("lounge")
        cy = discord.newcomer("Cy", joined=time.time() - 3600)
        await answered(
            discord, await ada.slash("easel log", channel=art, channel_=office), "log.set"
        )
        asked = await ada.slash("easel safety", channel=art, newcomers="week")
        await answered(discord, asked, "safety.newcomers")
        for count in (1, 2, 3):
            await by_mention(discord, cy, art)
            await shown(discord, office, count)
        kept, removed, forgotten = pictures(discord, office)

        await ada.clicks(kept, say("button.approval.post"))
        await ada.clicks(removed, say("button.report.remove"))
        await discord.until(lambda: not (kept.buttons() or removed.buttons()))
        image = await shown(discord, art)
        questions = await easel.app.engine.moderation.questions_about(int(cy.id))
        await easel.app.engine.personal_data.forget(int(cy.id))
        await ada.clicks(forgotten, say("button.approval.post"))
        await discord.until(lambda: not forgotten.buttons())

        assert [message for _, _, message in questions] == [int(forgotten.id)]
        assert pictures(discord, art) == [image]
        assert pictures(discord, office) == []


async def test_an_image_waits_and_is_approved_over_a_restart(
    easel, discord, gemini, ada, cy, art, office
):
    await by_command(discord, cy, art)
    note = await question(discord, office)
    await easel.stop()
    await easel.start()

    await ada.clicks(note, say("button.approval.post"))

    await shown(discord, art)
    assert len(pictures(discord, office)) == 0
    assert len(gemini.calls) == 1


async def test_that_nothing_was_painted_is_said_where_it_was_asked(
    discord, gemini, cy, art, office
):
    gemini.script.append(Blocked("SAFETY"))

    await by_mention(discord, cy, art)

    await discord.until(lambda: says(discord.messages(art)[-1].content, "blocked.SAFETY"))
    assert not pictures(discord, office)


async def test_where_moderators_cannot_be_reached_its_person_alone_sees_it(
    discord, ada, cy, art, office
):
    await answered(discord, await ada.slash("easel log", channel=art), "log.off")

    asked = await by_command(discord, cy, art)

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "approval.unreachable")
    assert not pictures(discord, art)


async def test_where_the_log_channel_takes_nothing_its_person_alone_sees_it(
    discord, cy, art, office
):
    discord.forbid("SEND_MESSAGES", channel=office)

    asked = await by_command(discord, cy, art)

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "approval.unreachable")
    assert not pictures(discord, art)


async def test_moderators_are_asked_once_though_the_answer_to_the_question_was_lost(
    easel, discord, ada, cy, art, office
):
    await discord.until(lambda: len(discord.messages(office)) == 2)  # the log of what was set
    path = rf"/channels/{office.id}/messages$"
    lost = discord.faults.add(method="POST", path=path, reset=True, carried_out=True)
    asked = await by_command(discord, cy, art)
    note = await question(discord, office)
    discord.world.clock = lambda: time.time() + 400  # Discord has forgotten the nonce

    await discord.until(lambda: asked.reply and asked.reply.attachments)

    assert lost not in discord.faults.waiting
    assert pictures(discord, office) == [note]
    await ada.clicks(note, say("button.approval.post"))
    await shown(discord, art)


@pytest.mark.parametrize("restarts", [False, True])
async def test_what_is_removed_while_it_is_being_posted_is_not_left_there(
    easel, discord, ada, cy, art, office, restarts
):
    await by_mention(discord, cy, art)
    note = await question(discord, office)
    copy = await shown(discord, cy.dm())
    path = f"/channels/{art.id}/messages"
    if restarts:
        discord.faults.add(method="POST", path=path, hang=True, carried_out=True)
    else:
        discord.faults.add(method="POST", path=path, delay=2)
    await ada.clicks(note, say("button.approval.post"))
    await discord.until(lambda: says(note.content, "approval.posted"))

    asked = await (await cy.picks(copy, values=["turn:1:delete"])).acknowledged()
    await discord.until(lambda: asked.reply)
    await cy.clicks(asked.reply, "Delete for everyone")
    await discord.until(lambda: not pictures(discord, cy.dm()))
    if restarts:
        await easel.kill()
        easel.ahead = 3600.0
        await easel.start()

    await discord.until(
        lambda: [c for c in discord.calls if c.method == "DELETE" and path in c.path]
    )
    assert not pictures(discord, art)
