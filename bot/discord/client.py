"""The Discord client: its intents, its cogs, its commands and its shards."""

import asyncio
import copy
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import discord.gateway
import yarl
from discord import app_commands
from discord.ext import commands

from bot.config import DiscordSettings, NetworkSettings
from bot.config.proxy import Proxy
from bot.core.allowed_places import AllowedPlaces
from bot.discord.command_sync import CommandSync, KeyValues
from bot.discord.command_translator import CommandTranslator
from bot.discord.interaction_errors import send_error
from bot.discord.shards import IdentifyGate, Shards
from bot.errors import EaselError, UserError

log = logging.getLogger(__name__)

COMMANDS_RETRY = 60.0  # seconds until commands that Discord refused are sent again; then longer
MAX_COMMANDS_RETRY = 3600.0  # seconds; the longest pause

AddCogs = Callable[["DiscordClient"], Awaitable[None]]
"""Adds cogs to a new client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayOptions:
    """How this process uses Discord's gateway."""

    add_cogs: AddCogs
    shards: Shards | None = None  # none: all there are
    identify_gate: IdentifyGate | None = None  # where other processes run shards of this bot, too


for _warning in ("warn_nacl", "warn_dave"):
    setattr(discord.VoiceClient, _warning, False)  # voice is not used


class _Commands(app_commands.CommandTree["DiscordClient"]):
    """The commands and menus, which work where the operator allows it."""

    async def interaction_check(self, interaction: discord.Interaction["DiscordClient"], /) -> bool:
        """Return whether a command goes on; where it does not, its person reads why."""
        try:
            self.client.check_place(interaction)
        except UserError as error:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await send_error(interaction, error)
            return False
        return True


class DiscordClient(commands.AutoShardedBot):
    """A client for one connection. It keeps no members and no messages in memory."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        network: NetworkSettings,
        gateway: GatewayOptions | None,
        key_values: KeyValues,
        message_content: bool,
    ) -> None:
        intents = discord.Intents(
            guilds=True,
            guild_messages=True,
            guild_reactions=True,
            dm_messages=True,
            message_content=message_content,
        )
        proxy = network.proxy_for(settings.api_url)
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            tree_cls=_Commands,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.2,  # seconds; only a member cache would need more
            **_shard_options(gateway.shards if gateway else None),
            **(proxy.aiohttp_options if proxy else {}),
        )
        self.places = AllowedPlaces(
            servers=frozenset(settings.servers), private_chats=settings.private_chats
        )
        self._network = network
        self._gateway = gateway
        self._max_concurrency = 1  # shards that may identify side by side
        self._command_sync = CommandSync(self.tree, key_values, settings.guilds)
        self._syncing: asyncio.Task[None] | None = None
        self.tree.error(self._on_command_error)

    async def setup_hook(self) -> None:
        """Add the cogs, and send Discord the commands if its list differs."""
        if self._gateway is not None:
            await self._gateway.add_cogs(self)
            await self.tree.set_translator(CommandTranslator())
            synced = await self._command_sync.sync()
            self._syncing = asyncio.create_task(self._keep_commands(synced=synced))

    async def close(self) -> None:
        """Close the connection, and end the task beside it."""
        if self._syncing is not None:
            self._syncing.cancel()
        await super().close()

    async def run_gateway(self) -> None:
        """Stay connected to the gateway; without one, wait until cancelled."""
        if self._gateway is None:
            await asyncio.Event().wait()
        count, address, limits = await self.http.get_bot_gateway()
        self.shard_count = self.shard_count or count
        self._max_concurrency = limits["max_concurrency"]
        # After an invalid session discord.py connects to this, whatever it was told before.
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        self._set_gateway_proxy(self._network.proxy_for(address))
        await self.connect()

    def _set_gateway_proxy(self, proxy: Proxy | None) -> None:
        """Give the gateway its own proxy: REST may go to a rate-limit proxy on this machine."""
        http = copy.copy(self.http)  # of the same session
        options = proxy.aiohttp_options if proxy else {}
        http.proxy, http.proxy_auth = options.get("proxy"), options.get("proxy_auth")
        self.http.ws_connect = http.ws_connect  # type: ignore[method-assign]

    def is_own(self, message: discord.Message) -> bool:
        """Return whether the bot wrote a message."""
        return self.user is not None and message.author.id == self.user.id

    def check_place(self, interaction: discord.Interaction[Any]) -> None:
        """Raise UserError unless the operator allows what is asked where it is asked.

        Raises:
            UserError: it is in another server, in a private chat, or by a personal installation.
        """
        is_member = interaction.guild_id is not None and interaction.is_guild_integration()
        self.places.check(interaction.guild_id if is_member else None)

    def has_shard_of(self, guild: int) -> bool:
        """Return whether this process receives a server's events: others may run other shards."""
        if self._gateway is None:
            return False
        return self.shard_ids is None or (guild >> 22) % (self.shard_count or 1) in self.shard_ids

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may identify; discord.py knows its own process only."""
        identify_gate = self._gateway.identify_gate if self._gateway else None
        if identify_gate is None:
            await super().before_identify_hook(shard_id, initial=initial)
        else:
            await identify_gate.enter((shard_id or 0) % self._max_concurrency)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no prefix commands, and cogs listen for themselves."""

    async def _on_command_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        # The person's Discord still shows an older list of commands.
        stale = isinstance(
            error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        )
        await send_error(
            interaction, UserError("stale.command") if stale else error.__cause__ or error
        )

    async def _keep_commands(self, *, synced: bool) -> None:
        """Remove duplicates from servers' lists of commands, and retry what Discord refused."""
        await self.wait_until_ready()
        pause = COMMANDS_RETRY
        try:
            await self._command_sync.remove_duplicates([guild.id for guild in self.guilds])
            while not synced:
                await asyncio.sleep(pause)
                synced = await self._command_sync.sync()
                pause = min(pause * 2, MAX_COMMANDS_RETRY)
        except EaselError as error:  # the database is away: the next start tries again
            log.warning("command sync failed until the next start: error=%s", error)


def _shard_options(shards: Shards | None) -> dict[str, Any]:
    """discord.py's options for the shards that this process runs; none of them for all shards."""
    return {"shard_ids": shards.ids, "shard_count": shards.count} if shards else {}
