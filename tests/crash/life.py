"""The bot as a process: started, killed, stopped, and what it left in its database."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.server import TOKEN, Sandbox

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Row:
    """A turn as the database has it."""

    id: int
    origin: str
    outcome: str | None
    shown: bool
    attempts: int
    prompt: str
    count: int


class Life:
    """One bot at a time, in a process of its own."""

    def __init__(self, sandbox: Sandbox, folder: Path, **settings: object) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._settings = settings
        self._nursery: asyncio.subprocess.Process | None = None
        self._ended: asyncio.Task | None = None
        self.pid = 0
        self.begun = 0

    @property
    def alive(self) -> bool:
        return self._ended is not None and not self._ended.done()

    async def begin(self) -> None:
        """Start the bot."""
        nursery = self._nursery or await self._nursed()
        nursery.stdin.write(b"start\n")
        self.pid = int(await nursery.stdout.readline())
        self._ended = asyncio.create_task(nursery.stdout.readline())
        self.begun += 1

    async def kill(self) -> None:
        """As kill -9 and a power cut do."""
        assert await self.end(signal.SIGKILL) in (-signal.SIGKILL, 0)

    async def end(self, sign: signal.Signals) -> int:
        """Send a signal and wait for the end; answers with the exit code."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, sign)
        return int(await self._ended)

    async def close(self) -> None:
        """Leave nothing running."""
        if self.alive:
            await self.kill()
        if self._nursery is not None:
            self._nursery.stdin.close()
            await self._nursery.wait()

    def rows(self) -> list[Row]:
        """Every turn that was accepted."""
        with contextlib.closing(sqlite3.connect(self._folder / "easel.db")) as database:
            found = database.execute(
                "SELECT id, origin, outcome, shown_at IS NOT NULL, attempts, "
                "json_extract(request, '$.prompt'), "
                "coalesce(json_extract(request, '$.count'), 1) FROM turns ORDER BY id"
            )
            return [Row(*row) for row in found]

    async def _nursed(self) -> asyncio.subprocess.Process:
        with (self._folder / "bot.log").open("wb") as log:
            self._nursery = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.crash.nursery"),
                cwd=ROOT,
                env=self.environment(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert await self._nursery.stdout.readline() == b"ready\n"
        return self._nursery

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": TOKEN,
            "GEMINI_API_KEY": "sandbox",
            "EASEL_DISCORD__API_URL": self._sandbox.discord.api_url,
            "EASEL_GEMINI__BASE_URL": self._sandbox.gemini_url,
            "EASEL_STORAGE__DATABASE": f"sqlite:///{self._folder}/easel.db",
            "EASEL_STORAGE__PICTURES": str(self._folder / "pictures"),
            **{f"EASEL_{key.upper()}": str(value) for key, value in self._settings.items()},
        }
