"""How long pictures are kept: canvases that nobody used for long lose theirs, in small batches.

A canvas is used by whoever asks for something in it, or in a thread that goes on from one of its
pictures. Its turns stay, with their words; they are marked, and so are the pictures they used.
What no other turn uses is then handed out to be removed, again and again until that is written
down: a crash between the two leaves no file behind.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, select, update

from bot.core.turns import Digest
from bot.database import key_value, picture_uses, unclaimed_pictures
from bot.database.opening import uncancellable
from bot.database.personal_data import held_digests
from bot.database.postgres import Lock, locked
from bot.database.repository import Repository
from bot.database.tables import turns
from bot.database.tables import uses as uses_table
from bot.database.transactions import Transaction

MOST = 200  # turns, or pictures, of one transaction
DONE = "kept"  # where the notebook says when this was last begun


class RetentionStore(Repository):
    """Marks and hands out."""

    @uncancellable
    async def begin(self, *, every: float, now: float) -> bool:
        """Whether it is time again, for one process of all; `every` and `now` are in seconds."""
        async with self._transaction() as tx:
            await locked(tx, Lock.KEEPING)
            last = float(await key_value.read(tx, DONE) or 0)
            if 0 <= now - last < every:
                return False
            await key_value.write(tx, DONE, str(now))
            return True

    @uncancellable
    async def last_used(self, *, beyond: int) -> Mapping[int, float]:
        """The next channels beyond one, in order, of which pictures are kept.

        Returns:
            by channel, when something was last asked for in it (seconds since 1970).
        """
        channels = _next_channels(beyond).subquery()
        asked = _newest(channels.c.channel, turns.c.gone_at.is_(None))
        async with self._transaction() as tx:
            found = await tx.execute(
                select(channels.c.channel, asked.label("asked"))
                .where(channels.c.channel.is_not(None))
                .order_by(channels.c.channel)
            )
            return {row.channel: row.asked for row in found}

    @uncancellable
    async def let_go(self, channel: int | None, *, since: float, now: float) -> int:
        """Mark the oldest turns of a canvas that is not used; answers with how many.

        Args:
            channel: the canvas; none: turns that have no place (HTTP), each for itself.
            since: seconds since 1970.
            now: seconds since 1970.
        """
        async with self._transaction() as tx:
            await locked(tx, Lock.TILL)  # nobody may go on from a turn just now
            there: ColumnElement[bool] = turns.c.channel == channel
            if channel is None:
                there = and_(turns.c.channel.is_(None), turns.c.created_at < since)
            elif await _used(tx, channel, since):
                return 0
            found = await tx.scalars(
                select(turns.c.id)
                .where(there, turns.c.gone_at.is_(None), turns.c.shown_at.is_not(None))
                .order_by(turns.c.id)
                .limit(MOST)
            )
            ids = list(found)
            await tx.execute(update(turns).where(turns.c.id.in_(ids)).values(gone_at=now))
            await picture_uses.end(tx, ids)
            return len(ids)

    @uncancellable
    async def over(self, *, now: float) -> Sequence[Digest]:
        """Pictures that nothing needs any more, and whose files are to be removed."""
        async with self._transaction() as tx:
            held = await held_digests(tx)
            found: set[Digest] = set()
            after = ""
            while not found and (marked := await _marked(tx, after=after, now=now)):
                after = max(marked)
                needed = await picture_uses.used(tx, marked)
                await picture_uses.drop(tx, needed)
                await unclaimed_pictures.drop(tx, needed, now=now)
                found = marked - needed - held
                found -= await unclaimed_pictures.young(tx, found, now=now)
            return sorted(found)

    @uncancellable
    async def removed(self, digests: Collection[Digest], *, now: float) -> None:
        """Their files are removed."""
        async with self._transaction() as tx:
            await picture_uses.drop(tx, digests)
            await unclaimed_pictures.drop(tx, digests, now=now)


async def _marked(tx: Transaction, *, after: str, now: float) -> set[Digest]:
    """The next pictures, by digest, that may not be needed any more."""
    ended = await tx.scalars(
        select(uses_table.c.digest)
        .where(uses_table.c.ended, uses_table.c.digest > after)
        .distinct()
        .order_by(uses_table.c.digest)
        .limit(MOST)
    )
    both = {*ended, *await unclaimed_pictures.overdue(tx, now=now, after=after, most=MOST)}
    return {Digest(digest) for digest in sorted(both)[:MOST]}


async def _used(tx: Transaction, channel: int, since: float) -> bool:
    """Whether somebody asked for something in a channel, or in one that goes on from it."""
    reach = _reach(channel).subquery()
    asked = select(reach.c.channel).where(_newest(reach.c.channel) >= since)
    return bool(await tx.scalar(select(asked.exists())))


def _newest(channel: ColumnElement[int], *where: ColumnElement[bool]) -> ScalarSelect[float]:
    """When something was last asked for in a channel: one look into an index, whatever it holds."""
    there = select(turns.c.created_at).where(turns.c.channel == channel, *where)
    return there.order_by(turns.c.id.desc()).limit(1).scalar_subquery()


def _next_channels(beyond: int) -> Select[int]:
    """The next channels of which pictures are kept, at most `MOST`; after the last one comes NULL.

    Each is looked up from the one before: what a database does for DISTINCT reads every turn.
    """
    next_one = select(func.min(turns.c.channel).label("channel")).where(turns.c.gone_at.is_(None))
    first = next_one.where(turns.c.channel > beyond).add_columns(literal(1).label("place"))
    found = first.cte("found", recursive=True)
    after = next_one.where(turns.c.channel > found.c.channel).scalar_subquery()
    every = found.union_all(
        select(after, found.c.place + 1).where(found.c.channel.is_not(None), found.c.place < MOST)
    )
    return select(every.c.channel)


def _reach(channel: int) -> Select[int]:
    """A channel, and all in which a turn continues one of a channel in reach."""
    start = select(literal(channel, turns.c.channel.type).label("channel"))
    reach = start.cte("reach", recursive=True)
    before, after = turns.alias("before"), turns.alias("after")
    onward = (
        select(after.c.channel)
        .join(before, before.c.id == after.c.parent)
        .join(reach, reach.c.channel == before.c.channel)
        .where(after.c.channel != before.c.channel)
    )
    every = reach.union(onward)
    return select(every.c.channel)
