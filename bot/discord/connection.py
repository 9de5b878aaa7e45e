"""Keeps a Discord client connected: a new one follows when one ends by a fault."""

import asyncio
import logging

import aiohttp
import discord

from bot.config import DiscordSettings, NetworkSettings
from bot.discord.client import DiscordClient, GatewayOptions
from bot.discord.command_sync import KeyValues
from bot.discord.connection_errors import BadToken, NoIntent, describe_connection_error

log = logging.getLogger(__name__)

MAX_PAUSE = 60.0  # seconds between two attempts to connect
NO_INTENT = (
    "Discord does not grant the Message Content intent, so messages in threads need a mention. "
    "Turn it on in the Developer Portal (Bot, Privileged Gateway Intents) and restart."
)
ENDPOINT = (
    "Discord: an Interactions Endpoint URL is set, so that no command and no button reaches Easel. "
    "Clear it in the Developer Portal, page General Information."
)
NO_CONNECTION = "There is no connection to Discord at %s (%s). Trying again in %.0f s."


class DiscordConnection:
    """The client that is connected just now.

    Args:
        settings: where Discord is.
        network: how Discord is reached.
        token: the bot's.
        key_values: where it is stored which commands Discord was sent.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        network: NetworkSettings,
        token: str,
        key_values: KeyValues,
    ) -> None:
        self._settings = settings
        self._network = network
        self._token = token
        self._gateway: GatewayOptions | None = None
        self._key_values = key_values
        self._message_content = settings.message_content is not False
        self._client: DiscordClient | None = None
        self._logged_in = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether the gateway is up, or REST where there is none."""
        if self._client is None:
            return False
        return self._client.is_ready() or (self._gateway is None and not self._client.is_closed())

    def listen(self, gateway: GatewayOptions) -> None:
        """Connect to the gateway, too, from the next `run` on; else only REST is used."""
        self._gateway = gateway

    async def client(self) -> DiscordClient:
        """Return the client, as soon as REST can be used."""
        while self._client is None or self._client.is_closed():
            self._logged_in.clear()
            await self._logged_in.wait()
        return self._client

    async def connected(self) -> None:
        """Wait until the gateway is up, or REST where there is none."""
        client = await self.client()
        if self._gateway is not None:
            await client.wait_until_ready()

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            BadToken: Discord does not accept the token; trying again would not help.
            NoIntent: the settings require an intent that Discord does not grant.
        """
        discord.http.Route.BASE = self._settings.api_url
        discord.Asset.BASE = self._settings.cdn_url
        pause = 1.0
        while True:
            began = asyncio.get_running_loop().time()
            trouble = "it ended"
            try:
                await self._run_client()
            except discord.LoginFailure as error:
                raise BadToken from error
            except discord.PrivilegedIntentsRequired as error:
                if self._settings.message_content is True:
                    raise NoIntent from error
                log.warning(NO_INTENT)
                self._message_content = False
                continue
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                trouble = describe_connection_error(error)
            except Exception as error:  # a malformed event ends discord.py's loop; ours goes on
                log.exception("Discord client failed: error=%s", type(error).__name__)
            if asyncio.get_running_loop().time() - began > MAX_PAUSE:
                pause = 1.0
            log.warning(NO_CONNECTION, self._settings.api_url, trouble, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE)

    async def _run_client(self) -> None:
        """Run one client until it ends."""
        client = DiscordClient(
            self._settings,
            network=self._network,
            gateway=self._gateway,
            key_values=self._key_values,
            message_content=self._message_content,
        )
        async with client:
            await client.login(self._token)
            if client.application and client.application.interactions_endpoint_url:
                log.error(ENDPOINT)
            self._client = client
            self._logged_in.set()
            await client.run_gateway()
