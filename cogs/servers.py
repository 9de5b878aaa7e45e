"""Servers that Easel is added to and removed from, also while it was away."""

import discord
from discord.ext import commands

from bot.discord.actions.greeting import Greeting
from bot.discord.actions.server_visits import ServerVisits
from bot.discord.client import DiscordClient
from bot.discord.intake.intake import Intake


class Servers(commands.Cog):
    """Follows the servers that Discord names."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._visits = ServerVisits(bot, intake.engine)
        self._greeting = Greeting(intake)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server that Easel was added to, or leave it."""
        if await self._visits.arrive(guild):
            await self._greeting.send(self._bot, guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Check a server that Easel is in at its start, or that was unavailable."""
        await self._visits.arrive(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Follow that Easel was removed from a server; in an outage Discord sends another event."""
        await self._visits.leave(guild.id, name=guild.name)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Follow which servers it was removed from while it was away."""
        await self._visits.leave_missing()
