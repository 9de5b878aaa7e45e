"""The Discord connection: what we listen to, which commands there are, how errors become words."""

import asyncio
import copy
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import discord.gateway
import yarl
from discord import app_commands
from discord.ext import commands

from bot.config import DiscordSettings, NetworkSettings
from bot.config.proxy import Proxy
from bot.discord.command_sync import CommandSync, KeyValueStore
from bot.discord.command_translator import CommandTranslator
from bot.discord.connection_errors import describe_connection_error
from bot.discord.shards import IdentifyGate, Shards
from bot.errors import Broken, EaselError
from bot.text import wording

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
LONGEST_WAIT = 60.0  # seconds between two attempts to connect
COMMANDS_AGAIN = 60.0  # seconds until commands that Discord refused are told again; then longer
COMMANDS_SELDOM = 3600.0  # seconds; the longest pause
NO_INTENT = (
    "Discord does not grant the Message Content intent, so threads want a mention with each wish. "
    "Turn it on in the Developer Portal (Bot, Privileged Gateway Intents) and restart."
)

ENDPOINT = (
    "Discord: an Interactions Endpoint URL is set, so that no command and no button reaches Easel. "
    "Clear it in the Developer Portal, page General Information."
)
NO_CONNECTION = "There is no connection to Discord at %s (%s). Trying again in %.0f seconds."

AddCogs = Callable[["DiscordClient"], Awaitable[None]]
"""Adds cogs to a new client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayOptions:
    """What this process hears of Discord's gateway."""

    add_cogs: AddCogs
    shards: Shards | None = None  # none: all there are
    identify_gate: IdentifyGate | None = None  # where other processes have shards of this bot, too


class BadToken(Exception):
    """Discord does not accept the token."""


class NoIntent(Exception):
    """Discord does not grant the Message Content intent, and the settings insist on it."""


for _missing in ("warn_nacl", "warn_dave"):
    setattr(discord.VoiceClient, _missing, False)  # we never speak


class DiscordClient(commands.AutoShardedBot):
    """One life of the connection. It keeps no members and no messages in memory."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        network: NetworkSettings,
        gateway: GatewayOptions | None,
        notebook: KeyValueStore,
        reads: bool,
    ) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, message_content=reads
        )
        way = network.way_to(settings.api_url)
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.2,  # seconds; only a member cache would need more
            **_of_all(gateway.shards if gateway else None),
            **(way.for_aiohttp if way else {}),
        )
        self.has_message_content = reads
        self._settings = settings
        self._network = network
        self._gateway = gateway
        self._buckets = 1  # of shards that introduce themselves side by side
        self._command_sync = CommandSync(self.tree, notebook, settings.guilds)
        self._keeping: asyncio.Task[None] | None = None
        self.tree.error(self._on_command_error)

    async def setup_hook(self) -> None:
        """Add the cogs, and tell Discord the commands if they are not what it has."""
        if self._gateway is not None:
            await self._gateway.add_cogs(self)
            await self.tree.set_translator(CommandTranslator())
            told = await self._command_sync.sync()
            self._keeping = asyncio.create_task(self._keep_commands(told=told))

    async def close(self) -> None:
        """End the connection, and what goes on beside it."""
        if self._keeping is not None:
            self._keeping.cancel()
        await super().close()

    async def run_gateway(self) -> None:
        """Connect to the gateway, if we are to, and stay so."""
        if self._gateway is None:
            await asyncio.Event().wait()
        count, address, limits = await self.http.get_bot_gateway()
        self.shard_count = self.shard_count or count
        self._buckets = limits["max_concurrency"]
        # After an invalid session discord.py dials this, whatever it was told before.
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        self._dial_through(self._network.way_to(address))
        await self.connect()

    def _dial_through(self, way: Proxy | None) -> None:
        """Reach the gateway its own way: REST may go to a rate-limit proxy on this machine."""
        dialling = copy.copy(self.http)  # of the same session
        said = way.for_aiohttp if way else {}
        dialling.proxy, dialling.proxy_auth = said.get("proxy"), said.get("proxy_auth")
        self.http.ws_connect = dialling.ws_connect  # type: ignore[method-assign]

    def is_own(self, message: discord.Message) -> bool:
        """Whether a message is our own."""
        return self.user is not None and message.author.id == self.user.id

    def has_shard_of(self, guild: int) -> bool:
        """Whether this process hears of a server: others may carry other shards."""
        if self._gateway is None:
            return False
        return self.shard_ids is None or (guild >> 22) % (self.shard_count or 1) in self.shard_ids

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may introduce itself; discord.py knows of its own process only."""
        identify_gate = self._gateway.identify_gate if self._gateway else None
        if identify_gate is None:
            await super().before_identify_hook(shard_id, initial=initial)
        else:
            await identify_gate.enter((shard_id or 0) % self._buckets)

    async def on_message(self, message: discord.Message, /) -> None:
        """There are no prefix commands; cogs listen for themselves."""

    async def _on_command_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        await send_error(interaction, error.__cause__ or error)

    async def _keep_commands(self, *, told: bool) -> None:
        """Mend the lists of commands that Discord has of servers, and retry what it refused."""
        await self.wait_until_ready()
        pause = COMMANDS_AGAIN
        try:
            await self._command_sync.remove_duplicates([guild.id for guild in self.guilds])
            while not told:
                await asyncio.sleep(pause)
                told = await self._command_sync.sync()
                pause = min(pause * 2, COMMANDS_SELDOM)
        except EaselError as error:  # the database is away: the next start looks again
            log.warning("Discord's lists of commands could not be looked after: %s", error)


