"""The GET routes: liveness, readiness, metrics, and the OpenAPI document."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from aiohttp import web

from bot.engine.metrics import CONTENT_TYPE
from bot.ops.health import Health
from bot.web import openapi
from bot.web.requests import Bodies


def routes(
    health: Health,
    *,
    bodies: Callable[[], Bodies],
    authenticate: Callable[[web.Request], object] | None,
) -> Sequence[web.RouteDef]:
    """Return the GET routes.

    Args:
        health: what is reported.
        bodies: returns what each model takes now; see `requests.body_models`.
        authenticate: raises RequestError for callers that may not read the metrics; None: all may.
    """

    async def alive(_: web.Request) -> web.Response:
        """An answer proves that the event loop runs."""
        return web.json_response({"status": "ok"})

    async def ready(_: web.Request) -> web.Response:
        found = await health.readiness()
        status = "ready" if found.ready else "not ready"
        return web.json_response(
            {"status": status, **asdict(found)}, status=200 if found.ready else 503
        )

    async def metrics(call: web.Request) -> web.Response:
        if authenticate is not None:
            authenticate(call)
        return web.Response(body=await health.metrics(), headers={"Content-Type": CONTENT_TYPE})

    async def openapi_document(_: web.Request) -> web.Response:
        return web.json_response(openapi.document(bodies()))

    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
        web.get("/openapi.json", openapi_document),
    ]
