"""A sandbox with a door for each process, so that it is known whose call is held."""

import contextlib
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.bot_http import BotHttp
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.gemini import LocalGemini
from bot.sandbox.server import TOKEN, Sandbox


@dataclass
class Doors:
    """The addresses, and which requests are inside by each."""

    sandbox: Sandbox
    urls: list[str] = field(default_factory=list)
    _inside: list[web.Request] = field(default_factory=list)

    def held(self, method: str, path: str) -> int | None:
        """The door, from 0, of the oldest request that matches and is not answered yet."""
        for request in self._inside:
            if request.method == method and re.search(path, request.path):
                return self._ports.index(request.transport.get_extra_info("sockname")[1])
        return None

    @property
    def _ports(self) -> list[int]:
        return [int(url.rpartition(":")[2]) for url in self.urls]

    @web.middleware
    async def _watched(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._inside.append(request)
        try:
            return await handler(request)
        finally:
            self._inside.remove(request)


@contextlib.asynccontextmanager
async def serving(count: int) -> AsyncIterator[Doors]:
    """Serve a sandbox by so many doors, until the block is left."""
    discord, gemini = LocalDiscord(token=TOKEN), LocalGemini(clock=time.time)
    doors = Doors(Sandbox(url="", discord=discord, gemini=gemini, bot_http=BotHttp()))
    app = discord.application()
    app.middlewares.append(doors._watched)
    app.add_subapp("/gemini", gemini.application())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        for _ in range(count):
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        doors.urls += [f"http://127.0.0.1:{port}" for _, port in runner.addresses]
        discord.set_base(doors.urls[0])
        yield doors
    finally:
        await runner.cleanup()
