"""Reports, the server's log, and the last pictures: what moderators see, and who may do what."""

import asyncio
import re
from dataclasses import dataclass

import pytest

from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .stories import answered, pictures, says, shown


@pytest.fixture
async def fox(discord, bo, art):
    """A picture of Bo's."""
    await bo.slash("imagine", channel=art, prompt="a *fox*")
    return await shown(discord, art)


@dataclass(frozen=True)
class Turned:
    """A turn by its id."""

    id: int


@pytest.fixture
def cy(discord):
    """One more member."""
    return discord.newcomer("Cy")


@pytest.fixture
async def office(discord, ada, art):
    """The channel of the moderators, which is the server's log."""
    office = discord.channel("lounge")
    asked = await ada.slash("easel log", channel=art, channel_=office)
    await answered(discord, asked, "log.set", channel=f"<#{office.id}>")
    await line(discord, office, "log.changed", setting=say("setting.log"))
    return office


async def line(discord, office, code, **facts):
    """Wait until the newest message in the log has the sentence of a code."""
    await discord.until(
        lambda: (
            discord.messages(office) and says(discord.messages(office)[-1].content, code, **facts)
        )
    )
    return discord.messages(office)[-1]


def newest(discord, channel):
    return discord.messages(channel)[-1]


def spoilered(message):
    return [file["filename"].startswith("SPOILER_") for file in message.attachments]


# -- reports


async def test_a_report_shows_moderators_the_picture_hidden_its_words_and_who(
    discord, cy, bo, art, office, fox
):
    asked = await cy.menu("Report this picture", on=fox)

    await answered(discord, asked, "report.passed")
    note = await line(
        discord, office, "report.note", reporters=cy.mention, asker=bo.mention, words=r"a \*fox\*"
    )
    assert f"/{GUILD_ID}/{art.id}/{fox.id}" in note.content
    assert spoilered(note) == [True]
    assert note.buttons() == [say(f"button.report.{one}") for one in ("remove", "block", "dismiss")]


async def test_a_picture_reported_by_many_and_by_every_way_has_one_note(
    discord, ada, bo, cy, art, office, fox
):
    before = len(discord.messages(office))
    await asyncio.gather(
        cy.menu("Report this picture", on=fox), ada.picks(fox, values=["turn:1:report"])
    )
    await discord.until(lambda: len(discord.messages(office)) > before)
    again = await cy.picks(fox, values=["turn:1:report"])
    await answered(discord, again, "report.passed")

    await discord.until(
        lambda: all(one.mention in discord.messages(office)[-1].content for one in (ada, cy))
    )

    assert len(discord.messages(office)) == before + 1


async def test_without_a_log_the_reporter_reads_whom_to_tell(discord, bo, cy, art, fox):
    await answered(discord, await cy.menu("Report this picture", on=fox), "report.no_log")


async def test_a_log_that_easel_may_not_write_in_is_said_when_it_is_set_and_at_a_report(
    discord, ada, cy, art, fox
):
    lounge = discord.channel("lounge")
    discord.forbid("ATTACH_FILES", channel=lounge)
    discord.forbid("SEND_MESSAGES", channel=lounge)
    asked = await ada.slash("easel log", channel=art, channel_=lounge)
    await answered(discord, asked, "log.set.missing", permissions="Send Messages, Attach Files")
    await answered(discord, await cy.menu("Report this picture", on=fox), "report.unreachable")

    discord.allow("ATTACH_FILES", channel=lounge)
    discord.allow("SEND_MESSAGES", channel=lounge)
    await answered(discord, await cy.menu("Report this picture", on=fox), "report.passed")

    await line(discord, lounge, "report.note", reporters=cy.mention)


async def test_what_is_not_easels_or_not_open_can_not_be_reported(
    discord, gemini, bo, cy, art, office
):
    cat = await cy.says("my cat", channel=art)
    asked = await cy.menu("Report this picture", on=cat)
    await answered(discord, asked, "report.not_here")
    private = await bo.slash("imagine", channel=art, prompt="a fox", private=True)
    await discord.until(lambda: private.reply and private.reply.attachments)
    await bo.says("a fox", channel=bo.dm())
    await shown(discord, bo.dm())

    for message in (private.reply, pictures(discord, bo.dm())[-1]):
        assert "Report" not in [option["label"] for option in _options(message)]


def _options(message):
    return [
        option
        for row in message.stored_components
        for each in row["components"]
        if each["type"] == 3
        for option in each["options"]
    ]


