"""The HTTP server of the local Gemini: generateContent, its stream, and the list of models."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox.gemini import answers, atelier, errors, replies, wire
from bot.sandbox.gemini.ask import Ask, Content, read_contents, read_json
from bot.sandbox.gemini.checks import LARGEST_BODY, read_ask
from bot.sandbox.gemini.errors import Refusal
from bot.sandbox.gemini.models import IMAGE_MODELS, TEXT_MODELS, Model, as_listed, words_model
from bot.sandbox.gemini.script import Behaviour, CutBody, Hang, Paint

T = TypeVar("T")
VERSIONS = ("v1", "v1beta", "v1alpha")
CALLS_KEPT = 1000
PAINTERS = 2  # threads


@dataclass(slots=True)
class GeminiCall:
    """A call that was received, and how it ended."""

    model: str
    started_at: float  # seconds, of the clock that was passed in
    stream: bool = False
    body: dict[str, Any] | None = None  # keys in camelCase; kept with `keep_bodies` only
    contents: tuple[Content, ...] = ()  # kept with `keep_bodies` only
    status: int | None = None  # of the answer; None: none yet, or none at all
    ended_at: float | None = None
    cancelled: bool = False  # the caller disconnected before the answer


class LocalGemini:
    """A local stand-in for the Gemini API.

    It accepts and refuses what Gemini does, and paints with Pillow. Tests put what happens next
    into `script`. An invalid request is refused as Gemini would, whatever the script says, and
    leaves the script unchanged.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.calls: deque[GeminiCall] = deque(maxlen=CALLS_KEPT)
        self.script: deque[Behaviour] = deque()
        self.keep_bodies = False
        self.fast = False  # paint plain pictures of the right size, for tests
        self.seconds = 0.0  # that painting takes at least
        self.gate: asyncio.Event | None = None  # painting also waits for this event
        self.keys: set[str] | None = None  # None: any key is accepted
        self.account_fault: str | None = None  # all calls are refused: `errors.ACCOUNT_FAULTS`
        self.models: dict[str, Model] = {model.id: model for model in IMAGE_MODELS}
        self.text_models: set[str] = set(TEXT_MODELS)
        self._painted = itertools.count()
        self._numbers = itertools.count(1)
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._threads = ThreadPoolExecutor(PAINTERS, thread_name_prefix="local-gemini")

    def application(self) -> web.Application:
        """An aiohttp application, to be served or mounted under a prefix."""
        application = web.Application(client_max_size=LARGEST_BODY)
        application.add_routes(self.routes())
        application.on_shutdown.append(self._close)
        return application

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of all API versions, without a prefix; other URLs get a 404."""
        defined = []
        for version in VERSIONS:
            model = f"/{version}/models/{{model:[^/:]+}}"
            defined += [
                web.get(f"/{version}/models", self._list_models),
                web.get(model, self._get_model),
                web.post(f"{model}:generateContent", self._generate),
                web.post(f"{model}:streamGenerateContent", self._stream),
                web.post(f"{model}:countTokens", self._count_tokens),
                web.post(f"{model}:{{method}}", self._not_supported),
            ]
        return [*defined, *(web.route("*", path, self._not_here) for path in ("", "/{path:.*}"))]

    @property
    def in_flight(self) -> int:
        """The number of calls that have no answer yet."""
        return sum(1 for call in self.calls if call.ended_at is None)

    async def until(self, holds: Callable[[], bool], *, seconds: float = 10.0) -> None:
        """Wait until a condition holds; it is checked when a call begins, was read or ends.

        Raises:
            TimeoutError: it did not hold within `seconds`.
        """
        async with asyncio.timeout(seconds):
            while not holds():
                await self._news.wait()

    def close(self) -> None:
        """Release hanging calls and end the threads; nothing can be painted after that."""
        self._closing.set()
        self._threads.shutdown(wait=False)

    async def _close(self, _: web.Application) -> None:
        self.close()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # Handlers

    async def _list_models(self, request: web.Request) -> web.Response:
        try:
            self._check_key(request)
            first, size = wire.page(request)
        except Refusal as refusal:
            return wire.refuse(refusal)
        known = [*self.models.values(), *map(words_model, sorted(self.text_models))]
        listed = known[first : first + size]
        body: dict[str, Any] = {"models": [as_listed(model) for model in listed]}
        if first + size < len(known):
            body["nextPageToken"] = str(first + size)
        return wire.json_response(answers.as_bytes(body))

    async def _get_model(self, request: web.Request) -> web.Response:
        try:
            self._check_key(request)
            model = self._model(request)
        except Refusal as refusal:
            return wire.refuse(refusal)
        return wire.json_response(answers.as_bytes(as_listed(model)))

    async def _count_tokens(self, request: web.Request) -> web.Response:
        try:
            self._check_key(request)
            self._model(request)
            raw = await wire.read_body(request, limit=LARGEST_BODY)
            counted = await self._thread(partial(_counted, raw))
        except Refusal as refusal:
            return wire.refuse(refusal)
        return wire.json_response(answers.as_bytes(counted))

    async def _not_supported(self, request: web.Request) -> web.Response:
        """Refuse a method that no model here has, such as embeddings."""
        model, method = request.match_info["model"], request.match_info["method"]
        return wire.refuse(errors.model_not_found(model, version=_version(request), method=method))

    async def _not_here(self, request: web.Request) -> web.Response:
        """Refuse what the sandbox lacks, such as files, caches and batches, and unknown URLs."""
        path = "/" + request.match_info.get("path", "")
        if not set(path.split("/")) & set(VERSIONS):
            return wire.refuse(errors.no_such_address(path))
        return wire.refuse(errors.not_here(request.method, path))

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        return await self._recorded(request, stream=False)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        return await self._recorded(request, stream=True)

    async def _recorded(self, request: web.Request, *, stream: bool) -> web.StreamResponse:
        """Answer a call, and record the request and how it ended."""
        call = GeminiCall(request.match_info["model"], self.clock(), stream)
        self.calls.append(call)
        self._tell()
        try:
            response = await self._answer(request, call)
        except Refusal as refusal:
            response = wire.refuse(refusal)
        except (wire.CallerLeft, ConnectionResetError):
            call.cancelled = True
            response = web.Response()
        except asyncio.CancelledError:
            call.cancelled = True
            raise
        finally:
            call.ended_at = self.clock()
            self._tell()
        if not call.cancelled:
            call.status = response.status
        return response

    # The steps of a call

    async def _answer(self, request: web.Request, call: GeminiCall) -> web.StreamResponse:
        self._check_key(request)
        model = self._model(request)
        raw = await wire.read_body(request, limit=LARGEST_BODY)
        body, ask = await self._thread(partial(_read, raw, model=model))
        if self.keep_bodies:
            call.body, call.contents = body, ask.contents
            self._tell()
        behaviour = self.script.popleft() if self.script else Paint(thoughts=ask.wants_thoughts)
        refusal = wire.refusal_for(behaviour, model=model, version=_version(request))
        if refusal is not None:
            raise refusal
        response = wire.broken(behaviour, request=request)
        if response is not None:
            return response
        await wire.unless_gone(request, self._take_time(behaviour, model=model))
        work = self._pieces(behaviour, ask=ask, model=model, stream=call.stream)
        pieces = await wire.unless_gone(request, work)
        if isinstance(behaviour, CutBody):
            return await wire.send_half(request, pieces[0])
        if call.stream:
            return await wire.send_stream(request, pieces)
        return wire.json_response(pieces[0])

    async def _take_time(self, behaviour: Behaviour, *, model: Model) -> None:
        """Wait as the script, the gate and `seconds` say."""
        if isinstance(behaviour, Hang):
            await self._either(behaviour.until or asyncio.Event(), self._closing)
        if not model.paints:
            return
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.gate is not None:
            await self._either(self.gate, self._closing)
        if self._closing.is_set():
            raise errors.overloaded(503)

    async def _either(self, *events: asyncio.Event) -> None:
        """Wait until one of several events is set."""
        waits = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _pieces(
        self, behaviour: Behaviour, *, ask: Ask, model: Model, stream: bool
    ) -> list[bytes]:
        """Return the JSON of the answer: one piece, or several for a streamed picture."""
        order = atelier.Order(count=next(self._painted), fast=self.fast)
        return await self._thread(
            partial(
                replies.compose,
                behaviour,
                ask=ask,
                model=model,
                number=f"local-{next(self._numbers)}",
                order=order,
                stream=stream,
            )
        )

    async def _thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _check_key(self, request: web.Request) -> None:
        """Raise Refusal for a missing or unknown key."""
        key = request.headers.get("x-goog-api-key") or request.query.get("key")
        if not key:
            raise errors.no_key()
        if self.keys is not None and key not in self.keys:
            raise errors.bad_key()
        if self.account_fault is not None:
            raise errors.account_fault(self.account_fault)

    def _model(self, request: web.Request) -> Model:
        """Return the model that the URL names; raise Refusal (404) for one that is not served."""
        name = request.match_info["model"]
        if name in self.text_models:
            return words_model(name)
        if name not in self.models:
            raise errors.model_not_found(name, version=_version(request))
        return self.models[name]


def _version(request: web.Request) -> str:
    """Return the API version in the URL, whatever prefix is before it."""
    return next((one for one in VERSIONS if f"/{one}/models" in request.path), "v1")


def _read(raw: bytes, *, model: Model) -> tuple[dict[str, Any], Ask]:
    body = read_json(raw)
    return body, read_ask(body, model=model)


def _counted(raw: bytes) -> dict[str, Any]:
    body = read_json(raw)
    inner = body.get("generateContentRequest")
    return answers.count(
        read_contents((inner if isinstance(inner, dict) else body).get("contents"))
    )
