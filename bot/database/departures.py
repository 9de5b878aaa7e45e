"""What Discord says is gone: servers that Easel left, channels and messages that were deleted.

Servers and channels are first written down, as settings, and dropped later: a server comes back
unharmed within its days, and a channel's rows are dropped by the daily sweep.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, literal, or_, select, update

from bot.core.turns import Outcome
from bot.database import characters, digests, parties, settings, showcase, themes
from bot.database.base_store import BaseStore
from bot.database.budget_alerts import ALERT
from bot.database.confirmations import confirmation
from bot.database.moderation import REPORT
from bot.database.opening import shielded
from bot.database.pauses import PAUSE
from bot.database.personal_data import blank, pending_digests
from bot.database.spend import EVERYONE
from bot.database.tables import canvases, confirmations, flows, posts, spend, turns
from bot.database.tables import settings as setting_rows
from bot.database.transactions import Transaction
from bot.database.unclaimed_pictures import release

LEFT = "left"  # kind of setting: a server, and since when Easel is not there
GONE = "gone"  # kind of setting: a channel or thread that was deleted
BATCH = 200  # channels or people of one statement


class DepartureStore(BaseStore):
    """Records what is gone, and drops what was stored of it."""

    @shielded
    async def servers(self) -> Sequence[int]:
        """Return the servers of which something is stored and that are not recorded as left."""
        async with self._transaction() as tx:
            next_one = select(func.min(spend.c.guild).label("guild"))
            found = next_one.where(spend.c.guild > 0).add_columns(literal(1).label("n"))
            start = found.cte("found", recursive=True)
            after = next_one.where(spend.c.guild > start.c.guild).scalar_subquery()
            every = start.union_all(select(after, start.c.n + 1).where(start.c.guild.is_not(None)))
            known = await tx.scalars(select(every.c.guild).where(every.c.guild.is_not(None)))
            kind = setting_rows.c.kind == "server"
            set_up = await tx.scalars(select(setting_rows.c.id).where(kind).distinct())
            left = {server for server, _ in await settings.every(tx, LEFT)}
            return sorted({*known, *set_up, *await characters.servers(tx)} - left)

    @shielded
    async def was_in(self, server: int) -> bool:
        """Return whether Easel was ever a member of a server, as far as what is stored says.

        Where it never was, people brought it along: all that they asked for is private.
        """
        async with self._transaction() as tx:
            if await settings.read(tx, "server", server):
                return True
            there = spend.c.guild == server
            for person in await tx.scalars(select(spend.c.person).where(there).distinct()):
                theirs = (turns.c.person == person, turns.c.flow == server)
                shown = select(turns.c.id).where(*theirs, turns.c.number.is_not(None)).limit(1)
                if await tx.scalar(shown) is not None:
                    return True
            return False

    @shielded
    async def leave(self, server: int, *, now: float) -> bool:
        """Record that Easel is not in a server any more, since `now` (seconds since 1970).

        Returns:
            whether it was not recorded yet, and something is stored of that server.
        """
        async with self._transaction() as tx:
            used = select(func.min(spend.c.day)).where(spend.c.guild == server)
            stored = (
                await tx.scalar(used) is not None
                or await settings.read(tx, "server", server)
                or await characters.found(tx, characters.of_server(server))
            )
            if not stored or await settings.read(tx, LEFT, server):
                return False
            await settings.write(tx, LEFT, server, {"at": now})
            return True

    @shielded
    async def come_back(self, server: int) -> bool:
        """Forget that a server was left; return whether it was recorded."""
        async with self._transaction() as tx:
            known = bool(await settings.read(tx, LEFT, server))
            await settings.write(tx, LEFT, server, {"at": None})
            return known

    @shielded
    async def left(self, *, before: float) -> Sequence[int]:
        """Return the servers that were left before a time (seconds since 1970)."""
        async with self._transaction() as tx:
            found = await settings.every(tx, LEFT)
            return [server for server, said in found if said["at"] < before]

    @shielded
    async def drop_server(self, server: int) -> Sequence[int]:
        """Delete a server's settings and sums, and the words and pictures of its turns.

        Returns:
            the ids of turns that were waiting, which are cancelled; none where it came back.
        """
        async with self._transaction() as tx:
            if not await settings.read(tx, LEFT, server):
                return []
            there = spend.c.guild == server
            people = set(await tx.scalars(select(spend.c.person).where(there).distinct()))
            cancelled: list[int] = []
            for person in sorted(people - {EVERYONE}):
                # `flow` is the server, and in an index with the person
                theirs = and_(turns.c.person == person, turns.c.flow == server)
                channels = await tx.scalars(select(turns.c.channel).where(theirs).distinct())
                await _drop_canvases(tx, [one for one in channels.all() if one is not None])
                cancelled += await blank(tx, theirs)
                await _drop_confirmations(tx, person, server)
            await characters.drop(tx, characters.of_server(server))
            await tx.execute(delete(spend).where(there))
            await tx.execute(delete(flows).where(flows.c.flow == server))
            await _drop_reports(tx, turns.c.flow == server)
            await showcase.drop_server(tx, server)
            await themes.drop_server(tx, server)
            await parties.drop_server(tx, server)
            await digests.drop_server(tx, server)
            kinds = setting_rows.c.kind.in_(("server", PAUSE, ALERT, LEFT))
            await tx.execute(delete(setting_rows).where(kinds, setting_rows.c.id == server))
            return cancelled

    @shielded
    async def delete_channel(self, channel: int, *, server: int | None, now: float) -> None:
        """Record that a channel or thread of a server was deleted (`now`: since 1970)."""
        async with self._transaction() as tx:
            await settings.write(tx, GONE, channel, {"at": now, "server": server})

    @shielded
    async def drop_channels(self) -> Sequence[int]:
        """Delete words and pictures of the turns of all channels that were deleted.

        Its threads are gone with it: those on its pictures, and those in which something was
        asked. Discord names no archived ones.

        Returns:
            the ids of turns that were waiting, which are cancelled.
        """
        async with self._transaction() as tx:
            gone = dict(await settings.every(tx, GONE))
            cancelled: list[int] = []
            for channel, said in gone.items():
                shown = select(posts.c.message).join(turns, turns.c.id == posts.c.turn)
                on_pictures = await tx.scalars(shown.where(turns.c.channel == channel))
                threads = {*on_pictures, *await _threads_in(tx, channel, said.get("server"))}
                every = [channel, *sorted(threads)]
                await _drop_canvases(tx, every)
                for one in every:
                    await _drop_reports(tx, turns.c.channel == one)
                    await showcase.drop_channel(tx, one)
                    cancelled += await blank(tx, turns.c.channel == one)
            is_gone = (setting_rows.c.kind == GONE, setting_rows.c.id.in_(gone))
            await tx.execute(delete(setting_rows).where(*is_gone))
            return cancelled

    @shielded
    async def delete_messages(self, messages: Collection[int], *, now: float) -> int:
        """Delete words and pictures of turns that no message shows any more; return how many."""
        async with self._transaction() as tx:
            those = posts.c.message.in_(messages)
            shown = set(await tx.scalars(select(posts.c.turn).where(those)))
            await tx.execute(delete(posts).where(those))
            still = await showcase.shown_elsewhere(tx, shown)
            await showcase.close_deleted(tx, messages, shown & still)
            gone = and_(turns.c.id.in_(shown - still), turns.c.shown_at.is_not(None))
            await tx.execute(
                update(turns)
                .where(gone, turns.c.outcome == str(Outcome.PAINTED), turns.c.deleted_at.is_(None))
                .values(deleted_at=now)
            )
            await blank(tx, gone)
            await _drop_reports(tx, turns.c.id.in_(shown - still))
            return len(shown - still)


async def _threads_in(tx: Transaction, channel: int, server: int | None) -> Collection[int]:
    """Return the threads of a channel in which something was asked, as the turns' places say."""
    if server is None:
        return ()
    there = spend.c.guild == server
    people = (await tx.scalars(select(spend.c.person).where(there).distinct())).all()
    inside = or_(*(turns.c.place.contains(f'"parent":{channel}{end}') for end in ",}"))
    threads: set[int] = set()
    for start in range(0, len(people), BATCH):
        # `flow` is the server, and in an index with the person
        theirs = (turns.c.person.in_(people[start : start + BATCH]), turns.c.flow == server)
        threads |= {*await tx.scalars(select(turns.c.channel).where(*theirs, inside).distinct())}
    return threads


async def _drop_canvases(tx: Transaction, channels: Sequence[int]) -> None:
    for start in range(0, len(channels), BATCH):
        some = channels[start : start + BATCH]
        await tx.execute(delete(canvases).where(canvases.c.channel.in_(some)))
        threads = (setting_rows.c.kind == "thread", setting_rows.c.id.in_(some))
        await tx.execute(delete(setting_rows).where(*threads))


async def _drop_reports(tx: Transaction, where: ColumnElement[bool]) -> None:
    reported = select(setting_rows.c.id).where(setting_rows.c.kind == REPORT)
    there = select(turns.c.id).where(turns.c.id.in_(reported), where)
    found = (setting_rows.c.kind == REPORT, setting_rows.c.id.in_(there))
    await tx.execute(delete(setting_rows).where(*found))


async def _drop_confirmations(tx: Transaction, person: int, server: int) -> None:
    mine = await tx.execute(select(confirmations).where(confirmations.c.person == person))
    there = [row["id"] for row in mine.mappings() if confirmation(row).by.guild == server]
    some = confirmations.c.id.in_(there)
    await release(tx, await pending_digests(tx, some))
    await tx.execute(delete(confirmations).where(some))
