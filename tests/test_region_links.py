"""Whose the page that marks a part is, what it takes, and what it refuses."""

import asyncio
import html
import json
import logging
from dataclasses import replace

import aiohttp
import pytest

from bot.core.region_links import LIFETIME, RegionLink, RegionLinks
from bot.core.turns import Person
from bot.errors import NotFound, UserError
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.gemini.script import Blocked
from bot.text.wording import say

from .regions import EYE, HTTP, link, links_in, looked, mask, reached, sent
from .stories import said, says, shown
from .test_history_buttons import more
from .test_real_discord import MUTES
from .test_reframe import pixels, turn

pytestmark = pytest.mark.settings(**HTTP)
LINK = RegionLink(
    turn=2**62, pick=3, person=2**62 + 1, guild=2**62 + 2, channel=5, locale="pt-BR", expires=2**31
)


@pytest.fixture
async def url(easel, bo, fox):
    """Bo's link to the image of Ada's."""
    return await link(easel, bo, fox)


async def refused(url, code, *, locale="en-US", **facts):
    """Both ways are shut, with the sentence of a code."""
    sentence = say(code, locale, **facts)
    status, _, page = await looked(url)
    assert sentence in html.unescape(page)
    assert status >= 400
    assert await sent(url) == (status, {"error": sentence})
    status, _, image = await looked(f"{url}/image")
    assert status >= 400
    assert json.loads(image) == {"error": sentence}


async def test_what_is_marked_changes_and_every_other_pixel_stays(
    easel, discord, gemini, bo, art, fox, url
):
    assert await sent(url) == (200, {"accepted": say("region.accepted")})

    moon = await shown(discord, art, 2)
    before, after = pixels(discord, fox), pixels(discord, moon)
    part = tuple(8 * cell for cell in EYE)
    assert before.crop(part).tobytes() != after.crop(part).tobytes()
    for image in (before, after):
        image.paste(0, part)
    assert before.tobytes() == after.tobytes()
    assert "add a moon" in moon.content
    assert bo.mention in moon.content
    assert moon.reference["message_id"] == fox.id
    [(_, words, brought)] = said(gemini)
    assert (words.endswith("add a moon"), len(brought)) == (True, 2)
    assert (await turn(easel, 2)).cost >= 33_600
    await bo.clicks(moon, "Again")
    await shown(discord, art, 3)
    assert len(said(gemini)[0][2]) == 2, "it is the same part again"


async def test_the_same_submission_twice_is_one_request_also_after_a_restart(
    easel, discord, gemini, art, url
):
    name = "0" * 32
    gemini.gate = asyncio.Event()
    await asyncio.gather(sent(url, name=name), sent(url, name=name))
    await gemini.until(lambda: len(gemini.calls) == 2)
    await easel.kill()
    gemini.gate.set()
    await easel.start()

    reached(easel, url)
    assert (await sent(url, name=name))[0] == 200

    await shown(discord, art, 2)
    assert (await sent(url, name="1" * 32))[0] == 200
    await shown(discord, art, 3)
    with pytest.raises(NotFound):
        await turn(easel, 4)


async def test_the_page_says_what_it_costs_in_the_language_of_its_person(easel, discord, fox):
    bo = discord.person("Bo", locale="de")

    url = await link(easel, bo, fox)

    status, _, page = await looked(url)
    assert status == 200
    assert '<html lang="de">' in page
    assert say("region.cost", "de", cost=33_600) in html.unescape(page)
    assert await sent(url) == (200, {"accepted": say("region.accepted", "de")})


async def test_nothing_marked_everything_marked_or_too_many_words_is_said_and_costs_nothing(
    gemini, url
):
    unread = say("region.unread")
    for sentence, given in (
        (say("region.none"), mask()),
        (say("region.whole"), mask((0, 0, 128, 128))),
        (say("words.empty"), {"words": " "}),
        (say("words.long", length=4001, limit=4000), {"words": "a" * 4001}),
        (unread, mask(EYE, size=(64, 64))),
        (unread, {"bits": "AAAA"}),
        (unread, {"bits": "é"}),
        (unread, {"columns": "128"}),
        (unread, {"name": "1"}),
    ):
        assert await sent(url, **given) == (400, {"error": sentence})

    assert await sent(url, "a" * 70_000) == (413, {"error": say("region.large")})
    async with aiohttp.ClientSession() as browser, browser.post(url, data=b"{") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": say("region.unread")})
    assert len(gemini.calls) == 1


async def test_what_was_declined_is_said_where_the_image_is_and_can_be_reworded(
    easel, discord, gemini, bo, art, url
):
    gemini.script.append(Blocked("SAFETY"))

    await sent(url)

    told = lambda: [m for m in discord.messages(art) if says(m.content, "blocked.SAFETY")]  # noqa: E731
    await discord.until(told)
    assert say("button.reword") in told()[0].buttons()
    assert bo.mention in told()[0].content


