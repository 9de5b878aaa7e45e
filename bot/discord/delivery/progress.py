"""Keeps "waiting: place 3" true: one edit when the place changes, none after the turn is shown.

Only what is watched now is in memory; what an earlier run left is watched again at a start. Whether
a turn is still to be painted is asked of the database before a progress message is written and,
where other processes deliver, again after it.
"""

import asyncio
import contextlib
import logging
import math
from dataclasses import dataclass, field, replace

from bot.core.turns import Place, Turn, TurnProgress, UnfinishedTurn
from bot.discord.client import DiscordClient
from bot.discord.components import buttons
from bot.discord.connection import DiscordConnection
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.channel_pace import ChannelPace
from bot.discord.delivery.errors import Undeliverable
from bot.discord.delivery.original_response import (
    EDITABLE,
    ORIGINAL_RESPONSE,
    interaction_webhook,
    restate,
)
from bot.discord.first_response import FirstResponse, FirstResponses
from bot.engine.engine import Engine
from bot.engine.leases import retry_while_unavailable
from bot.errors import NotFound, OperatorError, TemporaryError
from bot.text import wording

log = logging.getLogger(__name__)

PACE = 0.2  # seconds between two reads of the queue
PATIENCE = 10.0  # seconds for one progress message; what waits behind it is worth more
SLOW = 5.0  # seconds between two edits that only change the place
IDLE = 30.0  # seconds between two checks if nothing wakes us
LATEST = 60.0  # seconds after the last edit in which an interaction still takes one


