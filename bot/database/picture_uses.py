"""Which turns use which pictures: what no turn uses any more can be forgotten."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, select, update

from bot.core.turns import Digest, Painted, Turn
from bot.database.rows import inserting
from bot.database.tables import uses
from bot.database.transactions import Transaction

AT_ONCE = 500  # values in one statement; databases take 32,766


async def note(tx: Transaction, turn: Turn) -> None:
    """Write down what a turn brought along and what was painted for it."""
    brought = (source.digest for source in turn.request.sources)
    await add(tx, turn.id, [*brought, *(one for done in turn.painted for one in painted(done))])


async def add(
    tx: Transaction, turn: int, digests: Iterable[Digest], *, ended: bool = False
) -> None:
    """Write down that a turn uses some pictures; or used them, where its person is forgotten."""
    rows = [{"turn": turn, "digest": digest, "ended": ended} for digest in dict.fromkeys(digests)]
    if rows:
        await tx.execute(inserting(tx, uses).on_conflict_do_nothing(), rows)


async def end(tx: Transaction, turns: Sequence[int]) -> None:
    """Mark all that some turns use: they do not need it any more."""
    await tx.execute(update(uses).where(uses.c.turn.in_(turns)).values(ended=True))


async def drop(tx: Transaction, digests: Iterable[Digest]) -> None:
    """Nothing is left to do about pictures that were not needed any more."""
    for some in batches(digests):
        await tx.execute(delete(uses).where(uses.c.digest.in_(some), uses.c.ended))


async def used(tx: Transaction, digests: Iterable[Digest]) -> set[Digest]:
    """Which of some pictures a turn still needs."""
    found: set[Digest] = set()
    for some in batches(digests):
        needed = select(uses.c.digest).where(uses.c.digest.in_(some), ~uses.c.ended)
        found.update(Digest(digest) for digest in await tx.scalars(needed))
    return found


def painted(done: Painted) -> Iterator[Digest]:
    """The pictures of one answer: also those that were only steps to it."""
    yield done.picture.digest
    yield from (part.picture.digest for part in done.answer if part.picture)


def batches(digests: Iterable[Digest]) -> Iterator[list[Digest]]:
    """Some pictures in as many as one statement takes."""
    every = sorted(digests)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
