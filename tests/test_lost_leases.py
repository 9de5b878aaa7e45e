"""Two at the same turn: processes that overtake each other, a cancel that comes early."""

import asyncio
import contextlib
import time

import asyncpg
import pytest

from bot.database import CallEnd, Store, opened, postgres
from bot.engine.events import TurnCancelled
from bot.errors import Blocked as BlockedByGemini
from bot.sandbox.gemini import Blocked, CutBody, Hang

from . import postgres as servers
from .conftest import easel_in
from .crash.life import Life
from .stories import pictures, says, shown
from .test_shared_database import asked, on_postgres

PROGRESS_MARK = "🎨"  # what "Painting" and "Waiting" begin with
BUSY = {"parallel": 1, "timeout": 60}  # one slot, and patience with a model that hangs
POST = r"/channels/\d+/messages$"
PATCH = r"/messages/@original$"


@contextlib.asynccontextmanager
async def painting(easel):
    """A painter in a process that is really another: in one, discord.py keeps edits in order."""
    storage = {"storage__database": easel.settings["storage"]["database"]}
    life = Life(easel.sandbox, easel.folder, command="paint", lease=1.5, **storage)
    await life.begin()
    try:
        await easel.discord.until(lambda: life.works, within=30)
        yield
    finally:
        await life.close()


async def overtaken(easel, *, dies=False, **options):
    """Ada's request is completed by another process while this one says "Painting"."""
    ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
    easel.discord.faults.add(method="PATCH", path=PATCH, delay=60.0)
    asks = await ada.slash("imagine", channel=art, prompt="a fox", **options)
    await easel.discord.until(lambda: asks.reply and asks.reply.content)
    assert not says_painting(asks)
    if dies:
        await easel.kill()
    easel.discord.faults.end()  # now what was sent first arrives
    await easel.discord.until(lambda: says_painting(asks))
    return asks


def says_painting(asks):
    return asks.reply.content.startswith(PROGRESS_MARK)


async def busy_with_an_owl(easel):
    """This process's only slot is taken, so that others paint what is asked next."""
    gate = asyncio.Event()
    easel.gemini.script.append(Hang(gate))
    bo, art = easel.discord.person("Bo", locale="en-US"), easel.discord.channel("art")
    asks = await bo.slash("imagine", channel=art, prompt="an owl")
    await easel.gemini.until(lambda: len(easel.gemini.calls) == 1 and not easel.gemini.script)
    await easel.discord.until(lambda: asks.reply and "Painting" in asks.reply.content)
    return gate


async def test_an_error_of_another_process_is_not_overwritten(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url, gemini=BUSY) as easel:
        owl = await busy_with_an_owl(easel)
        async with painting(easel):
            easel.gemini.script.append(Blocked())
            asks = await overtaken(easel)

            await easel.discord.until(lambda: not says_painting(asks))
            owl.set()

        assert asks.reply.buttons() == ["Again", "Change the words"]


async def test_a_private_picture_of_another_process_is_not_overwritten(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url, gemini=BUSY) as easel:
        owl = await busy_with_an_owl(easel)
        async with painting(easel):
            asks = await overtaken(easel, private=True)

            await easel.discord.until(lambda: not says_painting(asks))
            owl.set()

        assert len(asks.reply.attachments) == 1


async def test_an_error_is_not_lost_to_a_progress_edit_whose_process_died(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url, gemini=BUSY) as easel:
        await busy_with_an_owl(easel)
        async with painting(easel):
            easel.gemini.script.append(Blocked())
            asks = await overtaken(easel, dies=True)

            await easel.discord.until(lambda: not says_painting(asks))


async def test_a_progress_message_that_comes_after_its_picture_is_deleted(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url, gemini=BUSY) as easel:
        await busy_with_an_owl(easel)
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        async with painting(easel):
            easel.discord.faults.add(method="POST", path=POST, delay=60.0)
            await ada.says(f"{easel.discord.bot_mention} a fox", channel=art)
            await shown(easel.discord, art)

            await easel.kill()
            easel.discord.faults.end()

            await easel.discord.until(lambda: progress_messages(easel.discord, art) == [False])
            await easel.discord.until(lambda: progress_messages(easel.discord, art) == [])


async def test_a_picture_waits_for_the_progress_edit_under_way(tmp_path):
    async with easel_in(tmp_path, gemini=BUSY) as easel:
        discord, gemini, art = easel.discord, easel.gemini, easel.discord.channel("art")
        owl = await busy_with_an_owl(easel)
        fox = asyncio.Event()
        gemini.script.append(Hang(fox))
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        await ada.slash("imagine", channel=art, prompt="a fox")
        edit = discord.faults.add(method="PATCH", path=PATCH, delay=60.0)
        owl.set()
        await discord.until(lambda: edit not in discord.faults.waiting)
        hen = await bo.slash("imagine", channel=art, prompt="a hen")
        await discord.until(lambda: hen.reply and hen.reply.content)

        fox.set()  # it is painted first, and then the hen

        assert "a hen" in (await shown(discord, art, 2)).content
        discord.faults.end()
        assert "a fox" in (await shown(discord, art, 3)).content


