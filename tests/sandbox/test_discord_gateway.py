"""The gateway as discord.py meets it: starting, being cut off, being refused, being told less."""

import asyncio
import zlib

import aiohttp
import discord
import pytest

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import INTENTS, TinyBot, connected, png, pointed_at

NO_CONTENT = discord.Intents(INTENTS.value)
NO_CONTENT.message_content = False


@pytest.fixture
def local():
    return LocalDiscord()


async def test_a_bot_starts_and_knows_its_server(local):
    async with connected(local) as bot:
        await bot.wait_until_ready()

        [guild] = bot.guilds

    assert [channel.name for channel in guild.text_channels] == ["art", "lounge"]
    assert guild.owner_id == int(local.person("Ada").id)
    assert bot.user.id == bot.application_id
    assert guild.me.guild_permissions.attach_files


async def test_many_shards_are_told_their_part(local):
    local.world.shards = 3
    ada = local.person("Ada")
    async with connected(local) as bot:
        await local.until(lambda: len(local.gateway.identified) == 3, within=20)

        await ada.says("hello", channel=local.channel("art"))
        await ada.says("hello", channel=ada.dm())
        await local.until(lambda: len(bot.heard.messages) == 2)

    assert sorted(each["shard"] for each in local.gateway.identified) == [[0, 3], [1, 3], [2, 3]]


async def test_a_cut_connection_is_resumed_and_nothing_is_missed(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        local.gateway.drop()
        await local.until(lambda: not local.bot_online)
        await ada.says("while you were away", channel=art)
        await local.until(lambda: bot.heard.messages, within=20)

    assert local.gateway.resumed == 1
    assert [message.content for message in bot.heard.messages] == ["while you were away"]
    assert len(local.gateway.identified) == 1


async def test_op_7_is_followed_by_a_resume(local):
    async with connected(local) as bot:
        local.gateway.reconnect()
        await local.until(lambda: local.gateway.resumed, within=20)
        await local.until(lambda: "RESUMED" in bot.heard.events)

    assert len(local.gateway.identified) == 1


async def test_op_9_is_followed_by_a_new_session(local):
    async with connected(local):
        local.gateway.invalidate()
        await local.until(lambda: len(local.gateway.identified) == 2, within=20)
        await local.until(lambda: local.bot_online)

    assert local.gateway.resumed == 0


async def test_a_wrong_token_is_refused_at_both_doors(local):
    async with local.serving() as base, pointed_at(local):
        async with TinyBot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.start("wrong")

        async with aiohttp.ClientSession() as session, session.ws_connect(f"{base}/gateway") as ws:
            await ws.receive_json()
            await ws.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
            closed = await ws.receive()

    assert closed.data == 4004


async def test_the_privileged_intent_is_refused_where_it_is_not_granted():
    local = LocalDiscord(message_content=False)
    bot = TinyBot()
    async with local.serving(), pointed_at(local), bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start("sandbox")


async def test_without_the_intent_words_arrive_only_where_the_bot_is_meant(local):
    ada, art = local.person("Ada"), local.channel("art")
    mine = ("cat.png", png())
    async with connected(local, TinyBot(NO_CONTENT)) as bot:
        await bot.wait_until_ready()
        own = await bot.get_channel(int(art.id)).send("A picture")
        regular = local.world.messages[str(own.id)]
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: len(asked.replies) == 2)
        bot.heard.messages.clear()

        await ada.says("unmeant", channel=art, files=[mine])
        await ada.says(f"<@{bot.user.id}> mentioned", channel=art, files=[mine])
        await ada.says("pinging reply", reply_to=regular)
        await ada.says("silent reply", reply_to=regular, mention_author=False)
        await ada.says("direct", channel=ada.dm())
        await local.until(lambda: len(bot.heard.messages) == 5)

    unmeant, mentioned, pinging, silent, direct = bot.heard.messages
    assert (unmeant.content, unmeant.attachments) == ("", [])
    assert mentioned.content.endswith("mentioned")
    assert mentioned.attachments[0].filename == "cat.png"
    assert pinging.content == "pinging reply"
    assert silent.content == ""
    assert silent.reference.resolved.content == "A picture"
    assert direct.content == "direct"


async def test_a_reply_to_an_interactions_response_pings_nobody(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local, TinyBot(NO_CONTENT)) as bot:
        asked = await ada.slash("settings talk", channel=art, allowed=True)
        await asked.acknowledged()

        await ada.says("make it blue", reply_to=asked.reply)
        await local.until(lambda: len(bot.heard.messages) == 2)

    assert bot.heard.messages[-1].content == ""
    assert bot.heard.messages[-1].mentions == []


