"""Members, roles, threads' members, pins and webhooks as a real bot meets them."""

import asyncio

import aiohttp
import discord
import pytest

from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.permissions import ALL
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.discord.refusals import Impossible
from tests.sandbox.spec import check
from tests.sandbox.tinybot import INTENTS, TinyBot, channel_of, connected

WITH_MEMBERS = discord.Intents(INTENTS.value | discord.Intents(members=True).value)


@pytest.fixture
def local():
    local = LocalDiscord()
    local.world.guild.bot_permissions = ALL
    return local


async def test_the_server_says_who_is_in_it_and_which_roles_there_are(local):
    painters = local.role("Painters")
    mika = local.newcomer("Mika", roles=[painters])
    async with connected(local, TinyBot(WITH_MEMBERS)) as bot:
        await bot.wait_until_ready()

        guild = await bot.fetch_guild(bot.guilds[0].id)
        listed = [each async for each in bot.fetch_guilds()]
        later = [each async for each in bot.fetch_guilds(after=guild)]
        roles = await guild.fetch_roles()
        members = [member async for member in bot.guilds[0].fetch_members()]
        first = [member async for member in bot.guilds[0].fetch_members(limit=1)]
        one = await bot.guilds[0].fetch_member(int(mika.id))
        counts = await guild.role_member_counts()

    assert guild.approximate_member_count == 4
    assert [each.approximate_member_count for each in listed] == [4]
    assert later == []
    assert [role.name for role in roles] == ["@everyone", "Easel", "Painters"]
    assert {member.display_name for member in members} == {"Easel", "Ada", "Bo", "Mika"}
    assert [member.display_name for member in first] == ["Easel"]
    assert [role.name for role in one.roles] == ["@everyone", "Painters"]
    assert {role.name: count for role, count in counts.items()} == {"Easel": 1, "Painters": 1}


async def test_the_application_has_the_fields_that_libraries_read_as_they_start(local):
    headers = {"Authorization": "Bot sandbox"}
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        answers = [
            await (await session.get(f"{local.api_url}/{path}")).json()
            for path in ("oauth2/applications/@me", "applications/@me")
        ]

    assert answers[0] == answers[1]
    assert answers[0]["summary"] == ""  # hikari ends without it
    assert answers[0]["owner"]["username"] == "ada"


async def test_a_bot_gives_and_takes_roles_and_is_told_so(local):
    painters, bo = local.role("Painters"), local.person("Bo")
    async with connected(local, TinyBot(WITH_MEMBERS)) as bot:
        await bot.wait_until_ready()
        [guild] = bot.guilds
        member = await guild.fetch_member(int(bo.id))

        await member.add_roles(discord.Object(painters))
        with_role = list(bo.user.roles)
        await member.edit(roles=[])
        with pytest.raises(discord.HTTPException) as own:
            await member.add_roles(guild.default_role)
        with pytest.raises(discord.HTTPException) as nick:
            await guild.me.edit(nick="Painter")
        local.refused_calls.clear()
        await local.until(lambda: bot.heard.events.count("GUILD_MEMBER_UPDATE") == 2)

    assert with_role == [painters]
    assert bo.user.roles == []
    assert (own.value.code, nick.value.status) == (50028, 501)


async def test_members_are_searched_by_their_name(local):
    headers = {"Authorization": "Bot sandbox"}
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        url = f"{local.api_url}/guilds/{GUILD_ID}/members/search"
        found = await (await session.get(url, params={"query": "a", "limit": "5"})).json()

    assert [member["user"]["global_name"] for member in found] == ["Ada"]
    assert check(local.calls) == []


async def test_a_channels_topic_is_changed_and_what_is_not_known_is_refused(local):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        changed = await channel.edit(topic="Paint here", nsfw=True)
        with pytest.raises(discord.HTTPException) as refused:
            await channel.edit(slowmode_delay=5)
        local.refused_calls.clear()

    assert (changed.topic, art.nsfw) == ("Paint here", True)
    assert refused.value.status == 501


async def test_members_are_asked_for_by_the_gateway(local):
    async with connected(local) as bot:
        await bot.wait_until_ready()
        [guild] = bot.guilds

        by_name = await guild.query_members("a")
        by_id = await guild.query_members(user_ids=[int(local.person("Bo").id), 1])

    assert [member.display_name for member in by_name] == ["Ada"]
    assert [member.display_name for member in by_id] == ["Bo"]


async def test_who_is_no_member_is_named_in_the_gateways_answer(local):
    bo = local.person("Bo")
    async with (
        local.serving() as base,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{base}/gateway") as ws,
    ):
        await ws.send_json({"op": 2, "d": {"token": "sandbox", "intents": 0}})
        asked = {"guild_id": GUILD_ID, "user_ids": [bo.id, "1"], "nonce": "n", "limit": 0}
        await ws.send_json({"op": 8, "d": asked})
        while (frame := await ws.receive_json(timeout=5))["t"] != "GUILD_MEMBERS_CHUNK":
            pass

    chunk = frame["d"]
    assert [member["user"]["id"] for member in chunk["members"]] == [bo.id]
    assert (chunk["not_found"], chunk["nonce"]) == (["1"], "n")
    assert (chunk["chunk_index"], chunk["chunk_count"]) == (0, 1)


