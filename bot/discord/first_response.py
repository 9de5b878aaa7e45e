"""The first response to an interaction, for which Discord waits 3 seconds.

What becomes of a request is usually known much sooner, and then the first response says it. Else it
says that it takes longer, and is edited later: one call to Discord more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.discord.connection_errors import DISCORD_ERRORS

log = logging.getLogger(__name__)

SOON = 0.8  # seconds in which it must be known what to say
LIMIT = 3.0  # seconds after which Discord takes none
LATE = 1.5  # seconds after which an interaction that comes is deferred at once
MOST = 20  # interactions without a response; beyond it none waits for what to say

Interaction = discord.Interaction[Any]
_OWN = "first_response"  # key of an interaction's extras


class FirstResponse:
    """The response that an interaction does not have yet."""

    def __init__(self, interaction: Interaction, *, limit: float | None = None) -> None:
        self._interaction = interaction
        self._limit = limit
        self._one_call = asyncio.Lock()
        self.expired = False  # Discord takes none any more
        self.over = asyncio.Event()  # there is one, or none will come of this

    @property
    def token(self) -> str:
        """The interaction's."""
        return self._interaction.token

    async def defer(self) -> None:
        """Say that it takes longer, unless something was said or will be said otherwise."""
        async with self._one_call:
            if self._is_open and not self.over.is_set():
                async with self._in_time():
                    await self._interaction.response.defer(ephemeral=True, thinking=True)

    async def write(self, words: str, view: discord.ui.View | None) -> None:
        """Write into the response, which may be there already."""
        async with self._one_call:
            if self._is_open:
                shown = view or discord.utils.MISSING
                async with self._in_time():
                    await self._interaction.response.send_message(words, view=shown, ephemeral=True)
                return
        await self._interaction.edit_original_response(content=words, view=view)

    async def stop(self) -> None:
        """Say nothing any more; a call under way has ended when this returns."""
        async with self._one_call:
            self.over.set()

    @property
    def _is_open(self) -> bool:
        return not (self.expired or self._interaction.response.is_done())

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._limit):
                yield
        except discord.NotFound:
            self.expired = True
            raise


class FirstResponses:
    """The responses that interactions of this process do not have yet."""

    def __init__(self) -> None:
        self._open: dict[str, FirstResponse] = {}  # by token
        # By token, as long as something has the interaction.
        self._begun: WeakValueDictionary[str, FirstResponse] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self.soon = SOON
        self.limit = LIMIT

    async def begin(self, interaction: Interaction, *, at_once: bool = False) -> None:
        """Respond within a second that it takes longer, unless something else is said before.

        Args:
            interaction: has no response yet.
            at_once: say it now.
        """
        age = (discord.utils.utcnow() - interaction.created_at).total_seconds()
        if at_once or age > LATE or len(self._open) >= MOST:
            await FirstResponse(interaction).defer()
            return
        first = FirstResponse(interaction, limit=self.limit)
        interaction.extras[_OWN] = self._open[first.token] = self._begun[first.token] = first
        task = asyncio.create_task(self._defer_later(first))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until all interactions have their responses, as long as Discord takes them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.limit)

    def expired(self, token: str | None) -> bool:
        """Return whether Discord took no response any more from an interaction under way."""
        first = self._begun.get(token or "")
        return first is not None and first.expired

    async def over(self, token: str | None) -> None:
        """Wait until an interaction has its response, or can't have one any more."""
        if first := self.of(token):
            with suppress(TimeoutError):
                async with asyncio.timeout(self.limit):
                    await first.over.wait()

    def of(self, token: str | None) -> FirstResponse | None:
        """Return the response that an interaction does not have yet; none: it has one."""
        return self._open.get(token or "")

    async def _defer_later(self, first: FirstResponse) -> None:
        try:
            async with asyncio.timeout(self.soon):
                await first.over.wait()
        except TimeoutError:
            try:
                await first.defer()
            except DISCORD_ERRORS as error:
                log.info("interaction not deferred: error=%s", type(error).__name__)
        finally:
            first.over.set()
            del self._open[first.token]


def first_response(interaction: Interaction) -> FirstResponse:
    """Return what writes an interaction's response, whether it is there already or not."""
    own = interaction.extras.get(_OWN)
    return own if isinstance(own, FirstResponse) else FirstResponse(interaction)