async def test_a_message_of_a_new_thread_comes_in_a_known_channel(local):
    ada, art = local.person("Ada"), local.channel("art")
    start = await ada.says("start", channel=art)
    async with connected(local) as bot:
        thread = await ada.opens_thread(start, name="A fox")
        await ada.says("in here", thread=thread)
        await local.until(lambda: bot.heard.messages)

    [heard] = bot.heard.messages
    assert isinstance(heard.channel, discord.Thread)
    assert heard.channel.parent_id == int(art.id)
    assert thread.id == start.id


async def test_the_same_event_can_come_twice(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        await ada.says("hello", channel=art)
        local.gateway.resend("MESSAGE_CREATE")
        local.gateway.duplicate_events = True
        await ada.says("again", channel=art)
        await local.until(lambda: len(bot.heard.messages) == 4)

    assert [message.content for message in bot.heard.messages] == ["hello"] * 2 + ["again"] * 2


async def test_a_malformed_event_ends_the_bots_start(local):
    bot = TinyBot()
    async with connected(local, bot):
        await bot.wait_until_ready()

        local.gateway.send_malformed_message()

        await local.until(lambda: not local.bot_online)


async def test_zlib_stream_is_one_stream_and_plain_frames_are_plain(local):
    async with local.serving() as base, aiohttp.ClientSession() as session:
        identify = {"op": 2, "d": {"token": "sandbox", "intents": 1}}
        inflated = zlib.decompressobj()
        async with session.ws_connect(f"{base}/gateway?compress=zlib-stream") as ws:
            hello = inflated.decompress(await ws.receive_bytes())
            await ws.send_json(identify)
            ready = inflated.decompress(await ws.receive_bytes())
        async with session.ws_connect(f"{base}/gateway?compress=zstd-stream") as ws:
            plain = await ws.receive_json()

    assert b"heartbeat_interval" in hello
    assert b'"READY"' in ready
    assert plain["op"] == 10


async def test_a_heartbeat_is_acknowledged_and_nonsense_closes_the_line(local):
    async with (
        local.serving() as base,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{base}/gateway") as ws,
    ):
        await ws.receive_json()
        await ws.send_json({"op": 1, "d": None})
        beat = await ws.receive_json()
        await ws.send_str("not json")
        closed = await ws.receive()

    assert beat["op"] == 11
    assert closed.data == 4002


async def test_frames_of_what_it_does_not_have_are_named_in_the_log(local, caplog):
    me = {"token": "sandbox", "intents": 0}
    async with (
        local.serving() as base,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{base}/gateway") as ws,
    ):
        await ws.send_json({"op": 2, "d": me})
        await ws.send_json({"op": 4, "d": {"guild_id": "1", "channel_id": "2"}})
        await ws.send_json({"op": 31, "d": {"guild_ids": ["1"]}})
        async for _ in ws:
            pass

    assert ws.close_code == 4001
    assert [record.getMessage() for record in caplog.records] == [
        "opcode ignored, there is no voice here: op=4",
        "opcode refused, it does not exist here: op=31",
    ]


async def test_waiting_in_vain_tells_what_there_is(local):
    await local.person("Ada").says("hello", channel=local.channel("art"))

    with pytest.raises(AssertionError, match="#art Ada: 'hello'"):
        await local.until(lambda: False, within=0.01)


async def test_a_waiting_condition_is_looked_at_when_something_happens(local):
    ada, art = local.person("Ada"), local.channel("art")

    found, said = await asyncio.gather(
        local.until(lambda: local.messages(art)), ada.says("hello", channel=art)
    )

    assert found == [said]


async def test_rest_keeps_words_back_too_where_the_intent_is_not_granted():
    local = LocalDiscord(message_content=False)
    ada, art = local.person("Ada"), local.channel("art")
    said = await ada.says("not for bots", channel=art)
    async with connected(local, TinyBot(NO_CONTENT)) as bot:
        await bot.wait_until_ready()

        fetched = await bot.get_channel(int(art.id)).fetch_message(int(said.id))

    assert (said.content, fetched.content) == ("not for bots", "")


async def test_a_heartbeat_is_answered_after_it_was_sent_and_warns_of_nothing(local, caplog):
    local.gateway.heartbeat = 1000

    async with connected(local) as bot:
        await local.until(lambda: local.gateway.heartbeats >= 3)
        latency = bot.latency

    assert latency < 0.5
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []
