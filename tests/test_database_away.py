"""The database is locked, or away, at each step: what was accepted goes on by itself afterwards.

SQLite: another program has locked the file. PostgreSQL: every connection ends, and none is taken.
"""

import asyncio
import contextlib
import sqlite3

import asyncpg
import pytest

from .calls import HTTP, asked, calling
from .conftest import easel_in
from .stories import answered, pictures, says, shown
from .test_faults_local import _pragma
from .test_privacy import forgetting, panel
from .test_shared_database import another

LEASE = 0.3  # seconds, so that the database can be away for longer


@pytest.fixture
async def easel(tmp_path, url):
    async with easel_in(tmp_path, storage={"database": url}, **HTTP) as easel:
        if url.startswith("sqlite"):
            await _pragma(easel, "busy_timeout = 20")  # milliseconds; five seconds as it is
        yield easel


@contextlib.asynccontextmanager
async def away(easel):
    """No process can use the database within the block."""
    url = easel.settings["storage"]["database"]
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(easel.folder / "easel.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
    else:
        server, _, name = url.rpartition("/")
        admin = await asyncpg.connect(f"{server}/postgres")
        try:
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            await admin.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            yield
        finally:
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            await admin.close()


async def longer_than_a_lease(easel):
    clock = asyncio.get_running_loop().time
    until = clock() + 1.5 * LEASE
    await easel.discord.until(lambda: clock() > until)


# Each step waits for `go`, so that it is taken while the database is away.


@contextlib.asynccontextmanager
async def before_the_call(easel):
    async with held(easel.app.worker._model_calls._slots) as go:
        await asks(easel)
        await easel.discord.until(lambda: easel.app.worker.busy)
        yield go


@contextlib.asynccontextmanager
async def during_the_call(easel):
    easel.gemini.gate = asyncio.Event()
    before = len(easel.gemini.calls)
    await asks(easel)
    await easel.gemini.until(lambda: len(easel.gemini.calls) > before)
    yield easel.gemini.gate.set


@contextlib.asynccontextmanager
async def before_the_message(easel):
    async with held(easel.app.worker._delivery_slots) as go:
        await asks(easel)
        await easel.discord.until(lambda: not easel.app.worker._in_slots)
        yield go


@contextlib.asynccontextmanager
async def during_the_message(easel):
    slow = easel.discord.faults.add(method="POST", path=r"/channels/\d+/messages", delay=60.0)
    await asks(easel)
    await easel.discord.until(lambda: slow not in easel.discord.faults.waiting)
    yield easel.discord.faults.end


@contextlib.asynccontextmanager
async def held(slots):
    """All of some slots are taken within the block, or until it lets go of them."""
    most = slots._value
    for _ in range(most):
        await slots.acquire()

    def go():
        for _ in range(most):
            slots.release()

    yield go


async def asks(easel):
    ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
    fox = await ada.slash("imagine", channel=art, prompt="a fox")
    await easel.discord.until(lambda: fox.reply and fox.reply.content)  # it is accepted


STEPS = (before_the_call, during_the_call, before_the_message, during_the_message)


@pytest.mark.parametrize("long", [False, True], ids=["short", "longer than a lease"])
async def test_what_was_accepted_is_painted_once_and_shown_once(easel, monkeypatch, long):
    discord, art = easel.discord, easel.discord.channel("art")
    if long:
        monkeypatch.setattr("bot.engine.leases.LEASE", LEASE)
        monkeypatch.setattr("bot.engine.leases.RETRY", LEASE / 10)

    for count, step in enumerate(STEPS, 1):
        async with step(easel) as go:
            async with away(easel):
                go()
                if long:
                    await longer_than_a_lease(easel)
            await discord.until(lambda count=count: len(pictures(discord, art)) == count)
            await discord.until(lambda: not easel.app.worker.busy)

    assert len(pictures(discord, art)) == len(STEPS)
    assert len(easel.gemini.calls) == len(STEPS)


async def test_who_waits_over_http_gets_the_picture_all_the_same(easel):
    easel.gemini.gate = asyncio.Event()
    async with calling(easel) as caller:
        waiting = asyncio.create_task(asked(caller, prompt="a fox"))
        await easel.gemini.until(lambda: easel.gemini.calls)

        async with away(easel):
            easel.app.engine.wakeup.wake()  # as other turns and processes do
            for _ in range(3):
                assert not (await easel.app.health.readiness()).database
                easel.app.health._checked = None
        easel.gemini.gate.set()

        status, _ = await waiting
    assert status == 200


async def test_what_can_not_be_done_is_said_and_can_be_done_afterwards(easel):
    discord, ada, art = easel.discord, easel.discord.person("Ada"), easel.discord.channel("art")
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    sure = await panel(discord, ada, art)
    await ada.clicks(sure, "Delete all")
    await discord.until(lambda: sure.buttons() == ["Yes, delete all"])

    async with away(easel), calling(easel) as caller:
        assert not (await easel.app.health.readiness()).database
        status, told = await asked(caller, prompt="an owl")
        assert (status, says(told["error"], "broken.storage")) == (500, True)
        for does in (
            lambda: ada.slash("settings mine", channel=art, size="2K"),
            lambda: ada.slash("imagine", channel=art, prompt="an owl"),
            lambda: ada.clicks(fox, "Again"),
            lambda: ada.clicks(sure, "Yes, delete all"),
        ):
            await answered(discord, await does(), "broken.storage")

    easel.app.health._checked = None
    assert (await easel.app.health.readiness()).database
    await ada.clicks(fox, "Again")
    await shown(discord, art, 2)
    sure = await forgetting(discord, ada, art)
    await discord.until(lambda: says(sure.content, "privacy.deleted"))
    await discord.until(lambda: not list((easel.folder / "pictures").glob("*/*")))


async def test_a_process_that_only_paints_goes_on_too(tmp_path, postgres_url):
    storage = {"database": postgres_url}
    async with easel_in(tmp_path, storage=storage, gemini={"parallel": 1}) as easel:
        easel.gemini.gate = asyncio.Event()
        async with another(easel, only_paint=True) as painter:
            await asks(easel)
            await asks(easel)
            await easel.discord.until(lambda: painter.worker.busy and easel.app.worker.busy)
            await easel.gemini.until(lambda: easel.gemini.in_flight == 2)

            async with away(easel):
                easel.gemini.gate.set()
                await easel.gemini.until(lambda: not easel.gemini.in_flight)

            await shown(easel.discord, easel.discord.channel("art"), 2)
        assert len(easel.gemini.calls) == 2
