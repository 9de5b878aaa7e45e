"""Counts the stars under an image. Discord knows who gave them: nothing of it is stored."""

import logging

import discord

from bot.core.showcase import STAR
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.engine.engine import Engine
from bot.errors import EaselError

log = logging.getLogger(__name__)


class Stars:
    """Puts an image into the showcase when enough others have starred it."""

    def __init__(self, bot: DiscordClient, engine: Engine) -> None:
        self._bot = bot
        self._engine = engine

    async def count(self, channel: int, message: int) -> None:
        """Count the stars of a message; what can't be read now is counted at the next star."""
        try:
            turn = await self._engine.canvases.shown_by(message)
            needed = await self._engine.showcases.missing_stars(turn) if turn else None
            if turn is None or needed is None or not await self._is_open(turn, channel):
                return
            if await self._enough(turn, channel, message, needed):
                await self._engine.showcases.show_starred(turn)
        except (EaselError, *REFUSED) as error:
            log.info("stars not counted: message=%d error=%s", message, type(error).__name__)

    async def _is_open(self, turn: Turn, channel: int) -> bool:
        """Return whether all who see the showcase could see the image where it is.

        What few people see must not become public by the stars of those few.
        """
        guild = self._bot.get_guild(turn.by.guild or 0)
        rules = await self._engine.showcases.rules(turn.by.guild)
        place = guild.get_channel_or_thread(channel) if guild else None
        if isinstance(place, discord.Thread):
            place = None if place.is_private() else place.parent
        shown = guild.get_channel(rules.channel or 0) if guild else None
        if guild is None or place is None or shown is None:
            return False
        return all(
            place.permissions_for(role).view_channel
            for role in guild.roles
            if shown.permissions_for(role).view_channel
        )

    async def _enough(self, turn: Turn, channel: int, message: int, needed: int) -> bool:
        """Return whether `needed` others have starred a message; bots and its person don't count.

        Raises:
            TemporaryError: Discord does not answer just now.
            REFUSED: it does not let us read there.
        """
        place = self._bot.get_partial_messageable(channel)
        with translate_discord_errors(f"what=stars message={message}"):
            fetched = await place.fetch_message(message)
            given = next((one for one in fetched.reactions if str(one.emoji) == STAR), None)
            if given is None or given.count < needed:
                return False
            others = 0
            async for user in given.users():
                others += not user.bot and user.id != turn.by.id
                if others >= needed:
                    return True
        return False
