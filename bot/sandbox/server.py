"""Everything local on one port: the page, Discord's REST, gateway and files, and Gemini's API."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.discord import LocalDiscord
from bot.sandbox.gemini import LocalGemini

TOKEN = "sandbox"  # noqa: S105 - what the local Discord takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    url: str  # with no slash at its end
    discord: LocalDiscord
    gemini: LocalGemini

    @property
    def gemini_url(self) -> str:
        """What stands in for Google's address."""
        return f"{self.url}/gemini"


@asynccontextmanager
async def serving(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    clock: Callable[[], float] = time.time,
    message_content: bool = True,
) -> AsyncIterator[Sandbox]:
    """Serve it until the block is left; port 0 takes a free one."""
    discord = LocalDiscord(token=TOKEN, clock=clock, message_content=message_content)
    gemini = LocalGemini(clock=clock)
    app = discord.application()
    app.add_subapp("/gemini", gemini.application())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{runner.addresses[0][1]}"
        discord.set_base(url)
        yield Sandbox(url=url, discord=discord, gemini=gemini)
    finally:
        await runner.cleanup()
