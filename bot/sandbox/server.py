"""Serves the page, the local Discord, the local Gemini and the bot's own pages on one port."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.bot_http import BotHttp
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.gemini import LocalGemini

TOKEN = "sandbox"  # noqa: S105 - the token that the local Discord accepts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    url: str  # without a trailing slash
    discord: LocalDiscord
    gemini: LocalGemini
    bot_http: BotHttp

    @property
    def gemini_url(self) -> str:
        """The address to use instead of Google's."""
        return f"{self.url}/gemini"


@asynccontextmanager
async def serving(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    token: str = TOKEN,
    clock: Callable[[], float] = time.time,
    message_content: bool = True,
) -> AsyncIterator[Sandbox]:
    """Serve the sandbox until the block is left; port 0 picks a free port."""
    discord = LocalDiscord(token=token, clock=clock, message_content=message_content)
    gemini = LocalGemini(clock=clock)
    app = discord.application()
    app.add_subapp("/gemini", gemini.application())
    bot_http = BotHttp()
    bot_http.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        url_host = f"[{host}]" if ":" in host else host
        url = f"http://{url_host}:{runner.addresses[0][1]}"
        discord.set_base(url)
        yield Sandbox(url=url, discord=discord, gemini=gemini, bot_http=bot_http)
    finally:
        await runner.cleanup()
