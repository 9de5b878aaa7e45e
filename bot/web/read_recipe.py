"""POST /recipe: what a picture's file says about how it was made, as fields of /generate-image."""

from aiohttp import web

from bot.core import recipes
from bot.engine.engine import Engine
from bot.web import body as body_of
from bot.web import multipart
from bot.web.errors import RequestError
from bot.web.tokens import Authenticate

MAX_BODY = 32 * 1024**2  # bytes
FIELD = "image"  # of a form


class ReadRecipe:
    """Handles POST /recipe; nothing is stored, painted or charged.

    Args:
        engine: reads the file in a worker process.
        person: returns whom a request comes from.
        body_seconds: how long a body may take to arrive.
    """

    def __init__(self, engine: Engine, person: Authenticate, *, body_seconds: float) -> None:
        self._engine = engine
        self._person = person
        self._body_seconds = body_seconds

    async def handle(self, call: web.Request) -> web.StreamResponse:
        """Respond with the prompt, and with the model and aspect ratio that can be used today.

        Raises:
            EaselError: `responses.failure` turns it into a response.
        """
        by = self._person(call)
        if call.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RequestError("http.encoded", status=415)
        too_large = RequestError("http.large", status=413, megabytes=MAX_BODY // 1024**2)
        body = await body_of.read(
            call, limit=MAX_BODY, too_large=too_large, seconds=self._body_seconds
        )
        found = await self._engine.recipes.found(_file(call, body), by=by.id)
        if found is None:
            raise RequestError("recipe.none", status=422)
        served = self._engine.models.served()
        model, aspect = recipes.usable(found.model, found.aspect, offered=served)
        said = {
            "prompt": found.prompt,
            "model": model,
            "aspectRatio": aspect,
            "lineage": found.lineage or None,
        }
        return web.json_response({name: value for name, value in said.items() if value})


def _file(call: web.Request, body: bytes) -> bytes:
    """Return the file: the whole body, or the one in a form."""
    kind = call.headers.get("Content-Type", "")
    if not multipart.is_form(kind):
        return body
    files = (data for name, data in multipart.parts(body, content_type=kind) if name == FIELD)
    return next(files, b"")
