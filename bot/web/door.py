"""The HTTP server: who may ask, how much, how long, and under which key."""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.config import BadConfig, no_http_token
from bot.core.requests import TurnRequest
from bot.core.turns import Blob, ImageRequest, Outcome, Person, Turn
from bot.engine.engine import Engine, Requester
from bot.errors import BadPicture, Broken, EaselError, Later, NothingHere, Refused
from bot.ops.health import Health
from bot.text import wording
from bot.web import answering, asking, looking
from bot.web.limits import LONGEST_KEY
from bot.web.unfit import Unfit

log = logging.getLogger(__name__)
wire = logging.getLogger(f"{__name__}.wire")

MOST_BYTES = 64 * 1024**2  # of a body
LARGE = 1024**2  # bytes; bodies above it are read two at a time
BODY_SECONDS = 30.0  # for a body to arrive
IDLE_SECONDS = 10.0  # for a connection to send a whole request head, the first and each next one
LINGERING = 5.0  # seconds that the rest of a refused body is read, so that the refusal is heard

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(
    engine: Engine,
    health: Health,
    listen: tuple[str, int],
    *,
    tokens: Sequence[str],
    body_seconds: float = BODY_SECONDS,
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncIterator[str]:
    """Answer HTTP until the block is left; who still waits then is told to come again.

    Args:
        studio: the front desk.
        health: what is told to who looks after us.
        listen: host and port; port 0 takes a free one.
        tokens: each is a person with limits of its own.
        body_seconds: how long a body may take to arrive.
        idle_seconds: how long a connection may take to send the head of a request.

    Yields:
        the address, with no slash at its end.

    Raises:
        BadConfig: there is no token, or the address can't be had.
    """
    host, port = listen
    if not tokens:
        raise BadConfig([no_http_token(f"{host}:{port}")])
    door = _Door(engine, tokens, body_seconds)
    looks = looking.routes(
        health,
        default_model=engine.default_model,
        admit=None if looking.is_loopback(host) else door.caller,
    )
    # aiohttp has no time limit for heads, but its keep-alive limit runs until a head is whole.
    runner = web.AppRunner(
        door.application(looks),
        logger=wire,
        access_log=None,
        auto_decompress=False,
        keepalive_timeout=idle_seconds,
        lingering_time=LINGERING,
        shutdown_timeout=2.0,
    )
    await runner.setup()
    try:
        yield await _listening(runner, host, port)
    finally:
        await runner.cleanup()


async def _listening(runner: web.AppRunner, host: str, port: int) -> str:
    """The address at which it is heard."""
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        why = f"http.listen: I can't listen on {host}:{port} ({error.strerror})."
        raise BadConfig([why]) from error
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{runner.addresses[0][1]}"
    log.info("HTTP listens on %s", address)
    return address


class _Door:
    """Takes calls in and hands them to the studio."""

    def __init__(self, engine: Engine, tokens: Sequence[str], body_seconds: float) -> None:
        self._engine = engine
        self._tokens = [_digest(token) for token in tokens]
        self._body_seconds = body_seconds
        self._large = asyncio.Semaphore(2)
        self._closing = asyncio.Event()

    def application(self, looks: Sequence[web.RouteDef]) -> web.Application:
        """What is served; callers who wait are let go when it shuts down."""
        application = web.Application(middlewares=[_in_words])
        application.add_routes(looks)
        application.router.add_post("/generate-image", self._generate)
        application.on_shutdown.append(self._close)
        return application

    async def _close(self, _: web.Application) -> None:
        self._closing.set()

    async def _generate(self, call: web.Request) -> web.StreamResponse:
        """Paint. A caller who leaves early finds the picture under the same Idempotency-Key."""
        by = self.caller(call)
        key = _key(call)
        turn = await self._accepted(await self._wish(call, by), by, key)
        try:
            turn = await self._done(turn)
        except Later as error:
            if key is not None:
                raise Later("http.key.stopping") from error
            with contextlib.suppress(Refused):  # nobody could fetch it any more
                await self._engine.cancel(turn, by=by)
            raise
        if turn.outcome is not Outcome.PAINTED:
            return answering.unpainted(turn)
        return await self._shown(turn.painted[0].picture)

    def caller(self, call: web.Request) -> Person:
        """Who a token stands for. Every token is compared, in a time that tells nothing."""
        said = call.headers.getall("Authorization", [])
        scheme, _, token = (said[0] if len(said) == 1 else "").partition(" ")
        digest, known = _digest(token.strip()), False
        for each in self._tokens:
            known |= hmac.compare_digest(digest, each)
        if not known or scheme.lower() != "bearer":
            raise Unfit("http.token", status=401, headers={"WWW-Authenticate": "Bearer"})
        # Discord's numbers are positive. 63 bits, for what the database takes.
        return Person(id=-1 - (int.from_bytes(digest[:8]) >> 1))

    async def _wish(self, call: web.Request, by: Person) -> ImageRequest:
        """Read a body and take its pictures in, one by one."""
        kind = _kind(call)
        large = call.content_length is None or call.content_length > LARGE
        async with self._large if large else contextlib.nullcontext():
            body = await self._body(call)
            asked = await asyncio.to_thread(
                asking.asked, body, kind=kind, default_model=self._engine.default_model
            )
            del body
            sources = [
                await self._kept(image, by=by, number=number, model=asked.model)
                for number, image in enumerate(asked.images)
            ]
        return ImageRequest(
            prompt=asked.prompt,
            model=asked.model,
            sources=tuple(sources),
            aspect=asked.aspect,
            size=asked.size,
            image_only=asked.image_only,
        )

    async def _body(self, call: web.Request) -> bytes:
        too_large = Unfit("http.large", status=413, megabytes=MOST_BYTES // 1024**2)
        if (call.content_length or 0) > MOST_BYTES:
            raise too_large
        pieces, size = [], 0
        try:
            async with asyncio.timeout(self._body_seconds):
                async for piece in call.content.iter_any():
                    pieces.append(piece)
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise too_large
        except TimeoutError as error:
            raise Unfit("http.slow", status=408, seconds=round(self._body_seconds)) from error
        except web.RequestPayloadError as error:
            raise Unfit("http.body") from error
        return b"".join(pieces)

    async def _kept(self, image: bytes | str, *, by: Person, number: int, model: str) -> Blob:
        data = await asyncio.to_thread(asking.picture, image, number=number)
        try:
            return await self._engine.keep(data, by=by, model=model)
        except BadPicture as error:
            field, why = f"images[{number}]", wording.sorry(error)
            raise Unfit("http.field", field=field, why=why) from error

    async def _accepted(self, request: ImageRequest, by: Person, key: str | None) -> Turn:
        """The turn of a key: a new one, or the one it came with before.

        What failed on our side is asked anew; a picture or a refusal of the model is final.
        """
        for attempt in itertools.count(1):
            origin = None if key is None else f"http:{by.id}:{attempt}:{key}"
            turn = await self._engine.submit(
                TurnRequest(request=request), Requester(by=by, origin=origin)
            )
            if turn.request != request:
                raise Unfit("http.key.reused", status=409)
            if turn.outcome is not Outcome.FAILED or answering.status_of(turn) < 500:
                break
        return turn

    async def _done(self, turn: Turn) -> Turn:
        """Wait until a turn has an outcome.

        Raises:
            Later: the server is about to stop.
        """
        done = asyncio.create_task(self._engine.done(turn.id))
        closing = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait([done, closing], return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                raise Later("stopping")
            return done.result()
        finally:
            done.cancel()
            closing.cancel()
            await asyncio.gather(done, closing, return_exceptions=True)

    async def _shown(self, picture: Blob) -> web.Response:
        try:
            data = await self._engine.picture(picture)
        except NothingHere as error:
            raise Unfit("http.gone", status=answering.GONE) from error
        return answering.shown(picture, data)


@web.middleware
async def _in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever goes wrong in words."""
    try:
        return await handler(request)
    except EaselError as error:
        if isinstance(error, Broken):
            log.error("an HTTP call failed: %s", error)
        return answering.sorry(error)
    except web.HTTPException as error:
        code, facts = "http.nothing", {}
        if isinstance(error, web.HTTPMethodNotAllowed):
            code, facts = "http.method", {"method": wording.short(request.method, 20)}
        allow = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
        return answering.refused(error.status, wording.say(code, **facts), allow)
    except ConnectionError:
        raise  # the caller left
    except Exception as error:  # noqa: BLE001 - a bug; its message may quote a prompt: not logged
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("an HTTP call fell over: %s\n%s", type(error).__name__, where)
        return answering.sorry(Broken())


def _kind(call: web.Request) -> str:
    """The body's type, if it is one that is read."""
    if call.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unfit("http.encoded", status=415)
    if call.content_type not in {asking.JSON, asking.FORM}:
        raise Unfit("http.type", status=415)
    return call.headers["Content-Type"]


def _key(call: web.Request) -> str | None:
    """The Idempotency-Key, if there is one."""
    keys = call.headers.getall("Idempotency-Key", [])
    if not keys:
        return None
    [key, *more] = keys
    if more or not 1 <= len(key) <= LONGEST_KEY or not all("!" <= each <= "~" for each in key):
        raise Unfit("http.key", limit=LONGEST_KEY)
    return key


def _unquoted(record: logging.LogRecord) -> bool:
    """aiohttp's errors quote what they could not read, which may be a prompt: keep their kind.

    They are a stranger's fault, not the operator's.
    """
    if record.exc_info and record.exc_info[0]:
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.msg, record.args = "an HTTP connection failed: %s", (record.exc_info[0].__name__,)
        record.exc_info = None
    return True


wire.addFilter(_unquoted)


def _digest(token: str) -> bytes:
    """Of equal length for all tokens, and of any bytes a header may hold."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
