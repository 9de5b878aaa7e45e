"""The HTTP API of the sandbox's page."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.discord import commands, profiles
from bot.sandbox.discord.cdn import avatar_svg
from bot.sandbox.discord.client_actions import ClientActions
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.interactions import Interaction
from bot.sandbox.discord.live import Live, for_page
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.modals import ModalInput
from bot.sandbox.discord.places import ADA_ID, GUILD_ID, Channel, User
from bot.sandbox.discord.refusals import Impossible, Json, Refusal
from bot.sandbox.discord.world import MAX_REQUEST_BYTES, World

FOLDER = Path(__file__).parent.parent / "page"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}
AUTOCOMPLETE_TIMEOUT = 3.0  # seconds to wait for choices

Reply = Awaitable[web.StreamResponse]


class Page:
    """Serves `/`, `/page/…` and `/sandbox/…`."""

    def __init__(self, world: World, *, actions: ClientActions, live: Live) -> None:
        self.paints_with = "sandbox"  # or "gemini"; "" where the bot is not Easel
        self._world = world
        self._actions = actions
        self._live = live

    def add_to(self, app: web.Application) -> None:
        add = app.router.add_route
        add("GET", "/", self._index)
        add("GET", "/page/{path:.+}", self._static)
        add("GET", "/sandbox/live", self._with_error_responses(self._open_live))
        add("GET", "/sandbox/state", self._with_error_responses(self._state))
        add("GET", "/sandbox/faces/{user}", self._with_error_responses(self._face))
        add("GET", "/sandbox/messages", self._with_error_responses(self._messages))
        add("POST", "/sandbox/messages", self._with_error_responses(self._send_message))
        add("POST", "/sandbox/commands", self._with_error_responses(self._use_command))
        add("POST", "/sandbox/autocomplete", self._with_error_responses(self._autocomplete))
        add("POST", "/sandbox/components", self._with_error_responses(self._use_component))
        add("POST", "/sandbox/modals", self._with_error_responses(self._submit_modal))
        add("POST", "/sandbox/threads", self._with_error_responses(self._open_thread))
        add("POST", "/sandbox/delete", self._with_error_responses(self._delete_message))
        add("POST", "/sandbox/people", self._with_error_responses(self._change_person))

    def _with_error_responses(
        self, serve: Callable[[web.Request], Reply]
    ) -> Callable[[web.Request], Reply]:
        """Wrap a handler: errors become JSON with a message, and other origins get a 403."""

        async def with_error_responses(request: web.Request) -> web.StreamResponse:
            origin = request.headers.get("Origin")
            if origin is not None and origin.partition("://")[2] != request.host:
                return _error_response(403, "Requests from other origins are not allowed.")
            try:
                return await serve(request)
            except Impossible as impossible:
                return _error_response(400, str(impossible))
            except Refusal as refusal:
                return _error_response(refusal.status, refusal.message)
            except (KeyError, TypeError, ValueError) as fault:
                return _error_response(400, f"The request is incomplete: {fault!r}.")

        return with_error_responses

    # -- static files

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["path"])

    # -- reading

    async def _open_live(self, request: web.Request) -> web.StreamResponse:
        return await self._live.serve(request, self._person(request.query.get("as", ADA_ID)))

    async def _face(self, request: web.Request) -> web.StreamResponse:
        user = self._world.user(request.match_info["user"].removesuffix(".svg"))
        return web.Response(text=avatar_svg(user), content_type="image/svg+xml")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        world, me = self._world, self._person(request.query.get("as", ADA_ID))
        visible = [each for each in world.channels.values() if world.guild.can_see(me, each)]
        return _json_response(
            {
                "people": [profiles.profile(world, each) for each in world.people.values()],
                "me": profiles.profile(world, me),
                "bot": profiles.profile(world, world.bot),
                "bots": [profiles.profile(world, each) for each in world.bots.values()],
                "bot_online": self._world.bot_online,
                "guild": {"id": GUILD_ID, "name": world.guild.name, "icon_url": None},
                "channels": [_channel(world, each) for each in visible],
                "roles": world.guild.roles(),
                "choices": profiles.choices(),
                "commands": commands.shown_to(world, me),
                "notice": {"paints_with": self.paints_with},
            }
        )

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        me = self._person(request.query["as"])
        channel = self._channel(request.query["channel"], me)
        messages = self._world.messages_in(channel, viewer=me)
        newest = messages[-int(request.query.get("limit", 100)) :]
        return _json_response({"messages": [for_page(message.json(me)) for message in newest]})

    # -- actions

    async def _send_message(self, request: web.Request) -> web.StreamResponse:
        body, files = await _form(request)
        me = self._person(body["as"])
        channel = self._channel(body["channel"], me)
        named = body.get("reply_to")
        message = self._actions.send_message(
            me,
            channel,
            content=body.get("content") or "",
            sent=list(files.values()),
            reply_to=self._message(named, me) if named else None,
            mention_author=body.get("mention_author", True),
        )
        return _json_response(for_page(message.json(me)))

    async def _use_command(self, request: web.Request) -> web.StreamResponse:
        body, files = await _form(request)
        me = self._person(body["as"])
        target = body.get("target")
        interaction = self._actions.use_command(
            me,
            self._channel(body["channel"], me),
            command=self._command(body["command"]),
            options=_options(body.get("options") or [], files),
            files=files,
            target=self._target(target, me) if target else None,
        )
        return _json_response({"interaction_id": interaction.id})

    async def _autocomplete(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _form(request)
        me = self._person(body["as"])
        interaction = self._actions.autocomplete(
            me,
            self._channel(body["channel"], me),
            command=self._command(body["command"]),
            options=body.get("options") or [],
        )
        return _json_response({"choices": await self._choices(interaction)})

    async def _choices(self, interaction: Interaction) -> list[Json]:
        while interaction.choices is None and not interaction.failed:
            await self._world.next_change(AUTOCOMPLETE_TIMEOUT)
        return interaction.choices or []

    async def _use_component(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _form(request)
        me = self._person(body["as"])
        interaction = self._actions.use_component(
            me,
            self._message(body["message"], me),
            custom_id=body["custom_id"],
            values=body.get("values"),
        )
        return _json_response({"interaction_id": interaction.id})

    async def _submit_modal(self, request: web.Request) -> web.StreamResponse:
        body, files = await _form(request)
        me = self._person(body["as"])
        grouped: dict[str, list[FilePart]] = {}
        for name, sent in files.items():
            custom_id = name.removeprefix("upload:").rpartition(":")[0]
            grouped.setdefault(custom_id, []).append(sent)
        filled = ModalInput(body.get("values") or {}, grouped)
        interaction = self._actions.submit_modal(me, body["interaction_id"], filled)
        return _json_response({"interaction_id": interaction.id})

    async def _open_thread(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _form(request)
        me = self._person(body["as"])
        channel = self._channel(body["channel"], me)
        on = self._message(body["message"], me) if body.get("message") else None
        thread = self._actions.open_thread(me, channel, name=body["name"], on=on)
        return _json_response(thread.json())

    async def _delete_message(self, request: web.Request) -> web.StreamResponse:
        body, _ = await _form(request)
        me = self._person(body["as"])
        self._actions.delete_message(me, self._message(body["message"], me))
        return _json_response({})

    async def _change_person(self, request: web.Request) -> web.StreamResponse:
        body, files = await _form(request)
        avatar = files["avatar"].data if "avatar" in files else None
        profiles.change(self._world, self._person(body["person"]), body, avatar=avatar)
        return _json_response({})

    # -- lookups

    def _person(self, user_id: str) -> User:
        if user_id not in self._world.people:
            raise Impossible("There is no person with this id.")
        return self._world.people[user_id]

    def _channel(self, channel_id: str, me: User) -> Channel:
        channel = self._world.channel(channel_id)
        if not self._world.guild.can_see(me, channel):
            raise Impossible("This is another person's, or a private thread.")
        return channel

    def _message(self, message_id: str, me: User) -> Message:
        found = self._world.messages.get(message_id)
        if found is None or found.deleted or found.ephemeral_to not in (None, me):
            raise Impossible("This message is gone.")
        return found

    def _target(self, target_id: str, me: User) -> Message | User:
        members = self._world.people | self._world.bots
        return members.get(target_id) or self._message(target_id, me)

    def _command(self, command_id: str) -> Json:
        for world in self._world.worlds.values():
            if command_id in world.commands:
                return world.commands[command_id]
        raise Impossible("This command is gone.")


def _channel(world: World, channel: Channel) -> Json:
    """Return a channel object; direct messages have the name and the id of their bot."""
    if not channel.is_direct:
        return channel.json()
    return channel.json() | {"name": world.bots[channel.bot_id].name, "bot_id": channel.bot_id}


def _options(given: list[Json], files: dict[str, FilePart]) -> list[Json]:
    """Return the page's options, plus an option for each file that has none."""
    options = [{k: v for k, v in entry.items() if k != "focused"} for entry in given]
    names = {entry["name"] for entry in options}
    if any(entry.get("options") for entry in options):
        return options
    fresh: list[Json] = [{"name": name} for name in files if name not in names]
    return options + fresh


async def _form(request: web.Request) -> tuple[Json, dict[str, FilePart]]:
    """Return the JSON body and the files (by field name) of a multipart or JSON request."""
    if not request.content_type.startswith("multipart/"):
        return dict(await request.json()), {}
    body: Any = {}
    files: dict[str, FilePart] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = await part.read()
        size += len(data)
        if size > MAX_REQUEST_BYTES:
            raise Impossible("These files are too large in total.")
        name = part.name or ""
        if name == "payload_json":
            body = json.loads(bytes(data))
        else:
            files[name] = FilePart(len(files), part.filename or "file", bytes(data))
    return dict(body), files


def _json_response(value: Json) -> web.Response:
    return web.json_response(value)


def _error_response(status: int, sentence: str) -> web.Response:
    return web.json_response({"message": sentence}, status=status)


def _file(name: str) -> web.StreamResponse:
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or path.suffix not in TYPES or not path.is_file():
        return _error_response(404, "There is no such file.")
    headers = {"Cache-Control": "no-cache"}
    return web.Response(
        body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers=headers
    )
