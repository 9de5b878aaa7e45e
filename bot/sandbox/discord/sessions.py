"""The gateway's websockets, and the sessions that outlive them."""

import asyncio
import contextlib
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.discord.intents import Intent
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import World

MAX_REPLAY = 5000  # events kept for a RESUME
DISPATCH = 0


class Connection:
    """One websocket. Frames are sent in order, compressed if its query string asks for it."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.session: Session | None = None
        self._frames: asyncio.Queue[Json] = asyncio.Queue()
        wanted = request.query.get("compress")
        self._stream = zlib.compressobj() if wanted == "zlib-stream" else None

    def send(
        self, op: int, data: Any = None, *, name: str | None = None, seq: int | None = None
    ) -> None:
        self._frames.put_nowait({"op": op, "d": data, "s": seq, "t": name})

    async def write(self) -> None:
        """Send queued frames until cancelled or disconnected."""
        with contextlib.suppress(ConnectionResetError):
            while True:
                text = json.dumps(await self._frames.get())
                if self._stream is None:
                    await self.socket.send_str(text)
                    continue
                frame = self._stream.compress(text.encode())
                await self.socket.send_bytes(frame + self._stream.flush(zlib.Z_SYNC_FLUSH))

    def cut(self) -> None:
        """Abort the connection, as a network failure would."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(slots=True, eq=False)
class Session:
    """The events sent to one shard. It outlives its connection, so that it can be resumed."""

    id: str
    world: World
    intents: Intent
    shard: int
    shards: int
    connection: Connection | None = None
    seq: int = 0
    sent_events: deque[tuple[int, str, Any]] = field(
        default_factory=lambda: deque(maxlen=MAX_REPLAY)
    )

    def dispatch(self, name: str, data: Any) -> None:
        self.seq += 1
        self.sent_events.append((self.seq, name, data))
        if self.connection is not None:
            self.connection.send(DISPATCH, data, name=name, seq=self.seq)

    def replay(self, after: int) -> None:
        for seq, name, data in self.sent_events:
            if seq > after and self.connection is not None:
                self.connection.send(DISPATCH, data, name=name, seq=seq)
