"""People ask, the process is killed again and again, and at the end everyone is asked.

The fail points are on the servers' side: a call is held, before or after it is carried out, and
the bot dies waiting for it. Nothing in the bot knows of this.
"""

import asyncio
import collections
import itertools
import random
import signal
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.sandbox.gemini import Hang
from bot.sandbox.server import Sandbox, serving

from .figures import Figures
from .life import Life
from .people import Crowd

PATIENCE = 4.0  # seconds until a kill comes though its point was not reached
SETTLE = 60.0  # seconds the last life has to answer everyone

ACK, PATCH = r"/interactions/\d+/[^/]+/callback$", r"/webhooks/\d+/[^/]+/messages/@original$"
POST, NOTE = r"/channels/\d+/messages$", r"/channels/\d+/messages/\d+$"
HELD = {
    f"{name} {'answered' if done else 'arrives'}": (method, path, done)
    for name, method, path in (
        ("the acknowledgement", "POST", ACK),
        ("the word that it is painted", "PATCH", PATCH),
        ("the message", "POST", POST),
        ("the end of the answer", "DELETE", PATCH),
        ("the end of the note", "DELETE", NOTE),
    )
    for done in (False, True)
}


class Harness:
    """A sandbox, a bot in it that dies, and two people who go on asking."""

    def __init__(self, sandbox: Sandbox, life: Life, chance: random.Random) -> None:
        self.life = life
        self.crowd = Crowd(sandbox, chance)
        self.figures = Figures()
        self.points: collections.Counter[str] = collections.Counter()
        self._discord = sandbox.discord
        self._gemini = sandbox.gemini
        self._chance = chance

    async def run(self, kills: int) -> Figures:
        """Kill so many times, then let the last life answer everyone, and count."""
        began = time.monotonic()
        points = itertools.cycle([*HELD, *self._points()])
        for point in itertools.islice(points, kills):
            await self._one_life(point)
        await self._last_life()
        self.crowd.count(self.life.rows(), self.figures)
        self.figures.starts = self.life.begun
        self.figures.seconds = time.monotonic() - began
        return self.figures

    # -- a life and its end

    def _points(self) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
        return {
            "the call to the model": self._until_called,
            "the model's answer": self._until_painted,
            "the connection": self._until_identified,
            "a moment": self._for_a_moment,
            "another moment": self._for_a_moment,
        }

    async def _one_life(self, point: str) -> None:
        held = None
        if point in HELD:
            method, path, carried_out = HELD[point]
            held = self._discord.faults.add(
                method=method, path=path, hang=True, carried_out=carried_out, delay=0
            )
            reached = self._until_held()
        else:
            reached = self._points()[point]()
        waiting = asyncio.create_task(reached)
        await self.life.begin()
        asking = asyncio.create_task(self.crowd.ask())
        done, _ = await asyncio.wait({waiting}, timeout=PATIENCE)
        if self._chance.random() < 0.5:
            await asyncio.sleep(self._chance.random() * 0.02)
        await self.life.kill()
        self.figures.kills += 1
        self.points[point] += bool(done)
        for task in (waiting, asking):
            task.cancel()
        ends = await asyncio.gather(waiting, asking, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end
        if held in self._discord.faults.waiting:
            self._discord.faults.waiting.remove(held)
        self._discord.faults.end()
        self._gemini.script.clear()
        await self._discord.until(lambda: not self._discord.bot_online)

    async def _last_life(self) -> None:
        """No more kills: everyone is answered, and the bot ends as it should."""
        await self.life.begin()
        await self._discord.until(lambda: self._discord.bot_online)
        ends = time.monotonic() + SETTLE
        while time.monotonic() < ends and any(not row.shown for row in self.life.rows()):
            await self._discord.world.next_change(0.2)
        assert await self.life.end(signal.SIGTERM) == 0

    # -- fail points that are no call of Discord's

    async def _until_held(self) -> None:
        await self._discord.until(lambda: not self._discord.faults.waiting, within=60)

    async def _until_called(self) -> None:
        self._gemini.script.append(Hang())
        await self._gemini.until(lambda: not self._gemini.script, seconds=60)

    async def _until_painted(self) -> None:
        before = self._painted()
        await self._gemini.until(lambda: self._painted() > before, seconds=60)

    async def _until_identified(self) -> None:
        before = len(self._discord.gateway.identified)
        identified = self._discord.gateway.identified
        await self._discord.until(lambda: len(identified) > before, within=60)

    async def _for_a_moment(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.05, 1.0))

    def _painted(self) -> int:
        return sum(call.status == 200 for call in self._gemini.calls)


async def crash(folder: Path, *, kills: int, seed: int) -> tuple[Figures, collections.Counter[str]]:
    """Run the whole thing; answers with the figures and how often each point was reached."""
    async with serving() as sandbox:
        sandbox.gemini.fast = sandbox.gemini.keep_bodies = True
        life = Life(
            sandbox,
            folder,
            limits__person_waiting=1000,
            limits__person_at_once=4,
            gemini__timeout=10,
        )
        harness = Harness(sandbox, life, random.Random(seed))
        try:
            return await harness.run(kills), harness.points
        finally:
            await life.close()
