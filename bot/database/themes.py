"""Themes: what is open in a server, who voted, and how it ended. Entries are in `showcase`.

Who voted for what is deleted when a theme has ended: its entries keep their numbers of votes.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, select, update

from bot.core.due import Due
from bot.core.showcase import ShowcaseEntry, ShowcaseState
from bot.core.theme_repeats import Followed
from bot.core.themes import OPEN_THEME, Standing, Theme, ThemeState, ThemeTerms, check_open
from bot.core.turns import Turn
from bot.database import rows, settings, theme_repeats
from bot.database import showcase as entries
from bot.database.base_store import BaseStore
from bot.database.due import read_due
from bot.database.opening import shielded
from bot.database.rows import inserting
from bot.database.tables import showcase, themes, votes
from bot.database.theme_repeats import follow, insert_theme
from bot.database.transactions import Transaction
from bot.errors import LimitReached, NotFound, UserError

AT_ONCE = 20  # themes that are read to be worked on
_SHOWN = str(ShowcaseState.SHOWN)
_OPEN = (_SHOWN, str(ShowcaseState.APPROVED))


class ThemeStore(BaseStore):
    """Reads and changes themes; `now` is in seconds since 1970."""

    @shielded
    async def start(
        self, guild: int, words: str, terms: ThemeTerms, *, ends_at: float, now: float
    ) -> int:
        """Store that a theme begins; return its id.

        Raises:
            UserError: one is open in the server already.
        """
        async with self._transaction() as tx:
            id_ = await insert_theme(tx, guild, words, terms, ends_at=ends_at, now=now)

            def rule(before: int | None) -> int:
                if before is not None:
                    raise UserError("event.open")
                return id_

            await settings.change(tx, "server", guild, OPEN_THEME, rule)
            return id_

    @shielded
    async def get(self, id_: int) -> Theme | None:
        """Return a theme by its id; None if there is none."""
        async with self._transaction() as tx:
            return await _read(tx, id_)

    @shielded
    async def last(self, guild: int) -> Theme | None:
        """Return the newest theme of a server; None if it had none."""
        newest = (
            select(themes)
            .where(themes.c.guild == guild)
            .order_by(themes.c.started_at.desc(), themes.c.id.desc())
            .limit(1)
        )
        async with self._transaction() as tx:
            return await rows.one(tx, newest, _theme)

    @shielded
    async def end(self, guild: int, *, now: float) -> Theme:
        """Let the open theme of a server end now, and return it.

        Raises:
            NotFound: none is open.
        """
        async with self._transaction() as tx:
            id_ = (await settings.read(tx, "server", guild)).get(OPEN_THEME)
            theme = check_open(await _read(tx, id_, lock=True) if id_ else None, now=now)
            await _change(tx, theme.id, ends_at=now, due_at=now)
            return theme

    # -- entries and votes

    @shielded
    async def enter(self, theme: int, turn: Turn, *, now: float) -> ShowcaseEntry:
        """Store that an image is entered, once; return its entry as it is.

        Raises:
            NotFound: the theme has ended, or the image was deleted.
            LimitReached: its person has as many entries as they may have.
        """
        async with self._transaction() as tx:
            open_ = check_open(await _read(tx, theme, lock=True), now=now)
            stored = await entries.lock_shown(tx, turn.id)
            if known := await entries.read(tx, turn.id, theme):
                return known
            mine = (showcase.c.theme == theme, showcase.c.person == stored.by.id)
            count = select(func.count()).where(*mine, showcase.c.state.in_(_OPEN))
            if (await tx.scalar(count) or 0) >= open_.per_person:
                raise LimitReached("event.full", limit=open_.per_person)
            approved = ShowcaseState.APPROVED
            return await entries.insert(tx, stored, theme=theme, state=approved, now=now)

    @shielded
    async def vote(self, theme: int, turn: int, *, person: int, now: float) -> bool:
        """Store a person's vote for an entry; false if it is stored already.

        Raises:
            NotFound: the theme has ended, or the entry is gone.
            UserError: the image is their own.
        """
        async with self._transaction() as tx:
            # Locked, else a vote that comes as the theme ends is not counted and never deleted.
            check_open(await _read(tx, theme, lock=True), now=now)
            of = await tx.scalar(
                select(showcase.c.person).where(
                    showcase.c.turn == turn, showcase.c.theme == theme, showcase.c.state == _SHOWN
                )
            )
            if of is None:
                raise NotFound
            if of == person:
                raise UserError("event.own")
            vote = {"theme": theme, "turn": turn, "person": person}
            added = await tx.execute(inserting(tx, votes).on_conflict_do_nothing(), vote)
            return bool(added.rowcount)

    @shielded
    async def take_back(self, theme: int, turn: int, *, person: int, now: float) -> None:
        """Delete a person's vote for an entry.

        Raises:
            NotFound: the theme has ended.
        """
        async with self._transaction() as tx:
            check_open(await _read(tx, theme), now=now)
            vote = (votes.c.theme == theme, votes.c.turn == turn, votes.c.person == person)
            await tx.execute(delete(votes).where(*vote))

    @shielded
    async def counts(self, theme: int, *, person: int) -> tuple[int, int]:
        """Return how many entries a theme has, and how many of them are a person's."""
        shown = (showcase.c.theme == theme, showcase.c.state == _SHOWN)
        async with self._transaction() as tx:
            every = await tx.scalar(select(func.count()).where(*shown))
            mine = select(func.count()).where(*shown, showcase.c.person == person)
            return every or 0, await tx.scalar(mine) or 0

    @shielded
    async def standings(
        self, theme: int, *, most: int, beyond: int = 0, without: Collection[int] = ()
    ) -> Sequence[Standing]:
        """Return the entries of a theme that has ended, most votes first, then the oldest.

        Args:
            theme: its id.
            most: how many.
            beyond: how many better ones are left out.
            without: people whose entries are left out.
        """
        best = (
            select(showcase)
            .where(*_standing(theme, without))
            .order_by(showcase.c.votes.desc(), showcase.c.shown_at, showcase.c.turn)
            .offset(beyond)
            .limit(most)
        )
        async with self._transaction() as tx:
            found = await tx.execute(best)
            return [
                Standing(
                    turn=row["turn"],
                    person=row["person"],
                    votes=row["votes"],
                    message=row["message"],
                    channel=row["channel"],
                )
                for row in found.mappings()
            ]

    @shielded
    async def better(self, theme: int, *, votes: int, without: Collection[int] = ()) -> int:
        """Return how many entries of a theme that has ended have more votes."""
        more = (*_standing(theme, without), showcase.c.votes > votes)
        async with self._transaction() as tx:
            return await tx.scalar(select(func.count()).where(*more)) or 0

    # -- what is to be done on Discord

    @shielded
    async def due(self, *, now: float, beyond: int = 0) -> Due[Theme]:
        """Return themes about which something is to be done now."""
        async with self._transaction() as tx:
            return await read_due(tx, themes, _theme, now=now, most=AT_ONCE, beyond=beyond)

    @shielded
    async def begin(self, id_: int) -> Theme | None:
        """Write down that a message is about to be posted; return the theme as it was before."""
        async with self._transaction() as tx:
            theme = await _read(tx, id_, lock=True)
            if theme is not None:
                await _change(tx, id_, attempts=theme.attempts + 1)
            return theme

    @shielded
    async def announced(self, id_: int, *, message: int, thread: int | None) -> None:
        """Store the message and the thread of a theme; next, it is due when it ends."""
        async with self._transaction() as tx:
            shows = {"message": message, "thread": thread, "attempts": 0, "reason": ""}
            await _change(tx, id_, **shows, due_at=themes.c.ends_at)

    @shielded
    async def close(self, id_: int, *, now: float) -> Followed:
        """End a theme: count the votes of each entry, delete who voted, and start the next one."""
        async with self._transaction() as tx:
            theme = await _read(tx, id_, lock=True)
            if theme is None or theme.state is not ThemeState.OPEN:
                return Followed.NOTHING
            await entries.lock(tx, showcase.c.theme == id_)
            of_entry = and_(votes.c.theme == id_, votes.c.turn == showcase.c.turn)
            count = select(func.count()).select_from(votes).where(of_entry).scalar_subquery()
            await tx.execute(update(showcase).where(showcase.c.theme == id_).values(votes=count))
            await tx.execute(delete(votes).where(votes.c.theme == id_))
            await _change(tx, id_, state=str(ThemeState.ENDED), due_at=now, attempts=0)
            await settings.change(
                tx, "server", theme.guild, OPEN_THEME, lambda own: None if own == id_ else own
            )
            return await follow(tx, theme, now=now)

    @shielded
    async def finish(self, id_: int, *, board: int | None) -> None:
        """Store the message with the winners; None where it can't be posted any more."""
        async with self._transaction() as tx:
            over = str(ThemeState.OVER)
            await _change(tx, id_, state=over, board=board, due_at=None, reason="")

    @shielded
    async def postpone(self, id_: int, *, until: float, reason: str = "") -> None:
        """Store that something could not be done, and when it is tried again."""
        async with self._transaction() as tx:
            await _change(tx, id_, due_at=until, reason=reason)


