"""Turns looked up: by number, by origin, by progress, and those that could not be delivered."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial

from bot.core import permissions
from bot.core.turns import Person, Turn, TurnProgress, UnfinishedTurn
from bot.database import Store
from bot.engine.leases import retry_while_unavailable
from bot.errors import NotFound


class Turns:
    """Looks turns up."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    async def get(self, id_: int, *, by: Person | None = None) -> Turn:
        """Return a turn by its id.

        Args:
            id_: its id.
            by: who asks for it; none for the program itself.

        Raises:
            NotFound: it does not exist, or this person may not see it.
        """
        turn = await self._store.turns.get(id_)
        if turn is None or (by is not None and not permissions.may_see(turn, by)):
            raise NotFound
        return turn

    async def get_in_channel(self, channel: int, id_: int, *, by: Person) -> Turn:
        """Return a turn whose id came from a message in a channel, where it may be forged.

        Raises:
            NotFound: it does not exist, is shown elsewhere, or this person may not see it.
        """
        turn = await self.get(id_, by=by)
        if turn.by.id != by.id and not await self._store.canvases.appears_in(turn, channel):
            raise NotFound
        return turn

    def waited(self, turn: Turn | UnfinishedTurn) -> float:
        """Return the seconds since a turn was accepted: how long its person waits for it."""
        return self._now() - turn.created_at

    async def from_origins(self, *origins: str) -> Sequence[Turn]:
        """Return the turns that some origins led to, oldest first."""
        return await self._store.turns.by_origins(*origins)

    async def progress(self, ids: Sequence[int]) -> Mapping[int, TurnProgress]:
        """Return the progress of some turns by id; turns that are shown are left out."""
        return await self._store.queue.progress(ids, now=self._now())

    async def unfinished(self, *, within: float) -> AsyncIterator[UnfinishedTurn]:
        """Yield the turns that have no outcome yet and a progress message that can be edited.

        Args:
            within: seconds from a request on in which its interaction's response can be.

        Raises:
            OperatorError: the database is away for longer than a lease lasts.
        """
        last: UnfinishedTurn | None = None
        read = partial(self._store.turns.unfinished, since=self._now() - within)
        while page := await retry_while_unavailable(partial(read, after=last)):
            for last in page:
                yield last

    async def set_progress_message(self, turn: Turn, message: int) -> bool:
        """Store which message says how a turn is going; false if the turn is shown already."""
        return await self._store.turns.set_progress_message(turn.id, message)

    async def undelivered(self, by: Person) -> Sequence[Turn]:
        """Return a person's turns that could not be shown anywhere, oldest first."""
        return await self._store.undelivered.of_person(by.id)

    async def mark_delivered(self, turn: Turn) -> None:
        """Store that an undelivered turn was shown to its person."""
        await self._store.undelivered.resolve(turn)