async def test_who_joined_a_thread_can_be_listed_added_and_removed(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    there = await ada.opens_thread(channel=art, name="Owls")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        thread = channel.get_thread(int(there.id))

        await thread.join()
        await thread.add_user(discord.Object(bo.id))
        joined = [member.id for member in await thread.fetch_members()]
        route = discord.http.Route("GET", f"/channels/{thread.id}/thread-members")
        page = await bot.http.request(route, params={"after": ada.id, "limit": 5})
        await thread.remove_user(discord.Object(bo.id))
        await thread.leave()
        active = await channel.guild.active_threads()
        await local.until(lambda: bot.heard.events.count("THREAD_MEMBERS_UPDATE") == 4)

    assert joined == [bot.user.id, int(ada.id), int(bo.id)]
    assert [member["user_id"] for member in page] == [bo.id]
    assert there.members == [ada.id]
    assert active == [thread]


async def test_a_private_thread_is_seen_by_who_is_added_to_it(local):
    bo, art = local.person("Bo"), local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        thread = await channel.create_thread(name="Surprise")
        await thread.send("psst")
        there = local.channel("Surprise")

        with pytest.raises(Impossible):
            await bo.says("hello?", thread=there)
        await thread.add_user(discord.Object(bo.id))
        said = await bo.says("hello!", thread=there)
        await local.until(lambda: "hello!" in [each.content for each in bot.heard.messages])
        await thread.edit(archived=True)
        archived = [each async for each in channel.archived_threads(private=True)]
        public = [each async for each in channel.archived_threads()]

    assert thread.is_private()
    assert said.channel is there
    assert (archived, public) == ([thread], [])


async def test_reactions_are_listed_and_cleared(local):
    ada, art = local.person("Ada"), local.channel("art")
    said = await ada.says("hello", channel=art)
    async with connected(local) as bot:
        message = await (await channel_of(bot, art)).fetch_message(int(said.id))
        for emoji in ("👀", "🦉", "🦊"):
            await message.add_reaction(emoji)
        message = await message.fetch()

        who = [user async for user in message.reactions[0].users()]
        await message.remove_reaction("👀", discord.Object(bot.user.id))
        await message.clear_reaction("🦉")
        left = list(said.reactions)
        await message.clear_reactions()
        await local.until(lambda: "MESSAGE_REACTION_REMOVE_ALL" in bot.heard.events)

    assert who == [bot.user]
    assert left == ["🦊"]
    assert said.reactions == {}


async def test_messages_are_deleted_together_and_the_page_is_told_of_each(local):
    ada, art = local.person("Ada"), local.channel("art")
    said = [await ada.says(word, channel=art) for word in ("one", "two", "three")]
    events = []
    local.world.listeners.append(events.append)
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        await channel.delete_messages([discord.Object(each.id) for each in said[:2]])
        await local.until(lambda: "MESSAGE_DELETE_BULK" in bot.heard.events)
        with pytest.raises(discord.HTTPException) as too_old:
            await bot.http.delete_messages(channel.id, [1, int(said[2].id)])

    assert local.messages(art) == said[2:]
    on_page = [event.name for event in events if event.to_people]
    assert on_page.count("MESSAGE_DELETE") == 2
    assert too_old.value.code == 50034


async def test_messages_around_another_one_are_listed(local):
    ada, art = local.person("Ada"), local.channel("art")
    said = [await ada.says(str(number), channel=art) for number in range(5)]
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        found = channel.history(around=discord.Object(said[2].id), limit=3)

        assert sorted([message.content async for message in found]) == ["1", "2", "3"]


async def test_messages_are_pinned_listed_and_unpinned(local):
    ada, art = local.person("Ada"), local.channel("art")
    said = await ada.says("rules", channel=art)
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        message = await channel.fetch_message(int(said.id))

        await message.pin()
        pinned = [each async for each in channel.pins()]
        note = local.messages(art)[-1]
        await message.unpin()
        left = [each async for each in channel.pins()]
        await local.until(lambda: bot.heard.events.count("CHANNEL_PINS_UPDATE") == 2)

    assert pinned == [message]
    assert pinned[0].pinned
    assert (note.kind, note.reference["message_id"]) == (6, said.id)
    assert left == []


async def test_a_webhook_posts_edits_and_deletes_under_a_name_of_its_own(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        webhook = await channel.create_webhook(name="Owl post")

        message = await webhook.send("a letter", username="Hedwig", wait=True)
        posted = local.messages(art)[-1]
        answer = await ada.says("thank you", reply_to=posted)
        await message.edit(content="two letters")
        again = await webhook.fetch_message(message.id)
        await webhook.edit(name="Owls")
        listed = await channel.webhooks()
        await message.delete()
        await webhook.delete()
        none = await channel.guild.webhooks()

    assert (posted.author.name, posted.author.bot) == ("Hedwig", True)
    assert answer.mentions == []  # a webhook is no one who could be pinged
    assert again.content == "two letters"
    assert [each.name for each in listed] == ["Owls"]
    assert posted.deleted
    assert none == []


async def test_a_webhook_is_known_by_its_token_alone_and_by_no_other(local):
    async with connected(local) as bot:
        channel = await channel_of(bot, local.channel("art"))
        webhook = await channel.create_webhook(name="Owl post")
        async with aiohttp.ClientSession() as session:
            url = f"{local.api_url}/webhooks/{webhook.id}"

            good = await session.post(f"{url}/{webhook.token}", json={"content": "hoo"})
            bad = await session.post(f"{url}/{webhook.token}x", json={"content": "hoo"})

    assert (good.status, bad.status) == (204, 401)


async def test_a_bot_forwards_a_message(local):
    ada, art, lounge = local.person("Ada"), local.channel("art"), local.channel("lounge")
    said = await ada.says("look at this", channel=art)
    async with connected(local) as bot:
        message = await (await channel_of(bot, art)).fetch_message(int(said.id))

        forward = await message.forward(await channel_of(bot, lounge))

    assert forward.message_snapshots[0].content == "look at this"
    assert [message.content for message in local.messages(lounge)] == [""]


COMMAND = {"name": "owl", "description": "Hoot", "type": 1}


@pytest.mark.parametrize("server", [False, True], ids=["global", "of the server"])
async def test_commands_are_created_changed_and_deleted_one_at_a_time(local, server):
    async with connected(local) as bot:
        await bot.wait_until_ready()
        ids = (bot.application_id, bot.guilds[0].id) if server else (bot.application_id,)
        http, scope = bot.http, "guild" if server else "global"
        upsert = getattr(http, f"upsert_{scope}_command")
        edit = getattr(http, f"edit_{scope}_command")
        before = local.commands()

        made = await upsert(*ids, COMMAND)
        replaced = await upsert(*ids, COMMAND | {"description": "Hoot twice"})
        changed = await edit(*ids, made["id"], {"name": "owls"})
        known = await getattr(http, f"get_{scope}_command")(*ids, made["id"])
        with pytest.raises(discord.HTTPException) as nameless:
            await edit(*ids, made["id"], {"name": "Two owls"})
        beside = len(local.commands())
        await getattr(http, f"delete_{scope}_command")(*ids, made["id"])
        with pytest.raises(discord.NotFound) as gone:
            await getattr(http, f"get_{scope}_command")(*ids, made["id"])

    assert made["id"] == replaced["id"] == changed["id"]
    assert (changed["name"], changed["description"]) == ("owls", "Hoot twice")
    assert made["version"] != replaced["version"] != changed["version"]
    assert known == changed
    assert nameless.value.code == 50035
    assert beside == len(before) + 1
    assert local.commands() == before
    assert gone.value.code == 10063


async def test_a_person_uses_the_menu_of_another_one(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")

    async def wave(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"Waves at {member.display_name}.")

    bot = TinyBot()
    bot.tree.add_command(discord.app_commands.ContextMenu(name="Wave", callback=wave))
    async with connected(local, bot):
        used = await (await ada.menu("Wave", on=bo, channel=art)).acknowledged()
        shown = await (await channel_of(bot, art)).fetch_message(int(used.reply.id))

    assert used.reply.content == "Waves at Bo."
    assert shown.interaction_metadata.target_user.id == int(bo.id)


async def test_a_form_without_files_may_be_urlencoded(local):
    headers = {"Authorization": "Bot sandbox"}
    art = local.channel("art")
    async with local.serving(), aiohttp.ClientSession(headers=headers) as session:
        url = f"{local.api_url}/channels/{art.id}/messages"

        as_json = await session.post(url, data={"payload_json": '{"content": "one"}'})
        as_fields = await session.post(url, data={"content": "two"})

    assert (as_json.status, as_fields.status) == (200, 200)
    assert [message.content for message in local.messages(art)] == ["one", "two"]
    assert check(local.calls) == []


async def test_frames_may_be_binary_and_the_token_as_in_the_header(local):
    async with (
        local.serving() as base,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{base}/gateway") as ws,
    ):
        await ws.receive_json()
        await ws.send_bytes(b'{"op": 2, "d": {"token": "Bot sandbox", "intents": 1}}')

        ready = await asyncio.wait_for(ws.receive_json(), 5)

    assert ready["t"] == "READY"
