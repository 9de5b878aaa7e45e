"""The gallery that the HTTP server shows to everyone: what is in it, and that nothing else is."""

import asyncio
import io
import xml.etree.ElementTree as ET
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.config import HttpSettings
from bot.core.turns import Blob, Digest
from bot.engine import gallery as engine_gallery
from bot.engine.gallery import WAITING, Gallery
from bot.errors import TemporaryError
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .pages import DESKTOP, PHONE, axe, chromium, faults, needs_chromium, opened
from .stories import answered, says, shown
from .test_gallery import showcased
from .test_showcase import showcases

URL = "https://art.example"
HTTP = {
    "http": {"listen": "127.0.0.1:0", "public_url": URL, "gallery": (int(GUILD_ID),)},
}
served = pytest.mark.settings(**HTTP)


async def agrees(discord, town, **options):
    """Ada, who manages the server, lets everyone see its showcase; what she reads."""
    asked = await town.ada.slash("easel showcase", channel=town.art, gallery=True, **options)
    await discord.until(lambda: asked.reply and not asked.reply.loading)
    return asked.reply.content


async def get(easel, path, **headers):
    """What a browser without a token gets."""
    url = f"{easel.app.http_address}/gallery/{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers, allow_redirects=False) as answer,
    ):
        return SimpleNamespace(
            status=answer.status, headers=answer.headers, body=await answer.read()
        )


PAGE = f"{GUILD_ID}/"
NEW_SERVER = 1_400_000_000_000_000_000  # ids have 19 digits since 2022


@served
async def test_the_gallery_is_reached_by_way_of_the_sandbox(easel, discord):
    town = await showcased(easel, "a fox")
    await agrees(discord, town)
    easel.sandbox.bot_http.address = easel.app.http_address

    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{easel.sandbox.url}/gallery/{GUILD_ID}") as answer,
    ):
        text = await answer.text()

    assert answer.url.path == f"/gallery/{GUILD_ID}/"
    assert "a fox" in text


