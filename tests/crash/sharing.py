"""Three processes on one PostgreSQL: killed one by one, frozen, restarted, the server, too.

One has the gateway, two are painters; all three paint. They paint with a lease of seconds, so that
one can be frozen past it.
"""

import asyncio
import collections
import itertools
import random
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg

from bot.sandbox.gemini import Blocked, Hang

from .. import postgres
from .doors import Doors, serving
from .figures import SharedFigures
from .life import CALLS, TURNS, Life, Row, rows_of
from .people import Crowd

LEASE = 1.5  # seconds
FREEZE = 1.6 * LEASE  # seconds; by then others have taken over
PATIENCE = 3.0  # seconds until a fault happens though its fail point was not reached
CALLED = 30.0  # the same of the call to the model, which comes: people go on asking
LONGEST = 110.0  # seconds after which no new round begins, however busy the machine is
SETTLE = 30.0  # seconds in which everyone is answered at the end
FENCED = b"lease lost to another worker"  # what the log says

MODEL = ("POST", r":generateContent$")
POST = ("POST", r"/channels/\d+/messages$")
PATCH = ("PATCH", r"/webhooks/\d+/[^/]+/messages/@original$")
PRIVATE = ("POST", r"/interactions/\d+/[^/]+/callback$")
HELD = {
    f"{name} {'carried out' if done else 'arrives'}": (where, done)
    for name, where in (
        ("the acknowledgement", PRIVATE),
        ("the post", POST),
        ("the private answer", PATCH),
    )
    for done in (False, True)
}
A_MOMENT, A_CALL = "a moment", "the call to the model"


