"""Images in showcases and in themes. What is to be posted or deleted there is written down first.

An entry that is `REMOVED` stays until its messages on Discord are deleted.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, RowMapping, and_, delete, select, update

from bot.core.due import Due
from bot.core.showcase import ShowcaseEntry, ShowcaseState, can_be_shown
from bot.core.turns import Turn
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.due import read_due
from bot.database.opening import shielded
from bot.database.rows import inserting
from bot.database.tables import FORGOTTEN_PERSON, posts, showcase, turns, votes
from bot.database.transactions import Transaction
from bot.errors import NotFound

AT_ONCE = 100  # entries that are read to be worked on


class ShowcaseStore(BaseStore):
    """Reads and changes entries; `now` is in seconds since 1970."""

    @shielded
    async def add(self, turn: Turn, *, approves: bool, now: float) -> ShowcaseEntry:
        """Store that an image is to be shown, once; return its entry as it is.

        Args:
            turn: whose image it is.
            approves: whether moderators decide first.
            now: the time.

        Raises:
            NotFound: it was deleted meanwhile.
        """
        state = ShowcaseState.ASKED if approves else ShowcaseState.APPROVED
        async with self._transaction() as tx:
            stored = await lock_shown(tx, turn.id)
            return await insert(tx, stored, state=state, now=now)

    @shielded
    async def get(self, turn: int, theme: int = 0) -> ShowcaseEntry | None:
        """Return a turn's entry; None if it has none."""
        async with self._transaction() as tx:
            return await read(tx, turn, theme)

    @shielded
    async def due(self, *, now: float, beyond: int = 0) -> Due[ShowcaseEntry]:
        """Return entries about which something is to be done now."""
        async with self._transaction() as tx:
            return await read_due(tx, showcase, _entry, now=now, most=AT_ONCE, beyond=beyond)

    @shielded
    async def begin(self, turn: int, theme: int = 0) -> ShowcaseEntry | None:
        """Write down that a message is about to be posted; return the entry as it was before."""
        async with self._transaction() as tx:
            entry = await read(tx, turn, theme, lock=True)
            if entry is not None:
                await _change(tx, entry, attempts=entry.attempts + 1)
            return entry

    @shielded
    async def set_shown(
        self, turn: int, theme: int = 0, *, channel: int, message: int, now: float
    ) -> bool:
        """Store which message shows an image; false if it was removed meanwhile."""
        async with self._transaction() as tx:
            entry = await read(tx, turn, theme, lock=True)
            if entry is None:
                return False
            shows = {"channel": channel, "message": message, "reason": ""}
            if entry.state is not ShowcaseState.APPROVED:
                await _change(tx, entry, **shows)
                return False
            shown = str(ShowcaseState.SHOWN)
            await _change(tx, entry, **shows, state=shown, shown_at=now, due_at=None)
            await rows.add_post(tx, turn, message=message, channel=channel)
            return True

    @shielded
    async def set_note(self, turn: int, *, channel: int, note: int) -> bool:
        """Store which message asks moderators; false if the image was removed meanwhile."""
        async with self._transaction() as tx:
            entry = await read(tx, turn, lock=True)
            if entry is None:
                return False
            asks = {"note_channel": channel, "note": note, "reason": ""}
            if entry.state is not ShowcaseState.ASKED:
                await _change(tx, entry, **asks)
                return False
            await _change(tx, entry, **asks, due_at=None, attempts=0)
            return True

    @shielded
    async def decide(self, turn: int, *, approve: bool, now: float) -> ShowcaseEntry:
        """Store what moderators decided; return the entry as it is now.

        Raises:
            NotFound: it was removed, or another moderator has decided.
        """
        async with self._transaction() as tx:
            entry = await read(tx, turn, lock=True)
            if entry is None or entry.state is not ShowcaseState.ASKED:
                raise NotFound
            state = ShowcaseState.APPROVED if approve else ShowcaseState.DECLINED
            due = now if approve else None
            await _change(tx, entry, state=str(state), due_at=due, attempts=0, reason="")
            return await read(tx, turn) or entry

    @shielded
    async def postpone(self, turn: int, theme: int = 0, *, until: float, reason: str = "") -> None:
        """Store that something could not be done, and when it is tried again."""
        async with self._transaction() as tx:
            if entry := await read(tx, turn, theme, lock=True):
                await _change(tx, entry, due_at=until, reason=reason)

    @shielded
    async def retry(self, guild: int, *, now: float) -> None:
        """Make everything due that waits in a server: its settings have changed."""
        async with self._transaction() as tx:
            waits = (showcase.c.guild == guild, showcase.c.due_at.is_not(None))
            await tx.execute(update(showcase).where(*waits).values(due_at=now))

    @shielded
    async def remove_person(self, person: int) -> int:
        """Take all images of a person out of every showcase; return how many."""
        async with self._transaction() as tx:
            mine = and_(showcase.c.person == person, showcase.c.theme == 0)
            return await _remove(tx, mine)

    @shielded
    async def drop(self, turn: int, theme: int = 0) -> None:
        """Delete an entry whose messages are gone."""
        async with self._transaction() as tx:
            this = and_(showcase.c.turn == turn, showcase.c.theme == theme)
            gone = select(showcase.c.message).where(this).scalar_subquery()
            await lock(tx, this)  # before its posts, as all others do
            await tx.execute(delete(posts).where(posts.c.message == gone))
            await tx.execute(delete(votes).where(votes.c.theme == theme, votes.c.turn == turn))
            await tx.execute(delete(showcase).where(this))


