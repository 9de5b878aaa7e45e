"""Does what the database says is due on Discord, again and again."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Generic, Protocol, TypeVar

from bot.core.due import Due
from bot.core.fair_waiting import FairSemaphore
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.errors import REFUSED, Undeliverable
from bot.engine.wakeup import Wakeup
from bot.errors import EaselError, TemporaryError

log = logging.getLogger(__name__)

POLL = 60.0  # seconds between two reads of what is due at most: others write to the database, too
PACE = 0.2  # seconds between two reads at least
RETRY = 20.0  # seconds until the next read, where the database was away
ENOUGH = 1000  # things that are being done, or wait for their place, at which no more are read
SERVERS = 4  # in which something is done at the same time


class OfServer(Protocol):
    """What is due in a server."""

    @property
    def guild(self) -> int:
        """The server."""
        ...


T = TypeVar("T", bound=OfServer)


class Reads(Protocol[T]):
    """Reads what is due, the longest due first."""

    async def __call__(self, *, beyond: int) -> Due[T]:
        """Return some of it, but the first `beyond`."""
        ...


class DueWork(Generic[T]):
    """Begins what is due when it is, each thing once at a time.

    Args:
        name: of the things, for the log.
        key: what tells one from another.
        do: does what is due about one. It reads it again first: it may have been done meanwhile.
        at_once: how many places there are in which something is done; see `place`.
    """

    def __init__(
        self,
        name: str,
        *,
        key: Callable[[T], Hashable],
        do: Callable[[DiscordClient, T], Awaitable[None]],
        at_once: int = SERVERS,
    ) -> None:
        self._name = name
        self._key = key
        self._do = do
        self._places = FairSemaphore(at_once, each=1)
        self._under_way: set[Hashable] = set()

    def place(self, what: Hashable) -> AbstractAsyncContextManager[None]:
        """Wait until nothing else is done about it, and keep it so for the block.

        Where it is a server, one that Discord does not answer for holds no other up.
        """
        return self._places.place(what)

    async def run(
        self,
        connection: DiscordConnection,
        wakeup: Wakeup,
        read: Reads[T],
    ) -> None:
        """Do what is due until cancelled.

        Args:
            connection: to Discord.
            wakeup: of what may be due earlier than it was.
            read: reads what is due, page by page.
        """
        changed = wakeup.subscribe()
        async with asyncio.TaskGroup() as group:
            while True:
                wait = RETRY
                try:
                    client = await connection.client()
                    wait = min(POLL, await self._begin_due(group, client, read, changed))
                except EaselError as error:
                    log.warning(
                        "due work not read, will retry: what=%s error=%s", self._name, error
                    )
                await asyncio.sleep(PACE)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await changed.wait()
                changed.clear()

    async def _begin_due(
        self,
        group: asyncio.TaskGroup,
        client: DiscordClient,
        read: Reads[T],
        changed: asyncio.Event,
    ) -> float:
        """Begin what is due here; return in how many seconds something else is.

        It reads on behind what is being done, or is left to a process that may be away.
        """
        beyond = 0
        while len(self._under_way) < ENOUGH:
            due = await read(beyond=beyond)
            self._begin(group, client, due.now, changed)
            if not due.more:
                return due.next_in
            beyond += len(due.now)
        return POLL  # each that is done wakes

    def _begin(
        self,
        group: asyncio.TaskGroup,
        client: DiscordClient,
        due: Sequence[T],
        changed: asyncio.Event,
    ) -> None:
        for one in due:
            if not client.has_shard_of(one.guild):  # the process that has it knows its channels
                continue
            if (key := self._key(one)) not in self._under_way:
                self._under_way.add(key)
                group.create_task(self._carry_out(client, one, key, changed))

    async def _carry_out(
        self, client: DiscordClient, one: T, key: Hashable, changed: asyncio.Event
    ) -> None:
        try:
            await self._do(client, one)
            changed.set()  # something may follow from it
        except EaselError as error:
            log.warning("due work not done, will retry: what=%s error=%s", self._name, error)
            asyncio.get_running_loop().call_later(RETRY, changed.set)
        finally:
            self._under_way.discard(key)


@contextlib.asynccontextmanager
async def one_step(client: DiscordClient, *, within: float) -> AsyncIterator[None]:
    """Wait until Discord is connected, then take one step there within the block.

    Raises:
        TemporaryError: Discord does not answer, or the step took longer than `within` seconds.
        Undeliverable: Discord refuses it, however it says so.
    """
    try:
        async with asyncio.timeout(within):
            await client.wait_until_ready()
            yield
    except TimeoutError as error:
        raise TemporaryError from error
    except Undeliverable:
        raise
    except REFUSED as error:
        raise Undeliverable from error
