"""Several processes on one PostgreSQL: they share the work, and what one of them leaves behind."""

import asyncio
import contextlib
import time
from functools import partial
from itertools import cycle

import asyncpg
import pytest

from bot.__main__ import main
from bot.app import open_app
from bot.database import Store, opened
from bot.discord.shards import Shards
from bot.sandbox import gemini as local

from .conftest import SECRETS, easel_in
from .stories import pictures, says, serving, shown


@contextlib.asynccontextmanager
async def another(easel, *, ahead=0.0, **how):
    """A second process on the same database, its clock ahead by some seconds."""
    now = lambda: time.time() + ahead  # noqa: E731
    async with open_app(easel.config(), SECRETS, now=now, **how) as app, serving(app):
        yield app


@contextlib.asynccontextmanager
async def on_postgres(tmp_path, postgres_url, **settings):
    async with easel_in(tmp_path, storage={"database": postgres_url}, **settings) as easel:
        yield easel


async def asked(easel, *prompts):
    """Ada and Bo ask for pictures in turn; the answers, and where the pictures come."""
    art, people = (
        easel.discord.channel("art"),
        cycle([easel.discord.person(name, locale="en-US") for name in ("Ada", "Bo")]),
    )
    return [
        await person.slash("imagine", channel=art, prompt=prompt)
        for person, prompt in zip(people, prompts, strict=False)
    ], art