@dataclass(slots=True)
class _Watched:
    turn: Turn | UnfinishedTurn  # read whole only when something is written
    by_token: bool  # whether the message can be edited for some minutes only
    message: int | None  # none: the interaction's response
    shown: TurnProgress | None  # none: nothing yet
    shown_at: float  # seconds of the event loop's clock
    first: FirstResponse | None = None  # that is still to be given
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class ProgressMessages:
    """The messages in which people of this process watch their turns' progress."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._watched: dict[int, _Watched] = {}
        self.first_responses = FirstResponses()
        self.pace = ChannelPace()
        self.editable = EDITABLE  # seconds in which an interaction's response is edited

    async def current(self, turn: Turn) -> TurnProgress | None:
        """Return a turn's progress, or none if it has an outcome already."""
        return await self._current(turn.id)

    def watch(self, turn: Turn, shown: TurnProgress | None, *, message: int | None) -> None:
        """Edit the progress message from now on, whenever the progress changes.

        Args:
            turn: what is watched.
            shown: what the message says now; none: nothing.
            message: its id; none: the interaction's response.
        """
        now = asyncio.get_running_loop().time()
        token = turn.at.token if turn.at else None
        first = self.first_responses.of(token) if turn.at else None
        by_token = token is not None
        self._watched[turn.id] = _Watched(turn, by_token, message, shown, now, first)

    async def write(self, id_: int) -> None:
        """Write a watched turn's progress into its message."""
        if watched := self._watched.get(id_):
            await self._write(watched)

    async def until_responded(self, at: Place) -> None:
        """Wait until the interaction that asked has its first response: others edit that one."""
        await self.first_responses.over(at.token)

    async def stop(self, id_: int) -> bool:
        """Stop editing a turn's message; an edit under way has ended when this returns.

        Returns:
            whether it was watched here, so that no other process writes its message.
        """
        watched = self._watched.pop(id_, None)
        if watched is None:
            return False
        async with watched.lock:  # an edit under way must not come after what is shown
            return True

    async def run(self) -> None:
        """Keep the messages up to date until cancelled."""
        changed = self._engine.wakeup.subscribe()
        await self._resume()
        late = True
        while True:
            with contextlib.suppress(TimeoutError):  # asyncio.wait_for can lose a cancellation
                async with asyncio.timeout(SLOW if late else self._until_last_edit()):
                    await changed.wait()
            changed.clear()
            try:
                late = await self._update_all()
            except OperatorError as error:  # the database is away; what the messages say stays
                log.error("progress not read, will retry: error=%s", error)
                late = True
            await asyncio.sleep(PACE)

    async def _resume(self) -> None:
        """Watch what was accepted before this start, else its messages would stay as they are.

        Thousands may wait: of each only what tells whether its message can be edited is read here.
        Other processes watch their own: a server's are those of the process that has its shard.
        """
        client = await self._connection.client()
        now = asyncio.get_running_loop().time()
        async for turn in self._engine.turns.unfinished(within=self.editable + LATEST):
            if turn.id in self._watched or not client.has_shard_of(turn.flow):
                continue
            message = None if turn.by_token else turn.progress_message
            self._watched[turn.id] = _Watched(turn, turn.by_token, message, None, now)

    async def _update_all(self) -> bool:
        """Write what changed; true if a change is left for later, to spare Discord an edit."""
        if not self._watched:
            return False
        late = False
        now = asyncio.get_running_loop().time()
        watched_ids = list(self._watched)
        current = await self._engine.turns.progress(watched_ids)
        for id_ in set(watched_ids) - set(current):  # another process has shown it
            await self.stop(id_)
        for id_, progress in current.items():
            watched = self._watched.get(id_)
            if watched is None:
                continue
            if self._left(watched) <= 0:
                await self._write(watched)
                await self.stop(id_)
                continue
            if progress.finished or progress == watched.shown:
                continue
            if progress.painting or now - watched.shown_at >= SLOW:
                watched.shown, watched.shown_at = progress, now
                await self._write(watched)
            else:
                late = True
        return late

    def _left(self, watched: _Watched) -> float:
        """Return the seconds in which a message can still be edited; our own has no end."""
        if not watched.by_token:
            return math.inf
        return self.editable - self._engine.turns.waited(watched.turn)

    def _until_last_edit(self) -> float:
        """Return the seconds until a message is last edited, or until the next check."""
        left = min(map(self._left, self._watched.values()), default=IDLE)
        return min(max(left, 0), IDLE)

    async def _write(self, watched: _Watched) -> None:
        """Write a progress message, unless the turn has an outcome before or meanwhile."""
        client = await self._connection.client()
        async with watched.lock:
            if not self._is_watched(watched):
                return
            now = await retry_while_unavailable(lambda: self._current(watched.turn.id))
            turn = await self._whole(watched) if now else None
            if now is None or turn is None:
                return
            watched.shown = now
            try:
                async with asyncio.timeout(PATIENCE):
                    await _edit(client, watched, turn, now, last=self._left(watched) <= 0)
            except DISCORD_ERRORS as error:
                kind = type(error).__name__
                log.info("progress message not edited: turn=%d error=%s", turn.id, kind)
            if self._engine.shared:
                await self._restate_if_ended(client, watched, turn)

    async def _whole(self, watched: _Watched) -> Turn | None:
        """Return a watched turn; what an earlier run left is read now. None if it was forgotten."""
        if isinstance(watched.turn, Turn):
            return watched.turn
        turn = await self._now(watched.turn.id)
        if turn is not None:
            watched.turn = turn
        return turn

    async def _current(self, id_: int) -> TurnProgress | None:
        progress = (await self._engine.turns.progress([id_])).get(id_)
        return None if progress is None or progress.finished else progress

    async def _restate_if_ended(self, client: DiscordClient, watched: _Watched, turn: Turn) -> None:
        """Write the end over our own edit: a worker in another process does not wait for it.

        If the turn had no outcome after the edit, what shows its end comes after the edit.
        """
        ended = await self._now(turn.id)
        if ended is None or ended.waiting or not self._is_watched(watched):
            return
        self._watched.pop(ended.id, None)
        try:
            async with asyncio.timeout(PATIENCE):
                await restate(client, self._engine, replace(ended, at=turn.at))
        except (
            TemporaryError,
            Undeliverable,
            TimeoutError,
        ) as error:  # the cleanup restates it later
            kind = type(error).__name__
            log.info("outcome not restated: turn=%d error=%s", ended.id, kind)

    async def _now(self, id_: int) -> Turn | None:
        """Return a turn as the database has it; none if it was forgotten."""
        with contextlib.suppress(NotFound):
            return await retry_while_unavailable(lambda: self._engine.turns.get(id_))
        return None

    def _is_watched(self, watched: _Watched) -> bool:
        return self._watched.get(watched.turn.id) is watched


async def _edit(
    client: DiscordClient, watched: _Watched, turn: Turn, progress: TurnProgress, *, last: bool
) -> None:
    """Edit a progress message; the last time that it can be, so that its words stay true."""
    assert turn.at is not None
    if last:
        words = wording.lasting_text(turn, turn.at.locale)
    else:
        words = wording.progress_text(turn, progress, turn.at.locale)
    view = buttons.cancel_button(turn, turn.at.locale)
    first, watched.first = watched.first, None
    if first is not None:
        await first.write(words, view)
    elif turn.at.token is not None:
        webhook = interaction_webhook(client, turn.at.token)
        await webhook.edit_message(ORIGINAL_RESPONSE, content=words, view=view)
    elif watched.message is not None:
        channel = client.get_partial_messageable(turn.at.channel)
        await channel.get_partial_message(watched.message).edit(content=words, view=view)
