"""Pictures that no turn uses yet: uploads, and painted ones until their call has ended.

The request of an upload may be refused or never confirmed, and a call be cut off: each picture is
recorded before it is stored, so that it is removed after a day if no turn used it by then.
Which turn uses which picture is in `bot.database.picture_uses`.

A picture whose file is being removed is recorded here too, under the person `REMOVING`: the same
picture can't be stored until that is done, or its file would be removed after it was stored.
"""

import asyncio
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Double, bindparam, delete, select

from bot.core.turns import Digest
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.picture_uses import batches
from bot.database.postgres import Lock, acquire
from bot.database.tables import FORGOTTEN_PERSON, unclaimed_pictures
from bot.database.transactions import Transaction
from bot.errors import TemporaryError

MAX_AGE = 86_400.0  # seconds in which a turn must use a picture after it was stored
REMOVING = -1  # the person under whom a picture is recorded whose file is being removed
REMOVAL_TIMEOUT = 120.0  # seconds after which the process that removes a file must have died
MAX_WAIT = 30.0  # seconds that a picture waits for the removal of the same one
RETRY_AFTER = 0.05  # seconds between two attempts


_NOW = bindparam("now", type_=Double)
_BEING_REMOVED = select(unclaimed_pictures.c.digest).where(
    unclaimed_pictures.c.digest == bindparam("digest"),
    unclaimed_pictures.c.person == REMOVING,
    unclaimed_pictures.c.since.between(_NOW - REMOVAL_TIMEOUT, _NOW + REMOVAL_TIMEOUT),
)
_CLAIM = delete(unclaimed_pictures).where(
    unclaimed_pictures.c.digest.in_(bindparam("digests", expanding=True)),
    unclaimed_pictures.c.person == bindparam("person"),
)


class UnclaimedPictureStore(BaseStore):
    """Records pictures before they are stored."""

    async def add(self, digest: Digest, *, person: int, now: float) -> None:
        """Record that a picture of a person, or for them, is about to be stored.

        If its file is just being removed, wait until that is done.

        Args:
            digest: the picture.
            person: whose it is.
            now: seconds since 1970.

        Raises:
            TemporaryError: the removal takes longer than `MAX_WAIT`.
        """
        clock = asyncio.get_running_loop().time
        began, waited = clock(), 0.0
        while not await self._add(digest, person=person, now=now + waited):
            if waited > MAX_WAIT:
                raise TemporaryError
            await asyncio.sleep(RETRY_AFTER)
            waited = clock() - began

    @shielded
    async def _add(self, digest: Digest, *, person: int, now: float) -> bool:
        """Record a picture; return False if its file is being removed."""
        async with self._transaction() as tx:
            await acquire(tx, Lock.RETENTION)  # or a removal could begin at the same time
            if await tx.scalar(_BEING_REMOVED, {"digest": digest, "now": now}) is not None:
                return False
            await confirm_removal(tx, [digest])  # of a process that began one and died
            await _put(tx, digest, person=person, since=now)
            return True


async def begin_removal(tx: Transaction, digests: Iterable[Digest], *, now: float) -> None:
    """Record that the files of pictures are about to be removed; `Lock.RETENTION` is held."""
    for digest in digests:
        await _put(tx, digest, person=REMOVING, since=now)


async def confirm_removal(tx: Transaction, digests: Iterable[Digest]) -> None:
    """Record that the files of pictures are removed, so that they can be uploaded again."""
    await claim(tx, digests, person=REMOVING)


async def claim(tx: Transaction, digests: Iterable[Digest], *, person: int) -> None:
    """Delete the records of a person's pictures, which a turn uses from now on."""
    for some in batches(digests):
        await tx.execute(_CLAIM, {"digests": some, "person": person})


async def release(tx: Transaction, digests: Iterable[Digest]) -> None:
    """Have pictures removed as soon as no turn needs them."""
    for digest in digests:
        await _put(tx, digest, person=FORGOTTEN_PERSON, since=0)


async def remove_person(tx: Transaction, person: int) -> set[Digest]:
    """Delete a person's unclaimed pictures from the list; return their digests."""
    digests = await of_person(tx, person)
    await tx.execute(delete(unclaimed_pictures).where(unclaimed_pictures.c.person == person))
    return digests


async def of_person(tx: Transaction, person: int) -> set[Digest]:
    """Return a person's unclaimed pictures."""
    mine = unclaimed_pictures.c.person == person
    return {
        Digest(digest)
        for digest in await tx.scalars(select(unclaimed_pictures.c.digest).where(mine))
    }


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
    """Return those pictures that were recorded within `MAX_AGE`."""
    found: set[Digest] = set()
    for some in batches(digests):
        uploaded = select(unclaimed_pictures.c.digest).where(
            unclaimed_pictures.c.digest.in_(some),
            unclaimed_pictures.c.person != REMOVING,
            ~_expired(now),
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