async def test_remove_takes_the_picture_away_everywhere_also_after_a_restart(
    easel, discord, ada, bo, cy, art, office, fox
):
    await bo.says("make it night", reply_to=fox)
    await bo.clicks(await shown(discord, art, 2), "Undo")
    await shown(discord, art, 3)
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    await easel.stop()
    await easel.start()

    await ada.clicks(note, say("button.report.remove"))

    await discord.until(lambda: fox.deleted and not note.attachments)
    assert says(note.content, "report.removed", moderator=ada.mention)
    assert note.buttons() == []
    await discord.until(lambda: len(pictures(discord, art)) == 1)
    await bo.says("#1 make it day", channel=art, reply_to=pictures(discord, art)[0])
    await discord.until(lambda: says(newest(discord, art).content, "nothing_here.deleted"))


@pytest.mark.parametrize("who", ["asker", "moderator"])
async def test_a_report_is_over_when_its_picture_is_removed_in_another_way(
    easel, discord, ada, bo, cy, office, fox, who
):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    person = bo if who == "asker" else ada
    await easel.stop()
    await easel.start()

    asked = await (await person.picks(fox, values=["turn:1:delete"])).acknowledged()
    await discord.until(lambda: asked.reply)
    await person.clicks(asked.reply, "Delete for everyone")

    await discord.until(lambda: not note.attachments)
    assert says(note.content, "report.removed", moderator=person.mention)
    assert note.buttons() == []
    assert not (await easel.app.engine.moderation.report_of(Turned(1))).reporters


async def test_a_report_is_over_when_the_message_of_its_picture_is_deleted(
    easel, discord, cy, office, fox
):
    await cy.menu("Report this picture", on=fox)
    await line(discord, office, "report.note")
    report_of = easel.app.engine.moderation.report_of
    assert (await report_of(Turned(1))).reporters

    discord.delete(fox)

    async with asyncio.timeout(10):
        while (await report_of(Turned(1))).reporters:
            await discord.world.next_change(0.05)


async def test_a_pause_and_its_end_are_logged(discord, ada, art, office):
    await ada.slash("easel pause", channel=art)
    await line(discord, office, "log.paused", moderator=ada.mention)
    await ada.slash("easel resume", channel=art)
    await line(discord, office, "log.resumed", moderator=ada.mention)
    lines = len(discord.messages(office))

    again = await ada.slash("easel resume", channel=art)

    await answered(discord, again, "owner.resumed.not")
    assert len(discord.messages(office)) == lines


async def test_whom_a_moderator_may_block_in_a_server_that_is_not_known_yet_is_not_known(
    easel, discord, ada, bo, cy, art, office, fox
):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    await easel.stop()
    discord.gateway.hold_guild_create = True
    await easel.start()

    asked = await ada.clicks(note, say("button.report.block"))

    await discord.until(lambda: asked.reply and asked.reply.flags & 64)
    assert not await easel.app.engine.moderation.blocked(int(GUILD_ID))
    assert not fox.deleted


async def test_remove_and_block_blocks_who_asked_for_it(discord, ada, bo, cy, art, office, fox):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")

    await ada.clicks(note, say("button.report.block"))

    await discord.until(lambda: says(note.content, "report.blocked", asker=bo.mention))
    assert fox.deleted
    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "member.blocked.until", words=say("report.reason"))


async def test_remove_and_block_blocks_who_has_left(easel, discord, cy, ada, bo, art, office, fox):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    discord.remove_member(bo)

    await ada.clicks(note, say("button.report.block"))

    await discord.until(lambda: says(note.content, "report.blocked"))
    assert int(bo.id) in await easel.app.engine.moderation.blocked(int(GUILD_ID))
    for command, code in (("easel unblock", "unblock.done"), ("easel recent", "recent.none")):
        asked = await ada.slash(command, channel=art, member=bo)
        await answered(discord, asked, code)


async def test_who_manages_the_server_is_not_blocked_by_a_report(discord, ada, cy, art, office):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    discord.grant(cy, Permission.MANAGE_MESSAGES)

    await cy.clicks(note, say("button.report.block"))

    await discord.until(lambda: says(cy.sees(office)[-1].content, "block.not_them"))
    assert cy.sees(office)[-1].ephemeral_to is cy.user
    assert (fox.deleted, len(note.buttons())) == (False, 3)


