"""The local Discord misbehaves when it is told to, and the call record shows it."""

import asyncio
import json

import aiohttp
import discord
import pytest

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.spec import operations, require_spec
from tests.sandbox.tinybot import connected, png


@pytest.fixture
def local():
    return LocalDiscord()


async def art_of(bot, local):
    await bot.wait_until_ready()
    return bot.get_channel(int(local.channel("art").id))


async def test_an_answer_can_be_an_error_a_number_of_times(local):
    async with connected(local) as bot:
        channel = await art_of(bot, local)
        error = {"message": "Missing Access", "code": 50001}

        local.faults.add(method="POST", path="/messages$", status=403, json=error, times=2)
        for _ in range(2):
            with pytest.raises(discord.Forbidden):
                await channel.send("hello")
        await channel.send("hello")

    assert [message.content for message in local.messages(local.channel("art"))] == ["hello"]
    assert [call.status for call in local.calls[-3:]] == [403, 403, 200]


async def test_a_lost_answer_does_not_post_twice_thanks_to_the_nonce(local):
    async with connected(local) as bot:
        channel = await art_of(bot, local)

        local.faults.add(method="POST", path="/messages$", status=503, carried_out=True)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("hello", nonce="turn-1")
        await channel.send("hello", nonce="turn-1")

    assert len(local.messages(local.channel("art"))) == 1


async def test_a_reset_breaks_the_connection_off(local):
    async with connected(local) as bot:
        channel = await art_of(bot, local)

        local.faults.add(path="/messages$", reset=True)
        with pytest.raises(aiohttp.ClientError):
            await channel.send("hello")

    assert local.calls[-1].status == 0
    assert local.messages(local.channel("art")) == []


async def test_a_hanging_request_ends_with_the_server(local):
    async with connected(local) as bot:
        channel = await art_of(bot, local)

        local.faults.add(path="/messages$", hang=True)
        waiting = asyncio.create_task(channel.send("hello"))
        await local.until(lambda: local.calls[-1].status == 0)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_a_rate_limit_with_via_is_waited_out_and_without_raised(local):
    async with connected(local) as bot:
        channel = await art_of(bot, local)
        limited = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}

        local.faults.add(path="/messages$", status=429, json=limited, headers={"Via": "1.1 local"})
        await channel.send("hello")
        local.faults.add(path="/messages$", status=429, json=limited)
        with pytest.raises(discord.HTTPException) as raised:
            await channel.send("again")

    assert raised.value.status == 429
    assert len(local.messages(local.channel("art"))) == 1


async def test_a_slow_answer_is_still_the_right_one(local):
    async with connected(local) as bot:
        channel = await art_of(bot, local)

        local.faults.add(path="/messages$", delay=0.01)
        sent = await channel.send("hello")

    assert sent.content == "hello"


async def test_the_cdn_can_fail_too(local):
    posted = await local.person("Ada").says(
        "look", channel=local.channel("art"), files=[("cat.png", png())]
    )
    link = posted.attachments[0]["url"]
    async with local.serving(), aiohttp.ClientSession() as session:
        link = posted.attachments[0]["url"]

        local.faults.add(path="^/cdn/", status=503)
        failing = await session.get(link)
        local.faults.add(path="^/cdn/", body=b"x" * 5000, headers={"Content-Type": "image/png"})
        larger = await (await session.get(link)).read()
        good = await (await session.get(link)).read()

    assert failing.status == 503
    assert len(larger) == 5000 > posted.attachments[0]["size"]
    assert good == png()


async def test_the_cdn_can_be_slow_or_silent(local):
    posted = await local.person("Ada").says(
        "look", channel=local.channel("art"), files=[("cat.png", png())]
    )
    async with local.serving(), aiohttp.ClientSession() as session:
        link = posted.attachments[0]["url"]

        local.faults.add(path="^/cdn/", delay=0.01)
        slow = await (await session.get(link)).read()
        local.faults.add(path="^/cdn/", reset=True, times=2)  # a GET is sent once more by aiohttp
        with pytest.raises(aiohttp.ClientError):
            await session.get(link)

    assert slow == png()


async def test_answers_carry_no_charset_which_discord_py_would_stumble_over(local):
    async with local.serving(), aiohttp.ClientSession() as session:
        answer = await session.get(f"{local.api_url}/gateway")

    assert answer.headers["Content-Type"] == "application/json"


