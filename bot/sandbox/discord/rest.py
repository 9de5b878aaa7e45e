"""Discord's REST server: reads requests, calls their routes and records every call."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.discord import refusals
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.interactions import Interactions
from bot.sandbox.discord.posting import Draft
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.world import MAX_REQUEST_BYTES, Call, World

log = logging.getLogger(__name__)

API = "/api/v10"
NOT_IMPLEMENTED = 501
FILE_FIELD = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A parsed request. `path_params` are the variables of its path."""

    method: str
    world: World
    interactions: Interactions
    path_params: dict[str, str]
    query: dict[str, str]
    body: Any
    sent: tuple[FilePart, ...]

    def draft(self) -> Draft:
        """Return the body and files as a message, or raise Refusal 50109."""
        if not isinstance(self.body, dict):
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        return Draft(self.body, self.sent)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    status: int = 200
    json: Any = None


Handler = Callable[[ApiRequest], ApiResponse]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path. With `open_to_all` no Authorization is needed: the path has a token."""

    method: str
    path: str
    handler: Handler
    open_to_all: bool = False


class Rest:
    """Serves routes under /api/v10; what is not among them is refused with 501, and logged."""

    def __init__(self, world: World, interactions: Interactions, routes: Iterable[Route]) -> None:
        self._world = world
        self._interactions = interactions
        self._routes = tuple(routes)

    def add_to(self, app: web.Application) -> None:
        for route in self._routes:
            app.router.add_route(route.method, API + route.path, self._aiohttp_handler(route))
        app.router.add_route("*", "/api{unknown:(/.*)?}", self._aiohttp_handler(None))

    def _aiohttp_handler(self, route: Route | None) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(route, request)

        return serve

    async def _serve(self, route: Route | None, request: web.Request) -> web.StreamResponse:
        body, sent, refused = await self._read(request)
        fault = self._world.faults.take(request.method, request.path)
        if fault is not None and fault.delay:
            await self._world.faults.wait(fault.delay)
        if refused is not None:
            answer = ApiResponse(refused.status, refused.body())
        elif fault is None or fault.carried_out or fault.only_delays:
            answer = self._respond(route, request, body, sent)
        else:
            answer = ApiResponse(0)
        if fault is not None and not fault.only_delays:
            answer = ApiResponse(0 if fault.is_silent else fault.status, fault.json)
        self._world.calls.append(_call(request, body, sent, answer))
        self._note_refusal(request, answer)
        self._world.notify_change()
        if fault is not None and not fault.only_delays:
            return await self._world.faults.apply(fault, request)
        return _http_response(answer)

    def _note_refusal(self, request: web.Request, answer: ApiResponse) -> None:
        """Write down a call that is refused because this server does not do it."""
        if answer.status != NOT_IMPLEMENTED or not answer.json:
            return
        call = f"{request.method} {_path(request)}"
        if call not in self._world.refused_calls:  # clients repeat what is answered with 5xx
            log.warning("request refused: call=%s reason=%s", call, answer.json["message"])
        self._world.refused_calls.append(call)

    async def _read(self, request: web.Request) -> tuple[Any, tuple[FilePart, ...], Refusal | None]:
        try:
            body, sent = await read(request)
        except Refusal as refusal:
            return None, (), refusal
        return body, sent, None

    def _respond(
        self,
        route: Route | None,
        request: web.Request,
        body: Any,
        sent: tuple[FilePart, ...],
    ) -> ApiResponse:
        if route is None:
            refusal = refusals.not_implemented(f"{request.method} {_path(request)}")
            return ApiResponse(refusal.status, refusal.body())
        path_params, query = dict(request.match_info), dict(request.query)
        world = self._world_of(route, request, path_params)
        if world is None:
            call = f"{request.method} {_path(request)}"
            log.warning("request refused: call=%s reason=unknown token", call)
            refusal = refusals.unauthorized()
            return ApiResponse(refusal.status, refusal.body())
        api_request = ApiRequest(
            request.method, world, self._interactions, path_params, query, body, sent
        )
        try:
            return route.handler(api_request)
        except Refusal as refusal:
            return ApiResponse(refusal.status, refusal.body())
        except (AttributeError, KeyError, TypeError, ValueError) as fault:
            # A field of the body is missing or has another type.
            return ApiResponse(400, {"message": f"Invalid Form Body: {fault!r}", "code": 50035})

    def _world_of(
        self, route: Route, request: web.Request, path_params: dict[str, str]
    ) -> World | None:
        """Return the world of the bot that calls, by its token or, without one, by the path."""
        if route.open_to_all:
            asked = self._interactions.find(path_params.get("interaction", ""))
            whose = asked.application_id if asked else path_params.get("webhook", "")
            return self._world.of_bot(whose)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._world.with_token(token) if kind == "Bot" else None


async def read(request: web.Request) -> tuple[Any, tuple[FilePart, ...]]:
    """Return the body and the files of a request: JSON, or a form.

    A form's body is its field `payload_json`, or else its other fields as text.

    Raises:
        Refusal: it is larger than 25 MiB, or not JSON.
    """
    if request.content_type == "application/x-www-form-urlencoded":
        fields = {name: str(value) for name, value in (await request.post()).items()}
        return _form_body(fields), ()
    if not request.content_type.startswith("multipart/"):
        return _json(await request.read()), ()
    return await _read_multipart(request)


async def _read_multipart(request: web.Request) -> tuple[Any, tuple[FilePart, ...]]:
    fields: dict[str, str] = {}
    sent: list[FilePart] = []
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytearray()
        while chunk := await part.read_chunk(1 << 16):
            size += len(chunk)
            if size <= MAX_REQUEST_BYTES:
                data += chunk
        name = part.name or ""
        if number := FILE_FIELD.fullmatch(name):
            sent.append(FilePart(int(number[1]), part.filename or "file", bytes(data)))
        elif part.filename and name != "payload_json":
            sent.append(FilePart(len(sent), part.filename, bytes(data)))
        else:
            fields[name] = data.decode(errors="replace")
    if size > MAX_REQUEST_BYTES:
        raise refusals.too_large()
    return _form_body(fields), tuple(sent)


def _form_body(fields: dict[str, str]) -> Any:
    if "payload_json" in fields:
        return _json(fields["payload_json"].encode())
    return fields or None


def _json(data: bytes) -> Any:
    if not data:
        return None
    try:
        return json.loads(data)
    except ValueError:
        raise Refusal(400, 50109, "The request body contains invalid JSON.") from None


def _bytes(value: Any) -> bytes:
    return b"" if value is None else json.dumps(value).encode()


def _path(request: web.Request) -> str:
    return request.path.removeprefix(API) or request.path


def _call(request: web.Request, body: Any, sent: tuple[FilePart, ...], answer: ApiResponse) -> Call:
    return Call(
        method=request.method,
        path=_path(request),
        query=dict(request.query),
        body=body,
        files={each.filename: each.data for each in sent},
        status=answer.status,
        answer=answer.json,
    )


def _http_response(answer: ApiResponse) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204)
    # Exactly this type: with a charset discord.py would treat the body as text.
    headers = {"Content-Type": "application/json"}
    return web.Response(status=answer.status, body=_bytes(answer.json), headers=headers)
