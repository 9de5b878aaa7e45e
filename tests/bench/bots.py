"""A bot in a process of its own, and what it uses of the machine."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.server import TOKEN, Sandbox, serving

from ..stories import UNLIMITED

TICKS = os.sysconf("SC_CLK_TCK")
KINDS = {"plain": ("tests.bench.plain",), "easel": ("bot", "run")}
# A plain bot has no bounds; Easel gets wide ones, so that both carry the same load.
WIDE = {
    "LIMITS__PERSON_AT_ONCE": "1000",
    "LIMITS__PERSON_WAITING": "1000",
    **{f"LIMITS__{key.upper()}": value for key, value in UNLIMITED.items()},
}
WIDEST = WIDE | {"GEMINI__PARALLEL": "64"}


class Bot:
    """What a running bot uses, its own helpers' share counted."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self._pids()) / TICKS

    def memory(self) -> float:
        """The memory it holds now (MB)."""
        return sum(_status(pid, "VmRSS") for pid in self._pids()) / 1024

    def peak(self) -> float:
        """The most memory it held (MB)."""
        return sum(_status(pid, "VmHWM") for pid in self._pids()) / 1024

    def _pids(self) -> list[int]:
        pid = self._process.pid
        children = (task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children"))
        return [pid, *map(int, " ".join(children).split())]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@dataclass(frozen=True, slots=True)
class Starts:
    """How long a bot took until it was connected (seconds)."""

    first: float  # with no database, and to a Discord that does not know its commands
    again: float  # as after each update


@asynccontextmanager
async def running(
    kind: str, folder: Path, settings: Mapping[str, str] = WIDEST
) -> AsyncIterator[tuple[Sandbox, Bot, Starts]]:
    """A bot on local servers of its own, started for the second time."""
    folder.mkdir(exist_ok=True)
    async with serving() as sandbox:
        sandbox.gemini.fast = True
        async with _connected(kind, sandbox, folder, settings) as (_, first):
            pass
        await sandbox.discord.until(lambda: not sandbox.discord.bot_online)
        async with _connected(kind, sandbox, folder, settings) as (bot, again):
            yield sandbox, bot, Starts(first, again)


@asynccontextmanager
async def _connected(
    kind: str, sandbox: Sandbox, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[tuple[Bot, float]]:
    began = time.monotonic()
    async with started(KINDS[kind], sandbox, folder, settings) as bot:
        await sandbox.discord.until(lambda: sandbox.discord.bot_online, within=30)
        yield bot, time.monotonic() - began


@asynccontextmanager
async def started(
    command: Sequence[str], sandbox: Sandbox, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[Bot]:
    """A Python module with its arguments as a process on given servers, until the block is left."""
    with (folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command),
            env=os.environ | _environment(sandbox, folder) | _keyed(settings),
            stdout=log,
            stderr=log,
        )
    try:
        yield Bot(process)
    finally:
        process.terminate()
        await process.wait()


def _environment(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": TOKEN,
        "GEMINI_API_KEY": "sandbox",
        "EASEL_DISCORD__API_URL": sandbox.discord.api_url,
        "EASEL_GEMINI__BASE_URL": sandbox.gemini_url,
        "EASEL_STORAGE__DATABASE": f"sqlite:///{folder}/easel.db",
        "EASEL_STORAGE__PICTURES": str(folder / "pictures"),
    }


def _keyed(settings: Mapping[str, str]) -> dict[str, str]:
    return {f"EASEL_{key}": value for key, value in settings.items()}
