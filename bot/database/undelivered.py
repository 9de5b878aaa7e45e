"""Shown turns with something left to do: progress messages to delete, results not delivered."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from bot.core.turns import Followup, Turn
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded, shielded_unsynced
from bot.database.tables import turns

_OF_PERSON = (
    select(turns)
    .where(turns.c.person == bindparam("person"), turns.c.followup == str(Followup.UNDELIVERED))
    .order_by(turns.c.id)
)
_RESOLVE = (
    update(turns)
    # a turn without a place is a forgotten person's: nothing may come back to it
    .where(turns.c.id == bindparam("id_"), turns.c.place.is_not(None))
    .values(followup=None, place=bindparam("place_"))
)


class UndeliveredStore(BaseStore):
    """Reads follow-ups and resolves them."""

    @shielded
    async def progress_messages(self, kind: Followup, *, before: float) -> Sequence[Turn]:
        """Return turns with a follow-up of a kind, shown before a time (seconds since 1970)."""
        left = (turns.c.followup == str(kind), turns.c.shown_at <= before)
        async with self._transaction() as tx:
            found = await tx.execute(select(turns).where(*left).order_by(turns.c.id))
            return [rows.turn(row) for row in found.mappings()]

    @shielded
    async def of_person(self, person: int) -> Sequence[Turn]:
        """Return a person's turns that could not be delivered anywhere, oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(_OF_PERSON, {"person": person})
            return [rows.turn(row) for row in found.mappings()]

    @shielded_unsynced  # what is left to do is found to be done already
    async def resolve(self, turn: Turn) -> None:
        """Record that nothing is left to do; the interaction's token is deleted."""
        at = replace(turn.at, token=None) if turn.at else None
        async with self._transaction() as tx:
            place = rows.dump(rows.PLACE, at) if at else None
            await tx.execute(_RESOLVE, {"id_": turn.id, "place_": place})
