"""Each thread in which Easel paints begins with a line that says how it works."""

import discord
from discord.ext import commands

from bot.discord.actions.thread_guide import ThreadGuide
from bot.discord.client import DiscordClient
from bot.discord.intake.intake import Intake


class Threads(commands.Cog):
    """Notices that a thread begins: it is opened on a picture, or the first one is shown in it."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._guide = ThreadGuide(bot, intake)

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Introduce a thread that was opened on a picture, by Easel's menu or by Discord's."""
        await self._guide.introduce(thread)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Introduce a thread in which Easel shows its first picture."""
        channel = message.channel
        if (
            self._bot.is_own(message)
            and message.attachments
            and isinstance(channel, discord.Thread)
        ):
            await self._guide.introduce(channel)
