"""Channels, threads and permissions as a real bot meets them."""

import io

import discord
import pytest

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import channel_of, connected, png


@pytest.fixture
def local():
    return LocalDiscord()


async def test_reactions_come_and_go(local):
    ada, art = local.person("Ada"), local.channel("art")
    asking = await ada.says("hello", channel=art)
    async with connected(local) as bot:
        message = await (await channel_of(bot, art)).fetch_message(int(asking.id))

        await message.add_reaction("👀")
        while_on = dict(asking.reactions)
        await message.remove_reaction("👀", bot.user)

    assert while_on == {"👀": [str(bot.user.id)]}
    assert asking.reactions == {}


async def test_what_is_gone_has_discords_code(local):
    ada, art, lounge = local.person("Ada"), local.channel("art"), local.channel("lounge")
    said = await ada.says("hello", channel=art)
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        elsewhere = await channel_of(bot, lounge)

        await ada.deletes(said)
        with pytest.raises(discord.NotFound) as no_message:
            await channel.fetch_message(int(said.id))
        local.delete_channel(lounge)
        with pytest.raises(discord.NotFound) as no_channel:
            await elsewhere.send("hello")

    assert (no_message.value.code, no_channel.value.code) == (10008, 10003)
    assert said.deleted


async def test_permissions_are_asked_and_told(local):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        local.forbid("ATTACH_FILES", channel=art)
        with pytest.raises(discord.Forbidden) as no_files:
            await channel.send(file=discord.File(io.BytesIO(png()), "fox.png"))
        await local.until(lambda: "CHANNEL_UPDATE" in bot.heard.events)
        told = channel.permissions_for(channel.guild.me)
        local.forbid("VIEW_CHANNEL", channel=art)
        with pytest.raises(discord.Forbidden) as no_access:
            await channel.send("hello")
        local.allow("VIEW_CHANNEL", channel=art)
        await channel.send("hello")

    assert (no_files.value.code, no_access.value.code) == (50013, 50001)
    assert (told.attach_files, told.send_messages) == (False, True)


async def test_only_its_own_messages_can_be_edited_or_deleted_by_the_bot(local):
    ada, art = local.person("Ada"), local.channel("art")
    said = await ada.says("hello", channel=art)
    async with connected(local) as bot:
        message = await (await channel_of(bot, art)).fetch_message(int(said.id))

        with pytest.raises(discord.Forbidden) as no_edit:
            await message.edit(content="mine now")
        with pytest.raises(discord.Forbidden) as no_delete:
            await message.delete()

    assert (no_edit.value.code, no_delete.value.code) == (50005, 50013)


async def test_an_archived_thread_wakes_up_for_a_message_unless_it_is_locked(local):
    ada, art = local.person("Ada"), local.channel("art")
    thread = await ada.opens_thread(name="A fox", channel=art)
    async with connected(local) as bot:
        channel = await channel_of(bot, thread)
        sent = await channel.send("hello")

        local.archive(thread)
        with pytest.raises(discord.HTTPException) as no_edit:
            await sent.edit(content="changed")
        await channel.send("awake")
        awake = not thread.archived
        local.archive(thread, locked=True)
        with pytest.raises(discord.HTTPException) as no_post:
            await channel.send("hello?")

    assert awake
    assert (no_edit.value.code, no_post.value.code) == (50083, 50083)


async def test_the_bot_can_wake_up_a_thread_itself(local):
    thread = await local.person("Ada").opens_thread(name="A fox", channel=local.channel("art"))
    async with connected(local) as bot:
        channel = await channel_of(bot, thread)

        local.archive(thread)
        await channel.edit(archived=False)

    assert not thread.archived


async def test_the_bot_opens_a_thread_on_its_message(local):
    art = local.channel("art")
    async with connected(local) as bot:
        sent = await (await channel_of(bot, art)).send("A fox")

        thread = await sent.create_thread(name="A fox")
        await thread.send("in here")
        with pytest.raises(discord.HTTPException) as refused:
            await sent.create_thread(name="Another")

    assert thread.id == sent.id
    assert local.messages(local.channel("A fox"))[-1].content == "in here"
    assert refused.value.code == 160004


async def test_the_bot_writes_to_a_person_directly(local):
    bo = local.person("Bo")
    async with connected(local) as bot:
        user = await bot.fetch_user(int(bo.id))
        await user.send("hello")

    [said] = local.messages(bo.dm())
    assert said.content == "hello"


async def test_a_forum_has_posts_with_tags_and_no_messages_of_its_own(local):
    forum = local.add_forum("contests", tags=("Contest",), requires_tag=True)
    async with connected(local) as bot:
        channel = await channel_of(bot, forum)

        with pytest.raises(discord.HTTPException) as no_tag:
            await channel.create_thread(name="fog", content="a theme")
        with pytest.raises(discord.HTTPException) as no_text:
            await bot.get_partial_messageable(int(forum.id)).send("hello")
        tags = channel.available_tags
        post = await channel.create_thread(name="fog", content="a theme", applied_tags=tags)
        await post.thread.send("an entry")
        local.forbid("SEND_MESSAGES", channel=forum)
        with pytest.raises(discord.Forbidden) as no_right:
            await channel.create_thread(name="rain", content="a theme", applied_tags=tags)

    codes = (no_tag.value.code, no_text.value.code, no_right.value.code)
    assert codes == (40067, 50008, 50013)
    assert post.message.id == post.thread.id
    assert [tag.name for tag in post.thread.applied_tags] == ["Contest"]
    [thread] = [each for each in local.world.threads() if each.parent is forum]
    assert [m.content for m in local.messages(thread)] == ["a theme", "an entry"]
