"""What `make bench` writes: docs/performance.md, and its plot."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .loads import Figures

DOCS = Path(__file__).parents[2] / "docs"
PLOT = "images/performance.png"
WIDTH, ROW, LEFT, RIGHT = 900, 34, 330, 60  # pixels
INK, PAPER, BAR, LINE = "#26242e", "#ffffff", "#5b5bd6", "#b8b6c4"
# The figures that are drawn: what one picture costs. In all of them less is better.
DRAWN = (
    *(f"{size}: CPU a picture (ms)" for size in ("1K", "2K", "4K")),
    *(f"{size}: shown after the answer (ms)" for size in ("1K", "2K", "4K")),
    "start to connected (s)",
    "memory, 40 of 4K at once (MB)",
)
DISCORD = 50  # calls a second that it takes of one token


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of both bots; the plain one has none of some."""

    name: str
    plain: str
    easel: str
    ratio: float | None  # Easel's to the plain one's

    @property
    def shown_ratio(self) -> str:
        return "" if self.ratio is None else f"{self.ratio:.2f}"


def rows(rounds: Sequence[Mapping[str, Figures]]) -> list[Row]:
    """Return the median of each figure, and of each round's ratio."""
    found = []
    for name in rounds[0]["easel"]:
        easel = [one["easel"][name] for one in rounds]
        plain = [one["plain"][name] for one in rounds if name in one["plain"]]
        ratios = [mine / theirs for mine, theirs in zip(easel, plain, strict=False) if theirs]
        ratio = statistics.median(ratios) if ratios else None
        found.append(Row(name, _shown(plain), _shown(easel), ratio))
    return found


def _shown(figures: Sequence[float]) -> str:
    if not figures:
        return ""
    figure = statistics.median(figures)
    return f"{figure:.1f}" if figure < 100 else f"{figure:.0f}"


def write(found: Sequence[Row], *, rounds: int) -> None:
    """Write the page and its plot."""
    drawn = [row for row in found if row.name in DRAWN and row.ratio is not None]
    _plot(drawn).save(DOCS / PLOT, optimize=True)
    told = "; ".join(f"{row.name} {row.shown_ratio}" for row in drawn)
    lines = [f"| {row.name} | {row.plain} | {row.easel} | {row.shown_ratio} |" for row in found]
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {_memory()} GB"
    software = f"{platform.system()}, Python {platform.python_version()}"
    text = f"""# Performance

Written by `make bench`, which runs Easel beside the shortest bot that paints (discord.py and
Google's SDK, nothing stored), both against the same local Discord and Gemini. They take turns,
{rounds} rounds each: a figure is the median of its rounds, a ratio the median of theirs. Ratios
hold better from machine to machine than milliseconds do; least those of CPU at 2K and 4K, which
differed by a factor of 1.7 between two quiet runs of one machine.

{datetime.now(UTC):%d %B %Y}, {machine}, {software}.

![Easel's figures as multiples of the shortest bot's: {told}]({PLOT})

| | shortest bot | Easel | ratio |
|-|-|-|-|
{chr(10).join(lines)}

{_ceiling(found)}
"""
    (DOCS / "performance.md").write_text(text)


def _ceiling(found: Sequence[Row]) -> str:
    """Return the sentence about how many pictures a second Discord allows."""
    [calls] = [
        float(row.easel) for row in found if row.name == "1K: of them within its 50 a second"
    ]
    shown = f"{DISCORD / calls:.0f}"
    return (
        f"Discord takes {DISCORD} calls a second of one token, and a picture that a command asks\n"
        f"for takes {calls:.1f} of them: so one token shows {shown} pictures a second. "
        "[Growing](scaling.md) goes on from there."
    )


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


def _plot(drawn: Sequence[Row]) -> Image.Image:
    """Draw bars: how many times the plain bot's figure."""
    image = Image.new("RGB", (WIDTH, ROW * (len(drawn) + 2)), PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(16)
    most = max([2.0, *(row.ratio or 0 for row in drawn)])
    scale = (WIDTH - LEFT - RIGHT) / most
    draw.text((12, 8), "Times the shortest bot's figure; less is better", INK, font)
    for number, row in enumerate(drawn, 1):
        top, width = number * ROW + 8, (row.ratio or 0) * scale
        draw.text((12, top), row.name, INK, font)
        draw.rectangle((LEFT, top, LEFT + width, top + ROW - 14), BAR)
        draw.text((LEFT + width + 6, top), row.shown_ratio, INK, font)
    one = LEFT + scale
    draw.line((one, ROW, one, image.height - 8), LINE, 2)
    return image