def progress_messages(discord, channel):
    """Whether each public message that says "Painting" is deleted."""
    return [m.deleted for m in discord.messages(channel) if m.content.startswith(PROGRESS_MARK)]


async def test_an_accepted_request_reads_so_though_the_database_goes(tmp_path):
    with a_server() as server:
        async with on_postgres(tmp_path, server.url) as easel:
            ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
            easel.gemini.gate = asyncio.Event()
            progress = easel.discord.faults.add(method="POST", path=POST, delay=60.0)
            await ada.says(f"{easel.discord.bot_mention} a fox", channel=art)
            await easel.gemini.until(lambda: len(easel.gemini.calls) == 1)
            await easel.discord.until(lambda: progress not in easel.discord.faults.waiting)

            await asyncio.to_thread(server.stop)
            easel.discord.faults.end()
            await easel.discord.until(lambda: progress_messages(easel.discord, art))
            await asyncio.to_thread(server.start)
            easel.gemini.gate.set()

            await shown(easel.discord, art)
            await easel.discord.until(lambda: not progress_messages(easel.discord, art))
            assert not [m for m in easel.discord.messages(art) if says(m.content, "broken")]


@contextlib.contextmanager
def a_server():
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(servers.alone())
        except servers.NoPostgres as reason:
            pytest.skip(str(reason))
        yield server


async def test_a_call_without_an_answer_and_one_lost_in_a_crash_are_not_followed_by_a_third(
    tmp_path,
):
    async with easel_in(tmp_path) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        easel.gemini.script.extend([CutBody(), Hang()])
        asks = await ada.slash("imagine", channel=art, prompt="a fox")
        await easel.gemini.until(lambda: len(easel.gemini.calls) == 2)
        await easel.kill()

        await easel.start()

        await easel.discord.until(lambda: says(asks.reply.content, "interrupted"))
        assert len(easel.gemini.calls) == 2


async def test_what_gemini_refused_before_a_crash_is_not_asked_again(tmp_path):
    async with easel_in(tmp_path) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        easel.gemini.script.append(Hang())
        asks = await ada.slash("imagine", channel=art, prompt="a fox")
        await easel.gemini.until(lambda: not easel.gemini.script)
        await easel.kill()
        async with opened(easel.config().storage.database) as database:
            refusal = BlockedByGemini("blocked.SAFETY")
            await Store(database).calls.end(CallEnd(id=1, at=time.time(), error=refusal))

        await easel.start()

        await easel.discord.until(lambda: says(asks.reply.content, "blocked.SAFETY"))
        assert len(easel.gemini.calls) == 1


async def test_a_turn_cancelled_before_its_work_begins_frees_its_slot(tmp_path):
    async with easel_in(tmp_path, gemini=BUSY) as easel:
        painter, ear = easel.app.worker, easel.app.engine.wakeup.subscribe()
        art = easel.discord.channel("art")

        async def cancel_the_first():
            while not painter._tasks:  # it is woken when the turn is claimed
                await ear.wait()
                ear.clear()
            for id_ in list(painter._tasks):
                easel.app.engine.cancellations.publish(TurnCancelled(turn=id_))

        cancelling = asyncio.create_task(cancel_the_first())
        await asked(easel, "an owl")
        await cancelling
        await asked(easel, "a fox")

        fox = await shown(easel.discord, art)
        assert "a fox" in fox.content
        assert len(easel.gemini.calls) == 1


async def test_what_was_claimed_while_stopping_is_given_back_at_once(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        other = await asyncpg.connect(postgres_url)
        claiming = (postgres._NAMESPACE, int(postgres.Lock.CLAIM))
        await other.execute("SELECT pg_advisory_lock($1, $2)", *claiming)
        asks, art = await asked(easel, "a fox")
        await easel.discord.until(lambda: asks[0].reply and asks[0].reply.content)

        stopping = asyncio.create_task(easel.stop())
        await asyncio.wait({stopping}, timeout=0.5)
        await other.execute("SELECT pg_advisory_unlock($1, $2)", *claiming)
        await other.close()
        await stopping
        await easel.start()

        await shown(easel.discord, art)


async def test_a_process_frozen_within_a_transaction_does_not_stop_the_others(
    tmp_path, postgres_url, monkeypatch
):
    monkeypatch.setattr(postgres, "IDLE_LIMIT", 0.5)
    engine = postgres.engine(postgres_url)
    async with on_postgres(tmp_path, postgres_url) as easel, engine.connect() as frozen:
        await postgres.acquire(frozen, postgres.Lock.CLAIM)

        _, art = await asked(easel, "a fox")

        await shown(easel.discord, art)
        await frozen.invalidate()
    await engine.dispose()
    assert len(pictures(easel.discord, art)) == 1
