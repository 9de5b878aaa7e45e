"""Canvases: each channel, thread or private chat as a tree of turns with a head."""

from collections.abc import Callable, Sequence

from bot.core import permissions
from bot.core.tree import Position, Tree
from bot.core.turns import Person, Turn
from bot.database import Post, Store
from bot.errors import NotFound


class Canvases:
    """Reads trees, moves their heads, and keeps what shows each turn."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._canvases = store.canvases
        self._now = now

    async def shown_by(self, message: int) -> Turn | None:
        """Return the turn that a message shows, if it shows one."""
        return await self._canvases.shown_by(message)

    async def head(self, channel: int) -> Turn | None:
        """Return the turn that a plain message in a thread continues, if there is one."""
        return await self._canvases.head(channel)

    async def tree(self, channel: int) -> Tree:
        """Return all turns of a channel."""
        return await self._canvases.tree(channel)

    async def lineage(self, turn: Turn) -> Sequence[Turn]:
        """Return the turns from the root to this one."""
        return await self._canvases.lineage(turn.id)

    async def numbered(self, channel: int, number: int, *, by: Person) -> Turn:
        """Return the turn with a number in a channel.

        Raises:
            NotFound: it does not exist, was deleted, or this person may not see it.
        """
        turn = await self._canvases.by_number(channel, number)
        if turn is not None and turn.deleted_at is not None:
            raise NotFound("nothing_here.deleted", number=number)
        if turn is None or not permissions.may_see(turn, by):
            last = await self._canvases.last_number(channel)
            raise NotFound(_unknown_number(last), number=number, last=last)
        if turn.gone_at is not None:
            raise NotFound("nothing_here.kept")
        return turn

    async def move(self, channel: int, rule: Callable[[Tree], Position]) -> Turn:
        """Move the head of a channel by a rule of `bot.core.tree` and return the new head.

        Raises:
            NotFound: there is nowhere to move to.
        """
        turn = await self._canvases.move_head(channel, rule)
        if turn is None:
            raise NotFound
        return turn

    async def add_post(self, turn: Turn, message: int, *, channel: int) -> None:
        """Store that one more message shows a turn."""
        await self._canvases.add_post(turn, Post(message=message, channel=channel))

    async def delete(self, turn: Turn, *, by: Person, moderates: bool) -> Sequence[Post]:
        """Delete a turn's pictures from sight and return the messages to delete.

        Raises:
            UserError: this person neither asked for it nor moderates the channel.
        """
        permissions.check_delete(turn, by, moderates=moderates)
        return await self._canvases.delete(turn, now=self._now())

    async def claim_introduction(self, channel: int) -> bool:
        """Return true once for a thread: then the line that says how it works is due there."""
        return await self._canvases.claim_introduction(channel)


def _unknown_number(last: int) -> str:
    """Return the code of the sentence that says which numbers exist."""
    if last == 0:
        return "history.empty"
    return "nothing_here.number" if last > 1 else "nothing_here.number.only"