async def test_how_it_is_going_is_said_to_whoever_has_the_link(easel, discord, ada, art, fox, url):
    name = "0" * 32
    other = await link(easel, ada, fox)
    await sent(url, name=name)
    await shown(discord, art, 2)

    status, _, told = await looked(f"{url}/{name}")

    assert (status, json.loads(told)) == (200, {"state": "painted", "said": say("region.done")})
    assert (await looked(f"{other}/{name}"))[0] == 410
    assert (await looked(f"{url}/{'1' * 32}"))[0] == 410


async def test_a_thread_and_a_private_chat_have_the_page_too(easel, discord, bo, art, fox):
    thread = await bo.opens_thread(fox, name="the fox")
    await bo.says("make it night", channel=thread)
    night = await shown(discord, thread)
    await sent(await link(easel, bo, night, turn=2))
    moon = await shown(discord, thread, 2)
    assert moon.reference["message_id"] == night.id

    chat = bo.dm()
    await bo.says("a fox", channel=chat)
    await sent(await link(easel, bo, await shown(discord, chat), turn=4))
    await shown(discord, chat, 2)


async def test_a_link_works_for_fifteen_minutes(easel, discord, fox):
    bo = discord.person("Bo", locale="ja")
    url = await link(easel, bo, fox)
    easel.ahead = LIFETIME - 30
    assert (await looked(url))[0] == 200

    easel.ahead = LIFETIME + 1

    await refused(url, "region.expired", locale="ja")


async def test_a_link_that_was_changed_is_nobodys(url):
    for wrong in (url[:-1] + ("A" if url[-1] != "A" else "B"), url + "A", url[:-20], "é"):
        await refused(url.rpartition("/")[0] + "/" + wrong.rpartition("/")[2], "region.link")


async def test_a_deleted_image_is_not_changed(easel, ada, url):
    asker = Person(id=int(ada.id), guild=int(GUILD_ID))
    fox = await turn(easel, 1)

    await easel.app.engine.canvases.delete(fox, by=asker, moderates=False)

    await refused(url, "nothing_here.deleted", number=1)


@pytest.mark.parametrize("mute", MUTES)
async def test_who_may_not_write_where_the_image_is_has_no_page(discord, bo, art, url, mute):
    silence, code = MUTES[mute]

    silence(discord, bo, art)

    await refused(url, code)


async def test_who_left_the_server_has_no_page_and_an_outage_is_not_taken_for_that(
    discord, gemini, url
):
    member = r"/guilds/\d+/members/\d+$"
    discord.faults.add(method="GET", path=member, status=403, json={"message": "x"})
    assert await sent(url) == (503, {"error": say("later")})

    gone = {"message": "Unknown Member", "code": 10007}
    discord.faults.add(method="GET", path=member, times=99, status=404, json=gone)
    await refused(url, "region.left")
    assert len(gemini.calls) == 1


async def test_a_block_holds_on_the_page(easel, bo, url):
    await easel.app.engine.moderation.block(
        int(GUILD_ID), int(bo.id), by=1, reason="spam", lasts="good"
    )

    await refused(url, "member.blocked", words="spam")


async def test_rules_of_the_server_hold_on_the_page(easel, discord, url):
    painters = int(discord.role("Painters"))

    await easel.app.engine.settings.set_access_rules(int(GUILD_ID), roles=(painters,))

    await refused(url, "access.roles", roles="@Painters")


async def test_what_only_one_person_sees_has_no_page(easel, discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", private=True)
    await discord.until(lambda: any(reply.attachments for reply in asked.replies))
    fox = next(reply for reply in asked.replies if reply.attachments)

    panel = await more(ada, fox, "region")

    await discord.until(lambda: panel.reply and panel.reply.attachments)
    assert links_in(panel.reply) == []


async def test_the_page_loads_nothing_from_elsewhere_and_is_kept_by_no_one(easel, url):
    for path in ("", "/image"):
        status, headers, _ = await looked(url + path)
        assert status == 200
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    assets = f"{easel.app.http_address}/region/assets/"
    assert (await looked(assets + "page.js"))[0] == 200
    for nothing in ("page.html", "html.py", "..%2fpage.py", "none.js"):
        assert (await looked(assets + nothing))[0] == 404


async def test_neither_the_link_nor_the_words_are_in_the_log(discord, art, url, caplog):
    caplog.set_level(logging.INFO)

    await looked(url)
    await looked(f"{url}/image")
    await sent(url, "my secret garden")
    await sent(url, "my secret garden", **mask())
    await shown(discord, art, 2)

    assert "secret" not in caplog.text
    assert url.rpartition("/")[2] not in caplog.text


def test_a_link_comes_back_as_it_was_made():
    links = RegionLinks("a token", "https://x")

    for made in (LINK, replace(LINK, guild=None, locale="es-419")):
        token = links.token(made)
        assert links.read(token) == made
        assert len(token) < 100
        with pytest.raises(UserError):
            RegionLinks("another token", "https://x").read(token)


@pytest.mark.settings(http={"listen": "127.0.0.1:0"})
async def test_without_a_public_address_there_is_no_page(easel, discord, bo, fox):
    panel = await more(bo, fox, "region")

    await discord.until(lambda: panel.reply and panel.reply.attachments)
    assert links_in(panel.reply) == []
    assert (await looked(f"{easel.app.http_address}/region/x"))[0] == 404
