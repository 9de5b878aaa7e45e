"""Whether painting is paused, in a server or everywhere: while it is, no turn is accepted.

Settings of the kind `PAUSE`, under the server's id or `EVERYWHERE`.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.exc import DBAPIError

from bot.core.allowances import EVERYWHERE
from bot.database import address, sqlite
from bot.database import settings as values
from bot.database.base_store import BaseStore
from bot.database.faults import of_sqlite
from bot.database.given_back import end_waiting
from bot.database.opening import opened, shielded, transaction
from bot.database.postgres import Lock, acquire
from bot.database.tables import settings, turns
from bot.database.transactions import Transaction
from bot.errors import TemporaryError

PAUSE = "pause"  # kind of setting
GIVEN_BACK = "paused.given_back"  # reason of a turn that a pause ended
_PAUSED = select(settings.c.id).where(
    settings.c.kind == PAUSE,
    settings.c.id.in_(bindparam("places", type_=BigInteger, expanding=True)),
)


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
            if not give_back:
                return 0
            there = [] if guild == EVERYWHERE else [turns.c.flow == guild]
            return await end_waiting(tx, *there, reason=GIVEN_BACK, now=now)

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
    paused = set(await tx.scalars(_PAUSED, {"places": places}))
    if EVERYWHERE in paused:
        raise TemporaryError("paused.everywhere")
    if paused:
        raise TemporaryError("paused.server")


async def paused_places(url: str) -> Mapping[int, float]:
    """Return since when painting is paused, by server or `EVERYWHERE`; a bot may be running.

    Raises:
        BadDatabase: the database can't be read, or there is none.
        OperatorError: a server does not answer.
    """
    async with _reading(url) as tx:
        return {place: value["since"] for place, value in await values.every(tx, PAUSE)}


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[Transaction]:
    if address.is_server(url):
        async with opened(url) as database, transaction(database.engine) as tx:
            yield tx
        return
    address.check_exists(url)
    file = address.file(url)
    try:
        with sqlite.reading(file) as connection:
            yield sqlite.InlineTransaction(connection)
    except DBAPIError as error:
        raise of_sqlite(error, file) from error
