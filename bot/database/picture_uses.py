"""Which turns use which pictures: a picture that no turn uses any more can be removed."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, select, update

from bot.core.turns import Digest, GeneratedPicture, Turn
from bot.database.rows import unless_there
from bot.database.tables import picture_uses
from bot.database.transactions import Transaction

BATCH = 500  # values in one statement; databases take 32,766


async def add_turn(tx: Transaction, turn: Turn) -> None:
    """Record the pictures that a turn brought along, and those painted for it."""
    brought = (one.digest for one in turn.request.pictures)
    await add(tx, turn.id, [*brought, *(one for done in turn.painted for one in painted(done))])


async def add(
    tx: Transaction, turn: int, digests: Iterable[Digest], *, released: bool = False
) -> None:
    """Record that a turn uses pictures.

    Args:
        tx: the open transaction.
        turn: the turn's id.
        digests: the pictures.
        released: the turn does not need them any more: its person was forgotten meanwhile.
    """
    rows = [
        {"turn": turn, "digest": digest, "released": released} for digest in dict.fromkeys(digests)
    ]
    if rows:
        await tx.execute(unless_there(tx, picture_uses), rows)


async def release(tx: Transaction, turns: Sequence[int]) -> None:
    """Mark the pictures of turns as not needed by them any more."""
    await tx.execute(
        update(picture_uses).where(picture_uses.c.turn.in_(turns)).values(released=True)
    )


async def delete_released(tx: Transaction, digests: Iterable[Digest]) -> None:
    """Delete the released uses of pictures."""
    for some in batches(digests):
        await tx.execute(
            delete(picture_uses).where(picture_uses.c.digest.in_(some), picture_uses.c.released)
        )


async def in_use(tx: Transaction, digests: Iterable[Digest]) -> set[Digest]:
    """Return those pictures that a turn still needs."""
    found: set[Digest] = set()
    for some in batches(digests):
        needed = select(picture_uses.c.digest).where(
            picture_uses.c.digest.in_(some), ~picture_uses.c.released
        )
        found.update(Digest(digest) for digest in await tx.scalars(needed))
    return found


def painted(done: GeneratedPicture) -> Iterator[Digest]:
    """Yield the pictures of one answer, also those that were only steps to it."""
    yield done.picture.digest
    yield from (part.picture.digest for part in done.answer if part.picture)


def batches(digests: Iterable[Digest]) -> Iterator[list[Digest]]:
    """Yield pictures in lists of at most `BATCH`, sorted."""
    every = sorted(digests)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]
