"""What is stored about one person: counted, exported, and deleted when they say so."""

import asyncio
import math
from collections.abc import Callable, Sequence

from bot.core.turns import Turn
from bot.database import Store
from bot.engine.events import Cancellations, TurnCancelled
from bot.engine.history import HistoryPictures
from bot.engine.personal_export import exported
from bot.pictures import Pictures

REWRITE = "rewrite"  # key of whether the database is to be rewritten: see `PersonalData.rewrite`


class PersonalData:
    """Each person's stored data.

    Args:
        store: the database.
        pictures: the files.
        history_pictures: thumbnails, which are dropped with their pictures.
        cancellations: is notified of turns that the deletion ends.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        history_pictures: HistoryPictures,
        *,
        cancellations: Cancellations,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._history_pictures = history_pictures
        self._cancellations = cancellations
        self._now = now

    async def count(self, person: int) -> int:
        """Return how many turns of a person are stored."""
        return await self._store.personal_data.count(person)

    async def turns(self, person: int) -> Sequence[Turn]:
        """Return a person's stored turns, oldest first."""
        found: list[Turn] = []
        while some := await self._store.personal_data.turns(
            person, beyond=found[-1].id if found else 0
        ):
            found += some
        return found

    async def export(self, person: int) -> bytes:
        """Return everything that is stored about a person, as JSON that people can read."""
        turns = await self.turns(person)
        settings = await self._store.settings.read("person", person)
        others = await self._store.personal_data.others(person)
        return await asyncio.to_thread(exported, person, turns, settings=settings, others=others)

    async def forget(self, person: int) -> None:
        """Delete what is stored about a person: words, pictures, settings. Messages stay.

        Where others' requests repeat their words, those go, too.

        Raises:
            OperatorError: the storage can't be written. Another call continues from there, and so
                does the daily clean-up.
        """
        for id_ in await self._store.personal_data.forget(person, now=self._now()):
            self._cancellations.publish(TurnCancelled(turn=id_))
        await self.remove_unneeded()
        await self._store.spend.delete_forgotten(now=self._now())
        if not await self._store.personal_data.scrub():
            await self._store.key_value.set(REWRITE, "due")

    async def rewrite(self) -> None:
        """Rewrite a large database from which someone was deleted, whatever waits for it."""
        if await self._store.key_value.get(REWRITE) == "due":
            await self._store.personal_data.scrub(most=math.inf)
            await self._store.key_value.set(REWRITE, "")

    async def remove_unneeded(self) -> None:
        """Remove the files of pictures that are not needed any more.

        Raises:
            OperatorError: the storage can't be written; the next time goes on from there.
        """
        while digests := await self._store.retention.unreferenced(now=self._now()):
            for digest in digests:
                await self._pictures.remove(digest)
            self._history_pictures.forget(digests)
            await self._store.retention.confirm_removal(digests, now=self._now())
