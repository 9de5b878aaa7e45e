"""What is done with a picture besides painting: its file, how it was made, a thread, deleting."""

import logging

import discord

from bot.core import requests
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import sure_to_delete
from bot.discord.components.ids import Click
from bot.discord.delivery.alt_text import recipe
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.rendering import ENDINGS
from bot.discord.intake.intake import LIMIT, Intake, person
from bot.discord.permissions import moderates
from bot.errors import Refused
from bot.text import wording

log = logging.getLogger(__name__)

Where = discord.Interaction[DiscordClient]
LONGEST_TITLE = 90  # characters; Discord takes 100
GONE = 10008  # Discord's code for a message that is not there
HAS_THREAD = 160004  # Discord's code for a message that has its thread


class PictureActions:
    """Answers privately."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._engine = intake.engine

    async def original(self, interaction: Where, turn: Turn, click: Click) -> None:
        """Hand over the untouched bytes."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        number = click.pick or 0
        blob = turn.painted[min(number, len(turn.painted) - 1)].picture
        limit = interaction.filesize_limit or LIMIT
        if blob.size > limit:
            megabytes, most = round(blob.size / 1e6, 1), round(limit / 1e6, 1)
            raise Refused("original.large", megabytes=megabytes, limit=most)
        locale = str(interaction.locale)
        name = f"easel-{turn.id}-{number + 1}-original.{ENDINGS.get(blob.mime, 'png')}"
        alt = wording.alt_text(turn, number=number + 1, locale=locale)
        file = discord_file(await self._engine.picture_files.read(blob), name=name, alt=alt)
        words = wording.say("original.here", locale)
        await interaction.edit_original_response(content=words, attachments=[file])

    async def recipe(self, interaction: Where, turn: Turn, _click: Click) -> None:
        """Tell how a picture was made, to copy."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        told = recipe(
            await self._engine.canvases.lineage(turn),
            str(interaction.locale),
            models=self._engine.models.table,
        )
        if len(told) <= 1900:
            await interaction.edit_original_response(content=f"```\n{told}\n```")
        else:
            file = discord_file(told.encode(), name=f"easel-{turn.id}.txt")
            await interaction.edit_original_response(attachments=[file])

    async def thread(self, interaction: Where, turn: Turn, _click: Click) -> None:
        """Open a thread on a picture."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        message = interaction.message
        if message is None or not isinstance(interaction.channel, discord.TextChannel):
            raise Refused("thread.not_here")
        locale = str(interaction.locale)
        title = wording.short(" ".join(wording.asked(turn, locale).split()), LONGEST_TITLE)
        try:
            thread = await message.create_thread(name=title)
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            code = "thread.exists" if error.code == HAS_THREAD else "thread.not_here"
            raise Refused(code) from error
        words = wording.say("thread.opened", locale, thread=thread.mention)
        await interaction.edit_original_response(content=words)

    async def ask_to_delete(self, interaction: Where, turn: Turn, _click: Click) -> None:
        """Ask once."""
        requests.check_delete(turn, person(interaction), moderates=moderates(interaction))
        locale = str(interaction.locale)
        if turn.number is None:
            words = wording.say("delete.ask.private", locale)
        else:
            words = wording.say("delete.ask", locale, number=wording.number(turn))
        view = sure_to_delete(turn, locale)
        await interaction.response.send_message(words, view=view, ephemeral=True)

    async def erase(self, interaction: Where, turn: Turn, _click: Click) -> None:
        """Delete: the turn first, so that it can't be continued; then its messages."""
        posts = await self._engine.canvases.delete(
            turn, by=person(interaction), moderates=moderates(interaction)
        )
        await interaction.response.defer()
        left = False
        for post in posts:
            channel = self._bot.get_partial_messageable(post.channel)
            try:
                await channel.get_partial_message(post.message).delete()
            except discord.HTTPException as error:
                left = left or error.code != GONE
                log.info("a post of turn %d stays: %d %d", turn.id, error.status, error.code)
        code = "delete.left" if left else "delete.done"
        words = wording.say(code, str(interaction.locale))
        await interaction.edit_original_response(content=words, view=None)
