"""Does what the database says is due on Discord, again and again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.core.fair_waiting import FairSemaphore
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.engine.wakeup import Wakeup
from bot.errors import EaselError

log = logging.getLogger(__name__)

SERVERS = 4  # in which something is done at the same time


class OfServer(Protocol):
    """What is due in a server."""

    @property
    def guild(self) -> int:
        """The server."""
        ...


T = TypeVar("T", bound=OfServer)


@dataclass(frozen=True, slots=True)
class Due(Generic[T]):
    """What is due now, and in how many seconds something else is."""

    now: Sequence[T]
    next_in: float


class DueWork(Generic[T]):
    """One thing after another in each server, so that a server that is held holds no other up.

    Args:
        name: of the things, for the log.
        key: what tells one from another.
        do: does what is due about one.
    """

    def __init__(
        self,
        name: str,
        *,
        key: Callable[[T], Hashable],
        do: Callable[[DiscordClient, T], Awaitable[None]],
    ) -> None:
        self._name = name
        self._key = key
        self._do = do
        self._places = FairSemaphore(SERVERS, each=1)
        self._under_way: set[Hashable] = set()

    def place(self, guild: int) -> AbstractAsyncContextManager[None]:
        """Wait until nothing else is done in a server, and keep it so for the block."""
        return self._places.place(guild)

    async def run(
        self,
        connection: DiscordConnection,
        wakeup: Wakeup,
        read: Callable[[], Awaitable[Due[T]]],
        *,
        poll: float,
    ) -> None:
        """Do what is due until cancelled.

        Args:
            connection: to Discord.
            wakeup: of what may be due.
            read: reads what is due.
            poll: seconds between two reads at most.
        """
        changed = wakeup.subscribe()
        async with asyncio.TaskGroup() as group:
            while True:
                wait = poll
                try:
                    client = await connection.client()
                    due = await read()
                    wait = min(poll, due.next_in)
                    self._begin(group, client, due.now)
                except EaselError as error:
                    log.warning(
                        "due work not read, will retry: what=%s error=%s", self._name, error
                    )
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await changed.wait()
                changed.clear()

    def _begin(self, group: asyncio.TaskGroup, client: DiscordClient, due: Sequence[T]) -> None:
        for one in due:
            if not client.has_shard_of(one.guild):  # the process that has it knows its channels
                continue
            if (key := self._key(one)) not in self._under_way:
                self._under_way.add(key)
                group.create_task(self._carry_out(client, one, key))

    async def _carry_out(self, client: DiscordClient, one: T, key: Hashable) -> None:
        try:
            await self._do(client, one)
        except EaselError as error:  # the database is away
            log.warning("due work not done, will retry: what=%s error=%s", self._name, error)
        finally:
            self._under_way.discard(key)
