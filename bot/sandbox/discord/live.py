"""Live updates for the page: the events that one person can see."""

import asyncio
import contextlib
import json

from aiohttp import web

from bot.sandbox.discord import commands
from bot.sandbox.discord.places import User
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import Event, World


class Live:
    """The open websockets of pages."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._viewers: dict[web.WebSocketResponse, tuple[User, asyncio.Queue[str]]] = {}
        world.listeners.append(self._on_event)

    async def serve(self, request: web.Request, viewer: User) -> web.WebSocketResponse:
        """Serve one page until it is closed."""
        socket = web.WebSocketResponse(compress=False, heartbeat=30, timeout=1.0)
        await socket.prepare(request)
        updates: asyncio.Queue[str] = asyncio.Queue()
        self._viewers[socket] = (viewer, updates)
        writer = asyncio.create_task(_write(socket, updates))
        try:
            async for _ in socket:
                pass  # a page sends nothing; reading notices when it disconnects
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            del self._viewers[socket]
        return socket

    async def close(self) -> None:
        for socket in list(self._viewers):
            await socket.close(code=1001)

    def _on_event(self, event: Event) -> None:
        for viewer, updates in self._viewers.values():
            if self._is_visible_to(event, viewer):
                data = self._data_for(event, viewer)
                updates.put_nowait(json.dumps({"t": event.name, "d": data}))

    def _is_visible_to(self, event: Event, viewer: User) -> bool:
        if not event.to_people or (event.only is not None and event.only is not viewer):
            return False
        return event.channel is None or self._world.guild.can_see(viewer, event.channel)

    def _data_for(self, event: Event, viewer: User) -> Json:
        if event.name == "COMMANDS_UPDATE":
            return {"commands": commands.shown_to(self._world, viewer)}
        if event.message is None:
            return event.data
        return for_page(event.message.json(viewer)) | event.data


def for_page(message: Json) -> Json:
    """Add `interaction_user`, whose interaction it responds to, to a message object."""
    metadata = message.get("interaction_metadata")
    if metadata:
        message["interaction_user"] = metadata["user"]
    return message


async def _write(socket: web.WebSocketResponse, updates: asyncio.Queue[str]) -> None:
    with contextlib.suppress(ConnectionResetError):
        while True:
            await socket.send_str(await updates.get())