def _standing(theme: int, without: Collection[int]) -> Sequence[ColumnElement[bool]]:
    shown = showcase.c.state == _SHOWN
    return showcase.c.theme == theme, shown, showcase.c.person.not_in(without)


async def votes_of(tx: Transaction, person: int) -> Sequence[tuple[int, int]]:
    """Return a person's votes in open themes: theme and turn of each."""
    mine = select(votes.c.theme, votes.c.turn).where(votes.c.person == person)
    return [(theme, turn) for theme, turn in await tx.execute(mine.order_by(votes.c.theme))]


async def forget_voter(tx: Transaction, person: int) -> None:
    """Delete a person's votes."""
    await tx.execute(delete(votes).where(votes.c.person == person))


async def drop_server(tx: Transaction, guild: int) -> None:
    """Delete the themes of a server that was left, with all votes."""
    there = themes.c.guild == guild
    open_ = select(themes.c.id).where(there, themes.c.state == str(ThemeState.OPEN))
    for theme in (await tx.scalars(open_)).all():  # one, as a rule; others have no votes
        await tx.execute(delete(votes).where(votes.c.theme == theme))
    await tx.execute(delete(themes).where(there))
    await theme_repeats.drop(tx, guild)


async def _read(tx: Transaction, id_: int, *, lock: bool = False) -> Theme | None:
    query = select(themes).where(themes.c.id == id_)
    return await rows.one(tx, query, _theme, lock=lock)


async def _change(tx: Transaction, id_: int, **changes: object) -> None:
    await tx.execute(update(themes).where(themes.c.id == id_).values(**changes))


def _theme(row: RowMapping) -> Theme:
    fields = {name: row[name] for name in Theme.__dataclass_fields__}
    return Theme(**fields | {"state": ThemeState(row["state"])})
