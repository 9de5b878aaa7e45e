"""`make soak`: one process paints thousands of pictures; its memory and handles must stay flat.

Figures are printed every so often; it ends with 1 if anything is stuck, or if the process holds
more at the end than it should.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.server import Sandbox, serving

from .crash.life import Life

AT_ONCE = 16  # open requests at the same time
FLAT_MEMORY = 24.0  # MB that it may hold more at the end than after the first tenth
FLAT_HANDLES = 8


@dataclass(frozen=True)
class Held:
    """What a process holds."""

    memory: float  # MB
    handles: int
    threads: int
    cpu: float  # seconds used so far

    @classmethod
    def by(cls, pid: int) -> "Held":
        """As Linux tells it."""
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        )
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return cls(
            memory=int(status["VmRSS"].split()[0]) / 1024,
            handles=len(list(Path(f"/proc/{pid}/fd").iterdir())),
            threads=int(status["Threads"]),
            cpu=(int(times[11]) + int(times[12])) / 100,
        )

    def __str__(self) -> str:
        held = f"{self.memory:.0f} MB, {self.handles} handles, {self.threads} threads"
        return f"{held}, {self.cpu:.0f} s of CPU"


async def soak(folder: Path, *, jobs: int, seconds: float) -> bool:
    """Paint so many pictures, or for so long, whichever comes first; whether all was flat."""
    async with serving() as sandbox:
        sandbox.gemini.fast = True
        life = Life(sandbox, folder, limits__person_waiting=100, limits__person_at_once=AT_ONCE)
        try:
            await life.begin()
            await sandbox.discord.until(lambda: sandbox.discord.bot_online, within=30)
            return await _soaked(sandbox, life, jobs=jobs, seconds=seconds)
        finally:
            await life.close()


async def _soaked(sandbox: Sandbox, life: Life, *, jobs: int, seconds: float) -> bool:
    began, done, first = time.monotonic(), 0, None
    step = max(jobs // 10, 1)
    while done < jobs and time.monotonic() - began < seconds:
        count = min(step, jobs - done)
        await _paint(sandbox, done, count)
        done += count
        held = Held.by(life.pid)
        first = first or held
        print(f"{done:6} pictures, {time.monotonic() - began:5.0f} s: {held}", flush=True)
    took = time.monotonic() - began
    print(
        f"{done / took * 3600:,.0f} pictures an hour, {held.cpu / done * 1000:.0f} ms of CPU each"
    )
    code = await life.end(signal.SIGTERM)
    stuck = sum(not row.shown for row in life.rows())
    print(f"ended with {code}; stuck: {stuck}; accepted: {len(life.rows())} of {done}")
    flat = held.memory - first.memory <= FLAT_MEMORY
    flat = flat and held.handles - first.handles <= FLAT_HANDLES
    return flat and code == stuck == 0 and len(life.rows()) == done


async def _paint(sandbox: Sandbox, begun: int, count: int) -> None:
    """Ask for so many pictures, some at a time, and forget what the sandbox remembers of them."""
    discord = sandbox.discord
    people, art = [discord.person(name) for name in ("Ada", "Bo")], discord.channel("art")
    room = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with room:
            person = people[number % 2]
            asked = await person.slash("imagine", channel=art, prompt=f"fox {begun + number}")
            await asked.acknowledged()
            await discord.until(lambda: asked.reply is None, within=60)

    await asyncio.gather(*(one(number) for number in range(count)))
    for memory in (discord.world.messages, discord.world.calls, discord.world.nonces):
        memory.clear()


def main() -> int:
    """Run and say how it went."""
    parser = argparse.ArgumentParser(prog="make soak ARGS=…")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=3600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        flat = asyncio.run(soak(Path(folder), jobs=options.jobs, seconds=options.seconds))
    print("flat, and nothing stuck" if flat else "NOT flat, or something is stuck")
    return not flat


if __name__ == "__main__":
    sys.exit(main())
