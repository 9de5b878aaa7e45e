"""Stars under images: enough of others put an image into the server's showcase."""

import discord
from discord.ext import commands

from bot.core.showcase import STAR
from bot.discord.actions.stars import Stars
from bot.discord.client import DiscordClient
from bot.discord.intake.intake import Intake


class Showcase(commands.Cog):
    """Counts stars; other reactions are ignored."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._stars = Stars(bot, intake.engine)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Count the stars under an image of Easel's when one is added."""
        mine = self._bot.user is not None and event.message_author_id == self._bot.user.id
        if mine and event.guild_id is not None and event.emoji.name == STAR:
            await self._stars.count(event.channel_id, event.message_id)
