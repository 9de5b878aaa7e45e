"""What is left to do about shown turns: notes to take away, turns that had no way to people."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, select, update

from bot.core.turns import Followup, Turn
from bot.database import rows
from bot.database.opening import uncancellable
from bot.database.repository import Repository
from bot.database.tables import turns


class UndeliveredStore(Repository):
    """Looks them up and crosses them off."""

    @uncancellable
    async def notes(self, kind: Followup, *, before: float) -> Sequence[Turn]:
        """Turns shown before then (seconds since 1970) whose note may not say what it should."""
        return await self._left(turns.c.left_over == str(kind), turns.c.shown_at <= before)

    @uncancellable
    async def kept(self, person: int) -> Sequence[Turn]:
        """A person's turns that could not be shown anywhere, oldest first."""
        return await self._left(turns.c.person == person, turns.c.left_over == str(Followup.KEPT))

    @uncancellable
    async def done(self, turn: Turn) -> None:
        """Nothing is left to do; the interaction's token is forgotten."""
        at = replace(turn.at, token=None) if turn.at else None
        async with self._transaction() as tx:
            await tx.execute(
                update(turns)
                .where(turns.c.id == turn.id, turns.c.place.is_not(None))  # none: it is forgotten
                .values(left_over=None, place=rows.dump(rows.PLACE, at) if at else None)
            )

    async def _left(self, *where: ColumnElement[bool]) -> Sequence[Turn]:
        async with self._transaction() as tx:
            found = await tx.execute(select(turns).where(*where).order_by(turns.c.id))
            return [rows.turn(row) for row in found.mappings()]