@served
async def test_everyone_sees_the_showcase_once_operator_and_server_agree(easel, discord):
    town = await showcased(easel, "a <b>fox</b> & owl", "a whale")
    before = await get(easel, PAGE)
    assert before.status == 404
    assert say("gallery.gone") in before.body.decode()

    said = await agrees(discord, town)

    assert says(said, "showcase.set.gallery", link=f"{URL}/gallery/{GUILD_ID}/")
    page = await get(easel, PAGE)
    assert page.status == 200
    text = page.body.decode()
    assert "a &lt;b&gt;fox&lt;/b&gt; &amp; owl" in text
    assert "<script" not in text
    assert town.bo.id not in text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert (await get(easel, f"{GUILD_ID}/style.css")).status == 200
    image = await get(easel, f"{GUILD_ID}/images/1-1.webp")
    assert image.headers["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(image.body)) as copy:
        assert (copy.format, max(copy.size)) == ("WEBP", 640)
        assert b"trainedAlgorithmicMedia" in copy.info["xmp"]
    feed = ET.fromstring((await get(easel, f"{GUILD_ID}/feed.xml")).body)
    assert [item.text for item in feed.iter("title")][1:] == ["a whale", "a <b>fox</b> & owl"]
    assert [link.text for link in feed.iter("link")][
        1
    ] == f"{URL}/gallery/{GUILD_ID}/images/2-1.webp"
    folder = await get(easel, GUILD_ID)
    assert (folder.status, folder.headers["Location"]) == (308, PAGE)


@pytest.mark.settings(http={"listen": "127.0.0.1:0", "gallery": (NEW_SERVER,)})
async def test_a_server_of_today_has_an_address_too(easel):
    answer = await get(easel, str(NEW_SERVER))

    assert answer.status == 308


@served
async def test_an_image_names_no_one_also_where_its_words_mention_someone(easel, discord):
    ada = discord.person("Ada")
    town = await showcased(easel, f"{ada.mention} as a knight, <@!{ada.id}> <@&{ada.id}>")
    await agrees(discord, town)

    seen = [(await get(easel, PAGE + name)).body.decode() for name in ("", "feed.xml")]

    assert all("as a knight" in text and str(ada.id) not in text for text in seen)


@served
async def test_a_browser_asks_again_and_gets_nothing_twice(easel, discord):
    await agrees(discord, await showcased(easel, "a fox"))
    for path in (PAGE, f"{GUILD_ID}/style.css", f"{GUILD_ID}/images/1-1.webp"):
        first = await get(easel, path)

        again = await get(easel, path, **{"If-None-Match": first.headers["ETag"]})

        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


@served
@pytest.mark.parametrize("way", ["hide", "message", "off", "disagree", "left"])
async def test_what_is_taken_out_is_gone_with_the_next_request(easel, discord, way):
    town = await showcased(easel, "a fox")
    await agrees(discord, town)
    image = f"{GUILD_ID}/images/1-1.webp"
    etag = (await get(easel, image)).headers["ETag"]
    [posted] = [m for m in discord.messages(town.hall) if m.attachments]

    if way == "hide":
        await town.bo.clicks(posted, say("button.showcase.hide"))
    elif way == "message":
        discord.delete(posted)
    elif way == "off":
        await town.ada.slash("easel showcase", channel=town.art, off=True)
    elif way == "disagree":
        await town.ada.slash("easel showcase", channel=town.art, gallery=False)
    else:
        await easel.app.engine.departures.leave(int(GUILD_ID), name="Home")

    async with asyncio.timeout(10):
        while (await get(easel, image, **{"If-None-Match": etag})).status != 404:
            await discord.world.next_change(0.05)
    page = await get(easel, PAGE)
    assert b"fox" not in page.body
    assert page.status == (200 if way in {"hide", "message"} else 404)


@served
async def test_nothing_but_what_is_showcased_can_be_read(easel, discord):
    town = await showcased(easel, "a fox")
    await agrees(discord, town)
    await town.bo.slash("imagine", channel=town.art, prompt="a whale")
    await shown(discord, town.art, 2)
    await town.bo.slash("imagine", channel=town.art, prompt="an owl", private=True)

    for path in (
        *(f"{GUILD_ID}/images/{turn}-1.webp" for turn in (2, 3, 4, 10**17)),
        *(f"{GUILD_ID}/images/1-{number}.webp" for number in (0, 2, 99, 100)),
        *(f"{GUILD_ID}/images/{name}" for name in ("", "1.webp", "1-1.png", "..%2f..%2feasel.db")),
        *(f"{GUILD_ID}/{name}" for name in ("page-0.html", "page-2.html", "page-99999.html")),
        *(f"{GUILD_ID}/{name}" for name in ("..%2f..%2feasel.db", "%2e%2e/easel.db", "easel.db")),
        *("7/", "7", "7/style.css", "7/feed.xml", "0/", "99999999999999999999/", "x/", ""),
    ):
        assert (await get(easel, path)).status == 404, path


@pytest.mark.settings(http={"listen": "127.0.0.1:0"})
async def test_a_server_that_the_operator_does_not_name_has_none(easel, discord):
    said = await agrees(discord, await showcased(easel, "a fox"))

    assert says(said, "showcase.set.gallery.none")
    for path in (PAGE, GUILD_ID, f"{GUILD_ID}/images/1-1.webp", f"{GUILD_ID}/style.css"):
        assert (await get(easel, path)).status == 404


@pytest.mark.settings(http={"listen": "127.0.0.1:0", "gallery": (int(GUILD_ID),)})
async def test_without_an_address_for_browsers_there_is_no_feed(easel, discord):
    said = await agrees(discord, await showcased(easel, "a fox"))

    assert says(said, "showcase.set.gallery.served")
    assert b"feed.xml" not in (await get(easel, PAGE)).body
    assert (await get(easel, f"{GUILD_ID}/feed.xml")).status == 404


@served
async def test_spoilers_and_what_is_age_restricted_are_not_in_it(easel, discord):
    discord.restrict_age(discord.channel("art"))
    discord.restrict_age(discord.channel("lounge"))
    await agrees(discord, await showcased(easel, "a fox"))

    assert say("gallery.empty").encode() in (await get(easel, PAGE)).body
    assert (await get(easel, f"{GUILD_ID}/images/1-1.webp")).status == 404


@served
async def test_who_showcases_an_image_reads_that_everyone_can_see_it(easel, discord):
    town = await showcased(easel, "a fox")
    await agrees(discord, town)
    await town.bo.slash("imagine", channel=town.art, prompt="a whale")
    whale = await shown(discord, town.art, 2)

    asked = await showcases(town.bo, whale, 2)

    await answered(discord, asked, "showcase.everyone")


# -- bounded work


class Slow:
    """Pictures that are read when they are let go; which were, and how many at once."""

    def __init__(self):
        self.go = asyncio.Event()
        self.read = []
        self.reading = self.most = 0

    async def get(self, digest):
        self.read.append(int(digest))
        self.reading += 1
        self.most = max(self.most, self.reading)
        await self.go.wait()
        self.reading -= 1
        return digest.encode()

    async def draw(self, _function, data, _longest):
        return SimpleNamespace(data=data)

    async def with_recipe(self, data, _recipe, *, limit):
        return data[:limit]


def blob(number):
    return Blob(digest=Digest(f"{number:064}"), mime="image/png", size=1, width=8, height=8)


async def test_few_copies_are_drawn_at_once_and_no_more_wait_than_there_is_room_for(store):
    slow: Any = Slow()
    gallery = Gallery(store, slow, slow, HttpSettings())
    asked = [asyncio.create_task(gallery.copy(blob(n))) for n in range(WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(TemporaryError):
        await gallery.copy(blob(WAITING))

    slow.go.set()
    await asyncio.gather(*asked)
    assert slow.most == engine_gallery.AT_ONCE
    assert await gallery.copy(blob(WAITING)) == blob(WAITING).digest.encode()


async def test_copies_that_were_asked_for_last_are_not_drawn_again(store, monkeypatch):
    monkeypatch.setattr(engine_gallery, "MOST_KEPT", 128)
    slow: Any = Slow()
    slow.go.set()
    gallery = Gallery(store, slow, slow, HttpSettings())

    for number in (1, 2, 1, 3, 1, 2):
        assert await gallery.copy(blob(number)) == blob(number).digest.encode()

    assert slow.read == [1, 2, 3, 2]


# -- in a browser


@served
@needs_chromium
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_axe_finds_nothing_and_every_image_is_there(easel, discord, size):
    town = await showcased(easel, "a fox", "a whale in a very long landscape of rolling hills")
    await agrees(discord, town)

    async with (
        chromium() as browser,
        opened(browser, f"{easel.app.http_address}/gallery/{PAGE}", size) as page,
    ):
        for image in await page.locator("img").all():
            await image.scroll_into_view_if_needed()
            assert await image.evaluate("each => each.decode().then(() => each.naturalWidth)") > 0
        await page.evaluate(axe())
        assert await faults(page) == []
        root = "document.documentElement"
        assert await page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
