"""`make bench`: Easel beside the shortest bot that paints, on the same loads in the same run.

Figures are of one machine and one run: the ratio is what holds on another day. The two take turns,
each first in every other round; a figure is the median of its rounds, a ratio the median of theirs.
"""

import argparse
import asyncio
import compileall
import tempfile
from pathlib import Path

from . import report, syncs
from .bots import KINDS, WIDE, running
from .loads import Figures, Load

ROOT = Path(__file__).parents[2]
ROUNDS = 3
SETTLED = 2.0  # seconds after which what is loaded late is there


async def measured(kind: str, folder: Path) -> Figures:
    """Every load on one bot, each on a process of its own where memory is the question."""
    folder.mkdir()
    async with running(kind, folder / "time") as (sandbox, bot, starts):
        await asyncio.sleep(SETTLED)
        load = Load(sandbox)
        figures = {
            "first start to connected (s)": starts.first,
            "start to connected (s)": starts.again,
            "memory, idle (MB)": bot.memory(),
        }
        await load.warmed()
        figures["memory, idle after two images (MB)"] = bot.memory()
        figures |= await load.steady()
        figures |= await load.rush()
        for size in ("1K", "2K", "4K"):
            figures |= await load.one_by_one(bot, size)
        for size, number in {"1K": 300, "2K": 100, "4K": 50}.items():
            figures |= await load.saturated(size, number)
    async with running(kind, folder / "memory", WIDE) as (sandbox, bot, _):
        load = Load(sandbox)
        figures |= await load.queued(bot, 40)
        if kind == "easel":
            figures |= await load.queued(bot, 500)
    if kind == "easel":
        figures |= await syncs.counted(folder / "syncs")
    return figures


async def main(rounds: int) -> None:
    """Measure, print, and write docs/performance.md."""
    for code in ("bot", "cogs", "tests/bench"):  # as a container has it
        compileall.compile_dir(ROOT / code, quiet=1)
    taken: list[dict[str, Figures]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            kinds = list(KINDS) if number % 2 == 0 else list(reversed(KINDS))
            taken.append(
                {kind: await measured(kind, Path(folder) / f"{kind}-{number}") for kind in kinds}
            )
    rows = report.rows(taken)
    for row in rows:
        print(f"{row.name:48}{row.plain:>10}{row.easel:>10}{row.shown_ratio:>8}")
    report.write(rows, rounds=rounds)


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="make bench ARGS=")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    asyncio.run(main(options.parse_args().rounds))
