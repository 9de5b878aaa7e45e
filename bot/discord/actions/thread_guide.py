"""The line that a thread begins with: which messages change its picture, and a button to switch."""

import logging

import discord

from bot.discord.client import DiscordClient
from bot.discord.components.buttons import listen_button
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import locale_of_everyone
from bot.discord.permissions import check_may_write
from bot.errors import UserError
from bot.text import wording

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]


class ThreadGuide:
    """Posts the line once per thread, and handles its button."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._engine = intake.engine

    async def introduce(self, thread: discord.Thread) -> None:
        """Post the line if the thread has a picture to continue, and did not get it before."""
        canvases = self._engine.canvases
        if await canvases.head(thread.id) is None:
            return
        if not await canvases.claim_introduction(thread.id):
            return
        guild, settings = thread.guild, self._engine.settings
        locale = await settings.language(guild.id, str(guild.preferred_locale))
        if self._bot.intents.message_content:
            listens = await settings.listens(thread.id, server=guild.id)
            words, view = await self._line(thread, listens=listens, locale=locale)
        else:
            me = self._bot.user.mention if self._bot.user else ""
            words, view = wording.say("thread.mention_me", locale, me=me), discord.utils.MISSING
        try:
            await thread.send(words, view=view, silent=True, nonce=f"guide-{thread.id}")
        except DISCORD_ERRORS as error:
            log.info(
                "thread not introduced: thread=%d error=%s",
                thread.id,
                describe_connection_error(error),
            )

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Switch the thread, and say in the line what holds now."""
        listens = {"listens:all": True, "listens:mention": False}.get(custom_id)
        if listens is None or interaction.channel_id is None:
            raise UserError("button.stale")
        check_may_write(interaction)
        await self._engine.settings.set_listens(interaction.channel_id, every=listens)
        locale = await locale_of_everyone(self._engine.settings, interaction)
        words, view = await self._line(interaction.channel, listens=listens, locale=locale)
        await interaction.response.edit_message(content=words, view=view)

    async def _line(
        self, thread: object, *, listens: bool, locale: str
    ) -> tuple[str, discord.ui.View]:
        """Return the line and its button; it says both numbers of the picture if they differ."""
        words = wording.say(f"thread.begins.{'all' if listens else 'mention'}", locale)
        if isinstance(thread, discord.Thread):
            began = await self._engine.canvases.shown_by(thread.id)
            number = wording.turn_label(began) if began else ""
            if number and number != "#1":
                channel = f"<#{thread.parent_id}>"
                both = wording.say("thread.begins.number", locale, number=number, channel=channel)
                words = f"{words}\n{both}"
        return words, listen_button(listens=listens, locale=locale)
