"""All that is stored about one person: shown to them, and forgotten when they say so."""

import functools
import re

from sqlalchemy import ColumnElement, Engine, delete, or_, select, update

from bot.store import rows, sqlite, uses
from bot.store.calls import forget_brought
from bot.store.database import Database, transaction, whole
from bot.store.tables import held, posts, settings, turns
from bot.store.tables import uses as uses_table
from bot.store.tx import Tx
from bot.turns import Digest, Outcome, Turn

NOBODY = 0  # whose turns are when their person is forgotten
_DIGEST = re.compile(r'"digest":"([0-9a-f]{64})"')


class Dossier:
    """One person's rows. Each method is one transaction, done whole."""

    def __init__(self, database: Database) -> None:
        self.whole = database.whole
        self._engine = database.engine

    @whole
    async def turns(self, person: int) -> list[Turn]:
        """A person's turns, oldest first."""
        async with transaction(self._engine) as tx:
            found = await tx.execute(
                select(turns).where(turns.c.person == person).order_by(turns.c.id)
            )
            return [rows.turn(row) for row in found.mappings()]

    @whole
    async def forget(self, person: int) -> set[Digest]:
        """Empty a person's turns and take away their settings and questions.

        The empty rows stay, nobody's, for others' pictures may continue them and sums need them.

        Returns:
            the pictures that nothing needs any more.
        """
        async with transaction(self._engine) as tx:
            theirs = await _pictures_of(tx, person)
            mine = select(turns.c.id).where(turns.c.person == person)
            await tx.execute(delete(posts).where(posts.c.turn.in_(mine)))
            await tx.execute(delete(uses_table).where(uses_table.c.turn.in_(mine)))
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
                    lease=None,
                )
            )
            await tx.execute(
                delete(settings).where(settings.c.kind == "person", settings.c.id == person)
            )
            asked = or_(held.c.person == person, held.c.answerer == person)
            await tx.execute(delete(held).where(asked))
            return theirs - await uses.used(tx, theirs) - await held_digests(tx)

    async def scrub(self) -> None:
        """Overwrite what SQLite's log still holds of rows that are gone."""
        if isinstance(self._engine, Engine):
            await self.whole.call(functools.partial(sqlite.checkpoint, self._engine))


async def _pictures_of(tx: Tx, person: int) -> set[Digest]:
    """All that a person's turns and questions use."""
    mine = select(turns.c.id).where(turns.c.person == person)
    found = await tx.scalars(select(uses_table.c.digest).where(uses_table.c.turn.in_(mine)))
    return {Digest(digest) for digest in found} | await held_digests(tx, held.c.person == person)


async def held_digests(tx: Tx, *of: ColumnElement[bool]) -> set[Digest]:
    """The pictures that wishes have which wait for somebody's yes."""
    texts = await tx.scalars(select(held.c.wishes).where(held.c.wishes != "[]", *of))
    return {Digest(found) for text in texts for found in _DIGEST.findall(text)}
