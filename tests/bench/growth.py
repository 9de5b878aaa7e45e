"""Where growing stops: `python -m tests.bench.growth`, on a PostgreSQL of its own that syncs.

Three questions: how many pictures a second 1, 2 and 4 processes show together; how many turns a
second the database takes through all their steps, from 1, 2, 4 and 8 processes that do nothing
else; and how long a claim takes with a million turns.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from bot.core.turns import (
    Blob,
    DeliveryResult,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Person,
    Place,
    Turn,
)
from bot.database import CallEnd, CallResult, NewTurn, Store, TurnResult, opened
from bot.sandbox.server import serving

from .. import postgres
from . import store as full
from .bots import WIDEST, started
from .loads import Load

PICTURES, TURNS, SECONDS = 300, 1_000_000, 6.0
REQUEST = ImageRequest(prompt="a fox in the snow, at night", model="m")


async def pictures_a_second(url: str, processes: int) -> float:
    """One process with the gateway, the others paint only; stand-ins answer at once."""
    settings = WIDEST | {"STORAGE__DATABASE": url, "GEMINI__PARALLEL": "16"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serving() as sandbox, contextlib.AsyncExitStack() as stack:
            sandbox.gemini.fast = True
            for number in range(processes):
                command = ("bot", "paint" if number else "run")
                await stack.enter_async_context(started(command, sandbox, folder, settings))
            await sandbox.discord.until(lambda: sandbox.discord.bot_online, within=60)
            load = Load(sandbox)
            await load.warmed()
            [rate] = (await load.saturated("1K", PICTURES, open_at_once=16 * processes)).values()
            return rate


async def turns_a_second(url: str, processes: int) -> float:
    """Turns through every step of the store, by processes that do only that."""
    command = (sys.executable, "-m", "tests.bench.growth", url)
    running = [
        await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        for _ in range(processes)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in running))
    return sum(float(printed) for printed, _ in answers)


async def all_steps(url: str) -> float:
    """Accept, claim, begin a call, end it, finish, show, as fast as it goes; turns a second."""
    async with opened(url) as database:
        store, worker = Store(database), str(os.getpid())
        began, done = time.monotonic(), 0
        for n in count():
            if time.monotonic() - began > SECONDS:
                return done / (time.monotonic() - began)
            now = time.time()
            by = Person(id=os.getpid() * 1000 + n % 50, guild=os.getpid())
            new = NewTurn(request=REQUEST, by=by, at=Place(channel=os.getpid()), cost=33_600)
            await store.turns.accept(new, most_waiting=1000, now=now)
            claimed = await store.queue.claim(worker=worker, now=now, lease=120, at_once=1000)
            for turn in claimed.turns:
                await _worked(store, turn, worker, now)
                done += 1
    raise AssertionError("the count has no end")


async def _worked(store: Store, turn: Turn, worker: str, now: float) -> None:
    call = await store.calls.begin(
        turn, 0, worker=worker, now=now, lease=120, per_minute=0, most=33_600
    )
    blob = Blob(
        digest=Digest(f"{turn.id:064x}"), mime="image/png", size=1_500_000, width=64, height=64
    )
    painted = GeneratedPicture(picture=blob)
    end = CallEnd(id=call, at=now, result=CallResult(painted=painted), cost=33_600)
    result = TurnResult(outcome=Outcome.PAINTED, painted=(painted,), call=end)
    finished = await store.queue.finish(turn, result, worker=worker, now=now)
    assert finished
    await store.queue.mark_shown(finished, DeliveryResult(message=turn.id), worker=worker, now=now)


async def main() -> None:
    """Measure and print."""
    with postgres.alone(durable=True) as server:
        for processes in (1, 2, 4):
            async with postgres.database(server.url) as url:
                rate = await pictures_a_second(url, processes)
            print(f"{processes} processes: {rate:.1f} pictures a second", flush=True)
        for processes in (1, 2, 4, 8):
            async with postgres.database(server.url) as url:
                async with opened(url):
                    pass  # it is brought to its version
                rate = await turns_a_second(url, processes)
            print(f"{processes} processes: {rate:.0f} turns a second in the database", flush=True)
        async with postgres.database(server.url) as url:
            await full.main(url, old=TURNS)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(asyncio.run(all_steps(sys.argv[1])))
    else:
        asyncio.run(main())
