"""The images of a server's showcase, as people outside of Discord see them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from bot.core.showcase import ShowcaseState
from bot.core.turns import Turn
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.tables import showcase, turns


class GalleryStore(BaseStore):
    """Reads what is in a showcase; themes are not in it."""

    @shielded
    async def count(self, guild: int) -> int:
        """Return how many images a server's showcase has."""
        async with self._transaction() as tx:
            return await tx.scalar(select(func.count()).where(*_shown(guild))) or 0

    @shielded
    async def page(self, guild: int, *, beyond: int, most: int) -> Sequence[tuple[float, Turn]]:
        """Return images of a server's showcase, newest first.

        Args:
            guild: the server.
            beyond: how many newer ones are left out.
            most: how many are read.

        Returns:
            when each was put there, in seconds since 1970, and its turn.
        """
        newest = (
            _with_turns(guild)
            .order_by(showcase.c.shown_at.desc(), showcase.c.turn.desc())
            .offset(beyond)
            .limit(most)
        )
        async with self._transaction() as tx:
            found = await tx.execute(newest)
            return [(row["put_at"], rows.turn(row)) for row in found.mappings()]

    @shielded
    async def get(self, guild: int, turn: int) -> Turn | None:
        """Return a turn that is in a server's showcase; None if it is not."""
        async with self._transaction() as tx:
            shown = _with_turns(guild).where(showcase.c.turn == turn)
            return await rows.one(tx, shown, rows.turn)


def _shown(guild: int) -> Sequence[ColumnElement[bool]]:
    state = showcase.c.state == str(ShowcaseState.SHOWN)
    return showcase.c.guild == guild, showcase.c.theme == 0, state


def _with_turns(guild: int) -> Select[Any]:
    joined = select(showcase.c.shown_at.label("put_at"), turns)
    return joined.join(turns, turns.c.id == showcase.c.turn).where(*_shown(guild))
