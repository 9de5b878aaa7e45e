"""Faults around us: files that can't be fetched, a full disk, lost pictures, a clock that jumps."""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.allowances import Spent
from bot.core.turns import Outcome
from bot.database.opening import transaction
from bot.discord.intake.uploads import Downloads, Upload
from bot.errors import NotFound, TemporaryError

from .conftest import easel_in, png
from .stories import pictures, says, shown
from .test_imaging import empty_pitm, png_header, small_boxes, webp_header

CDN = r"/cdn/attachments/"
BIG = 31 * 1024**2  # bytes, more than is taken
PHOTO = ("cat.png", png(size=(3000, 3000)))


@dataclass(frozen=True)
class File:
    """What the file host does for one request, and what the person reads."""

    fault: dict
    reads: str


FILES = {
    "403": File({"status": 403}, "picture.gone"),
    "404": File({"status": 404}, "picture.gone"),
    "a redirect": File(
        {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}},
        "picture.gone",
    ),
    "500": File({"status": 500}, "picture.later"),
    "503": File({"status": 503}, "picture.later"),
    "resets": File({"reset": True, "times": 5}, "picture.later"),
    "larger than declared": File({"body": bytes(BIG)}, "picture.too_large"),
    "a page instead": File({"body": b"<html>gone</html>"}, "picture.unreadable"),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
async def test_an_upload_that_can_not_be_fetched_costs_a_sentence_and_no_call(
    discord, gemini, ada, art, file
):
    discord.faults.add(path=CDN, **file.fault)

    asked = await ada.slash("edit", channel=art, image=("cat.png", png()), prompt="add a hat")

    await discord.until(lambda: asked.reply and says(asked.reply.content, file.reads))
    assert not gemini.calls


ATTACHED = {
    "a large WebP on a small machine": (
        webp_header(7_000, 7_000) + bytes(90),
        "I can take WebP images of up to 11 megapixels, and it has 49.",
    ),
    "a photo of 64 megapixels": (png_header(9_248, 6_936), "has 65 megapixels; the limit is 50"),
    "a PSD": (b"8BPS\0\1" + bytes(40), "I can't read PSD files. Save it as PNG"),
    "a camera's RAW": (b"II*\0\x10\0\0\0CR\2\0" + bytes(40), "I can't read camera RAW files"),
    "an AVIF that ends too soon": (empty_pitm(), "I can't read that file as an image"),
    "an AVIF of small boxes": (small_boxes(2_000_000), "I can't read that file as an image"),
    "a GIF of comments": (
        b"GIF89a\x09\0\x09\0\0\0\0" + b"!\xfe\1a\0" * 300_000,
        "takes too long to open",
    ),
}