async def test_dismiss_keeps_the_picture_and_the_same_person_does_not_open_it_again(
    discord, ada, bo, cy, art, office, fox
):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")

    await ada.clicks(note, say("button.report.dismiss"))
    await discord.until(lambda: says(note.content, "report.dismissed", moderator=ada.mention))
    again = await cy.menu("Report this picture", on=fox)
    await answered(discord, again, "report.passed")

    assert discord.messages(office)[-1] is note
    assert (note.attachments, note.buttons(), fox.deleted) == ([], [], False)
    await ada.menu("Report this picture", on=fox)
    await discord.until(lambda: discord.messages(office)[-1] is not note)
    await line(discord, office, "report.note", reporters=f"{cy.mention}, {ada.mention}")


async def test_the_buttons_of_a_report_are_for_moderators_also_where_they_are_forged(
    discord, bo, cy, art, office, fox
):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    forged = {"type": 2, "style": 4, "label": "x", "custom_id": "report:1:remove"}
    other = await discord.another_bot().says(
        "x", channel=art, components=[{"type": 1, "components": [forged]}]
    )

    for message, label in ((note, say("button.report.remove")), (other, "x")):
        await answered(discord, await cy.clicks(message, label), "moderate.only")
    assert not fox.deleted

    discord.grant(cy, Permission.MANAGE_MESSAGES)
    await cy.clicks(note, say("button.report.remove"))
    await discord.until(lambda: fox.deleted)


async def test_a_note_that_moderators_deleted_is_posted_again_for_the_next_reporter(
    discord, ada, cy, art, office, fox
):
    await cy.menu("Report this picture", on=fox)
    note = await line(discord, office, "report.note")
    discord.delete(note)

    await ada.menu("Report this picture", on=fox)

    await discord.until(lambda: discord.messages(office)[-1] is not note)
    await line(discord, office, "report.note", reporters=f"{cy.mention}, {ada.mention}")


# -- the log


async def test_a_removal_by_a_moderator_is_logged_and_ones_own_is_not(
    discord, ada, bo, art, office, fox
):
    await bo.slash("imagine", channel=art, prompt="a whale")
    whale = await shown(discord, art, 2)
    for person, picture, turn in ((bo, whale, 2), (ada, fox, 1)):
        asked = await (await person.picks(picture, values=[f"turn:{turn}:delete"])).acknowledged()
        await discord.until(lambda asked=asked: asked.reply)
        await person.clicks(asked.reply, "Delete for everyone")
        await discord.until(lambda picture=picture: picture.deleted)

    await line(
        discord, office, "log.removed", moderator=ada.mention, asker=bo.mention, words=r"a \*fox\*"
    )

    assert not any("whale" in message.content for message in discord.messages(office))


@pytest.mark.parametrize(
    ("command", "options", "setting", "after"),
    [
        ("easel budget", {"daily": "5", "monthly": "50"}, "setting.budget", "$5.00"),
        ("easel notify", {}, "setting.notify", "<#"),
        ("easel safety", {"filter": "strict"}, "setting.safety", "Strictest"),
        ("settings server", {"ask_posters": True}, "setting.ask_posters", "yes"),
        ("settings server", {"recipe": False}, "setting.recipe", "no"),
        ("settings server", {"continue": "asker"}, "setting.continue", "Only the person"),
        ("settings style-add", {"style": "ink", "words": "in ink"}, "setting.styles", "in ink"),
        ("easel block", {"reason": "spam", "duration": "For good"}, "setting.blocked", "“spam”"),
        ("easel allowance", {"pictures": "3"}, "setting.allowance", "3 images"),
    ],
)
async def test_each_change_of_a_servers_settings_is_logged_with_who_and_what(
    discord, ada, bo, art, office, command, options, setting, after
):
    if command == "easel block":
        options = options | {"member": bo}
    if command == "easel allowance":
        options = options | {"who": bo}
    if command == "easel notify":
        options = options | {"where": art}

    await ada.slash(command, channel=art, **options)

    written = await line(
        discord,
        office,
        "log.changed",
        moderator=ada.mention,
        setting=say(setting, who=bo.mention, name="ink"),
        before=say("settings.none"),
    )
    assert after in written.content.partition("→")[2]


async def test_changes_that_moderators_make_at_once_are_each_logged_as_theirs(
    discord, ada, cy, art, office
):
    discord.grant(cy, Permission.MANAGE_GUILD)
    before = len(discord.messages(office))
    discord.faults.add(method="POST", path="/interactions/.*/callback", delay=0.5)

    first = await ada.slash("easel budget", channel=art, daily="5")
    await discord.until(lambda: not discord.faults.waiting)  # her change is made, not yet answered
    await cy.slash("easel allowance", channel=art, who=ada, pictures="3")
    await discord.until(lambda: first.reply and len(discord.messages(office)) >= before + 2)

    lines = [message.content for message in discord.messages(office)[before:]]
    allowance = say("setting.allowance", who=ada.mention)
    changes = {ada: say("setting.budget"), cy: allowance}
    assert [len(line.splitlines()) for line in lines] == [1, 1]
    for moderator, setting in changes.items():
        facts = {"moderator": moderator.mention, "setting": setting}
        assert any(says(line, "log.changed", **facts) for line in lines)


