"""Pictures that were taken in and belong to no turn: a wish may be refused, or never said yes to.

Each is noted before it is stored, so that it is forgotten after a day if nothing came of it. What a
turn uses by then stands in `uses`.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, select

from bot.core.turns import Digest
from bot.database import rows
from bot.database.opening import uncancellable
from bot.database.picture_uses import batches
from bot.database.repository import Repository
from bot.database.tables import NOBODY, loose
from bot.database.transactions import Transaction

PATIENCE = 86_400.0  # seconds in which a wish is written down after its pictures were taken in


class UnclaimedPictures(Repository):
    """Notes what is taken in."""

    @uncancellable
    async def note(self, digest: Digest, *, person: int, now: float) -> None:
        """A person's picture is about to be stored (`now`: seconds since 1970)."""
        async with self._transaction() as tx:
            await _put(tx, digest, person=person, since=now)


async def give_up(tx: Transaction, digests: Iterable[Digest]) -> None:
    """Have some pictures forgotten as soon as nothing needs them."""
    for digest in digests:
        await _put(tx, digest, person=NOBODY, since=0)


async def leave(tx: Transaction, person: int) -> set[Digest]:
    """Take away what is noted of a person; answers with those pictures."""
    mine = loose.c.person == person
    found = await tx.scalars(select(loose.c.digest).where(mine))
    digests = {Digest(digest) for digest in found}
    await tx.execute(delete(loose).where(mine))
    return digests


async def overdue(tx: Transaction, *, now: float, after: str, most: int) -> Sequence[str]:
    """The next pictures, by digest, that were noted so long ago that nothing will come of them."""
    found = await tx.scalars(
        select(loose.c.digest)
        .where(_old(now), loose.c.digest > after)
        .distinct()
        .order_by(loose.c.digest)
        .limit(most)
    )
    return found.all()


async def young(tx: Transaction, digests: Iterable[Digest], *, now: float) -> set[Digest]:
    """Which of some pictures were taken in just now."""
    found: set[Digest] = set()
    for some in batches(digests):
        taken = select(loose.c.digest).where(loose.c.digest.in_(some), ~_old(now))
        found.update(Digest(digest) for digest in await tx.scalars(taken))
    return found


async def drop(tx: Transaction, digests: Iterable[Digest], *, now: float) -> None:
    """Nothing is left to do about pictures that were overdue."""
    for some in batches(digests):
        await tx.execute(delete(loose).where(loose.c.digest.in_(some), _old(now)))


def _old(now: float) -> ColumnElement[bool]:
    return loose.c.since <= now - PATIENCE


async def _put(tx: Transaction, digest: Digest, *, person: int, since: float) -> None:
    key = {"digest": digest, "person": person}
    await rows.put(tx, loose, key=key, values={"since": since})
