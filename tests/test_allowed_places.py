"""Where the operator does not want Easel nothing is painted, by any way in, and it says why."""

import pytest

from bot.core.allowed_places import AllowedPlaces
from bot.errors import UserError
from bot.sandbox.discord.places import GUILD_ID

from .conftest import easel_in, png
from .stories import answered, pictures, said, says, shown

ELSEWHERE = 661720242585600999


@pytest.mark.parametrize(
    ("places", "server"),
    [
        (AllowedPlaces(), 7),
        (AllowedPlaces(), None),
        (AllowedPlaces(servers={7}), 7),
        (AllowedPlaces(servers={7}), None),
        (AllowedPlaces(private_chats=False), 7),
    ],
)
def test_what_is_allowed(places, server):
    places.check(server)


@pytest.mark.parametrize(
    ("places", "server", "code"),
    [
        (AllowedPlaces(servers={7}), 8, "place.server"),
        (AllowedPlaces(private_chats=False), None, "place.private"),
    ],
)
def test_what_is_not_allowed(places, server, code):
    with pytest.raises(UserError, match=code):
        places.check(server)


async def test_a_listed_server_is_painted_in(tmp_path):
    async with easel_in(tmp_path, discord={"servers": [int(GUILD_ID)]}) as easel:
        art = easel.discord.channel("art")
        await easel.discord.person("Ada").slash("imagine", channel=art, prompt="a fox")

        await shown(easel.discord, art)


async def test_a_server_that_is_not_listed_is_left_with_a_sentence(tmp_path):
    async with easel_in(tmp_path) as easel:
        discord, lounge = easel.discord, easel.discord.channel("lounge")
        discord.world.guild.system_channel_id = lounge.id
        await easel.stop()
        easel.settings = {"discord": {"servers": [ELSEWHERE]}}
        await easel.start()

        await discord.until(lambda: not discord.world.bot_in_server)

        [goodbye] = discord.messages(lounge)
        assert says(goodbye.content, "place.leaving")
        discord.invite_bot()  # someone tries it again
        await discord.until(lambda: not discord.world.bot_in_server)
        assert len(discord.messages(lounge)) == 1


async def test_a_server_that_takes_no_message_is_left_all_the_same(tmp_path):
    async with easel_in(tmp_path, discord={"servers": [ELSEWHERE]}) as easel:
        await easel.discord.until(lambda: not easel.discord.world.bot_in_server)

        assert not easel.discord.messages(easel.discord.channel("lounge"))


async def ways(easel, person, channel, before):
    """Ask by each way in that answers its person alone; `before` are a picture and a form."""
    picture, form = before
    cat = await person.says("my cat", channel=channel, files=[("cat.png", png())])
    yield await person.slash("imagine", channel=channel, prompt="a fox")
    yield await person.slash("usage", channel=channel)
    yield await person.menu("Describe this picture", on=cat)
    yield await person.menu("Edit this picture", on=cat)
    yield await person.clicks(picture, "Again")
    yield await person.submits(form.modal, {"words": "make it night"})


async def prepared(easel, person, channel):
    """A picture from better days, and a form that was opened on it."""
    await person.slash("imagine", channel=channel, prompt="a fox")
    picture = await shown(easel.discord, channel)
    return picture, await (await person.clicks(picture, "Edit")).acknowledged()


async def test_where_leaving_is_refused_every_way_in_is_answered_and_nothing_is_painted(easel):
    discord, art, ada = easel.discord, easel.discord.channel("art"), easel.discord.person("Ada")
    before = await prepared(easel, ada, art)
    path = r"/users/@me/guilds/\d+$"
    no = {"status": 403, "json": {"message": "Missing Access", "code": 50001}}
    discord.faults.add(method="DELETE", path=path, times=99, **no)
    await easel.stop()
    easel.settings = {"discord": {"servers": [ELSEWHERE]}}
    await easel.start()

    async for asked in ways(easel, ada, art, before):
        await answered(discord, asked, "place.server")
    assert await ada.completes("imagine", option="model", typed="", prompt="a fox") == []
    thread = await ada.opens_thread(before[0], name="foxes")
    await ada.says("make it night", channel=thread)
    await ada.says("make it night", reply_to=before[0])
    for _ in range(2):
        await ada.says(f"{discord.bot_mention} a whale", channel=art)

    mentioned = lambda: [m for m in discord.messages(art) if says(m.content, "place.server")]  # noqa: E731
    await discord.until(mentioned)
    await ada.slash("usage", channel=art)
    assert len(mentioned()) == 1
    assert len(easel.gemini.calls) == 1


async def test_without_private_chats_every_way_in_there_is_answered_and_nothing_is_painted(easel):
    discord, ada = easel.discord, easel.discord.person("Ada")
    before = await prepared(easel, ada, ada.dm())
    await easel.stop()
    easel.settings = {"discord": {"private_chats": False}}
    await easel.start()

    async for asked in ways(easel, ada, ada.dm(), before):
        await discord.until(lambda asked=asked: asked.reply)
        assert says(asked.reply.content, "place.private")
    answers = lambda: [m for m in discord.messages(ada.dm()) if says(m.content, "place.private")]  # noqa: E731
    had = len(answers())
    await ada.says("a whale", channel=ada.dm())
    await ada.says("make it night", reply_to=before[0])
    await discord.until(lambda: len(answers()) >= had + 2)
    assert len(easel.gemini.calls) == 1

    art = discord.channel("art")
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)


async def test_without_private_chats_a_personal_installation_is_answered_too(easel):
    discord, art, ada = easel.discord, easel.discord.channel("art"), easel.discord.person("Ada")
    await easel.stop()
    easel.settings = {"discord": {"private_chats": False, "servers": [int(GUILD_ID)]}}
    await easel.start()
    discord.world.installed_by_user = True

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await answered(discord, asked, "place.private")
    assert not easel.gemini.calls
    assert not pictures(discord, art)


async def test_a_personal_installation_counts_as_private_in_a_server_that_is_not_listed(tmp_path):
    async with easel_in(tmp_path, discord={"servers": [ELSEWHERE]}) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        await discord.until(lambda: not discord.world.bot_in_server)
        discord.world.installed_by_user = True

        asked = await discord.person("Ada").slash("imagine", channel=art, prompt="a fox")

        await discord.until(lambda: asked.reply and asked.reply.attachments)
        assert said(easel.gemini)[0][1] == "a fox"
        assert not pictures(discord, art)
