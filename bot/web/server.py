"""The HTTP server: opens the address, routes requests, and turns errors into responses."""

import asyncio
import contextlib
import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.config import BadConfig, missing_http_token
from bot.config.proxy import is_loopback
from bot.core.turns import Person
from bot.engine.engine import Engine
from bot.errors import EaselError, OperatorError
from bot.ops import file_handles
from bot.ops.health import Health
from bot.startup import http_cannot_listen
from bot.text import wording
from bot.web import monitoring, responses
from bot.web.body import expect_later
from bot.web.connections import BACKLOG, Connections, max_connections, quiet_accept_errors
from bot.web.gallery import GalleryPages
from bot.web.generate_image import GenerateImage
from bot.web.read_recipe import ReadRecipe
from bot.web.region.page import RegionPage, Regions
from bot.web.tokens import Authenticate, Tokens

log = logging.getLogger(__name__)
wire = logging.getLogger(f"{__name__}.wire")

LINGERING = (
    5.0  # seconds that the rest of a refused body is read, so that the client reads the answer
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long callers may take, in seconds."""

    body: float = 30.0  # for a body to arrive
    idle: float = 10.0  # for a connection to send a whole request head, the first and each next one


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def open_server(
    engine: Engine,
    health: Health,
    listen: tuple[str, int],
    *,
    tokens: Sequence[str],
    regions: Regions | None = None,
    now: Callable[[], float] = time.time,
    timeouts: Timeouts = Timeouts(),
    connections: int | None = None,
) -> AsyncIterator[str]:
    """Answer HTTP until the block is left; requests that wait then are answered with 503.

    Args:
        engine: accepts the image requests.
        health: what monitoring reads.
        listen: host and port; port 0 takes a free port.
        tokens: each is a person with its own limits.
        regions: what the page that marks a part of a picture needs; None: there is no such page.
        now: the clock, seconds since 1970.
        timeouts: how long callers may take.
        connections: how many may be open at once; None: what the limit of file handles allows.

    Yields:
        the address, such as http://127.0.0.1:8080.

    Raises:
        BadConfig: there is no token, or the address can't be listened on.
    """
    host, port = listen
    if not tokens:
        raise BadConfig([missing_http_token(f"{host}:{port}")])
    admission = Connections(
        limit=connections or max_connections(file_handles.limit()),
        refusal=json.dumps({"error": wording.say("http.connections")}).encode(),
    )
    person = _authentication(Tokens(tokens), admission)
    endpoint = GenerateImage(engine, person, body_seconds=timeouts.body, now=now)
    application = web.Application(middlewares=[_errors_as_responses(now)])
    authenticate = None if is_loopback(host) else person
    monitored = monitoring.routes(health, bodies=endpoint.bodies, authenticate=authenticate)
    application.add_routes([*monitored, *_routes(engine, endpoint, person, timeouts)])
    if regions is not None and regions.links.offered:
        page = RegionPage(engine, regions, body_seconds=timeouts.body, now=now)
        application.add_routes(page.routes())
    runner, server = await _runner(application, idle_seconds=timeouts.idle)
    try:
        async with _listen(partial(admission.protocol, server), host, port) as address:
            log.info("HTTP listens: address=%s", address)
            yield address
    finally:
        endpoint.stop()
        await runner.cleanup()


def _authentication(tokens: Tokens, admission: Connections) -> Authenticate:
    def person(call: web.Request) -> Person:
        by = tokens.person(call)
        admission.authenticated(call)
        return by

    return person


def _routes(
    engine: Engine, endpoint: GenerateImage, person: Authenticate, timeouts: Timeouts
) -> Sequence[web.RouteDef]:
    reader = ReadRecipe(engine, person, body_seconds=timeouts.body)
    return [
        web.post("/generate-image", endpoint.handle, expect_handler=expect_later),
        web.post("/recipe", reader.handle, expect_handler=expect_later),
        *GalleryPages(engine.gallery).routes(),
    ]


async def _runner(
    application: web.Application, *, idle_seconds: float
) -> tuple[web.AppRunner, web.Server]:
    # aiohttp has no time limit for heads, but its keep-alive limit runs until a head is complete.
    runner = web.AppRunner(
        application,
        logger=wire,
        access_log=None,
        auto_decompress=False,
        keepalive_timeout=idle_seconds,
        lingering_time=LINGERING,
        shutdown_timeout=2.0,
    )
    await runner.setup()
    assert runner.server is not None
    return runner, runner.server


@asynccontextmanager
async def _listen(
    protocol: Callable[[], asyncio.BaseProtocol], host: str, port: int
) -> AsyncIterator[str]:
    """Accept connections until the block is left; yields the address."""
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(protocol, host, port, backlog=BACKLOG)
    except OSError as error:
        raise BadConfig([http_cannot_listen(f"{host}:{port}", error)]) from error
    shown = f"[{host}]" if ":" in host else host
    with quiet_accept_errors(), contextlib.closing(server):
        yield f"http://{shown}:{server.sockets[0].getsockname()[1]}"


def _errors_as_responses(now: Callable[[], float]) -> Middleware:
    """Middleware that turns every error into a response with one sentence."""

    @web.middleware
    async def errors_as_responses(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except EaselError as error:
            if isinstance(error, OperatorError):
                log.error("HTTP request failed: error=%s", error)
            return responses.failure(error, now=now())
        except web.HTTPException as error:
            code, facts = "http.nothing", {}
            if isinstance(error, web.HTTPMethodNotAllowed):
                code, facts = "http.method", {"method": wording.shorten(request.method, 20)}
            allow = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
            return responses.sentence(error.status, wording.say(code, **facts), allow)
        except ConnectionError:
            raise  # the caller disconnected
        except Exception as error:  # noqa: BLE001 - a bug; its message may quote a prompt: not logged
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("HTTP request failed: error=%s\n%s", type(error).__name__, where)
            return responses.failure(OperatorError(), now=now())

    return errors_as_responses


def _unquoted(record: logging.LogRecord) -> bool:
    """Log aiohttp's errors by their class alone: their text quotes the request, maybe a prompt.

    They are the client's fault, not the operator's, so the level is INFO.
    """
    if record.exc_info and record.exc_info[0]:
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.msg, record.args = "HTTP connection failed: error=%s", (record.exc_info[0].__name__,)
        record.exc_info = None
    return True


wire.addFilter(_unquoted)
