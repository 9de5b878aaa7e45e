"""What a worker does with a turn that fails again and again, is replaced, cut off or taken away."""

import asyncio
import random
import time

import pytest
from sqlalchemy import select

from bot.core.turns import ImageRequest, Outcome, Person, Place
from bot.database import NewTurn, Store, opened
from bot.database.opening import transaction
from bot.database.tables import turns
from bot.engine import leases
from bot.engine.retry_rules import MOST_PAINTINGS, pause
from bot.sandbox import gemini as local

from .conftest import easel_in
from .stories import pictures, says, shown

PRO, DEFAULT = "gemini-3-pro-image", "gemini-nano-banana-2.1"
LITE = "gemini-3.1-flash-lite-image"


def models(gemini):
    return [call.model for call in gemini.calls]


async def accepted_before(easel, person, channel, *, claims):
    """A turn that so many processes took before this start, and that all died before its call."""
    async with opened(easel.config().storage.database) as database:
        store, now = Store(database), time.time()
        new = NewTurn(
            request=ImageRequest(prompt="a fox", model=DEFAULT),
            by=Person(id=int(person.id)),
            at=Place(channel=int(channel.id), may_post=True),
            cost=33_600,
            reserve=60_000,
        )
        turn, _ = await store.turns.accept(new, most_waiting=9, now=now)
        for n in range(claims):
            await store.queue.claim(worker=f"dies {n}", now=now, lease=9, at_once=9)
            await store.queue.release_leases()
        return turn


@pytest.mark.parametrize("claims", [MOST_PAINTINGS - 1, MOST_PAINTINGS])
async def test_a_turn_that_five_processes_died_of_is_not_begun_again(
    easel, discord, gemini, ada, art, claims
):
    await easel.stop()
    turn = await accepted_before(easel, ada, art, claims=claims)

    await easel.start()

    done = await easel.app.engine.submissions.wait_until_done(turn.id)
    given_up = claims == MOST_PAINTINGS
    assert (done.outcome is Outcome.FAILED, done.reason) == (
        (True, "interrupted") if given_up else (False, "")
    )
    assert len(gemini.calls) == (0 if given_up else 1)
    assert (done.cost == 0) is given_up


async def test_a_lost_call_of_a_replacement_is_made_once_more(tmp_path):
    async with easel_in(tmp_path, gemini={"model": PRO}) as easel:  # it costs more than the first
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        del easel.gemini.models[LITE]
        easel.gemini.script.append(local.CutBody())

        await ada.slash("imagine", channel=art, prompt="a fox", model=LITE)

        await shown(easel.discord, art)
        assert models(easel.gemini) == [LITE, PRO, PRO]


async def test_a_replacement_that_a_budget_has_no_room_for_is_not_called(tmp_path):
    async with easel_in(
        tmp_path, gemini={"model": PRO}, limits={"person_budget_daily": 0.12}
    ) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        del easel.gemini.models[LITE]

        asked = await ada.slash("imagine", channel=art, prompt="a fox", model=LITE)

        await easel.discord.until(
            lambda: asked.reply and says(asked.reply.content, "limit.person.day")
        )
        assert models(easel.gemini) == [LITE]
        turn = await easel.app.engine.turns.get(1)
        assert (turn.outcome, turn.cost) == (Outcome.FAILED, 0)


async def test_the_lease_of_a_long_call_is_renewed_while_it_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(leases, "LEASE", 2.0)
    async with easel_in(tmp_path, gemini={"timeout": 60}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        easel.gemini.gate = asyncio.Event()
        await ada.slash("imagine", channel=art, prompt="a fox")
        await easel.gemini.until(lambda: easel.gemini.calls)
        queue = easel.app.worker._context.store.queue
        before = await queue.runner.run(leased_until(queue))

        async with asyncio.timeout(20):
            while await queue.runner.run(leased_until(queue)) <= before:
                await asyncio.sleep(0)

        easel.gemini.gate.set()
        await shown(easel.discord, art)


async def leased_until(queue):
    """The end of the lease of the only turn, in seconds since 1970."""
    async with transaction(queue._engine) as tx:
        return await tx.scalar(select(turns.c.lease_until))


async def test_a_turn_that_meets_a_bug_is_tried_again_after_a_pause_and_stops_no_other(
    easel, discord, ada, bo, art, monkeypatch, caplog
):
    worker = easel.app.worker
    monkeypatch.setattr(worker, "_paint", _failing_once(worker._paint))
    await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: "unexpected error, will retry: turn=1" in caplog.text)
    await discord.until(lambda: not worker.busy)

    await bo.slash("imagine", channel=art, prompt="an owl")
    assert "an owl" in (await shown(discord, art)).content

    easel.ahead = pause(1)
    easel.app.engine.wakeup.wake()
    assert "a fox" in (await shown(discord, art, 2)).content


def _failing_once(paint):
    failed = []

    async def first_fails(turn, *, first):
        if not failed:
            failed.append(turn.id)
            raise ZeroDivisionError
        return await paint(turn, first=first)

    return first_fails


async def test_a_picture_that_discord_is_slow_to_take_does_not_keep_another_from_being_painted(
    tmp_path,
):
    async with easel_in(tmp_path, gemini={"parallel": 1}) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        slow = discord.faults.add(method="POST", path=r"/channels/\d+/messages$", delay=60.0)
        await ada.slash("imagine", channel=art, prompt="a fox")
        await discord.until(lambda: slow not in discord.faults.waiting)

        await bo.slash("imagine", channel=art, prompt="an owl")

        await easel.gemini.until(lambda: len(easel.gemini.calls) == 2)
        assert not pictures(discord, art)
        discord.faults.end()
        await shown(discord, art, 2)


async def test_a_slot_that_is_left_is_taken_by_the_turn_that_waits_for_it(tmp_path):
    async with easel_in(tmp_path, gemini={"parallel": 1}) as easel:
        discord, gemini, art = easel.discord, easel.gemini, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        discord.faults.add(method="POST", path=r"/channels/\d+/messages$", delay=60.0)
        gemini.gate = asyncio.Event()
        await ada.slash("imagine", channel=art, prompt="a fox")
        await gemini.until(lambda: gemini.calls)
        waits = await bo.slash("imagine", channel=art, prompt="an owl")
        await discord.until(lambda: waits.reply)

        gemini.gate.set()

        await gemini.until(lambda: len(gemini.calls) == 2)
        assert not pictures(discord, art)
        discord.faults.end()
        await shown(discord, art, 2)


@pytest.mark.parametrize("seed", range(2))
async def test_what_waits_is_painted_as_slots_are_left_whatever_happens_beside_it(tmp_path, seed):
    dice = random.Random(seed)
    limits = {"person_at_once": 1, "server_at_once": 2}
    async with easel_in(tmp_path, gemini={"parallel": 3}, limits=limits) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        people = [discord.person("Ada"), discord.person("Bo", locale="en-US")]
        easel.gemini.script += [*[local.Paint()] * dice.randrange(4), local.EmptyBody()]
        for n in range(10):
            await dice.choice(people).slash("imagine", channel=art, prompt=f"fox {n}")
            if dice.random() < 0.3:
                await discord.until(lambda: pictures(discord, art))

        await shown(discord, art, 10)  # in far less time than a lease lasts
