"""Uploaded pictures that no turn uses yet: their request may be refused or never confirmed.

Each is recorded before it is stored, so that it is removed after a day if no turn used it by then.
Which turn uses which picture is in `bot.database.picture_uses`.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, select

from bot.core.turns import Digest
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.picture_uses import batches
from bot.database.tables import NOBODY, unclaimed_pictures
from bot.database.transactions import Transaction

MAX_AGE = 86_400.0  # seconds in which a turn must use a picture after its upload


class UnclaimedPictureStore(BaseStore):
    """Records uploads."""

    @shielded
    async def add(self, digest: Digest, *, person: int, now: float) -> None:
        """Record that a person's picture is about to be stored (`now`: seconds since 1970)."""
        async with self._transaction() as tx:
            await _put(tx, digest, person=person, since=now)


async def release(tx: Transaction, digests: Iterable[Digest]) -> None:
    """Have pictures removed as soon as no turn needs them."""
    for digest in digests:
        await _put(tx, digest, person=NOBODY, since=0)


async def remove_person(tx: Transaction, person: int) -> set[Digest]:
    """Delete a person's unclaimed pictures from the list; return their digests."""
    mine = unclaimed_pictures.c.person == person
    found = await tx.scalars(select(unclaimed_pictures.c.digest).where(mine))
    digests = {Digest(digest) for digest in found}
    await tx.execute(delete(unclaimed_pictures).where(mine))
    return digests


async def expired(tx: Transaction, *, now: float, after: str, most: int) -> Sequence[str]:
    """Return the next `most` digests, in order, that were recorded over `MAX_AGE` ago."""
    found = await tx.scalars(
        select(unclaimed_pictures.c.digest)
        .where(_expired(now), unclaimed_pictures.c.digest > after)
        .distinct()
        .order_by(unclaimed_pictures.c.digest)
        .limit(most)
    )
    return found.all()


async def recent(tx: Transaction, digests: Iterable[Digest], *, now: float) -> set[Digest]:
    """Return those pictures that were uploaded within `MAX_AGE`."""
    found: set[Digest] = set()
    for some in batches(digests):
        uploaded = select(unclaimed_pictures.c.digest).where(
            unclaimed_pictures.c.digest.in_(some), ~_expired(now)
        )
        found.update(Digest(digest) for digest in await tx.scalars(uploaded))
    return found


async def delete_expired(tx: Transaction, digests: Iterable[Digest], *, now: float) -> None:
    """Delete the expired records of pictures."""
    for some in batches(digests):
        await tx.execute(
            delete(unclaimed_pictures).where(unclaimed_pictures.c.digest.in_(some), _expired(now))
        )


def _expired(now: float) -> ColumnElement[bool]:
    return unclaimed_pictures.c.since <= now - MAX_AGE


async def _put(tx: Transaction, digest: Digest, *, person: int, since: float) -> None:
    key = {"digest": digest, "person": person}
    await rows.put(tx, unclaimed_pictures, key=key, values={"since": since})
