"""Says in the answer to braces what was painted, once all of it has ended, and takes Cancel away.

Only this process does it, and only while the interaction can be edited. Until then, and after it,
the answer says what stays true, and its Cancel sets it right.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.original_response import EDITABLE
from bot.engine.confirmations import Confirmations
from bot.errors import EaselError

log = logging.getLogger(__name__)

Edit = Callable[[int, int], Awaitable[object]]
"""Writes how many images were painted, of how many that were requested."""


class BracesNotes:
    """The answers that this process sets right."""

    def __init__(self, confirmations: Confirmations) -> None:
        self._confirmations = confirmations
        self._watched: dict[int, asyncio.Task[None]] = {}  # by the confirmation's id

    def watch(self, id_: int, edit: Edit) -> None:
        """Edit a confirmation's answer once all that came of it has ended."""
        task = asyncio.create_task(self._set_right(id_, edit))
        self._watched[id_] = task
        task.add_done_callback(lambda _: self._watched.pop(id_, None))

    def stop(self, id_: int) -> None:
        """Leave an answer as it is: another one stands there."""
        if task := self._watched.get(id_):
            task.cancel()

    async def close(self) -> None:
        """Leave all answers as they are."""
        tasks = list(self._watched.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _set_right(self, id_: int, edit: Edit) -> None:
        try:
            async with asyncio.timeout(EDITABLE):
                await edit(*await self._confirmations.wait_until_done(id_))
        except (*DISCORD_ERRORS, EaselError) as error:
            kind = type(error).__name__
            log.info("answer to braces stays: confirmation=%d error=%s", id_, kind)
