"""Joining a server: it is greeted once."""

import discord
from discord.ext import commands

from bot.discord.actions.greeting import Greeting
from bot.discord.client import DiscordClient
from bot.discord.intake.intake import Intake


class Joining(commands.Cog):
    """Greets new servers."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._greeting = Greeting(intake)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server; those that were joined while Easel was away are no event."""
        await self._greeting.send(self._bot, guild)
