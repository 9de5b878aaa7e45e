"""Whether painting is paused, in a server or everywhere: while it is, no turn is accepted.

Settings of the kind `PAUSE`, under the server's id or `EVERYWHERE`.
"""

from sqlalchemy import select, update

from bot.core.allowances import EVERYWHERE
from bot.core.turns import Outcome
from bot.database import rows, spend
from bot.database import settings as values
from bot.database.base_store import BaseStore
from bot.database.calls import delete_results
from bot.database.opening import shielded
from bot.database.postgres import Lock, acquire, notify
from bot.database.tables import settings, turns
from bot.database.transactions import Transaction
from bot.errors import TemporaryError

PAUSE = "pause"  # kind of setting
GIVEN_BACK = "paused.given_back"  # reason of a turn that a pause ended


class PauseStore(BaseStore):
    """Pauses and resumes painting."""

    @shielded
    async def pause(self, guild: int, *, give_back: bool, now: float) -> int:
        """Accept no more turns; return how many of the waiting ones were given back.

        Args:
            guild: the server, or `EVERYWHERE`.
            give_back: end what waits, which is then shown as any turn that failed; what is being
                painted goes on.
            now: seconds since 1970.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)  # what was accepted before is given back, too
            await values.write(tx, PAUSE, guild, {"since": now})
            return await _give_back(tx, guild, now=now) if give_back else 0

    @shielded
    async def resume(self, guild: int) -> bool:
        """Accept turns again; return whether it was paused."""
        async with self._transaction() as tx:
            was = await values.read(tx, PAUSE, guild)
            await values.write(tx, PAUSE, guild, {"since": None})
            return bool(was)

    @shielded
    async def check(self, guild: int | None) -> None:
        """Check that turns are accepted in a server, or in private and over HTTP.

        Raises:
            TemporaryError: painting is paused.
        """
        async with self._transaction() as tx:
            await check(tx, guild)


async def check(tx: Transaction, guild: int | None) -> None:
    """Check that turns are accepted in a server, or in private and over HTTP.

    Raises:
        TemporaryError: painting is paused.
    """
    places = [EVERYWHERE] if guild is None else [EVERYWHERE, guild]
    found = await tx.scalars(
        select(settings.c.id).where(settings.c.kind == PAUSE, settings.c.id.in_(places))
    )
    paused = set(found)
    if EVERYWHERE in paused:
        raise TemporaryError("paused.everywhere")
    if paused:
        raise TemporaryError("paused.server")


async def _give_back(tx: Transaction, guild: int, *, now: float) -> int:
    """End the waiting turns of a server, or all: what they reserved is released."""
    waits = [
        turns.c.shown_at.is_(None),
        turns.c.outcome.is_(None),
        turns.c.lease_until <= now,
    ]
    if guild != EVERYWHERE:
        waits.append(turns.c.flow == guild)
    found = await tx.execute(select(turns).where(*waits).order_by(turns.c.id).with_for_update())
    waiting = [rows.turn(row) for row in found.mappings()]
    for turn in waiting:
        await spend.settle(tx, turn)
        await delete_results(tx, turns.c.id == turn.id)
        await tx.execute(
            update(turns)
            .where(turns.c.id == turn.id)
            .values(
                outcome=str(Outcome.FAILED),
                reason=GIVEN_BACK,
                painted_at=now,
                due_at=now,
                lease=None,
                lease_until=0,
            )
        )
    await notify(tx)
    return len(waiting)