class Household:
    """The processes, the faults they meet, and the people who go on asking."""

    def __init__(
        self, doors: Doors, lives: list[Life], server: postgres.Server, chance: random.Random
    ) -> None:
        self.crowd = Crowd(doors.sandbox, chance)
        self.figures = SharedFigures()
        self.points: collections.Counter[str] = collections.Counter()
        self._doors = doors
        self._lives = lives
        self._server = server
        self._chance = chance
        self._discord = doors.sandbox.discord
        self._gemini = doors.sandbox.gemini

    async def run(self, rounds: int) -> SharedFigures:
        """Let each fault happen so many times, wait until all requests are answered, and count."""
        began = time.monotonic()
        await asyncio.gather(*(life.begin() for life in self._lives))
        await self._at_work()
        asking = asyncio.gather(self.crowd.ask(), self._refusing())
        kills = itertools.cycle([A_CALL, A_MOMENT, *HELD, A_MOMENT])
        for number in range(rounds):
            if time.monotonic() - began > LONGEST:
                break
            for point in itertools.islice(kills, 4):
                await self._killed(point)
            await self._frozen([A_CALL, "the post arrives", A_MOMENT][number % 3])
            await self._database_restarted(("fast", "immediate")[number % 2])
            await self._rolled()
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        await self._settled()
        for life in self._lives:
            assert await life.end(signal.SIGTERM) == 0
        await self._count()
        self.figures.seconds = time.monotonic() - began
        return self.figures

    async def _refusing(self) -> None:
        """Now and then Gemini refuses at once: the apology overtakes its progress message."""
        while True:
            await asyncio.sleep(self._chance.uniform(0.3, 1.0))
            self._gemini.script.append(Blocked())

    async def _at_work(self) -> None:
        await self._discord.until(
            lambda: self._discord.bot_online and all(life.works for life in self._lives), within=20
        )

    # -- faults

    async def _killed(self, point: str) -> None:
        """One process dies and is started again."""
        async with self._reached(point) as life:
            await life.kill()
            self.figures.kills += 1
        await life.begin()

    async def _frozen(self, point: str) -> None:
        """A process is frozen for longer than its lease, and continues."""
        async with self._reached(point, delay=FREEZE) as life:
            life.freeze()
            self.figures.frozen += 1
            await asyncio.sleep(FREEZE)
            life.wake()

    async def _database_restarted(self, mode: str) -> None:
        await asyncio.to_thread(self._server.stop, mode)
        await asyncio.sleep(self._chance.uniform(0, 0.5))
        await asyncio.to_thread(self._server.start)
        self.figures.database_restarts += 1
        await asyncio.sleep(self._chance.uniform(0.2, 0.8))

    async def _rolled(self) -> None:
        """Each process is stopped and started again, one after another, as in an update."""
        for life in self._lives:
            assert await life.end(signal.SIGTERM) == 0
            await life.begin()
        self.figures.rolling_restarts += 1

    @asynccontextmanager
    async def _reached(self, point: str, *, delay: float = 0) -> AsyncIterator[Life]:
        """Wait until a process reaches a fail point; it continues when the block is left."""
        await self._at_work()
        gate, fault, where = asyncio.Event(), None, None
        waiting: Coroutine[Any, Any, object]
        if point == A_CALL:
            where = MODEL
            held, script = Hang(gate), self._gemini.script
            script.appendleft(held)
            waiting = self._gemini.until(lambda: held not in script, seconds=CALLED)
        elif point in HELD:
            where, done = HELD[point]
            hang = not delay
            fault = self._discord.faults.add(
                method=where[0], path=where[1], hang=hang, carried_out=done and hang, delay=delay
            )
            gone = self._discord.faults.waiting
            waiting = self._discord.until(lambda: fault not in gone, within=PATIENCE)
        else:
            waiting = asyncio.sleep(self._chance.uniform(0.05, 0.6))
        with suppress(TimeoutError, AssertionError):
            await waiting
        found = self._doors.held(*where) if where else None
        self.points[point] += found is not None or where is None
        try:
            yield self._lives[found] if found is not None else self._chance.choice(self._lives)
        finally:
            gate.set()
            self._gemini.script.clear()
            if fault in self._discord.faults.waiting:
                self._discord.faults.waiting.remove(fault)
            self._discord.faults.end()

    # -- the end

    async def _settled(self) -> None:
        """Wait until everyone is answered, and nothing says that it is being painted."""
        ends = time.monotonic() + SETTLE
        while time.monotonic() < ends:
            if not self.crowd.notes() and all(row.shown for row in await self._rows()):
                return
            await self._discord.world.next_change(0.2)

    async def _rows(self) -> list[Row]:
        connection = await asyncpg.connect(self._server.url)
        try:
            return rows_of(await connection.fetch(TURNS), await connection.fetch(CALLS))
        finally:
            await connection.close()

    async def _count(self) -> None:
        rows, figures = await self._rows(), self.figures
        self.crowd.count(rows, figures)
        figures.starts = sum(life.begun for life in self._lives)
        figures.taken_over = sum(row.workers > 1 for row in rows)
        figures.fenced = sum(life.log.read_bytes().count(FENCED) for life in self._lives)


async def share(
    folder: Path, *, rounds: int, seed: int
) -> tuple[SharedFigures, collections.Counter[str]]:
    """Run the whole thing; answers with the figures and how often each point was reached.

    Raises:
        NoPostgres: there is none here.
    """
    with postgres.alone() as server:
        async with serving(3) as doors:
            doors.sandbox.gemini.fast = doors.sandbox.gemini.keep_bodies = True
            lives = [
                Life(
                    doors.sandbox,
                    folder,
                    url=url,
                    command=command,
                    lease=LEASE,
                    storage__database=server.url,
                    limits__person_waiting=1000,
                    limits__person_at_once=6,
                    gemini__timeout=10,
                    gemini__parallel=3,
                )
                for url, command in zip(doors.urls, ("run", "paint", "paint"), strict=True)
            ]
            household = Household(doors, lives, server, random.Random(seed))
            try:
                return await household.run(rounds), household.points
            finally:
                for life in lives:
                    await life.close()
