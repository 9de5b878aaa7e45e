"""The local Discord as a program serves it: REST, gateway, files and a page at one address."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from bot.sandbox.discord import (
    rest_account,
    rest_channels,
    rest_guild,
    rest_interactions,
    rest_members,
    rest_pins,
    rest_reactions,
    rest_threads,
    rest_webhooks,
)
from bot.sandbox.discord.cdn import serve_avatar, serve_file
from bot.sandbox.discord.client_actions import ClientActions
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.interactions import Interactions
from bot.sandbox.discord.live import Live
from bot.sandbox.discord.page import Page
from bot.sandbox.discord.rest import Rest
from bot.sandbox.discord.session_start import gateway_url
from bot.sandbox.discord.state import DiscordState
from bot.sandbox.discord.world import World

ROUTES = (
    *rest_guild.ROUTES,  # before account: "search" looks like a member's id
    *rest_account.ROUTES,
    *rest_members.ROUTES,
    *rest_pins.ROUTES,  # before channels: its paths look like those of a message
    *rest_channels.ROUTES,
    *rest_reactions.ROUTES,
    *rest_threads.ROUTES,
    *rest_interactions.ROUTES,
    *rest_webhooks.ROUTES,
)
MAX_BODY_BYTES = 64 * 1024 * 1024  # bytes; Discord's own limit is checked on what was read


class LocalDiscord(DiscordState):
    """One server with #art and #lounge, Ada (its owner), Bo, and room for one bot.

    Args:
        token: the token that the bot must log in with.
        clock: seconds since 1970; a test's own clock lets links and tokens run out.
        message_content: whether the bot may ask for the privileged intent.
    """

    def __init__(
        self,
        token: str = "sandbox",  # noqa: S107  # it opens nothing but the sandbox
        clock: Callable[[], float] = time.time,
        *,
        message_content: bool = True,
    ) -> None:
        world = World(token, clock, message_content=message_content)
        self._interactions = Interactions(world)
        super().__init__(world, ClientActions(world, self._interactions))
        self.gateway = Gateway(self.world)
        self._live = Live(self.world)
        self.page = Page(self.world, actions=self._actions, live=self._live)
        self._rest = Rest(self.world, self._interactions, ROUTES)

    def application(self) -> web.Application:
        """Return the web application; more routes may be added to it."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        self._rest.add_to(app)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/cdn/attachments/{path:.+}", self._serve_file)
        app.router.add_get("/cdn/avatars/{user}/{hash}.{kind}", self._serve_avatar)
        self.page.add_to(app)
        app.on_shutdown.append(self._end)
        return app

    def set_base(self, base: str) -> None:
        """Set the address it is served at, such as `http://127.0.0.1:8100`."""
        self.world.files.base = base.rstrip("/")

    @property
    def base(self) -> str:
        return self.world.files.base

    @property
    def api_url(self) -> str:
        """The REST address, in place of `https://discord.com/api/v10`."""
        return f"{self.base}/api/v10"

    @property
    def cdn_url(self) -> str:
        """The address of avatars, in place of `https://cdn.discordapp.com`."""
        return f"{self.base}/cdn"

    @property
    def gateway_url(self) -> str:
        """The websocket address that `/gateway/bot` returns."""
        return gateway_url(self.base)

    @contextlib.asynccontextmanager
    async def serving(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve it without the rest of the sandbox; yields the base address."""
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            self.set_base(f"http://{host}:{runner.addresses[0][1]}")
            yield self.base
        finally:
            await runner.cleanup()

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        return await serve_file(self.world, request)

    async def _serve_avatar(self, request: web.Request) -> web.StreamResponse:
        return await serve_avatar(self.world, request)

    async def _end(self, _: web.Application) -> None:
        self._actions.end()
        self.faults.end()
        await self.gateway.close()
        await self._live.close()
