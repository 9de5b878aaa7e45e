"""How long the store takes when it is full: `python -m tests.bench.store [postgresql://…]`.

100,000 turns of 5,000 people in 2,000 channels are there already, then 10,000 more wait.
"""

import asyncio
import statistics
import sys
import tempfile
import time

from sqlalchemy import insert

from bot.core.turns import ImageRequest, Person, Place
from bot.database import NewTurn, Store, opened
from bot.database.opening import transaction
from bot.database.tables import picture_uses, posts, turns

OLD, WAITING, TIMES = 100_000, 10_000, 200  # turns, turns, runs of each step
REQUEST = ImageRequest(prompt="a fox in the snow, at night", model="m")
TEXT = '{"prompt":"a fox in the snow, at night","model":"m"}'
DAY = 86_400.0


def row(n: int, *, shown: bool) -> dict:
    """A turn as it stands in the table."""
    return {
        "id": n,
        "origin": f"interaction:{n}",
        "parent": n - 2000 if shown and n >= 3000 else None,
        "request": TEXT,
        "model": "m",
        "person": 1000 + n % 5000,
        "guild": n % 40,
        "flow": n % 40,
        "channel": 1 + n % 2000,
        "place": f'{{"channel":{1 + n % 2000}}}',
        "ticket": n,
        "cost": 33_600,
        "created_at": float(n),
        "due_at": float(n),
        "number": 1000 + n // 2000 if shown else None,
        "outcome": "painted" if shown else None,
        "shown_at": float(n) if shown else None,
        "message": n,
    }


async def filled(store: Store, first: int, count: int, *, shown: bool) -> None:
    """Write rows."""
    for start in range(first, first + count, 1000):
        ids = range(start, start + 1000)

        async def some(ids: range = ids) -> None:
            async with transaction(store.turns._engine) as tx:
                await tx.execute(insert(turns), [row(n, shown=shown) for n in ids])
                if shown:
                    await tx.execute(
                        insert(posts), [{"message": n, "turn": n, "channel": 1} for n in ids]
                    )
                    await tx.execute(
                        insert(picture_uses), [{"turn": n, "digest": f"{n:064x}"} for n in ids]
                    )

        await store.turns.runner.run(some())


async def timed(name: str, work, times: int = TIMES) -> None:
    """Print the median and the 99th percentile of something, and our own CPU time at the mean."""
    took, busy = [], time.process_time()
    for n in range(times):
        began = time.perf_counter()
        await work(n)
        took.append((time.perf_counter() - began) * 1000)
    tail = statistics.quantiles(took, n=100)[98] if times > 1 else took[0]
    cpu = (time.process_time() - busy) * 1000 / times
    print(f"{name:28} {statistics.median(took):8.2f} ms {tail:8.2f} ms {cpu:8.2f} ms")


async def main(url: str, *, old: int = OLD) -> None:
    """Fill with `old` turns, then measure."""
    async with opened(url) as database:
        store = Store(database)
        now = float(old + 1)

        async def accept(n: int) -> None:
            by = Person(id=1000 + n * 7, guild=n % 40)
            at = Place(channel=1 + n * 3 % 2000)
            new = NewTurn(request=REQUEST, by=by, at=at, cost=33_600)
            await store.turns.accept(new, most_waiting=100, now=now)

        async def claim(_: int) -> None:
            await store.queue.claim(worker="w", now=now + 1, lease=120, at_once=2)

        print(f"{'':28} {'median':>11} {'p99':>11} {'CPU':>11}   with none")
        await timed("accept", accept)
        await filled(store, 1000, old, shown=True)
        print(f"{'':64}   with {old:,} turns")
        await timed("accept", accept)
        await timed("claim", claim)
        await timed("head of a canvas", lambda n: store.canvases.head(1 + n))
        await timed("tree of a canvas", lambda n: store.canvases.tree(1 + n))
        await timed("message to turn", lambda n: store.canvases.shown_by(1 + n))
        await timed("unused canvases", lambda n: store.retention.last_used(beyond=0), 10)
        await timed("let one canvas go", lambda n: store.retention.expire(n + 1, since=9e9, now=1))
        await filled(store, 2 * old, WAITING, shown=False)
        print(f"{'':64}   and {WAITING:,} that wait")
        await timed("give back at the start", lambda n: store.queue.release_leases(), 1)
        await timed("claim the first", claim, 1)
        await timed("claim", claim, 50)
        await timed("accept", accept, 50)
        await timed(
            "places in the queue",
            lambda n: store.queue.progress(range(2 * old, 2 * old + WAITING, 20), now=now),
            10,
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(main(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(main(f"sqlite:///{folder}/easel.db"))
