"""What monitoring reads: liveness, readiness, metrics, and the OpenAPI document."""

import ipaddress
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
    admit: Callable[[web.Request], object] | None,
) -> Sequence[web.RouteDef]:
    """The routes of GET.

    Args:
        health: what is reported.
        bodies: what each model takes today; see `requests.bodies`.
        admit: refuses who may not read the metrics; none: everybody may.
    """

    async def alive(_: web.Request) -> web.Response:
        """That it is answered means that the loop turns."""
        return web.json_response({"status": "ok"})

    async def ready(_: web.Request) -> web.Response:
        found = await health.readiness()
        status = "ready" if found.ready else "not ready"
        return web.json_response(
            {"status": status, **asdict(found)}, status=200 if found.ready else 503
        )

    async def metrics(call: web.Request) -> web.Response:
        if admit is not None:
            admit(call)
        return web.Response(body=await health.metrics(), headers={"Content-Type": CONTENT_TYPE})

    async def described(_: web.Request) -> web.Response:
        return web.json_response(openapi.document(bodies()))

    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
        web.get("/openapi.json", described),
    ]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address that is listened on."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
