"""Passes what browsers ask of the bot's own HTTP server on to it, as a proxy before it would."""

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

PATHS = ("/region/{path:.*}", "/gallery/{path:.*}")
_PASSED_ON = ("Accept", "Content-Type")
_PASSED_BACK = (
    "Cache-Control",
    "Content-Security-Policy",
    "Content-Type",
    "Location",
    "Referrer-Policy",
)
_TIMEOUT = aiohttp.ClientTimeout(total=30)  # seconds


class BotHttp:
    """The bot's HTTP server, seen from the sandbox's port.

    Attributes:
        address: where the bot listens, such as http://127.0.0.1:8080; empty: nowhere.
    """

    def __init__(self) -> None:
        self.address = ""
        self._session: aiohttp.ClientSession | None = None

    def add_to(self, app: web.Application) -> None:
        """Add the routes that are passed on."""
        for path in PATHS:
            app.router.add_route("*", path, self._pass_on)
        app.cleanup_ctx.append(self._open)

    async def _open(self, _: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as self._session:
            yield

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        if self._session is None or not self.address:
            raise web.HTTPBadGateway(text="The bot serves no pages.")
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        try:
            async with self._session.request(
                request.method,
                self.address + request.path,
                headers=headers,
                data=await request.read(),
                allow_redirects=False,
            ) as answer:
                kept = {n: answer.headers[n] for n in _PASSED_BACK if n in answer.headers}
                return web.Response(body=await answer.read(), status=answer.status, headers=kept)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise web.HTTPBadGateway(text="The bot does not answer; it may be starting.") from error
