"""All that is stored about one person: shown to them, and forgotten when they say so."""

import functools
import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Engine, delete, func, or_, select, update

from bot.core.allowances import NOTHING
from bot.core.turns import Digest, Outcome, Turn
from bot.database import rows, spend, sqlite, unclaimed_pictures
from bot.database.calls import forget_brought
from bot.database.opening import uncancellable
from bot.database.postgres import tell
from bot.database.repository import Repository
from bot.database.tables import NOBODY, held, posts, settings, turns, uses
from bot.database.transactions import Transaction

PAGE = 500  # turns that are read at once
_DIGEST = re.compile(r'"digest":"([0-9a-f]{64})"')


class PersonalDataStore(Repository):
    """One person's rows."""

    @uncancellable
    async def count(self, person: int) -> int:
        """How many turns a person has."""
        async with self._transaction() as tx:
            count = select(func.count()).select_from(turns).where(turns.c.person == person)
            return await tx.scalar(count) or 0

    @uncancellable
    async def turns(self, person: int, *, beyond: int = 0) -> list[Turn]:
        """The next of a person's turns, oldest first, with higher numbers than `beyond`."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(turns)
                .where(turns.c.person == person, turns.c.id > beyond)
                .order_by(turns.c.id)
                .limit(PAGE)
            )
            return [rows.turn(row) for row in found.mappings()]

    @uncancellable
    async def forget(self, person: int) -> Sequence[int]:
        """Empty a person's turns and take away their settings and questions.

        The empty rows stay, nobody's, for others' pictures may continue them and sums need them.
        Which pictures are to be forgotten is written down: see `Keeping.over`.

        Returns:
            the turns that were to be painted, and are not any more.
        """
        async with self._transaction() as tx:
            mine = select(turns.c.id).where(turns.c.person == person)
            ended = await _cancelled(tx, person)
            asked = await held_digests(tx, held.c.person == person)
            await unclaimed_pictures.give_up(tx, asked | await unclaimed_pictures.leave(tx, person))
            await tx.execute(delete(posts).where(posts.c.turn.in_(mine)))
            await tx.execute(update(uses).where(uses.c.turn.in_(mine)).values(ended=True))
            await spend.forget(tx, person)
            await forget_brought(tx, turns.c.person == person)
            await tx.execute(
                update(turns)
                .where(turns.c.person == person)
                .values(
                    person=NOBODY,
                    origin=None,
                    request='{"prompt":"","model":""}',
                    place=None,
                    outcome=str(Outcome.CANCELLED),
                    painted="[]",
                    reason="forgotten",
                    facts="{}",
                    words="",
                    shown_at=turns.c.created_at,
                    left_over=None,
                    note=None,
                    message=None,
                    lease=None,
                )
            )
            await tx.execute(
                delete(settings).where(settings.c.kind == "person", settings.c.id == person)
            )
            questions = or_(held.c.person == person, held.c.answerer == person)
            await tx.execute(delete(held).where(questions))
            return ended

    async def scrub(self) -> None:
        """Overwrite what SQLite's log still holds of rows that are gone."""
        if isinstance(self._engine, Engine):
            await self.uncancellable.call(functools.partial(sqlite.checkpoint, self._engine))


async def _cancelled(tx: Transaction, person: int) -> Sequence[int]:
    """Give back what a person's unpainted turns have reserved, and stop who paints them."""
    unpainted = (turns.c.person == person, turns.c.shown_at.is_(None), turns.c.outcome.is_(None))
    found = await tx.execute(select(turns).where(*unpainted).with_for_update())
    waiting = [rows.turn(row) for row in found.mappings()]
    for turn in waiting:
        await spend.settle(tx, turn, NOTHING)
        await tell(tx, cancelled=turn.id)
    return [turn.id for turn in waiting]


async def held_digests(tx: Transaction, *of: ColumnElement[bool]) -> set[Digest]:
    """The pictures that wishes have which wait for somebody's yes."""
    texts = await tx.scalars(select(held.c.wishes).where(held.c.answer.is_(None), *of))
    return {Digest(found) for text in texts for found in _DIGEST.findall(text)}
