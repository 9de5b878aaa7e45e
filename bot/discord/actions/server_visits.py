"""What happens when Easel comes to a server: it leaves one that its operator did not list."""

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
    """Looks at each server that Easel joins, or is in at its start."""

    def __init__(self, bot: DiscordClient, engine: Engine) -> None:
        self._bot = bot
        self._settings = engine.settings

    async def arrive(self, guild: discord.Guild) -> bool:
        """Leave a server that is not listed, after one sentence where it can be read.

        Returns:
            whether the server is listed.
        """
        if self._bot.places.allows_server(guild.id):
            return True
        try:
            await self._say_goodbye(guild)
            with translate_discord_errors(f"leaving guild={guild.id}"):
                await guild.leave()
            log.info("left a server that is not in discord.servers: guild=%d", guild.id)
        except (EaselError, *REFUSED) as error:  # commands there are answered with the reason
            kind = type(error).__name__
            log.warning(
                "server not left, it is not in discord.servers: guild=%d error=%s", guild.id, kind
            )
        return False

    async def _say_goodbye(self, guild: discord.Guild) -> None:
        channel = guild.system_channel
        if channel is None or not await self._settings.claim_turned_away(guild.id):
            return
        words = wording.say("place.leaving", str(guild.preferred_locale))
        with contextlib.suppress(*REFUSED), translate_discord_errors(f"goodbye guild={guild.id}"):
            await channel.send(words)
