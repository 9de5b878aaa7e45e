"""`make crash`: many kills, and the figures of what people got."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from .harness import crash


def main() -> int:
    """Run and print; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="make crash ARGS=…")
    parser.add_argument("--kills", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures, points = asyncio.run(crash(Path(folder), kills=options.kills, seed=options.seed))
    for point, count in points.items():
        print(f"{count:4} × {point}")
    print(figures)
    return len(figures.broken_promises)


if __name__ == "__main__":
    sys.exit(main())
