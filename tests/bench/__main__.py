"""`make bench`: Easel beside the shortest bot that paints, on the same loads in the same run.

Figures are of one machine and one run: the ratio is what holds on another day.
"""

import asyncio
import tempfile
from pathlib import Path

from .bots import KINDS, WIDE, running
from .loads import Figures, Load


async def measured(kind: str, folder: Path) -> Figures:
    """Every load on one bot, each on a process of its own where memory is the question."""
    async with running(kind, folder / kind) as (sandbox, bot, start):
        load = Load(sandbox, bot)
        await load.warmed()
        figures = {"start to connected (s)": start}
        figures |= await load.steady()
        figures |= await load.rush()
        for size in ("1K", "2K", "4K"):
            figures |= await load.one_by_one(size)
        for size, number in {"1K": 300, "2K": 100, "4K": 50}.items():
            figures |= await load.saturated(size, number)
    async with running(kind, folder / f"{kind}-memory", WIDE) as (sandbox, bot, _):
        load = Load(sandbox, bot)
        figures |= await load.queued(40)
        if kind == "easel":
            figures |= await load.queued(500)
    return figures


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        plain, easel = [await measured(kind, Path(folder)) for kind in KINDS]
    print(f"{'':48}{'plain':>10}{'Easel':>10}{'ratio':>8}")
    for name, figure in easel.items():
        beside = plain.get(name)
        ratio = f"{figure / beside:8.2f}" if beside else ""
        print(f"{name:48}{_shown(beside):>10}{_shown(figure):>10}{ratio}")


def _shown(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.1f}" if figure < 100 else f"{figure:.0f}"


if __name__ == "__main__":
    asyncio.run(main())
