"""How long pictures are kept: those of canvases that were not used for long expire, in batches.

A canvas is used by a request in it, or in a thread that continues one of its pictures. Its turns
stay, with their words; they are marked as expired and release their pictures. A picture that no
turn uses is unreferenced: it is returned for removal until its removal is confirmed, so that a
crash in between leaves no file behind.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, select, update

from bot.core.turns import Digest
from bot.database import characters, key_value, picture_uses, unclaimed_pictures
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.personal_data import pending_digests
from bot.database.postgres import Lock, acquire
from bot.database.tables import picture_uses as uses
from bot.database.tables import turns
from bot.database.transactions import Transaction

BATCH = 200  # turns, or pictures, of one transaction
REMOVALS = 20  # pictures whose files are removed at a time; storing the same ones waits meanwhile
LAST_RUN = "kept"  # key of when this was started last


class RetentionStore(BaseStore):
    """Expires turns, and finds the pictures that can be removed."""

    @shielded
    async def start_if_due(self, *, every: float, now: float) -> bool:
        """Return whether a run is due; True for one process only (`every`, `now`: seconds)."""
        async with self._transaction() as tx:
            await acquire(tx, Lock.RETENTION)
            last = float(await key_value.read(tx, LAST_RUN) or 0)
            if 0 <= now - last < every:
                return False
            await key_value.write(tx, LAST_RUN, str(now))
            return True

    @shielded
    async def last_used(self, *, beyond: int) -> Mapping[int, float]:
        """Return the next channels, in order, that have pictures.

        Returns:
            by channel, the time of its last request (seconds since 1970).
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

    @shielded
    async def expire(self, channel: int | None, *, since: float, now: float) -> int:
        """Expire the oldest turns of a canvas that is not used; return how many.

        Args:
            channel: the canvas; None: turns without a channel (HTTP), each by its own age.
            since: a canvas used since then (seconds since 1970) is left alone.
            now: seconds since 1970.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)  # no turn may be continued meanwhile
            there: ColumnElement[bool] = turns.c.channel == channel
            if channel is None:
                there = and_(turns.c.channel.is_(None), turns.c.created_at < since)
            elif await _used(tx, channel, since):
                return 0
            found = await tx.scalars(
                select(turns.c.id)
                .where(there, turns.c.gone_at.is_(None), turns.c.shown_at.is_not(None))
                .order_by(turns.c.id)
                .limit(BATCH)
            )
            ids = list(found)
            await tx.execute(update(turns).where(turns.c.id.in_(ids)).values(gone_at=now))
            await picture_uses.release(tx, ids)
            return len(ids)

    @shielded
    async def unreferenced(self, *, now: float) -> Sequence[Digest]:
        """Return pictures that nothing needs any more, whose files are to be removed now.

        At most `REMOVALS`; until `confirm_removal`, the same pictures can't be stored.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.RETENTION)  # or the same picture could be stored meanwhile
            pending = await pending_digests(tx)
            found: set[Digest] = set()
            after = ""
            while not found and (candidates := await _candidates(tx, after=after, now=now)):
                after = max(candidates)
                # Before those in use: the end of a call turns what is recent into what is used.
                recent = await unclaimed_pictures.recent(tx, candidates, now=now)
                needed = await picture_uses.in_use(tx, candidates)
                await picture_uses.delete_released(tx, needed)
                await unclaimed_pictures.delete_expired(tx, needed, now=now)
                drawn = await characters.in_use(tx, candidates)
                found = candidates - needed - drawn - pending - recent
            removed = sorted(found)[:REMOVALS]
            await unclaimed_pictures.begin_removal(tx, removed, now=now)
            return removed

    @shielded
    async def confirm_removal(self, digests: Collection[Digest], *, now: float) -> None:
        """Record that the files of pictures are removed."""
        async with self._transaction() as tx:
            await picture_uses.delete_released(tx, digests)
            await unclaimed_pictures.delete_expired(tx, digests, now=now)
            await unclaimed_pictures.confirm_removal(tx, digests)


async def _candidates(tx: Transaction, *, after: str, now: float) -> set[Digest]:
    """Return the next pictures, by digest, that may be unreferenced."""
    released = await tx.scalars(
        select(uses.c.digest)
        .where(uses.c.released, uses.c.digest > after)
        .distinct()
        .order_by(uses.c.digest)
        .limit(BATCH)
    )
    both = {*released, *await unclaimed_pictures.expired(tx, now=now, after=after, most=BATCH)}
    return {Digest(digest) for digest in sorted(both)[:BATCH]}


async def _used(tx: Transaction, channel: int, since: float) -> bool:
    """Return whether there was a request in a channel, or in one that continues it."""
    reach = _reach(channel).subquery()
    asked = select(reach.c.channel).where(_newest(reach.c.channel) >= since)
    return bool(await tx.scalar(select(asked.exists())))


def _newest(channel: ColumnElement[int], *where: ColumnElement[bool]) -> ScalarSelect[float]:
    """Select the time of a channel's last request: one index lookup, however many turns it has."""
    there = select(turns.c.created_at).where(turns.c.channel == channel, *where)
    return there.order_by(turns.c.id.desc()).limit(1).scalar_subquery()


def _next_channels(beyond: int) -> Select[int]:
    """Select the next channels that have pictures, at most `BATCH`; NULL follows the last one.

    Each is looked up from the one before: DISTINCT would read every turn.
    """
    next_one = select(func.min(turns.c.channel).label("channel")).where(turns.c.gone_at.is_(None))
    first = next_one.where(turns.c.channel > beyond).add_columns(literal(1).label("place"))
    found = first.cte("found", recursive=True)
    after = next_one.where(turns.c.channel > found.c.channel).scalar_subquery()
    every = found.union_all(
        select(after, found.c.place + 1).where(found.c.channel.is_not(None), found.c.place < BATCH)
    )
    return select(every.c.channel)


def _reach(channel: int) -> Select[int]:
    """Select a channel, and all that continue a turn of a selected channel."""
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
