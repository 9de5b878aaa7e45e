"""`make crash`: many kills, and the figures of what people got."""

import argparse
import asyncio
import collections
import sys
import tempfile
from pathlib import Path

from .. import postgres
from .figures import Figures
from .harness import crash
from .sharing import share


def main() -> int:
    """Run and print; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="make crash ARGS=…")
    parser.add_argument("--kills", type=int, default=160, help="of one process on SQLite")
    parser.add_argument("--rounds", type=int, default=12, help="of three on PostgreSQL")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    broken = False
    if options.kills:
        with tempfile.TemporaryDirectory() as folder:
            alone = crash(Path(folder), kills=options.kills, seed=options.seed)
            broken |= _told("One process on SQLite", *asyncio.run(alone))
    if options.rounds:
        with tempfile.TemporaryDirectory() as folder:
            shared = share(Path(folder), rounds=options.rounds, seed=options.seed)
            try:
                broken |= _told("Three processes on PostgreSQL", *asyncio.run(shared))
            except postgres.NoPostgres as error:
                print(f"Three processes on PostgreSQL: left out, {error}")
    return int(broken)


def _told(what: str, figures: Figures, points: collections.Counter[str]) -> bool:
    """Print what came of it; true where a promise was broken."""
    print(f"{what}:")
    for point, count in points.items():
        print(f"{count:4} × {point}")
    print(f"{figures}\n", flush=True)
    for name in figures.broken_promises:
        print(f"broken: {name}")
    return bool(figures.broken_promises)


if __name__ == "__main__":
    sys.exit(main())
