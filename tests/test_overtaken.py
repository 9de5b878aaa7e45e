"""Two at the same turn: processes that overtake each other, a cancel that comes early."""

import asyncio

import asyncpg

from bot.store import postgres

from .conftest import easel_in
from .stories import pictures, shown
from .test_growing import asked, on_postgres


async def test_a_turn_cancelled_before_its_work_begins_leaves_its_room(tmp_path):
    async with easel_in(tmp_path, gemini={"parallel": 1}) as easel:
        painter, ear = easel.app.painter, easel.app.studio.bell.ear()
        art = easel.discord.channel("art")

        async def cancel_the_first():
            while not painter._tasks:  # the bell rings when it is claimed
                await ear.wait()
                ear.clear()
            for id_ in list(painter._tasks):
                painter.cancel(id_)

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
        claiming = (postgres._SPACE, int(postgres.Lock.CLAIM))
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
    monkeypatch.setattr(postgres, "FROZEN", 0.5)
    engine = postgres.engine(postgres_url)
    async with on_postgres(tmp_path, postgres_url) as easel, engine.connect() as frozen:
        await postgres.locked(frozen, postgres.Lock.CLAIM)

        _, art = await asked(easel, "a fox")

        await shown(easel.discord, art)
        await frozen.invalidate()
    await engine.dispose()
    assert len(pictures(easel.discord, art)) == 1