async def test_everything_works_the_same_on_postgresql(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await ada.slash("imagine", channel=art, prompt="a fox")
        fox = await shown(easel.discord, art)
        await easel.discord.until(lambda: easel.discord.calls[-1].method == "DELETE")

        await ada.says("make it night", reply_to=fox)

        await shown(easel.discord, art, 2)


async def test_a_painter_without_a_gateway_takes_its_share(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url, gemini={"parallel": 1}) as easel:
        easel.gemini.gate = asyncio.Event()
        async with another(easel, only_paint=True):
            _, art = await asked(easel, "a fox", "an owl")

            await easel.gemini.until(lambda: easel.gemini.in_flight == 2)

            easel.gemini.gate.set()
            await shown(easel.discord, art, 2)
        assert len(easel.gemini.calls) == 2


async def test_a_turn_accepted_by_one_process_wakes_the_others_at_once(tmp_path, postgres_url):
    async with (
        on_postgres(tmp_path, postgres_url) as easel,
        another(easel, only_paint=True) as other,
    ):
        ear = other.engine.wakeup.subscribe()
        _, art = await asked(easel, "a fox")
        await asyncio.wait_for(ear.wait(), 5)
        await shown(easel.discord, art)


async def test_what_a_process_changes_itself_wakes_only_the_others(postgres_url):
    async with opened(postgres_url) as ours, opened(postgres_url) as theirs:
        ears: list[asyncio.Queue[int | None]] = [asyncio.Queue(), asyncio.Queue()]
        async with contextlib.AsyncExitStack() as stack:
            for database, ear in zip((ours, theirs), ears, strict=True):
                listening = Store(database).listening(
                    on_change=partial(ear.put_nowait, None), on_cancelled=ear.put_nowait
                )
                await stack.enter_async_context(listening)
            for ear in ears:
                await ear.get()  # it listens

            await Store(ours).queue.release_leases()
            await asyncio.wait_for(ears[1].get(), 5)
            await Store(theirs).queue.release_leases()

            await asyncio.wait_for(ears[0].get(), 5)  # theirs; its own came before, if it did
            assert [ear.qsize() for ear in ears] == [0, 0]


async def test_a_painter_that_was_frozen_finishes_nothing_another_took(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        easel.gemini.gate = asyncio.Event()
        _, art = await asked(easel, "a fox")
        await easel.gemini.until(lambda: len(easel.gemini.calls) == 1)

        async with another(easel, ahead=200, only_paint=True) as other:
            await easel.gemini.until(lambda: len(easel.gemini.calls) == 2)
            easel.gemini.gate.set()
            await shown(easel.discord, art)
            await easel.discord.until(
                lambda: not easel.app.worker._tasks and not other.worker._tasks
            )

        assert len(pictures(easel.discord, art)) == 1
        assert len(easel.gemini.calls) == 2


async def test_a_painter_that_was_frozen_shows_nothing_another_has_shown(
    tmp_path, postgres_url, monkeypatch
):
    monkeypatch.setattr("bot.engine.worker.PARALLEL_DELIVERIES", 1)
    async with on_postgres(tmp_path, postgres_url) as easel:
        frozen = easel.app.worker
        await frozen._delivery_slots.acquire()  # it stops between painting and showing
        _, art = await asked(easel, "a fox")
        await easel.gemini.until(lambda: easel.gemini.calls)
        await easel.app.engine.submissions.wait_until_done(1)

        async with another(easel, ahead=200, only_paint=True):
            await shown(easel.discord, art)
        easel.discord.world.clock = lambda: time.time() + 400  # Discord has forgotten the nonce
        frozen._delivery_slots.release()
        await easel.discord.until(lambda: not frozen.busy)

        assert len(pictures(easel.discord, art)) == 1


async def test_a_turn_whose_call_was_lost_twice_is_given_up_with_a_button(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        easel.gemini.gate = asyncio.Event()
        asks, _ = await asked(easel, "a fox")
        await easel.gemini.until(lambda: len(easel.gemini.calls) == 1)

        async with another(easel, ahead=200, only_paint=True):
            await easel.gemini.until(lambda: len(easel.gemini.calls) == 2)
            async with another(easel, ahead=400, only_paint=True):
                await easel.discord.until(lambda: says(asks[0].reply.content, "interrupted"))
            easel.gemini.gate.set()

        assert asks[0].reply.buttons() == ["Again"]
        assert len(easel.gemini.calls) == 2


async def test_what_a_stopping_process_could_not_finish_goes_on_at_once(
    tmp_path, postgres_url, monkeypatch
):
    monkeypatch.setattr("bot.app.DRAIN_SECONDS", 0)
    async with on_postgres(tmp_path, postgres_url) as easel:
        easel.gemini.script.append(local.Hang())
        _, art = await asked(easel, "a fox")
        await easel.gemini.until(lambda: len(easel.gemini.calls) == 1 and not easel.gemini.script)
        await easel.stop()

        await easel.start()

        await shown(easel.discord, art)
        assert len(easel.gemini.calls) == 2


async def test_cancelling_cuts_a_painting_in_another_process(tmp_path, postgres_url):
    slow = {"parallel": 1, "timeout": 60}  # it is the click that ends the call
    async with on_postgres(tmp_path, postgres_url, gemini=slow) as easel:
        easel.gemini.gate = asyncio.Event()
        async with another(easel, only_paint=True):
            asks, _ = await asked(easel, "an owl", "a fox")
            await easel.gemini.until(lambda: len(easel.gemini.calls) == 2)
            await easel.discord.until(lambda: all(a.reply and a.reply.buttons() for a in asks))

            for name, ask in zip(("Ada", "Bo"), asks, strict=True):
                await easel.discord.person(name).clicks(ask.reply, ask.reply.buttons()[0])

            await easel.gemini.until(lambda: all(call.cancelled for call in easel.gemini.calls))


async def test_shards_are_spread_over_processes(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        await easel.stop()
        async with (
            another(easel, shards=Shards(0, 0, 2)) as one,
            another(easel, shards=Shards(1, 1, 2)) as two,
        ):
            await easel.discord.until(
                lambda: one.connection.ready and two.connection.ready, within=15
            )
            _, art = await asked(easel, "a fox")
            await shown(easel.discord, art)
        await easel.start()


async def test_a_rolling_restart_loses_nothing(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        easel.gemini.seconds = 0.05
        async with another(easel, only_paint=True):
            _, art = await asked(easel, *["a fox"] * 6)
        async with another(easel, only_paint=True):
            await shown(easel.discord, art, 6)

        assert len(easel.gemini.calls) == 6


async def test_a_database_that_drops_everyone_loses_nothing(tmp_path, postgres_url):
    async with on_postgres(tmp_path, postgres_url) as easel:
        easel.gemini.gate = asyncio.Event()
        _, art = await asked(easel, "a fox", "an owl")
        await easel.gemini.until(lambda: len(easel.gemini.calls) == 2)

        await drop_everyone(postgres_url)
        easel.gemini.gate.set()
        await shown(easel.discord, art, 2)
        await drop_everyone(postgres_url)
        await asked(easel, "a hare")

        await shown(easel.discord, art, 3)
        assert len(easel.gemini.calls) == 3


async def drop_everyone(postgres_url):
    """End all connections to a database but our own, as a restart of the server does."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


@pytest.mark.settings(gemini={"per_minute": 2})
async def test_a_full_minute_makes_people_wait_in_the_queue(easel):
    asks, art = await asked(easel, "a fox", "an owl", "a hare")

    await shown(easel.discord, art, 2)
    await easel.discord.until(lambda: "place 1" in asks[2].reply.content)
    assert len(easel.gemini.calls) == 2

    easel.ahead += 61
    easel.app.engine.wakeup.wake()
    await shown(easel.discord, art, 3)


@pytest.mark.settings(gemini={"per_minute": 2})
async def test_pictures_of_one_request_come_as_the_minutes_allow(easel):
    ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
    await ada.slash("imagine", channel=art, prompt="foxes", count=3)
    await easel.gemini.until(lambda: [c.status for c in easel.gemini.calls] == [200, 200])

    async with asyncio.timeout(20):
        while not pictures(easel.discord, art):
            easel.ahead += 61
            easel.app.engine.wakeup.wake()
            await asyncio.sleep(0.05)

    assert len((await shown(easel.discord, art)).attachments) == 3
    assert len(easel.gemini.calls) == 3


async def test_what_google_says_to_one_holds_for_all(tmp_path):
    async with easel_in(tmp_path, gemini={"parallel": 1}) as easel:
        easel.gemini.script.append(local.Limited(30.0))
        asks, art = await asked(easel, "a fox", "an owl")

        await easel.discord.until(
            lambda: all(ask.reply and "Gemini" in ask.reply.content for ask in asks)
        )
        assert len(easel.gemini.calls) == 1

        easel.ahead += 31
        easel.app.engine.wakeup.wake()
        await shown(easel.discord, art, 2)


async def test_what_was_painted_is_shown_where_the_rest_can_not_be_waited_for(tmp_path):
    async with easel_in(tmp_path, gemini={"parallel": 2}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        easel.gemini.script.append(local.Limited(3600.0))

        await ada.slash("imagine", channel=art, prompt="foxes", count=3)

        fox = await shown(easel.discord, art)
        assert (len(fox.attachments), len(easel.gemini.calls)) == (1, 2)
        assert says(fox.content, "caption.fewer", count=1, asked=3)
        assert says(fox.content, "crowded")


async def test_a_gemini_that_is_down_is_tried_by_one_and_the_breaker_closes_itself(tmp_path):
    async with easel_in(tmp_path, limits={"person_at_once": 9}) as easel:
        easel.gemini.script.extend([local.Overloaded(503)] * 5)
        asks, art = await asked(easel, *["a fox"] * 5)
        await easel.discord.until(
            lambda: all(ask.reply and "Gemini" in ask.reply.content for ask in asks),
            within=20,
        )
        assert [call.status for call in easel.gemini.calls] == [503] * 5
        easel.gemini.gate = asyncio.Event()

        easel.ahead += 31
        easel.app.engine.wakeup.wake()
        await easel.gemini.until(lambda: len(easel.gemini.calls) == 6)
        await asyncio.sleep(0)
        assert easel.gemini.in_flight == 1

        easel.gemini.gate.set()
        await shown(easel.discord, art, 5)


async def test_pictures_painted_before_a_crash_are_not_painted_again(tmp_path):
    async with easel_in(tmp_path) as easel:
        easel.gemini.script.extend([local.Paint(), local.Hang()])
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await ada.slash("imagine", channel=art, prompt="foxes", count=2)
        store = easel.app.worker._context.store
        turn = None
        async with asyncio.timeout(20):
            while not turn or not any(call.result for call in await store.calls.of_turn(turn)):
                turn = await store.turns.get(1)
                await asyncio.sleep(0.01)

        await easel.kill()
        await easel.start()

        assert len((await shown(easel.discord, art)).attachments) == 2
        assert len(easel.gemini.calls) == 3


def test_painters_refuse_sqlite_in_one_line(tmp_path, capsys):
    (tmp_path / "config.toml").write_text('[storage]\ndatabase = "sqlite:///x.db"\n')

    code = main(["paint", "--config", str(tmp_path / "config.toml")])

    told = capsys.readouterr().err.splitlines()
    assert (code, len(told)) == (78, 1)
    assert "storage.database" in told[0]