async def test_a_body_of_the_wrong_shape_is_refused_and_breaks_nothing(local):
    headers = {"Authorization": "Bot sandbox"}
    url = f"/channels/{local.channel('art').id}/messages"
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        answers = [
            await session.post(local.api_url + url, data=b"{"),
            await session.post(local.api_url + url, json=["a list"]),
            await session.post(local.api_url + url, json={"components": [{"kind": 1}]}),
            await session.post(local.api_url + url, json={"embeds": "none"}),
        ]

    assert {answer.status for answer in answers} == {400}


LACKING = [
    "PATCH /users/@me",
    "GET /users/@me/connections",
    "PATCH /applications/@me",
    "GET /applications/1/skus",
    "PUT /applications/1/role-connections/metadata",
    "GET /invites/easel",
    "PATCH /guilds/1",
    "POST /guilds/1/channels",
    "POST /guilds/1/roles",
    "PATCH /guilds/1/members/@me",
    "PUT /guilds/1/bans/2",
    "POST /guilds/1/emojis",
    "GET /guilds/1/scheduled-events",
    "GET /guilds/1/auto-moderation/rules",
    "GET /guilds/1/messages/search",
    "PUT /channels/1/permissions/2",
    "POST /channels/1/invites",
    "POST /channels/1/messages/2/crosspost",
    "POST /channels/1/polls/2/expire",
    "POST /stage-instances",
    "GET /voice/regions",
    "GET /sticker-packs",
    "POST /oauth2/token",
]


@pytest.mark.parametrize("call", LACKING)
async def test_a_call_this_server_does_not_have_is_refused_in_json_and_logged(local, caplog, call):
    method, path = call.split()
    headers = {"Authorization": "Bot sandbox"}
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        answer = await session.request(method, local.api_url + path, json={})
        body = await answer.json()

    assert (answer.status, body["code"]) == (501, 0)
    assert body["message"] == f"501: Not Implemented. The local Discord does not have {call}."
    assert local.refused_calls == [call]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert body["message"] in caplog.text


async def test_whatever_discord_specifies_is_done_or_refused_in_json(local):
    require_spec()
    headers = {"Authorization": "Bot sandbox"}
    odd = []
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        for method, path in operations():
            answer = await session.request(method, local.api_url + path, json={})
            body = json.loads(await answer.read() or "null")
            told = answer.ok or {"message", "code"} <= body.keys()
            if answer.status == 500 or not told:
                odd.append((method, path, answer.status, body))

    assert odd == []


@pytest.mark.parametrize("version", ["v9/users/@me", "v8/gateway", "users/@me", "v10", ""])
async def test_other_versions_of_the_api_are_refused_as_well(local, version):
    async with local.serving(), aiohttp.ClientSession() as session:
        answer = await session.get(f"{local.base}/api/{version}")
        body = await answer.json()

    assert (answer.status, body["code"]) == (501, 0)
    assert local.refused_calls == [f"GET /api/{version}"]


async def test_a_poll_is_refused_as_loudly_as_an_unknown_call(local, caplog):
    headers = {"Authorization": "Bot sandbox"}
    url = f"/channels/{local.channel('art').id}/messages"
    poll = {"question": {"text": "Owl?"}, "answers": [{"poll_media": {"text": "yes"}}]}
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        answers = [await session.post(local.api_url + url, json={"poll": poll}) for _ in range(2)]

    assert [answer.status for answer in answers] == [501, 501]
    assert len(caplog.records) == 1  # clients repeat what is answered with 5xx
    assert "does not have polls and stickers" in caplog.text


async def test_frames_that_are_not_json_and_another_token_are_refused_and_named(local, caplog):
    headers = {"Authorization": "Bot another"}
    async with local.serving() as base, aiohttp.ClientSession(headers=headers) as session:
        frames = await session.get(f"{base}/gateway?v=10&encoding=etf")
        stranger = await session.get(f"{local.api_url}/users/@me")

    assert (frames.status, stranger.status) == (501, 401)
    assert "set the encoding to json" in caplog.text
    assert "request refused: call=GET /users/@me reason=unknown token" in caplog.text
