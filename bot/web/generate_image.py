"""POST /generate-image: from headers and body to a turn, and to its picture."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.core.models import Model
from bot.core.requests import TurnRequest
from bot.core.turns import Blob, ImageRequest, Outcome, Person, Quality, Turn
from bot.engine.engine import Engine
from bot.engine.submissions import Requester
from bot.errors import BadPicture, NotFound, TemporaryError, UserError
from bot.web import body as body_of
from bot.web import requests, responses
from bot.web.errors import RequestError
from bot.web.tokens import Authenticate

MAX_BODY = 64 * 1024**2  # bytes
LARGE = 1024**2  # bytes; of larger bodies two are read at a time


class GenerateImage:
    """Handles POST /generate-image.

    Args:
        engine: accepts the image requests.
        person: returns whom a request comes from.
        body_seconds: how long a body may take to arrive.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        engine: Engine,
        person: Authenticate,
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
        """Return the body that each usable model takes; see `requests.body_models`.

        They are made again when a model was added or has ended.
        """
        if (models := self._engine.models.served()) != self._models:
            self._models, self._bodies = models, requests.body_models(models)
        return self._bodies

    def stop(self) -> None:
        """Answer all waiting requests with 503: the server is about to stop."""
        self._stopping.set()

    async def handle(self, call: web.Request) -> web.StreamResponse:
        """Paint, and respond with the picture.

        A caller that disconnects gets the picture by repeating the Idempotency-Key.

        Raises:
            EaselError: `responses.failure` turns it into a response.
        """
        by = self._person(call)
        key = requests.idempotency_key(call.headers.getall("Idempotency-Key", []))
        turn = await self._submit(await self._image_request(call, by), by, key)
        try:
            turn = await self._wait(turn)
        except TemporaryError as error:
            if key is not None:
                raise TemporaryError("http.key.stopping") from error
            with contextlib.suppress(UserError):  # no caller could fetch the picture
                await self._engine.submissions.cancel(turn, by=by)
            raise
        if turn.outcome is not Outcome.PAINTED:
            return responses.no_picture(turn, now=self._now())
        return await self._picture(turn.painted[0].picture)

    async def _image_request(self, call: web.Request, by: Person) -> ImageRequest:
        """Read the body, store its pictures one by one, and return the image request."""
        if call.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RequestError("http.encoded", status=415)
        too_large = RequestError("http.large", status=413, megabytes=MAX_BODY // 1024**2)
        seconds = self._body_seconds
        large = call.content_length is None or call.content_length > LARGE
        async with self._large if large else contextlib.nullcontext():
            body = await asyncio.to_thread(
                requests.parse,
                await body_of.read(call, limit=MAX_BODY, too_large=too_large, seconds=seconds),
                content_type=call.headers.get("Content-Type", ""),
                bodies=self.bodies(),
            )
            if body.search and not self._engine.models.search:
                raise RequestError("search.off")
            model = self._model(body)
            sources = [
                await self._store(image, by=by, number=number, model=model.id)
                for number, image in enumerate(body.images or ())
            ]
        return ImageRequest(
            prompt=body.prompt,
            model=model.id,
            sources=tuple(sources),
            aspect=body.aspect,
            size=body.size or model.default_size,
            quality=Quality(body.quality or Quality.STANDARD),
            image_only=body.image_only is not False,
            search=body.search is True,
        )

    def _model(self, body: requests.ImageRequestBody) -> Model:
        models = self._engine.models
        if body.model and "model" in body.model_fields_set:
            return models.find(body.model)
        quality = Quality(body.quality or Quality.STANDARD)
        return models.of_quality(
            quality, aspect=body.aspect, size=body.size, search=body.search is True
        )

    async def _store(self, image: bytes, *, by: Person, number: int, model: str) -> Blob:
        try:
            return await self._engine.picture_files.add(image, by=by, model=model)
        except BadPicture as error:
            raise requests.bad_image(number, error) from error

    async def _submit(self, request: ImageRequest, by: Person, key: str | None) -> Turn:
        """Return the turn of an Idempotency-Key: a new one, or the one that it made before.

        A turn that failed on our side is repeated; a picture or a refusal of the model is final.

        Raises:
            RequestError: 409, the key made a turn of another request.
        """
        for attempt in itertools.count(1):
            origin = None if key is None else f"http:{by.id}:{attempt}:{key}"
            turn = await self._engine.submissions.submit(
                TurnRequest(request=request), Requester(by=by, origin=origin)
            )
            if turn.request != request:
                raise RequestError("http.key.reused", status=409)
            if turn.outcome is not Outcome.FAILED or responses.status_of(turn) < 500:
                break
        return turn

    async def _wait(self, turn: Turn) -> Turn:
        """Return the turn, as soon as it has an outcome.

        Raises:
            TemporaryError: the server stops before that.
        """
        done = asyncio.create_task(self._engine.submissions.wait_until_done(turn.id))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([done, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                raise TemporaryError("stopping")
            return done.result()
        finally:
            done.cancel()
            stopping.cancel()
            await asyncio.gather(done, stopping, return_exceptions=True)

    async def _picture(self, blob: Blob) -> web.Response:
        try:
            data = await self._engine.picture_files.read(blob)
        except NotFound as error:
            raise RequestError("http.gone", status=responses.GONE) from error
        return responses.picture(blob, data)
