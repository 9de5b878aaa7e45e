"""Remixes of what is in a showcase: their thread, their credit, and the rules that hold."""

import pytest

from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .conftest import easel_in, png
from .stories import answered, pictures, says, shown
from .test_showcase import fox_of, link_of, opens_showcase, showcases, town_in


@pytest.fixture
async def town(discord):
    return await town_in(discord)


@pytest.fixture
async def posted(discord, town):
    """Bo's fox in the showcase."""
    return await showcased(discord, town)


async def showcased(discord, town):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    await showcases(town.bo, fox)
    return await shown(discord, town.hall)


async def remixes(person, message, words="make it blue"):
    """Fill in the form under an image in the showcase."""
    form = (await (await person.clicks(message, say("button.remix"))).acknowledged()).modal
    return await person.submits(form, {"words": words})


async def in_thread(discord, message, count=1):
    """Wait for so many images in the thread of a message; the newest."""
    await discord.until(lambda: message.thread)
    return await shown(discord, message.thread, count)


async def test_a_remix_begins_a_thread_on_the_message_with_credit(discord, gemini, town, posted):
    await remixes(town.cy, posted)

    blue = await in_thread(discord, posted)
    [fox] = pictures(discord, town.art)
    number = f"[#1]({link_of(fox)})"
    assert says(blue.content, "caption.remix", number=number, person=town.bo.mention)
    assert town.cy.mention in blue.content
    assert town.bo.id not in blue.mentions
    assert len(gemini.calls) == 2


async def test_the_credit_stays_through_the_tree_and_in_its_history(easel, discord, town, posted):
    await remixes(town.cy, posted)
    blue = await in_thread(discord, posted)
    await easel.stop()
    await easel.start()

    await town.di.says("and night", reply_to=blue)
    await in_thread(discord, posted, 2)
    await town.ed.says("add a moon", channel=posted.thread)
    await in_thread(discord, posted, 3)
    await town.cy.clicks(blue, "Vary")
    last = await in_thread(discord, posted, 4)

    for message in (*pictures(discord, posted.thread), last):
        assert says(message.content, "caption.remix", person=town.bo.mention)
    await town.ed.slash("history", channel=posted.thread)
    history = await in_thread(discord, posted, 5)
    assert says(history.content, "caption.remix", person=town.bo.mention)
    assert says(history.content, "history.title", count=5)


async def test_what_goes_on_where_an_image_was_painted_is_no_remix(discord, town, posted):
    [fox] = pictures(discord, town.art)

    await town.cy.says("make it blue", reply_to=fox)

    blue = await shown(discord, town.art, 2)
    assert not says(blue.content, "caption.remix")


async def test_a_reply_in_the_showcase_is_a_remix_too(discord, town, posted):
    await town.cy.says("make it blue", reply_to=posted)

    blue = await shown(discord, town.hall, 2)

    assert says(blue.content, "caption.remix", person=town.bo.mention)


async def test_a_second_remix_goes_to_the_same_thread_and_both_begin_with_the_image(
    easel, discord, town, posted
):
    await remixes(town.cy, posted)
    await in_thread(discord, posted)
    await remixes(town.di, posted, "make it red")
    await in_thread(discord, posted, 2)

    parents = [(await easel.app.engine.turns.get(id_)).parent for id_ in (1, 2, 3)]
    assert parents == [None, 1, 1]


# -- rules


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("continue", "continue.asker"),
        ("block", "member.blocked"),
        ("pause", "paused.server"),
        ("words", "words.blocked"),
        ("consent", "privacy.refuses"),
        ("removed", "nothing_here"),
    ],
)
async def test_what_holds_elsewhere_holds_for_remixes(easel, discord, town, rule, code):
    await opens_showcase(discord, town)
    await town.bo.slash("edit", channel=town.art, image=("cat.png", png()), prompt="add a hat")
    cat = await shown(discord, town.art)
    await showcases(town.bo, cat)
    posted = await shown(discord, town.hall)
    asked = await town.cy.clicks(posted, say("button.remix"))
    form = (await asked.acknowledged()).modal
    await hold(easel, discord, town, rule)

    submitted = await town.cy.submits(form, {"words": "make it blue"})

    await discord.until(lambda: submitted.reply and says(submitted.reply.content, code))
    assert posted.thread is None
    assert len(pictures(discord, town.hall)) <= 1


async def hold(easel, discord, town, rule):
    engine, server = easel.app.engine, int(GUILD_ID)
    match rule:
        case "continue":
            asked = await town.ada.slash(
                "settings server", channel=town.art, **{"continue": "asker"}
            )
            await answered(discord, asked, "settings.server")
        case "block":
            by = int(town.ada.id)
            await engine.moderation.block(
                server, int(town.cy.id), by=by, reason="spam", lasts="good"
            )
        case "pause":
            await engine.pauses.pause(server, give_back=False)
        case "words":
            await engine.settings._settings.write("server", server, {"blocked_words": ["blue"]})
        case "consent":
            await engine.settings.set_refuses_edits(int(town.bo.id), refuse=True)
        case "removed":
            await engine.showcases.refuse(int(town.bo.id), refuse=True)


async def test_who_can_not_write_in_threads_reads_so_before_writing(discord, town, posted):
    discord.deny_members("SEND_MESSAGES_IN_THREADS", channel=town.hall)

    await answered(discord, await town.cy.clicks(posted, say("button.remix")), "write.forbidden")


async def test_where_no_thread_can_be_opened_it_is_painted_in_the_channel(discord, town, posted):
    discord.forbid("CREATE_PUBLIC_THREADS", channel=town.hall)
    await remixes(town.cy, posted)
    blue = await shown(discord, town.hall, 2)
    assert says(blue.content, "caption.remix", person=town.bo.mention)

    discord.deny_members("SEND_MESSAGES", channel=town.hall)
    await answered(discord, await remixes(town.di, posted), "remix.no_thread")


# -- who is told


async def test_whose_image_is_remixed_is_notified_once_a_day_where_they_want_that(
    easel, discord, town, posted
):
    asked = await town.bo.slash("settings mine", channel=town.art, notify="always")
    await answered(discord, asked, "settings.mine.none")

    for count, person in enumerate((town.cy, town.di), 1):
        await remixes(person, posted, f"make it {count}")
        await in_thread(discord, posted, count)
    await town.ed.says("and night", reply_to=pictures(discord, posted.thread)[0])
    await in_thread(discord, posted, 3)

    told = [town.bo.id in each.mentions for each in pictures(discord, posted.thread)]
    assert told == [True, False, False]
    await easel.stop()
    easel.ahead = 86_400.0
    await easel.start()
    await remixes(town.cy, posted, "make it snow")
    assert town.bo.id in (await in_thread(discord, posted, 4)).mentions


async def test_credit_names_no_one_who_was_forgotten(easel, discord, town, posted):
    await remixes(town.cy, posted)
    blue = await in_thread(discord, posted)
    await easel.app.engine.personal_data.forget(int(town.bo.id))

    await town.di.says("and night", reply_to=blue)

    night = await in_thread(discord, posted, 2)
    assert says(night.content, "caption.remix.nameless", number="#1")
    assert town.bo.mention not in night.content


async def test_remixes_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        discord, town = easel.discord, await town_in(easel.discord)
        posted = await showcased(discord, town)
        asked = await town.bo.slash("settings mine", channel=town.art, notify="always")
        await answered(discord, asked, "settings.mine.none")
        await remixes(town.cy, posted)
        blue = await in_thread(discord, posted)
        assert says(blue.content, "caption.remix", person=town.bo.mention)
        assert town.bo.id in blue.mentions
