"""POST /generate-image: from a request's headers and body to the turn, and to its picture."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.core.models import Model
from bot.core.requests import TurnRequest
from bot.core.turns import Blob, ImageRequest, Outcome, Person, Turn
from bot.engine.engine import Engine, Requester
from bot.errors import BadPicture, Later, NothingHere, Refused
from bot.web import requests, responses
from bot.web.errors import RequestError

MAX_BODY = 64 * 1024**2  # bytes
LARGE = 1024**2  # bytes; bodies above it are read two at a time


class GenerateImage:
    """Answers POST /generate-image.

    Args:
        studio: takes the image requests.
        person: who a request comes from; raises RequestError for strangers.
        body_seconds: how long a body may take to arrive.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        engine: Engine,
        person: Callable[[web.Request], Person],
        *,
        body_seconds: float,
        now: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._person = person
        self._body_seconds = body_seconds
        self._now = now
        self._models: Sequence[Model] = ()
        self._bodies: requests.Bodies = {}
        self._large = asyncio.Semaphore(2)
        self._stopping = asyncio.Event()

    def bodies(self) -> requests.Bodies:
        """What each model takes that can be named today; a model may end while we run."""
        if (models := self._engine.models.served()) != self._models:
            self._models, self._bodies = models, requests.bodies(models)
        return self._bodies

    def stop(self) -> None:
        """Answer whoever still waits that the server is about to stop."""
        self._stopping.set()

    async def answer(self, call: web.Request) -> web.StreamResponse:
        """Paint. A caller who leaves early finds the picture under the same Idempotency-Key."""
        by = self._person(call)
        key = requests.idempotency_key(call.headers.getall("Idempotency-Key", []))
        turn = await self._submitted(await self._image_request(call, by), by, key)
        try:
            turn = await self._done(turn)
        except Later as error:
            if key is not None:
                raise Later("http.key.stopping") from error
            with contextlib.suppress(Refused):  # nobody could fetch it any more
                await self._engine.cancel(turn, by=by)
            raise
        if turn.outcome is not Outcome.PAINTED:
            return responses.no_picture(turn, now=self._now())
        return await self._picture(turn.painted[0].picture)

    async def _image_request(self, call: web.Request, by: Person) -> ImageRequest:
        """Read a body and store its pictures, one by one."""
        if call.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RequestError("http.encoded", status=415)
        large = call.content_length is None or call.content_length > LARGE
        async with self._large if large else contextlib.nullcontext():
            body = await asyncio.to_thread(
                requests.read,
                await self._received(call),
                content_type=call.headers.get("Content-Type", ""),
                bodies=self.bodies(),
            )
            model = (
                self._engine.models.find(body.model)
                if body.model
                else self._engine.models.table.default
            )
            sources = [
                await self._stored(image, by=by, number=number, model=model.id)
                for number, image in enumerate(body.images or ())
            ]
        return ImageRequest(
            prompt=body.prompt,
            model=model.id,
            sources=tuple(sources),
            aspect=body.aspect,
            size=body.size or requests.default_size(model),
            image_only=body.image_only is not False,
        )

    def _model(self, body: requests.Body) -> Model:
        known = self._engine.models
        return known.find(body.model) if body.model else known.table.default

    async def _received(self, call: web.Request) -> bytes:
        """All of a body.

        Raises:
            RequestError: it is too large (413), too slow (408), or cut short.
        """
        too_large = RequestError("http.large", status=413, megabytes=MAX_BODY // 1024**2)
        if (call.content_length or 0) > MAX_BODY:
            raise too_large
        if call.headers.get("Expect", "").lower() == "100-continue":
            await call.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            call.writer.output_size = 0  # as aiohttp does: nothing of the answer is sent yet
        pieces, size = [], 0
        try:
            async with asyncio.timeout(self._body_seconds):
                async for piece in call.content.iter_any():
                    pieces.append(piece)
                    size += len(piece)
                    if size > MAX_BODY:
                        raise too_large
        except TimeoutError as error:
            seconds = round(self._body_seconds)
            raise RequestError("http.slow", status=408, seconds=seconds) from error
        except web.RequestPayloadError as error:
            raise RequestError("http.body") from error
        return b"".join(pieces)

    async def _stored(self, image: bytes, *, by: Person, number: int, model: str) -> Blob:
        try:
            return await self._engine.keep(image, by=by, model=model)
        except BadPicture as error:
            raise requests.bad_image(number, error) from error

    async def _submitted(self, request: ImageRequest, by: Person, key: str | None) -> Turn:
        """The turn of a key: a new one, or the one it came with before.

        What failed on our side is asked again; a picture or a refusal of the model is final.
        """
        for attempt in itertools.count(1):
            origin = None if key is None else f"http:{by.id}:{attempt}:{key}"
            turn = await self._engine.submit(
                TurnRequest(request=request), Requester(by=by, origin=origin)
            )
            if turn.request != request:
                raise RequestError("http.key.reused", status=409)
            if turn.outcome is not Outcome.FAILED or responses.status_of(turn) < 500:
                break
        return turn

    async def _done(self, turn: Turn) -> Turn:
        """Wait until a turn has an outcome.

        Raises:
            Later: the server is about to stop.
        """
        done = asyncio.create_task(self._engine.done(turn.id))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([done, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                raise Later("stopping")
            return done.result()
        finally:
            done.cancel()
            stopping.cancel()
            await asyncio.gather(done, stopping, return_exceptions=True)

    async def _picture(self, blob: Blob) -> web.Response:
        try:
            data = await self._engine.picture(blob)
        except NothingHere as error:
            raise RequestError("http.gone", status=responses.GONE) from error
        return responses.picture(blob, data)
