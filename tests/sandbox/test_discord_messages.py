"""Messages as a real bot posts and meets them, with all that Discord asks of it."""

import io

import aiohttp
import discord
import pytest
from discord import ui

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import Clock, channel_of, connected, png


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def local(clock):
    return LocalDiscord(clock=clock)


def file(name="fox.png", data=None, **more):
    return discord.File(io.BytesIO(png() if data is None else data), name, **more)


async def test_a_repeated_nonce_posts_once_for_some_minutes(local, clock):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        first = await channel.send("a fox", nonce="turn-1")
        second = await channel.send("a fox", nonce="turn-1")
        clock.now += 6 * 60
        third = await channel.send("a fox", nonce="turn-1")

    assert first.id == second.id != third.id
    assert len(local.messages(art)) == 2


async def test_a_file_that_a_component_shows_is_no_attachment(local):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        view = ui.LayoutView()
        gallery = ui.MediaGallery()
        gallery.add_item(media="attachment://fox.png", description="A fox")
        view.add_item(ui.Container(ui.TextDisplay("## Fox"), gallery))
        row = ui.ActionRow(ui.Button(label="Again", custom_id="again"))
        view.add_item(row)

        sent = await channel.send(view=view, file=file())

    [posted] = local.messages(art)
    media = posted.components[0]["components"][1]["items"][0]
    assert sent.attachments == []
    assert sent.components[0].children[1].items[0].media.width == 640
    assert (media["description"], local.file(media["media"])) == ("A fox", png())
    assert posted.all_text() == "## Fox"
    assert posted.buttons() == ["Again"]
    assert [part["id"] for part in posted.components] == [1, 4]


async def test_a_file_that_an_embed_shows_is_no_attachment(local):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        embed = discord.Embed(title="Fox", description="red").set_image(url="attachment://fox.png")

        sent = await channel.send(embed=embed, file=file())

    [posted] = local.messages(art)
    assert sent.attachments == []
    assert (sent.embeds[0].image.width, sent.embeds[0].image.height) == (640, 480)
    assert posted.all_text() == "Fox\nred"
    assert posted.pictures()[0].data == png()


async def test_an_edit_keeps_drops_and_adds_files(local):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        sent = await channel.send("two", files=[file("a.png"), file("b.png", description="B")])

        edited = await sent.edit(content="mixed", attachments=[sent.attachments[1], file("c.png")])

    [posted] = local.messages(art)
    assert [each.filename for each in edited.attachments] == ["b.png", "c.png"]
    assert posted.attachments[0]["description"] == "B"
    assert (posted.content, posted.edited) == ("mixed", True)


async def test_links_end_after_a_day_and_a_message_fetched_anew_has_fresh_ones(local, clock):
    art = local.channel("art")
    async with connected(local) as bot, aiohttp.ClientSession() as session:
        channel = await channel_of(bot, art)
        sent = await channel.send(file=file())
        link = sent.attachments[0].url

        while_good = await (await session.get(link)).read()
        forged = await session.get(link.replace("hm=", "hm=0"))
        clock.now += 24 * 60 * 60 + 1
        too_late = await session.get(link)
        fresh = (await channel.fetch_message(sent.id)).attachments[0].url
        anew = await session.get(fresh)

    assert while_good == png()
    assert (forged.status, too_late.status, anew.status) == (404, 404, 200)
    assert anew.headers["Content-Type"] == "image/png"


async def test_files_from_people_are_never_run_by_the_browser(local):
    art = local.channel("art")
    page = ("evil.html", b"<script>alert(1)</script>")
    posted = await local.person("Ada").says("look", channel=art, files=[page])
    async with local.serving(), aiohttp.ClientSession() as session:
        answer = await session.get(posted.attachments[0]["url"])

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_file_over_the_limit_is_refused(local):
    local.world.attachment_size_limit = 1000
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(file=file(data=png(size=1001)))

    assert (refused.value.status, refused.value.code) == (413, 40005)
    assert local.messages(art) == []


async def test_a_request_over_25_mib_is_refused(local):
    art = local.channel("art")
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        large = [file(f"{n}.png", png(size=9 * 1024 * 1024)) for n in range(3)]

        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(files=large)

    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_nobody_is_pinged_who_is_not_allowed_to_be(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    asking = await ada.says("hello", channel=art)
    words = f"{ada.mention} {bo.mention} @everyone"
    async with connected(local) as bot:
        channel = await channel_of(bot, art)
        to_bo = discord.AllowedMentions(users=[discord.Object(int(bo.id))], replied_user=True)
        there = channel.get_partial_message(int(asking.id))

        await channel.send(words)
        await channel.send(words, allowed_mentions=discord.AllowedMentions.all())
        await channel.send(words, allowed_mentions=to_bo, reference=there)

    silent, loud, chosen = local.messages(art)[1:]
    assert silent.mentions == []
    assert loud.mentions == [ada.id, bo.id]
    assert not loud.mention_everyone  # the bot has no permission for that
    assert chosen.mentions == [bo.id, ada.id]
    assert chosen.reference["message_id"] == asking.id


async def test_history_is_listed_newest_first(local):
    ada, art = local.person("Ada"), local.channel("art")
    said = [await ada.says(str(number), channel=art) for number in range(5)]
    async with connected(local) as bot:
        channel = await channel_of(bot, art)

        newest = [m.content async for m in channel.history(limit=2)]
        before = [
            m.content
            async for m in channel.history(limit=2, before=discord.Object(int(said[2].id)))
        ]
        after = [
            m.content async for m in channel.history(limit=2, after=discord.Object(int(said[2].id)))
        ]

    assert (newest, before, after) == (["4", "3"], ["1", "0"], ["3", "4"])


async def test_a_forward_carries_a_snapshot(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    photo = await bo.says("my cat", channel=local.channel("lounge"), files=[("cat.png", png())])
    async with connected(local) as bot:
        await ada.forwards(photo, channel=art)
        await local.until(lambda: bot.heard.messages)

    [snapshot] = bot.heard.messages[0].message_snapshots
    assert (snapshot.content, snapshot.attachments[0].filename) == ("my cat", "cat.png")


async def test_another_bot_can_post_what_people_cannot(local):
    art = local.channel("art")
    gallery = local.another_bot("Gallery")
    async with connected(local) as bot:
        embeds = [{"title": "Old master", "image": {"url": "attachment://old.png"}}]
        await gallery.says(channel=art, embeds=embeds, files=[("old.png", png())])
        await local.until(lambda: bot.heard.messages)

    [heard] = bot.heard.messages
    assert heard.author.bot
    assert heard.embeds[0].image.url.startswith(local.base)