def _of_all(shards: Shards | None) -> dict[str, Any]:
    """What discord.py is told of the shards we carry; nothing, if we carry all."""
    return {"shard_ids": shards.ids, "shard_count": shards.count} if shards else {}


class DiscordConnection:
    """Keeps one `DiscordClient` connected: a new one follows when one dies of a fault.

    Args:
        settings: where Discord is.
        network: how Discord is reached.
        token: the bot's.
        notebook: where it is written how Discord's list of commands was left.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        network: NetworkSettings,
        token: str,
        notebook: KeyValueStore,
    ) -> None:
        self._settings = settings
        self._network = network
        self._token = token
        self._gateway: GatewayOptions | None = None
        self._notebook = notebook
        self._reads = settings.message_content is not False
        self._client: DiscordClient | None = None
        self._logged_in = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether the gateway is up, or REST where there is none."""
        if self._client is None:
            return False
        return self._client.is_ready() or (self._gateway is None and not self._client.is_closed())

    def listen(self, gateway: GatewayOptions) -> None:
        """Also listen, from the next `run` on; else it only talks."""
        self._gateway = gateway

    async def client(self) -> DiscordClient:
        """The client, as soon as REST can be used."""
        while self._client is None or self._client.is_closed():
            self._logged_in.clear()
            await self._logged_in.wait()
        return self._client

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            BadToken: Discord does not know the token; trying again would not help.
            NoIntent: the settings insist on an intent that Discord does not grant.
        """
        discord.http.Route.BASE = self._settings.api_url
        wait = 1.0
        while True:
            began = asyncio.get_running_loop().time()
            trouble = "it ended"
            try:
                await self._live()
            except discord.LoginFailure as error:
                raise BadToken from error
            except discord.PrivilegedIntentsRequired as error:
                if self._settings.message_content is True:
                    raise NoIntent from error
                log.warning(NO_INTENT)
                self._reads = False
                continue
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                trouble = describe_connection_error(error)
            except Exception:  # a malformed event ends discord.py's loop; ours goes on
                log.exception("the connection to Discord fell over")
            if asyncio.get_running_loop().time() - began > LONGEST_WAIT:
                wait = 1.0
            log.warning(NO_CONNECTION, self._settings.api_url, trouble, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _live(self) -> None:
        """One life of a client."""
        client = DiscordClient(
            self._settings,
            network=self._network,
            gateway=self._gateway,
            notebook=self._notebook,
            reads=self._reads,
        )
        async with client:
            await client.login(self._token)
            if client.application and client.application.interactions_endpoint_url:
                log.error(ENDPOINT)
            self._client = client
            self._logged_in.set()
            await client.run_gateway()


async def send_error(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the person, privately, what they can do about it; tell the log what we can."""
    if isinstance(error, discord.NotFound) and error.code == UNKNOWN_INTERACTION:
        log.info("an interaction was too old to answer")  # they saw that we did not respond
        return
    if not isinstance(error, EaselError) or isinstance(error, Broken):
        log.error("an interaction failed: %s", type(error).__name__, exc_info=_bare(error))
    ours = error if isinstance(error, EaselError) else Broken()
    words = wording.sorry(ours, str(interaction.locale))
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(content=words, view=None)
        else:
            await interaction.response.send_message(words, ephemeral=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        log.warning("could not answer an interaction: %s", type(failure).__name__)


def _bare(error: BaseException) -> BaseException | None:
    """A bug's traceback; other libraries' errors may quote what a person wrote, so not theirs."""
    ours: Sequence[type[BaseException]] = (discord.HTTPException, EaselError)
    return None if isinstance(error, tuple(ours)) else error
