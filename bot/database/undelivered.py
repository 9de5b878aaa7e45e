"""Shown turns with something left to do: progress messages to delete, results not delivered."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, select, update

from bot.core.turns import Followup, Turn
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.tables import turns


class UndeliveredStore(BaseStore):
    """Reads follow-ups and resolves them."""

    @shielded
    async def progress_messages(self, kind: Followup, *, before: float) -> Sequence[Turn]:
        """Return turns with a follow-up of a kind, shown before a time (seconds since 1970)."""
        return await self._with_followup(turns.c.followup == str(kind), turns.c.shown_at <= before)

    @shielded
    async def of_person(self, person: int) -> Sequence[Turn]:
        """Return a person's turns that could not be delivered anywhere, oldest first."""
        return await self._with_followup(
            turns.c.person == person, turns.c.followup == str(Followup.UNDELIVERED)
        )

    @shielded
    async def resolve(self, turn: Turn) -> None:
        """Record that nothing is left to do; the interaction's token is deleted."""
        at = replace(turn.at, token=None) if turn.at else None
        async with self._transaction() as tx:
            await tx.execute(
                update(turns)
                # a turn without a place is a forgotten person's: nothing may come back to it
                .where(turns.c.id == turn.id, turns.c.place.is_not(None))
                .values(followup=None, place=rows.dump(rows.PLACE, at) if at else None)
            )

    async def _with_followup(self, *where: ColumnElement[bool]) -> Sequence[Turn]:
        async with self._transaction() as tx:
            found = await tx.execute(select(turns).where(*where).order_by(turns.c.id))
            return [rows.turn(row) for row in found.mappings()]
