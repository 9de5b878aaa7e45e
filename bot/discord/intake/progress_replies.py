"""The replies that show the progress of requests which messages make."""

import asyncio
import contextlib
import logging

import discord

from bot.core.turns import Turn
from bot.discord.components import buttons
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.progress import PATIENCE, ProgressMessages
from bot.discord.delivery.replies import reply
from bot.engine.engine import Engine
from bot.engine.leases import retry_while_unavailable
from bot.errors import EaselError
from bot.text import wording

log = logging.getLogger(__name__)

LATEST = 60.0  # seconds in which a reply waits for room in its channel; then there is none


class ProgressReplies:
    """Posts the progress of a message's request, where and when that holds up no picture."""

    def __init__(self, engine: Engine, progress: ProgressMessages) -> None:
        self._engine = engine
        self._progress = progress
        self._waiting: set[asyncio.Task[None]] = set()  # for room in their channels
        self.timeout = PATIENCE  # seconds for posting one

    async def begin(self, message: discord.Message, turn: Turn, locale: str) -> None:
        """Reply with a turn's progress and keep that true; in a busy channel later, if at all."""
        if self._progress.pace.has_room(message.channel.id):
            await self._post(message, turn, locale)
            return
        self._progress.pace.put_off(turn.id)
        waiting = asyncio.create_task(self._begin_later(message, turn, locale))
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)

    async def close(self) -> None:
        """Post none any more."""
        for waiting in self._waiting:
            waiting.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _begin_later(self, message: discord.Message, turn: Turn, locale: str) -> None:
        """Show a turn's progress once that holds up no picture, if it still waits then."""
        with contextlib.suppress(TimeoutError, EaselError):
            async with asyncio.timeout(LATEST):
                await self._progress.pace.room(message.channel.id)
            if await self._progress.current(turn) is None:
                return
            self._progress.pace.take_up(turn.id)
            await self._post(message, turn, locale)

    async def _post(self, message: discord.Message, turn: Turn, locale: str) -> None:
        progress = await retry_while_unavailable(lambda: self._progress.current(turn))
        if progress is None:
            return
        try:
            async with asyncio.timeout(self.timeout):  # the channel's next message waits
                with self._progress.pace.posting(message.channel.id):
                    posted = await reply(
                        message,
                        wording.progress_text(turn, progress, locale),
                        view=buttons.cancel_button(turn, locale),
                        nonce=f"note-{turn.id}",
                        silent=True,
                    )
        except DISCORD_ERRORS as error:
            log.info("progress message not posted: turn=%d error=%s", turn.id, type(error).__name__)
            return  # the request is accepted all the same, and its picture will come
        if await retry_while_unavailable(
            lambda: self._engine.turns.set_progress_message(turn, posted.id)
        ):
            self._progress.watch(turn, progress, message=posted.id)
        else:
            with contextlib.suppress(*DISCORD_ERRORS):
                await posted.delete()
