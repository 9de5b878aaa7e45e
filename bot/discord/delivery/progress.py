"""Keeps "waiting: place 3" true: one edit when a place changes, none after the turn is shown."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import cast

import discord

from bot.core.turns import Turn, TurnProgress
from bot.discord.client import DiscordClient, DiscordConnection
from bot.discord.components import buttons
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.engine.engine import Engine
from bot.engine.model_calls import retry_while_unavailable
from bot.errors import Broken, Later, NothingHere
from bot.text import wording

log = logging.getLogger(__name__)

PACE = 0.2  # seconds between two looks at the queue
PATIENCE = 10.0  # seconds for writing a note; what waits behind it is worth more
SLOW = 5.0  # seconds between two edits that only tell a new place
ORIGINAL_RESPONSE = cast("int", "@original")  # Discord's name for an interaction's first answer


@dataclass(slots=True)
class _Watched:
    turn: Turn
    note: int | None  # a message; none: the interaction's answer
    told: TurnProgress
    at: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class ProgressMessages:
    """The notes under which turns of this process are watched by those who asked."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._watched: dict[int, _Watched] = {}
        self._over: deque[int] = deque(maxlen=1000)  # turns whose note must not be written again
        self._begun: deque[int] = deque(maxlen=1000)  # turns that came to this process
        self._say_again: Callable[[Turn], Awaitable[None]] | None = None

    def when_overtaken(self, say_again: Callable[[Turn], Awaitable[None]]) -> None:
        """Say who writes the end of a turn once more, where a note was written over it."""
        self._say_again = say_again

    async def begin(self, turn: Turn) -> TurnProgress | None:
        """Where a turn stands now, or none if that is over before it could be told."""
        self._begun.append(turn.id)
        if turn.id in self._over:
            return None
        standing = (await self._engine.standings([turn.id])).get(turn.id)
        return None if standing is None or standing.finished else standing

    def knows(self, id_: int) -> bool:
        """Whether a turn came to this process, and not to one before it."""
        return id_ in self._begun

    def doubt(self, id_: int) -> None:
        """Nobody knows whether a turn's note came to stand: it is looked for in the end."""
        with contextlib.suppress(ValueError):
            self._begun.remove(id_)

    def watch(self, turn: Turn, told: TurnProgress, *, note: int | None) -> None:
        """Tell the person when the standing changes."""
        if turn.id not in self._over:
            now = asyncio.get_running_loop().time()
            self._watched[turn.id] = _Watched(turn, note, told, now)

    async def tell(self, id_: int) -> None:
        """Write the standing of a watched turn into its note."""
        if watched := self._watched.get(id_):
            await self._tell(watched)

    async def forget(self, id_: int) -> None:
        """The turn is about to be shown: after this, its note is not touched any more."""
        self._over.append(id_)
        watched = self._watched.pop(id_, None)
        if watched is not None:
            async with watched.lock:  # an edit under way must not come after what is shown
                return

    async def run(self) -> None:
        """Watch until cancelled."""
        ear = self._engine.wakeup.ear()
        late = False
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ear.wait(), SLOW if late else None)
            ear.clear()
            try:
                late = await self._look()
            except Broken as error:  # the database is away; what stands in the notes stays
                log.error("standings: %s", error)
                late = True
            await asyncio.sleep(PACE)

    async def _look(self) -> bool:
        """Tell what changed; true if something is still to be told, for it was told too lately."""
        if not self._watched:
            return False
        late = False
        now = asyncio.get_running_loop().time()
        asked = list(self._watched)
        standings = await self._engine.standings(asked)
        for id_ in set(asked) - set(standings):  # another process has shown it
            await self.forget(id_)
        for id_, standing in standings.items():
            watched = self._watched.get(id_)
            if watched is None or standing.finished or standing == watched.told:
                continue
            if standing.painting or now - watched.at >= SLOW:
                watched.told, watched.at = standing, now
                await self._tell(watched)
            else:
                late = True
        return late

    async def _tell(self, watched: _Watched) -> None:
        client = await self._connection.client()
        async with watched.lock:
            if watched.turn.id in self._over:
                return
            try:
                async with asyncio.timeout(PATIENCE):
                    await write(client, watched.turn, watched.told, note=watched.note)
            except DISCORD_ERRORS as error:
                log.info("a note could not be changed: %s", type(error).__name__)
            await self._look_back(watched.turn)

    async def _look_back(self, turn: Turn) -> None:
        """Mend what we may have done: a painter elsewhere does not wait for our note.

        If the turn had no end when the note was written, what shows its end comes after the note.
        """
        if not self._engine.shared or self._say_again is None:
            return
        with contextlib.suppress(NothingHere):
            ended = await retry_while_unavailable(lambda: self._engine.turn(turn.id))
            if not ended.waiting and turn.id not in self._over:
                self._over.append(turn.id)
                self._watched.pop(turn.id, None)
                with contextlib.suppress(Later):  # the painters look once more
                    await self._say_again(replace(ended, at=turn.at))  # with the token


def interaction_webhook(client: DiscordClient, token: str) -> discord.Webhook:
    """The door that an interaction's token opens for 15 minutes."""
    assert client.application_id is not None
    door = discord.Webhook.partial(client.application_id, token, client=client)
    door.type = discord.WebhookType.application  # else discord.py sends nothing privately by it
    return door


async def write(
    client: DiscordClient, turn: Turn, standing: TurnProgress, *, note: int | None
) -> None:
    """Write where a turn stands into its note."""
    assert turn.at is not None
    words = wording.note(turn, standing, turn.at.locale)
    view = buttons.under_note(turn, turn.at.locale)
    if turn.at.token is not None:
        door = interaction_webhook(client, turn.at.token)
        await door.edit_message(ORIGINAL_RESPONSE, content=words, view=view)
    elif note is not None:
        channel = client.get_partial_messageable(turn.at.channel)
        await channel.get_partial_message(note).edit(content=words, view=view)
