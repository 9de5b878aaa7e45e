"""Digests of servers: where each is posted, when the next one is due, and what it says."""

from collections.abc import Collection, Sequence

from sqlalchemy import RowMapping, Text, and_, cast, delete, func, literal, or_, select, update

from bot.core.days import DAY
from bot.core.digests import MOST_NAMED, Digest, Remixed, Week, WeekSums
from bot.core.due import Due
from bot.core.server_settings import SettingChange
from bot.core.showcase import ShowcaseState
from bot.core.turns import Outcome
from bot.database import rows, settings
from bot.database.base_store import BaseStore
from bot.database.due import read_due
from bot.database.opening import shielded
from bot.database.spend import EVERYONE
from bot.database.tables import digests, showcase, spend, turns
from bot.database.transactions import Transaction

AT_ONCE = 100  # digests that are read to be posted
DIGEST = "digest"  # what the log of changes calls it


class DigestStore(BaseStore):
    """Reads and changes digests; times are in seconds since 1970."""

    async def set(self, guild: int, channel: int | None, *, due_at: float) -> None:
        """Set where a server's digest is posted, and when the next one is; None: there is none."""
        before = await self._set(guild, channel, due_at)
        settings.note_change(SettingChange(key=DIGEST, before=before, after=channel))

    @shielded
    async def _set(self, guild: int, channel: int | None, due_at: float) -> int | None:
        async with self._transaction() as tx:
            before = await _read(tx, guild, lock=True)
            if channel is None:
                await drop_server(tx, guild)
            else:
                values = {"channel": channel, "due_at": due_at, "attempts": 0, "refusals": 0}
                await rows.put(tx, digests, key={"guild": guild}, values=values)
            return before.channel if before else None

    @shielded
    async def get(self, guild: int) -> Digest | None:
        """Return a server's digest; None if it has none."""
        async with self._transaction() as tx:
            return await _read(tx, guild)

    @shielded
    async def due(self, *, now: float, beyond: int = 0) -> Due[Digest]:
        """Return digests that are to be posted now."""
        async with self._transaction() as tx:
            return await read_due(tx, digests, _digest, now=now, most=AT_ONCE, beyond=beyond)

    @shielded
    async def begin(self, guild: int, *, now: float) -> Digest | None:
        """Write down that a digest is about to be posted; return it as it was before.

        None if it was ended meanwhile, or is not due any more.
        """
        async with self._transaction() as tx:
            digest = await _read(tx, guild, lock=True)
            if digest is None or digest.due_at > now:
                return None
            await _change(tx, digest, attempts=digest.attempts + 1)
            return digest

    @shielded
    async def posted(self, digest: Digest, *, due_at: float) -> None:
        """Store that a digest was posted, and when the next one is due."""
        async with self._transaction() as tx:
            await _change(tx, digest, due_at=due_at, attempts=0, refusals=0)

    @shielded
    async def postpone(self, digest: Digest, *, until: float, refused: bool) -> None:
        """Store that a digest could not be posted, and when it is tried again."""
        refusals = digest.refusals + refused
        async with self._transaction() as tx:
            await _change(tx, digest, due_at=until, refusals=refusals)

    @shielded
    async def drop(self, digest: Digest) -> None:
        """Delete a digest, unless it was set again meanwhile."""
        this = and_(digests.c.guild == digest.guild, digests.c.channel == digest.channel)
        async with self._transaction() as tx:
            await tx.execute(delete(digests).where(this))

    @shielded
    async def sums(self, guild: int, week: Week, *, without: Collection[int] = ()) -> WeekSums:
        """Return what was painted in a server in a week.

        Args:
            guild: the server.
            week: which.
            without: people whose images are not named.
        """
        days = (spend.c.guild == guild, spend.c.day >= week.first, spend.c.day < week.end)
        whole = select(func.sum(spend.c.pictures), func.sum(spend.c.cost))
        people = select(func.count(spend.c.person.distinct()))
        async with self._transaction() as tx:
            found = await tx.execute(whole.where(spend.c.person == EVERYONE, *days))
            pictures, cost = found.one()
            who = people.where(spend.c.person != EVERYONE, spend.c.pictures > 0, *days)
            return WeekSums(
                pictures=int(pictures or 0),
                cost=int(cost or 0),
                people=await tx.scalar(who) or 0,
                remixed=await _remixed(tx, guild, week, without),
            )


async def drop_server(tx: Transaction, guild: int) -> None:
    """Delete the digest of a server."""
    await tx.execute(delete(digests).where(digests.c.guild == guild))


async def _remixed(
    tx: Transaction, guild: int, week: Week, without: Collection[int]
) -> Sequence[Remixed]:
    """Return the images of a showcase that others remixed most in a week.

    A remix continues the image and says so in its request, as what continues the remix does, too.
    """
    image, remix = turns.alias("image"), turns.alias("remix")
    said = literal('"remix_of":') + cast(image.c.id, Text)
    credited = or_(*(remix.c.request.contains(said + end) for end in ",}"))
    count = func.count().label("remixes")
    most = (
        select(showcase.c.channel, showcase.c.message, image.c.id, image.c.person, count)
        .add_columns(image.c.number)
        .join(image, image.c.id == showcase.c.turn)
        .join(remix, remix.c.parent == image.c.id)
        .where(
            showcase.c.guild == guild,
            showcase.c.theme == 0,
            showcase.c.state == str(ShowcaseState.SHOWN),
            image.c.deleted_at.is_(None),
            image.c.person.not_in(without),
            remix.c.person != image.c.person,
            remix.c.outcome == str(Outcome.PAINTED),
            remix.c.number.is_not(None),  # it is not private
            remix.c.created_at >= week.first * DAY,
            remix.c.created_at < week.end * DAY,
            credited,
        )
        .group_by(
            showcase.c.channel, showcase.c.message, image.c.id, image.c.person, image.c.number
        )
        .order_by(count.desc(), image.c.id)
        .limit(MOST_NAMED)
    )
    return [
        Remixed(
            turn=row["id"],
            number=row["number"],
            person=row["person"],
            channel=row["channel"],
            message=row["message"],
            remixes=row["remixes"],
        )
        for row in (await tx.execute(most)).mappings()
    ]


async def _read(tx: Transaction, guild: int, *, lock: bool = False) -> Digest | None:
    query = select(digests).where(digests.c.guild == guild)
    return await rows.one(tx, query, _digest, lock=lock)


async def _change(tx: Transaction, digest: Digest, **values: object) -> None:
    await tx.execute(update(digests).where(digests.c.guild == digest.guild).values(**values))


def _digest(row: RowMapping) -> Digest:
    return Digest(**{name: row[name] for name in Digest.__dataclass_fields__})