@pytest.mark.parametrize(("data", "reads"), ATTACHED.values(), ids=ATTACHED)
async def test_what_can_not_be_opened_is_said_and_costs_no_call(tmp_path, data, reads):
    async with easel_in(tmp_path, imaging={"memory": 256}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")

        asked = await ada.slash("edit", channel=art, image=("cat.png", data), prompt="add a hat")

        await easel.discord.until(lambda: asked.reply and reads in asked.reply.content)
        assert not easel.gemini.calls


@pytest.mark.parametrize("status", [403, 404])
async def test_a_dead_link_in_a_message_is_fetched_again_once(discord, gemini, ada, art, status):
    discord.faults.add(path=CDN, status=status)

    words = f"{discord.bot_mention} add a hat"
    await ada.says(words, channel=art, files=[("cat.png", png())])

    await shown(discord, art)
    assert len(gemini.calls[0].contents[-1].parts) == 2


async def test_a_link_that_stays_dead_is_said_so(discord, gemini, ada, art):
    discord.faults.add(path=CDN, status=404, times=2)

    words = f"{discord.bot_mention} add a hat"
    await ada.says(words, channel=art, files=[("cat.png", png())])

    await discord.until(lambda: says(discord.messages(art)[-1].content, "picture.gone"))
    assert not gemini.calls


async def test_a_picture_lost_from_the_storage_is_said_so_and_costs_nothing(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    shutil.rmtree(easel.folder / "pictures")

    await ada.says("make it night", reply_to=fox)

    await discord.until(lambda: says(discord.messages(art)[-1].content, "nothing_here.blob"))
    assert (await easel.app.engine.turns.get(2)).cost == 0
    assert len(gemini.calls) == 1


async def test_an_altered_picture_is_not_shown_to_anyone(easel, discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    for file in (easel.folder / "pictures").glob("*/*"):
        file.write_bytes(png("black"))

    await ada.says("make it night", reply_to=fox)

    await discord.until(lambda: says(discord.messages(art)[-1].content, "nothing_here.blob"))
    assert len(gemini.calls) == 1


async def test_a_painted_picture_is_held_while_the_disk_is_full_and_then_shown(
    easel, discord, gemini, ada, art, caplog
):
    folder = _full(easel)

    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: "storage can't be written" in caplog.text)
    shutil.rmtree(folder, ignore_errors=True)
    folder.unlink()

    await shown(discord, art)
    assert not (asked.reply and says(asked.reply.content, "broken.storage"))
    assert len(gemini.calls) == 1


async def test_a_painted_picture_that_is_never_stored_costs_its_person_nothing(
    easel, discord, gemini, ada, art, monkeypatch
):
    monkeypatch.setattr("bot.engine.leases.HOLD", 0.1)
    _full(easel)

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and says(asked.reply.content, "broken.storage.painted"))
    turn = await easel.app.engine.turns.get(1)
    assert (turn.outcome, len(gemini.calls)) == (Outcome.FAILED, 1)
    assert turn.cost >= 33_600  # Google bills it
    usage = await easel.app.engine.usage.of_person(turn.by)
    assert usage.account.today == Spent(pictures=0, cost=turn.cost)


def _full(easel):
    """Let the folder of pictures take none; returns what stands in its place."""
    folder = easel.folder / "pictures"
    shutil.rmtree(folder)
    folder.write_bytes(b"")
    return folder


async def test_a_full_disk_refuses_new_work_in_words_and_ends_nothing(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    for n in range(4):
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await discord.until(lambda asked=asked: asked.reply and asked.reply.content)
    await _pages(easel, 1)  # SQLite then says that the disk is full

    long = "a fox " * 600
    asked = [await ada.slash("imagine", channel=art, prompt=long) for _ in range(6)]

    await discord.until(
        lambda: any(says((a.reply or a).content, "broken.storage") for a in asked if a.reply)
    )
    await _pages(easel, 1_000_000)
    gemini.gate.set()
    await discord.until(lambda: len(pictures(discord, art)) >= 4, within=20)
    assert not easel._task.done()


async def _pages(easel, most):
    await _pragma(easel, f"max_page_count = {most}")


async def _pragma(easel, words):
    """Run a statement in SQLite and return its rows."""
    ledger = easel.app.engine.turns._store.turns

    async def said():
        async with transaction(ledger._engine) as tx:
            return await tx.scalar(text(f"PRAGMA {words}"))

    return await ledger.runner.run(said())


@pytest.mark.parametrize("day", [86_400.0, -86_400.0])
async def test_a_clock_that_jumps_by_a_day_neither_doubles_nor_stalls(
    easel, discord, gemini, ada, art, day
):
    gemini.gate = asyncio.Event()
    for n in range(3):  # two are painted at once, one waits
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await discord.until(lambda asked=asked: asked.reply and asked.reply.content)
    await gemini.until(lambda: len(gemini.calls) == 2)

    easel.ahead = day
    last = await ada.slash("imagine", channel=art, prompt="fox 3")
    await discord.until(lambda: last.reply and last.reply.content)
    gemini.gate.set()

    await shown(discord, art, 4)
    assert len(gemini.calls) == 4


async def test_a_file_that_comes_byte_by_byte_is_given_up_in_time(discord):
    discord.faults.add(path=CDN, trickle=0.05, body=png())
    slow = Upload(url=discord.api_url.replace("/api/v10", "/cdn/attachments/1/2/cat.png"))

    async with Downloads(discord.api_url, timeout=0.5) as downloads:
        with pytest.raises(TemporaryError, match=r"picture\.later"):
            await downloads.fetch(slow)
    discord.faults.end()


@pytest.fixture
async def stranger():
    """The address of a host that is none of Discord's, and the connections that came to it."""
    visits = []

    async def note(_, writer):
        visits.append(writer.get_extra_info("peername"))
        writer.close()

    async with await asyncio.start_server(note, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", visits


@pytest.mark.parametrize(
    "address",
    [
        "http://{host}/cat.png",
        "https://{host}/cat.png",
        "http://cdn.discordapp.com@{host}/cat.png",
        "http://cdn.discordapp.com:80@{host}/cat.png",
        "http://{host}/https://cdn.discordapp.com/cat.png",
        "http://{host}#@cdn.discordapp.com/cat.png",
    ],
)
@pytest.mark.parametrize("api", ["https://discord.com/api/v10", "http://127.0.0.1:1/api/v10"])
async def test_nothing_is_fetched_from_a_host_that_is_none_of_discords(stranger, api, address):
    host, visits = stranger

    async with Downloads(api) as downloads:
        with pytest.raises(NotFound, match=r"picture\.gone"):
            await downloads.fetch(Upload(url=address.format(host=host)))

    assert not visits


@pytest.mark.parametrize(
    "address",
    [
        "http://cdn.discordapp.com/cat.png",
        "https://cdn.discordapp.com:8443/cat.png",
        "https://cdn.discordapp.com.localhost/cat.png",
        "https://evilcdn.discordapp.com/cat.png",
        "file:///etc/passwd",
        "//cdn.discordapp.com/cat.png",
        "cat.png",
        "",
    ],
)
async def test_what_only_looks_like_discords_host_is_not_fetched(address):
    async with Downloads("https://discord.com/api/v10") as downloads:
        with pytest.raises(NotFound, match=r"picture\.gone"):
            await downloads.fetch(Upload(url=address))


@pytest.mark.parametrize(
    ("cdn", "address", "fetched"),
    [
        ("{discord}/cdn", "{discord}/cdn/avatars/{bo}.png", True),
        ("https://cdn.discordapp.com", "{discord}/cdn/avatars/{bo}.png", False),
        ("{discord}/cdn", "http://{host}/cdn/avatars/{bo}.png", False),
    ],
    ids=["its host", "not set", "another host"],
)
async def test_avatars_come_from_the_set_host_alone(discord, bo, stranger, cdn, address, fetched):
    host, visits = stranger
    discord.set_avatar(bo, png())
    names = {"discord": discord.base, "host": host, "bo": f"{bo.id}/{bo.user.avatar}"}
    upload = Upload(url=address.format(**names))

    async with Downloads("https://discord.com/api/v10", cdn_url=cdn.format(**names)) as downloads:
        if fetched:
            assert await downloads.fetch(upload) == png()
        else:
            with pytest.raises(NotFound, match=r"picture\.gone"):
                await downloads.fetch(upload)

    assert not visits


async def test_a_picture_that_another_bot_shows_from_its_own_host_is_not_fetched(
    discord, gemini, ada, art, stranger
):
    host, visits = stranger
    gallery = discord.another_bot()
    embed = {"image": {"url": f"http://{host}/cat.png"}}
    shows = await gallery.says("", channel=art, embeds=[embed])

    asked = await ada.says(f"{discord.bot_mention} add a hat", reply_to=shows)

    await discord.until(lambda: discord.messages(art)[-1].content != asked.content)
    assert not visits
    assert not gemini.calls


@contextlib.contextmanager
def locked(easel):
    """Another program holds the database's file, as a backup or an editor may."""
    other = sqlite3.connect(easel.folder / "easel.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_locked_database_refuses_new_work_in_words_and_keeps_what_is_painted(
    easel, discord, gemini, ada, bo, art
):
    gate = gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: asked.reply and "Painting" in asked.reply.content)
    await gemini.until(lambda: gemini.calls)
    await _pragma(easel, "busy_timeout = 50")  # milliseconds; five seconds as it is

    with locked(easel):
        refused = await bo.slash("imagine", channel=art, prompt="a hare")
        await discord.until(lambda: refused.reply and says(refused.reply.content, "broken.storage"))
        gate.set()
        await gemini.until(lambda: gemini.calls[0].status == 200)

    await shown(discord, art)
    await bo.slash("imagine", channel=art, prompt="a hare")
    await shown(discord, art, 2)
    assert await _pragma(easel, "integrity_check") == "ok"
    assert len(gemini.calls) == 2


def starved(pid):
    """Leave a process no more memory than it has; answers with the limits it had."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    _, most = had = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * os.sysconf("SC_PAGE_SIZE"), most))
    return had


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process")
@pytest.mark.parametrize("harm", ["hangs", "starves"])
async def test_a_decoder_that_fails_costs_a_sentence_and_the_next_picture_works(
    easel, discord, gemini, ada, art, harm
):
    imaging = easel.app.engine.picture_files._imaging
    pid = await imaging.run("os:getpid")
    if harm == "hangs":
        imaging._seconds = 0.5
        os.kill(pid, signal.SIGSTOP)
    else:
        had = starved(pid)

    asked = await ada.slash("edit", channel=art, image=PHOTO, prompt="add a hat")

    await discord.until(lambda: asked.reply and says(asked.reply.content, "picture.too_complex"))
    assert not gemini.calls
    imaging._seconds = 20.0
    if harm == "starves":  # it lives on, and was none the worse for it
        resource.prlimit(pid, resource.RLIMIT_AS, had)
    await ada.slash("edit", channel=art, image=PHOTO, prompt="add a hat")
    await shown(discord, art)


@pytest.mark.skipif(sys.platform != "linux", reason="stops another process")
async def test_a_decoder_that_crashes_is_followed_by_another(easel, discord, gemini, ada, art):
    imaging = easel.app.engine.picture_files._imaging
    pid = await imaging.run("os:getpid")
    os.kill(pid, signal.SIGSTOP)

    await ada.slash("edit", channel=art, image=PHOTO, prompt="add a hat")
    await discord.until(lambda: imaging._workers.running)
    os.kill(pid, signal.SIGKILL)

    await shown(discord, art)
    assert len(gemini.calls) == 1
