"""The showcase as a static site: what is in it, and that anyone can read it."""

import contextlib
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest
from aiohttp import web
from PIL import Image

from bot.__main__ import main
from bot.engine.gallery import A_PAGE
from bot.ops.gallery import NotAGallery, _write, gallery
from bot.ops.gallery_site import Shown, feed
from bot.sandbox.discord.places import GUILD_ID

from .pages import DESKTOP, PHONE, axe, chromium, faults, needs_chromium, opened
from .stories import answered, shown
from .test_showcase import opens_showcase, showcases, town_in

ADDRESS = "https://art.example/gallery"


async def showcased(easel, *words):
    """Bo paints and shows images; the folder of the site, once Easel is stopped."""
    discord, town = easel.discord, await town_in(easel.discord)
    await opens_showcase(discord, town)
    for number, prompt in enumerate(words, 1):
        await town.bo.slash("imagine", channel=town.art, prompt=prompt)
        image = await shown(discord, town.art, number)
        await answered(discord, await showcases(town.bo, image, number), "showcase.shown")
    return town


async def written(easel, folder, address=ADDRESS):
    """Write the site as the program does, while Easel is stopped."""
    await easel.stop()
    return await gallery(easel.config(), folder, server=int(GUILD_ID), address=address)


async def test_the_site_has_what_is_in_the_showcase_with_small_copies(easel, tmp_path):
    town = await showcased(easel, "a <b>fox</b> & owl", "a whale")
    folder = tmp_path / "site"

    assert await written(easel, folder) == 2

    page = (folder / "index.html").read_text()
    assert "a &lt;b&gt;fox&lt;/b&gt; &amp; owl" in page
    assert page.index("a whale") < page.index("fox")
    assert all(re.findall(r'alt="([^"]*)"', page))
    assert "<script" not in page
    assert town.bo.id not in page
    for file in (folder / "images").iterdir():
        with Image.open(io.BytesIO(file.read_bytes())) as copy:
            assert (copy.format, max(copy.size)) == ("WEBP", 640)
            assert b"trainedAlgorithmicMedia" in copy.info["xmp"]
            assert b"fox" not in copy.info["xmp"]
    feed = ET.fromstring((folder / "feed.xml").read_text())
    assert [item.text for item in feed.iter("title")][1:] == ["a whale", "a <b>fox</b> & owl"]
    assert all((link.text or "").startswith(ADDRESS) for link in feed.iter("link"))


async def test_who_takes_theirs_out_is_not_in_the_next_site(easel, tmp_path):
    town = await showcased(easel, "a fox")
    folder = tmp_path / "site"
    await written(easel, folder)
    await easel.start()

    await easel.app.engine.showcases.refuse(int(town.bo.id), refuse=True)

    assert await written(easel, folder, address="") == 0
    assert list((folder / "images").iterdir()) == []
    assert "fox" not in (folder / "index.html").read_text()
    assert not (folder / "feed.xml").exists()


async def test_what_is_behind_a_spoiler_or_for_adults_is_not_in_it(easel, tmp_path):
    discord = easel.discord
    discord.restrict_age(discord.channel("art"))
    discord.restrict_age(discord.channel("lounge"))
    await showcased(easel, "a fox")

    assert await written(easel, tmp_path / "site") == 0


async def test_a_folder_of_something_else_is_left_alone(easel, tmp_path, capsys):
    (tmp_path / "page-2.html").write_text("mine")
    await easel.stop()

    with pytest.raises(NotAGallery):
        await gallery(easel.config(), tmp_path, server=1, address="")

    assert (tmp_path / "page-2.html").read_text() == "mine"


def test_the_program_says_how_many_there_are(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EASEL_STORAGE__DATABASE", f"sqlite:///{tmp_path}/none.db")

    assert main(["gallery", str(tmp_path / "site"), "--server", "1"]) != 0

    assert "none.db" in capsys.readouterr().err


def many(count):
    return [
        Shown(
            name=f"{n}-1.webp",
            width=640,
            height=480,
            words=f"fox {n} " + "in a very long landscape " * (n % 4),
            alt=f"AI-generated image: fox {n}",
            at=1.8e9,
            turn=n,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("words", ["a fox \ufffe", "\uffff", "</title> & <b>", "]]>", "\U0001f98a"])
def test_a_feed_can_be_read_whatever_people_wrote(words):
    odd = replace(many(1)[0], words=words, alt=words)

    read = ET.fromstring(feed([odd], locale="en-US", address=ADDRESS))

    kept = words.strip("\ufffe\uffff")
    assert (read.findtext("channel/item/description") or "") == kept


def test_a_feed_says_when_its_newest_image_came_so_that_it_stays_the_same():
    older, newer = (replace(many(1)[0], at=at) for at in (1.7e9, 1.8e9))

    read = ET.fromstring(feed([newer, older], locale="en-US", address=ADDRESS))

    built = parsedate_to_datetime(read.findtext("channel/lastBuildDate") or "")
    assert built.timestamp() == newer.at


def test_pages_lead_to_each_other_and_go_when_there_are_fewer(tmp_path):
    (tmp_path / "images").mkdir()
    _write(tmp_path, many(2 * A_PAGE + 1), locale="en-US", address="")
    middle = (tmp_path / "page-2.html").read_text()
    assert re.findall(r'href="([a-z0-9-]+\.html)" rel="(\w+)"', middle) == [
        ("index.html", "prev"),
        ("page-3.html", "next"),
    ]

    _write(tmp_path, many(A_PAGE), locale="en-US", address="")

    assert [file.name for file in tmp_path.glob("*.html")] == ["index.html"]
    assert "<nav>" not in (tmp_path / "index.html").read_text()


@needs_chromium
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scrolling(tmp_path, size):
    (tmp_path / "images").mkdir()
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "WEBP")
    for one in many(A_PAGE + 1):
        (tmp_path / "images" / one.name).write_bytes(picture.getvalue())
    _write(tmp_path, many(A_PAGE + 1), locale="en-US", address="")

    async with (
        served(tmp_path) as address,
        chromium() as browser,
        opened(browser, f"{address}/index.html", size) as page,
    ):
        await page.add_script_tag(content=axe())
        assert await faults(page) == []
        root = "document.documentElement"
        assert await page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


@contextlib.asynccontextmanager
async def served(folder):
    """Serve a folder over HTTP; its address."""
    app = web.Application()
    app.router.add_static("/", folder)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
