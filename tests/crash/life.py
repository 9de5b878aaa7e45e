"""The bot as a process: started, killed, stopped, and what it left in its database."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.server import TOKEN, Sandbox

from ..stories import UNLIMITED

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Row:
    """A turn as the database has it."""

    id: int
    origin: str
    outcome: str | None
    shown: bool
    prompt: str
    count: int
    late_calls: int  # that began when it was painted already
    workers: int  # that made calls for it

    @property
    def most_calls(self) -> int:
        """One for each picture, and each of them once more if it was lost."""
        return 2 * self.count


AT_WORK = re.compile(rb"^Easel \S+ is (connected|painting)", re.MULTILINE)
TURNS = "SELECT id, origin, outcome, shown_at, request, painted_at FROM turns ORDER BY id"
CALLS = "SELECT turn, began_at, worker FROM calls"


def rows_of(turns: Iterable[Any], calls: Iterable[Any]) -> list[Row]:
    """Every turn that was accepted, from what `TURNS` and `CALLS` find."""
    turns = list(turns)
    painted_at = {id_: painted for id_, *_, painted in turns}
    late, workers = Counter(), Counter()
    for turn, began_at, _ in (calls := list(calls)):
        late[turn] += began_at > (painted_at[turn] or began_at)
    for turn, _ in {(turn, worker) for turn, _, worker in calls}:
        workers[turn] += 1
    found = []
    for id_, origin, outcome, shown_at, request, _ in turns:
        asked = json.loads(request)
        found.append(
            Row(
                id=id_,
                origin=origin,
                outcome=outcome,
                shown=shown_at is not None,
                prompt=asked["prompt"],
                count=asked.get("count", 1),
                late_calls=late[id_],
                workers=workers[id_],
            )
        )
    return found


class Life:
    """One process of the bot's at a time.

    Args:
        sandbox: where it lives.
        folder: for its database, pictures and log.
        url: the sandbox's address as this process is told it; none: the usual one.
        command: what it does, as on the command line.
        lease: seconds; none: as long as ever.
        settings: as in the environment, without `EASEL_`.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        *,
        url: str = "",
        command: str = "run",
        lease: float | None = None,
        **settings: object,
    ) -> None:
        self.url = url or sandbox.url
        self.command = command
        self._lease = lease
        self._folder = folder
        self._settings = settings
        self._nursery: asyncio.subprocess.Process | None = None
        self._ended: asyncio.Task | None = None
        self.log = folder / f"bot-{self.url.rpartition(':')[2]}.log"
        self._said_before = 0  # bytes of the log that are of earlier processes
        self.pid = 0
        self.begun = 0

    @property
    def alive(self) -> bool:
        return self._ended is not None and not self._ended.done()

    @property
    def works(self) -> bool:
        """Whether it said that it is connected, or painting."""
        return bool(AT_WORK.search(self.log.read_bytes(), self._said_before))

    async def begin(self) -> None:
        """Start the bot."""
        nursery = self._nursery or await self._nursed()
        self._said_before = self.log.stat().st_size
        nursery.stdin.write(f"{self.command}\n".encode())
        self.pid = int(await nursery.stdout.readline())
        self._ended = asyncio.create_task(nursery.stdout.readline())
        self.begun += 1

    async def kill(self) -> None:
        """Kill the process, as kill -9 and a power cut do."""
        assert await self.end(signal.SIGKILL) in (-signal.SIGKILL, 0)

    async def end(self, sign: signal.Signals) -> int:
        """Send a signal and wait for the end; answers with the exit code."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, sign)
        assert self._ended is not None
        return int(await self._ended)

    def freeze(self) -> None:
        """Freeze the process, as a host that swaps or a virtual machine that is moved does."""
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    async def close(self) -> None:
        """End every process."""
        if self.alive:
            await self.kill()
        if self._nursery is not None:
            self._nursery.stdin.close()
            await self._nursery.wait()

    def rows(self) -> list[Row]:
        """Every turn that was accepted."""
        with contextlib.closing(sqlite3.connect(self._folder / "easel.db")) as database:
            return rows_of(database.execute(TURNS), database.execute(CALLS))

    async def _nursed(self) -> asyncio.subprocess.Process:
        lease = [] if self._lease is None else [str(self._lease)]
        with self.log.open("wb") as log:
            self._nursery = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.crash.nursery", *lease),
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
            "EASEL_DISCORD__API_URL": f"{self.url}/api/v10",
            "EASEL_GEMINI__BASE_URL": f"{self.url}/gemini",
            "EASEL_STORAGE__DATABASE": f"sqlite:///{self._folder}/easel.db",
            "EASEL_STORAGE__PICTURES": str(self._folder / "pictures"),
            **{f"EASEL_LIMITS__{key.upper()}": value for key, value in UNLIMITED.items()},
            **{f"EASEL_{key.upper()}": str(value) for key, value in self._settings.items()},
        }
