"""What happens when Easel comes to a server, and when it leaves one."""

import contextlib
import logging

import discord

from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.engine.engine import Engine
from bot.errors import EaselError
from bot.text import wording

log = logging.getLogger(__name__)


class ServerVisits:
    """Handles each server that Easel joins, leaves, or is in at its start."""

    def __init__(self, bot: DiscordClient, engine: Engine) -> None:
        self._bot = bot
        self._settings = engine.settings
        self._departures = engine.departures

    async def arrive(self, guild: discord.Guild) -> bool:
        """Leave a server that is not listed, after one sentence where it can be read.

        Returns:
            whether the server is listed.
        """
        try:
            await self._departures.come_back(guild.id)
        except EaselError as error:  # the next time that Discord names it will do
            log.warning("return not recorded: guild=%d error=%s", guild.id, error)
        if self._bot.places.allows_server(guild.id):
            return True
        try:
            await self._say_goodbye(guild)
            with translate_discord_errors(f"what=leaving guild={guild.id}"):
                await guild.leave()
            log.info("left a server that is not in discord.servers: guild=%d", guild.id)
        except (EaselError, *REFUSED) as error:  # commands there are answered with the reason
            kind = type(error).__name__
            log.warning(
                "server not left, it is not in discord.servers: guild=%d error=%s", guild.id, kind
            )
        return False

    async def leave(self, server: int, *, name: str = "") -> None:
        """Follow that Easel is not in a server any more."""
        try:
            await self._departures.leave(server, name=name or str(server))
        except EaselError as error:  # the next start finds it
            log.warning("leaving not recorded: guild=%d error=%s", server, error)

    async def leave_missing(self) -> None:
        """Follow which servers Easel was removed from while it was away.

        Discord names every server at the start, also those that it can't reach just now.
        """
        try:
            missing = [
                server
                for server in await self._departures.servers()
                if self._bot.has_shard_of(server)
                and self._bot.get_guild(server) is None
                and await self._departures.was_in(server)
            ]
        except EaselError as error:
            log.warning("servers not compared with Discord's: error=%s", error)
            return
        for server in missing:
            await self.leave(server)

    async def _say_goodbye(self, guild: discord.Guild) -> None:
        channel = guild.system_channel
        if channel is None or not await self._settings.claim_turned_away(guild.id):
            return
        words = wording.say("place.leaving", str(guild.preferred_locale))
        with (
            contextlib.suppress(*REFUSED),
            translate_discord_errors(f"what=goodbye guild={guild.id}"),
        ):
            await channel.send(words)
