"""Takes the answers to questions that want a yes first; the buttons' ids name the question."""

import re

import discord
from discord.ext import commands

from bot.client import Easel
from bot.errors import Refused
from cogs import asking
from cogs.desk import Desk, person

_ID = re.compile(r"held:(\d{1,18}):(yes|no|plain)")


class Answers(commands.Cog):
    """Yes, no, and "as written"."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        desk.clicks["held"] = self.answered

    async def answered(self, interaction: discord.Interaction[Easel], custom_id: str) -> None:
        """Take an answer, and say what comes of it where the question stood."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            raise Refused("button.stale")
        answer = match[2]
        asked = await self._desk.questions.answer(int(match[1]), answer, by=person(interaction))
        words = asking.thanks(asked, answer, str(interaction.locale))
        await interaction.response.edit_message(content=words, view=None)