async def test_a_change_is_logged_also_when_its_answer_does_not_arrive(discord, ada, art, office):
    path = "/interactions/.*/callback"
    unknown = {"json": {"code": 10062, "message": "Unknown interaction"}, "status": 404}
    discord.faults.add(method="POST", path=path, **unknown)

    await ada.slash("easel budget", channel=art, daily="5")

    await line(discord, office, "log.changed", moderator=ada.mention, setting=say("setting.budget"))


async def test_a_form_is_logged_with_the_old_words_and_the_new(discord, ada, art, office):
    for words in ("fox", "owl"):
        form = (await (await ada.slash("easel words", channel=art)).acknowledged()).modal
        sent = await ada.submits(form, {"words": words})
        await answered(discord, sent, "words.saved")

    await line(discord, office, "log.changed", before="fox", after="owl")


async def test_what_only_shows_or_is_refused_is_not_logged(discord, ada, bo, art, office):
    count = len(discord.messages(office))
    await answered(discord, await ada.slash("easel safety", channel=art), "safety.now")
    refused = await bo.slash("settings server", channel=art, ask_posters=True)
    await answered(discord, refused, "settings.managers")
    await ada.slash("settings mine", channel=art, aspect="16:9")
    asked = await ada.slash("easel log", channel=art)
    await answered(discord, asked, "log.off")

    await line(discord, office, "log.changed", setting=say("setting.log"), after="not set")

    assert len(discord.messages(office)) == count + 1


# -- the last pictures


async def test_recent_lists_a_members_open_pictures_with_links_and_removes_them(
    discord, ada, bo, cy, art, office
):
    for n in range(3):
        await bo.slash("imagine", channel=art, prompt=f"fox {n}")
        await shown(discord, art, n + 1)
    private = await bo.slash("imagine", channel=art, prompt="a secret", private=True)
    await discord.until(lambda: private.reply and private.reply.attachments)
    await cy.slash("imagine", channel=art, prompt="a whale")
    await shown(discord, art, 4)

    asked = await ada.slash("easel recent", channel=office, member=bo)
    await answered(discord, asked, "recent.title", whose=bo.mention)
    listed = asked.reply
    found = re.findall(r"fox \d|secret|whale", listed.content)
    assert found == ["fox 2", "fox 1", "fox 0"]
    middle = pictures(discord, art)[1]
    assert f"/{art.id}/{middle.id}" in listed.content
    assert re.findall(r"\*\*(\w)\*\* \[#(\d)\]", listed.content) == [
        ("A", "3"),
        ("B", "2"),
        ("C", "1"),
    ]
    await ada.clicks(listed, "Remove B")

    await discord.until(lambda: middle.deleted and "fox 1" not in listed.content)
    await line(discord, office, "log.removed", moderator=ada.mention, asker=bo.mention)
    assert listed.buttons() == ["Remove A", "Remove B"]


async def test_recent_lists_a_channel_ten_at_a_time(discord, ada, bo, art):
    for n in range(12):
        person = (ada, bo)[n % 2]
        await person.slash("imagine", channel=art, prompt=f"fox {n:02}")
        await shown(discord, art, n + 1)

    asked = await ada.slash("easel recent", channel=art)
    await answered(discord, asked, "recent.title", whose=f"<#{art.id}>")
    assert re.findall(r"fox \d\d", asked.reply.content)[-1] == "fox 02"
    await ada.clicks(asked.reply, say("button.recent.older"))

    await discord.until(
        lambda: re.findall(r"fox \d\d", asked.reply.content) == ["fox 01", "fox 00"]
    )
    both = await ada.slash(
        "easel recent", channel=art, member=bo, channel_=discord.channel("lounge")
    )
    await answered(discord, both, "recent.none")


async def test_forged_buttons_of_the_list_are_for_moderators_only(discord, bo, cy, art, fox):
    forged = {"type": 2, "style": 4, "label": "x", "custom_id": "recent:0:0:0:1"}
    other = await discord.another_bot().says(
        "x", channel=art, components=[{"type": 1, "components": [forged]}]
    )

    await answered(discord, await cy.clicks(other, "x"), "moderate.only")

    assert not fox.deleted
