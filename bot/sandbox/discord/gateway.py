"""The gateway: the websocket that sends events to the bot."""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.discord import members
from bot.sandbox.discord.intents import Intent, event_data
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.discord.refusals import Json, not_implemented
from bot.sandbox.discord.session_start import guild_create, ready
from bot.sandbox.discord.sessions import Connection, Session
from bot.sandbox.discord.snowflakes import shard_of
from bot.sandbox.discord.world import Event, World

log = logging.getLogger(__name__)

HEARTBEAT_INTERVAL = 41_250  # milliseconds
ACK_DELAY = 0.05  # seconds from a heartbeat to its acknowledgement
HEARTBEAT, IDENTIFY, VOICE, RESUME = 1, 2, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
INVALID_SHARD, DISALLOWED_INTENTS = 4010, 4014
IGNORED_OPCODES = {3, VOICE}  # presence updates, and voice


class Gateway:
    """All sessions, and the faults that tests can cause."""

    def __init__(self, world: World) -> None:
        self.heartbeat = HEARTBEAT_INTERVAL  # milliseconds; what HELLO asks for
        self.heartbeats = 0  # heartbeats received
        self.duplicate_events = False  # whether each event is sent twice
        self.hold_guild_create = False  # whether servers stay away from who connects
        self.identified: list[Json] = []  # the data of every IDENTIFY
        self.resumed = 0
        self._world = world
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        world.listeners.append(self._on_event)

    def _carries_server(self, world: World) -> bool:
        """Whether the shard of the one server is connected, of a world's bot."""
        return any(
            session.world is world
            and session.connection is not None
            and session.shard == shard_of(GUILD_ID, session.shards)
            for session in self._sessions.values()
        )

    # -- faults

    def drop(self) -> None:
        """Cut every connection; the sessions can be resumed."""
        for connection in list(self._connections):
            connection.cut()

    def reconnect(self) -> None:
        """Send op 7: the client must reconnect and resume."""
        self._for_each_connection(lambda connection: connection.send(RECONNECT))

    def invalidate(self, *, resumable: bool = False) -> None:
        """Send op 9: the session is invalid, or can be resumed."""
        if not resumable:
            for connection in self._connections:
                self._forget(connection)
            self._status_changed()
        self._for_each_connection(lambda connection: connection.send(INVALID_SESSION, resumable))

    def send(self, name: str, data: Any) -> None:
        """Send any event, valid or not, to every shard."""
        for session in self._sessions.values():
            session.dispatch(name, data)

    def send_malformed_message(self) -> None:
        """Send a MESSAGE_CREATE that lacks nearly all fields."""
        self.send("MESSAGE_CREATE", {"content": None})

    def resend(self, name: str) -> None:
        """Send the newest event of this name again.

        Raises:
            AssertionError: none was sent yet.
        """
        found = False
        for session in self._sessions.values():
            data = [data for _, each, data in session.sent_events if each == name]
            if data:
                found = True
                session.dispatch(name, data[-1])
        if not found:
            raise AssertionError(f"No {name} has been sent yet.")

    def _for_each_connection(self, act: Callable[[Connection], None]) -> None:
        for connection in self._connections:
            act(connection)

    # -- connections

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, from HELLO to its end."""
        if request.query.get("encoding", "json") != "json":
            refusal = not_implemented("gateway frames other than JSON: set the encoding to json")
            log.warning("request refused: call=GET /gateway reason=%s", refusal.message)
            return web.json_response(refusal.body(), status=refusal.status)
        socket = web.WebSocketResponse(compress=False, timeout=1.0)
        try:
            await socket.prepare(request)
        except ConnectionResetError:  # the bot was killed just then
            return web.Response()
        connection = Connection(socket, request)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            connection.send(HELLO, {"heartbeat_interval": self.heartbeat})
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                code = self._handle_frame(connection, message.data)
                if code is not None:
                    await socket.close(code=code)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self._connections.discard(connection)
            self._on_disconnect(connection)
        return socket

    async def close(self) -> None:
        """Close every connection, when the server shuts down."""
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    def _handle_frame(self, connection: Connection, text: str | bytes) -> int | None:
        """Handle a frame; returns a close code if the connection must be closed."""
        try:
            frame = json.loads(text)
        except ValueError:
            return DECODE_ERROR
        op, data = frame.get("op"), frame.get("d")
        if op == HEARTBEAT:
            # Never at once: discord.py records in another thread when it sent the heartbeat, and
            # would measure from the one before if the acknowledgement came first.
            self.heartbeats += 1
            asyncio.get_running_loop().call_later(ACK_DELAY, connection.send, HEARTBEAT_ACK)
            return None
        if op == IDENTIFY and isinstance(data, dict):
            return self._identify(connection, data)
        if op == RESUME and isinstance(data, dict):
            return self._resume(connection, data)
        if op == REQUEST_MEMBERS and connection.session and isinstance(data, dict):
            for chunk in members.chunks(self._world, data):
                connection.session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
            return None
        if op == VOICE:
            log.warning("opcode ignored, there is no voice here: op=4")
        if op in IGNORED_OPCODES:
            return None
        if connection.session is None:
            return NOT_AUTHENTICATED
        log.warning("opcode refused, it does not exist here: op=%s", op)
        return UNKNOWN_OPCODE

    def _identify(self, connection: Connection, data: Json) -> int | None:
        world = self._world_of(data)
        if world is None:
            return AUTHENTICATION_FAILED
        intents = Intent(int(data["intents"]))
        if Intent.MESSAGE_CONTENT in intents and not world.message_content_allowed:
            return DISALLOWED_INTENTS
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            return INVALID_SHARD
        self.identified.append(data)
        session = Session(secrets.token_hex(16), world, intents, shard, shards, connection)
        self._sessions[session.id] = session
        connection.session = session
        session.dispatch("READY", ready(world, session.id, shard=(session.shard, session.shards)))
        carries = world.bot_in_server and shard == shard_of(GUILD_ID, shards)
        if carries and not self.hold_guild_create:
            session.dispatch("GUILD_CREATE", guild_create(world))
        self._status_changed()
        return None

    def _world_of(self, data: Json) -> World | None:
        """Return the world of a frame's token, which some libraries send as in REST's header."""
        return self._world.with_token(str(data.get("token")).removeprefix("Bot "))

    def _resume(self, connection: Connection, data: Json) -> int | None:
        world = self._world_of(data)
        if world is None:
            return AUTHENTICATION_FAILED
        session = self._sessions.get(str(data.get("session_id")))
        if session is None or session.world is not world or session.seq < (data.get("seq") or 0):
            connection.send(INVALID_SESSION, False)
            return None
        session.connection = connection
        connection.session = session
        session.replay(data.get("seq") or 0)
        session.dispatch("RESUMED", {})
        self.resumed += 1
        self._status_changed()
        return None

    def _on_disconnect(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        if connection.socket.close_code in (1000, 1001):
            self._forget(connection)
        self._status_changed()

    def _forget(self, connection: Connection) -> None:
        if connection.session is not None:
            self._sessions.pop(connection.session.id, None)

    def _status_changed(self) -> None:
        for world in self._world.worlds.values():
            world.bot_online = self._carries_server(world)
        bots = {bot_id: world.bot_online for bot_id, world in self._world.worlds.items()}
        status = {"online": self._world.bot_online, "bots": bots}
        self._world.emit(Event("BOT_STATUS", status, to_bot=False))

    # -- events

    def _on_event(self, event: Event) -> None:
        if not event.to_bot:
            return
        for session in list(self._sessions.values()):
            data = event_data(session.world, event, session.intents)
            if data is None or not _is_for(session, event):
                continue
            session.dispatch(event.name, data)
            if self.duplicate_events:
                session.dispatch(event.name, data)


def _is_for(session: Session, event: Event) -> bool:
    """Return whether an event is this bot's, and this shard's."""
    world, channel = session.world, event.channel
    if event.bot not in (None, world.bot):
        return False
    direct = channel is not None and channel.is_direct
    if session.shard != (0 if direct else shard_of(GUILD_ID, session.shards)):
        return False
    if channel is None or event.name == "INTERACTION_CREATE":
        return True  # commands can come from where the bot is no member
    inside = direct or world.bot_in_server
    return inside and world.guild.can_see(world.bot, channel)