async def remove_turns(tx: Transaction, where: ColumnElement[bool]) -> None:
    """Take the images of some turns out of their showcases, for they are deleted."""
    await _remove(tx, showcase.c.turn.in_(select(turns.c.id).where(where)))


async def of_person(tx: Transaction, person: int) -> Sequence[ShowcaseEntry]:
    """Return the entries of a person's images, by their turns."""
    theirs = select(showcase).where(showcase.c.person == person).order_by(showcase.c.turn)
    return [_entry(row) for row in (await tx.execute(theirs)).mappings()]


async def forget_person(tx: Transaction, person: int) -> None:
    """Take all images of a person out of every showcase, and their id out of the entries."""
    await _remove(tx, showcase.c.person == person)
    theirs = update(showcase).where(showcase.c.person == person)
    await tx.execute(theirs.values(person=FORGOTTEN_PERSON))


async def drop_server(tx: Transaction, guild: int) -> None:
    """Delete all entries of a server that was left: its messages are out of reach."""
    await tx.execute(delete(showcase).where(showcase.c.guild == guild))


async def drop_channel(tx: Transaction, channel: int) -> None:
    """Delete the entries whose messages are gone with their channel."""
    there = showcase.c.channel == channel
    gone = select(showcase.c.message).where(there)
    await lock(tx, there)  # before their posts, as all others do
    await tx.execute(delete(posts).where(posts.c.message.in_(gone)))
    await tx.execute(delete(showcase).where(there))


async def shown_elsewhere(tx: Transaction, of: Collection[int]) -> set[int]:
    """Return those of some turns that a message shows which is no showcase's."""
    found = await tx.scalars(
        select(posts.c.turn)
        .outerjoin(
            showcase,
            and_(showcase.c.turn == posts.c.turn, showcase.c.message == posts.c.message),
        )
        .where(posts.c.turn.in_(of), showcase.c.turn.is_(None))
    )
    return set(found)


async def close_deleted(tx: Transaction, messages: Collection[int], of: Collection[int]) -> None:
    """Keep images out of a showcase whose message there was deleted by someone."""
    shown = (showcase.c.turn.in_(of), showcase.c.message.in_(messages))
    state = showcase.c.state == str(ShowcaseState.SHOWN)
    declined = {"state": str(ShowcaseState.DECLINED), "message": None, "channel": None}
    await tx.execute(update(showcase).where(*shown, state).values(**declined))


async def _remove(tx: Transaction, where: ColumnElement[bool]) -> int:
    gone = {"state": str(ShowcaseState.REMOVED), "due_at": 0.0, "reason": ""}
    await lock(tx, where)
    removed = await tx.execute(update(showcase).where(where).values(**gone))
    return removed.rowcount


async def lock(tx: Transaction, where: ColumnElement[bool]) -> None:
    """Lock entries to the end of the transaction: in one order, or two could wait for each other.

    Whoever ends a theme changes those of many people, whoever is forgotten those of many themes.
    """
    some = select(showcase.c.turn).where(where)
    await tx.execute(some.order_by(showcase.c.turn, showcase.c.theme).with_for_update())


async def insert(
    tx: Transaction, turn: Turn, *, theme: int = 0, state: ShowcaseState, now: float
) -> ShowcaseEntry:
    """Store a turn's entry unless it has one; return it as it is."""
    new = {
        "turn": turn.id,
        "theme": theme,
        "person": turn.by.id,
        "guild": turn.by.guild,
        "state": str(state),
        "created_at": now,
        "due_at": now,
    }
    await tx.execute(inserting(tx, showcase).on_conflict_do_nothing(), new)
    entry = await read(tx, turn.id, theme)
    assert entry is not None
    return entry


async def lock_shown(tx: Transaction, turn: int) -> Turn:
    """Return a turn, which can't be deleted until the end of the transaction.

    Raises:
        NotFound: it was deleted, or is not shown openly.
    """
    stored = await rows.locked(tx, turn)
    if stored is None or not can_be_shown(stored):
        raise NotFound
    return stored


async def read(
    tx: Transaction, turn: int, theme: int = 0, *, lock: bool = False
) -> ShowcaseEntry | None:
    """Return a turn's entry, if it has one; `lock` locks its row."""
    query = select(showcase).where(showcase.c.turn == turn, showcase.c.theme == theme)
    return await rows.one(tx, query, _entry, lock=lock)


async def _change(tx: Transaction, entry: ShowcaseEntry, **values: object) -> None:
    this = (showcase.c.turn == entry.turn, showcase.c.theme == entry.theme)
    await tx.execute(update(showcase).where(*this).values(**values))


def _entry(row: RowMapping) -> ShowcaseEntry:
    return ShowcaseEntry(
        turn=row["turn"],
        theme=row["theme"],
        guild=row["guild"],
        state=ShowcaseState(row["state"]),
        created_at=row["created_at"],
        channel=row["channel"],
        message=row["message"],
        note_channel=row["note_channel"],
        note=row["note"],
        attempts=row["attempts"],
        reason=row["reason"],
    )
