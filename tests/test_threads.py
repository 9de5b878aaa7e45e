"""A thread begins with one line that says which messages change its picture."""

import pytest

from bot.sandbox.discord.components import walk
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID

from .conftest import easel_in, png
from .stories import answered, pictures, said, says, shown


def lines(discord, thread, code="thread.begins.all"):
    return [m for m in discord.messages(thread) if says(m.content, code)]


async def begins(discord, thread, code="thread.begins.all"):
    """Wait for a thread's first line."""
    await discord.until(lambda: lines(discord, thread, code))
    [line] = lines(discord, thread, code)
    return line


@pytest.fixture
async def fox(discord, ada, art):
    """A picture of Ada's."""
    await ada.slash("imagine", channel=art, prompt="a fox")
    return await shown(discord, art)


# -- each way in which a thread begins


async def test_a_thread_that_easel_opens_begins_with_the_line(discord, ada, fox):
    await ada.picks(fox, values=["turn:1:thread"])

    await discord.until(lambda: fox.thread)
    line = await begins(discord, fox.thread)
    assert line.mentions == []


async def test_a_thread_is_offered_only_where_one_can_be_opened(discord, ada, art, fox):
    thread = await ada.opens_thread(fox, name="fox")
    for channel in (thread, ada.dm()):
        await ada.slash("imagine", channel=channel, prompt="a whale")
    private = await ada.slash("imagine", channel=art, prompt="a bee", private=True)
    await discord.until(lambda: private.reply and private.reply.attachments)

    def offers(message):
        return any(
            option["value"].endswith(":thread")
            for _, part in walk(message.stored_components)
            for option in part.get("options") or []
        )

    assert offers(fox)
    assert not offers(await shown(discord, thread))
    assert not offers(await shown(discord, ada.dm()))
    assert not offers(private.reply)


async def test_a_thread_that_a_person_opens_on_a_picture_begins_with_it(discord, ada, fox):
    await begins(discord, await ada.opens_thread(fox, name="fox"))


async def test_a_thread_without_a_picture_gets_it_with_the_first_one(discord, ada, art):
    thread = await ada.opens_thread(channel=art, name="ideas")

    await ada.slash("imagine", channel=thread, prompt="a fox")

    await shown(discord, thread)
    await begins(discord, thread)


async def test_a_thread_on_a_persons_picture_gets_it_with_the_first_edit(discord, ada, art):
    cat = await ada.says("my cat", channel=art, files=[("cat.png", png())])
    thread = await ada.opens_thread(cat, name="cat")

    await ada.says(f"{discord.bot_mention} add a crown", channel=thread)

    await shown(discord, thread)
    await begins(discord, thread)


async def test_the_line_comes_once(easel, discord, ada, fox):
    thread = await ada.opens_thread(fox, name="fox")
    await begins(discord, thread)
    await easel.stop()
    await easel.start()

    await ada.says("make it night", channel=thread)
    await shown(discord, thread)
    await ada.says("make it day", channel=thread)

    await shown(discord, thread, 2)
    assert len(lines(discord, thread)) == 1


async def test_a_thread_of_people_is_left_alone(discord, gemini, ada, art):
    thread = await ada.opens_thread(channel=art, name="lunch")
    await ada.says("where do we go?", channel=thread)
    await ada.says(f"{discord.bot_mention} a fox", channel=art)

    await shown(discord, art)
    assert [m for m in discord.messages(thread) if m.author_id == discord.world.bot.id] == []


async def test_where_the_line_can_not_be_posted_the_thread_works_all_the_same(
    discord, ada, art, fox
):
    refused = {"message": "Missing Permissions", "code": 50013}
    discord.faults.add(method="POST", path=r"/channels/\d+/messages$", status=403, json=refused)
    thread = await ada.opens_thread(fox, name="fox")

    await ada.says("make it night", channel=thread)

    await shown(discord, thread)


# -- the button


async def test_the_button_switches_the_thread_to_mentions_and_back(discord, gemini, ada, bo, fox):
    thread = await ada.opens_thread(fox, name="fox")
    line = await begins(discord, thread)

    await bo.clicks(line, "Mentions only")
    await discord.until(lambda: says(line.content, "thread.begins.mention"))
    await ada.says("make it night", channel=thread)
    await ada.says(f"{discord.bot_mention} make it day", channel=thread)
    await shown(discord, thread)
    assert said(gemini)[-1][1] == "make it day"

    await bo.clicks(line, "Every message")
    await discord.until(lambda: says(line.content, "thread.begins.all"))
    await ada.says("make it night", channel=thread)
    await shown(discord, thread, 2)


async def test_who_may_not_write_does_not_switch_a_thread(discord, ada, bo, art, fox):
    thread = await ada.opens_thread(fox, name="fox")
    line = await begins(discord, thread)
    art.denied_members |= Permission.SEND_MESSAGES_IN_THREADS

    asked = await bo.clicks(line, "Mentions only")

    await answered(discord, asked, "write.forbidden")
    assert says(line.content, "thread.begins.all")


# -- a server's default


async def test_a_server_can_have_its_threads_answer_mentions_only(discord, gemini, ada, art, fox):
    asked = await ada.slash("settings server", channel=art, threads="mention")
    await answered(discord, asked, "settings.threads.mention")

    thread = await ada.opens_thread(fox, name="fox")
    await begins(discord, thread, "thread.begins.mention")
    await ada.says("make it night", channel=thread)
    await ada.says(f"{discord.bot_mention} make it day", channel=thread)

    await shown(discord, thread)
    assert len(gemini.calls) == 2


async def test_a_threads_own_setting_goes_before_its_servers(easel, discord, ada, fox):
    settings, server = easel.app.engine.settings, int(GUILD_ID)
    thread = await ada.opens_thread(fox, name="fox")
    await settings.set_listens(int(thread.id), every=True)
    await settings.set_thread_default(server, listens=False)

    await ada.says("make it night", channel=thread)

    await shown(discord, thread)


async def test_without_the_intent_the_line_asks_for_a_mention(tmp_path):
    async with easel_in(tmp_path, message_content=False) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        await ada.slash("imagine", channel=discord.channel("art"), prompt="a fox")
        fox = await shown(discord, discord.channel("art"))

        thread = await ada.opens_thread(fox, name="fox")

        line = await begins(discord, thread, "thread.mention_me")
        assert line.buttons() == []
        assert pictures(discord, thread) == []
