"""Painting by messages: reply to a picture, write in its thread, or mention Easel."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection
from weakref import WeakValueDictionary

import discord
from discord.ext import commands

from bot.discord.actions.help import Help
from bot.discord.actions.parties import PartyActions
from bot.discord.actions.party_lines import PartyLines
from bot.discord.client import DiscordClient
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error
from bot.discord.delivery.replies import reply
from bot.discord.intake.intake import Intake
from bot.discord.intake.message_intent import Intent
from bot.discord.intake.message_reader import MessageReader, UnclearMessage
from bot.discord.intake.message_requests import MessageRequests
from bot.discord.intake.requesters import person_of, public_locale
from bot.errors import EaselError, OperatorError, UserError
from bot.text import wording

log = logging.getLogger(__name__)

STANDING = ("access.", "member.blocked")  # reasons that hold until a server changes them
MOST_REFUSED = 1000  # people by channel and reason, who read it again when they are forgotten
_WRITTEN_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})


class Messages(commands.Cog):
    """Reads messages, and answers those that are for Easel."""

    def __init__(self, bot: DiscordClient, intake: Intake, parties: PartyActions) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine
        self._help = Help(bot, intake)
        self._reader = MessageReader(bot, intake.engine)
        self._requests = MessageRequests(bot, intake, self._reader)
        self._party_lines = PartyLines(intake, self._reader, parties)
        self._refused: OrderedDict[tuple[int, int, str], None] = OrderedDict()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Accept a message's request, if it is one; say why where that fails."""
        if message.author.bot or message.webhook_id or message.type not in _WRITTEN_BY_PEOPLE:
            return
        try:
            async with self._lock_of(message.channel.id):
                await self._read(message)
        except UnclearMessage as error:
            log.error("message not read: message=%d error=%s", message.id, error)
        except EaselError as error:
            if isinstance(error, OperatorError):
                log.error("message request failed: message=%d error=%s", message.id, error)
            await self._refuse(message, error)
        except Exception:  # a bug must not be answered with silence
            log.exception("message request failed: message=%d error=unexpected", message.id)
            await self._refuse(message, OperatorError())

    @commands.Cog.listener()
    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        """Cancel what a deleted message asked for, and drop what only it showed."""
        await self._follow(deleted.channel_id, [deleted.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        """Do the same for many messages."""
        await self._follow(deleted.channel_id, deleted.message_ids)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, deleted: discord.RawThreadDeleteEvent) -> None:
        """Have what a deleted thread contained dropped by the next sweep."""
        await self._drop(deleted.thread_id, server=deleted.guild_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Do the same for a channel."""
        await self._drop(channel.id, server=channel.guild.id)

    async def _follow(self, channel: int, messages: Collection[int]) -> None:
        try:
            async with self._lock_of(channel):  # it may be read just now
                await self._requests.cancel(messages)
                await self._engine.departures.delete_messages(messages)
                self._engine.showcases.wakeup.wake()
        except EaselError as error:
            log.warning("deleted messages not followed: error=%s", error)

    async def _drop(self, channel: int, *, server: int) -> None:
        try:
            await self._engine.departures.delete_channel(channel, server=server)
        except EaselError as error:
            log.warning("deleted channel not followed: channel=%d error=%s", channel, error)

    def _lock_of(self, channel: int) -> asyncio.Lock:
        """Messages of a channel are read one after another: each builds on the one before."""
        return self._locks.setdefault(channel, asyncio.Lock())

    async def _is_allowed(self, message: discord.Message) -> bool:
        """Return whether a message is in a place that the operator allows.

        Raises:
            UserError: it is not, and is for Easel; in a server that is said once.
        """
        server = person_of(message).guild
        try:
            self._bot.places.check(server)
        except UserError:
            settings = self._engine.settings
            if server is None or (
                self._reader.mentions_me(message) and await settings.claim_turned_away(server)
            ):
                raise
            return False
        return True

    async def _read(self, message: discord.Message) -> None:
        if not await self._is_allowed(message):
            return
        if self._reader.is_blank(message):
            if await self._reader.is_about_turn(message):
                await self._ask_for_mention(message)
            return
        understood = await self._reader.read(message)
        if await self._party_lines.take(message, understood):
            return
        if understood is not None and understood.intent is Intent.HELP:
            await self._help.answer(message)
        elif understood is not None:
            await self._requests.accept(message, understood)

    async def _ask_for_mention(self, message: discord.Message) -> None:
        """Say once per thread why messages without a mention do nothing."""
        if self._bot.user and await self._engine.canvases.claim_introduction(message.channel.id):
            me = self._bot.user.mention
            locale = await public_locale(self._engine.settings, message)
            words = wording.say("thread.mention_me", locale, me=me)
            await self._reply(message, words)

    async def _refuse(self, message: discord.Message, error: EaselError) -> None:
        """Say why a request is refused; to chat in a thread the same reason only once."""
        addressed = self._reader.mentions_me(message) or message.reference is not None
        if isinstance(error, UserError) and error.code.startswith(STANDING) and not addressed:
            refused = (message.channel.id, message.author.id, error.code)
            if refused in self._refused:
                return
            self._refused[refused] = None
            if len(self._refused) > MOST_REFUSED:
                self._refused.popitem(last=False)
        locale = await public_locale(self._engine.settings, message)
        await self._reply(message, wording.error_text(error, locale))

    async def _reply(self, message: discord.Message, words: str) -> None:
        try:
            await reply(message, words, nonce=f"said-{message.id}")
        except DISCORD_ERRORS as error:
            log.info(
                "reply not posted: message=%d error=%s code=%s",
                message.id,
                describe_connection_error(error),
                getattr(error, "code", None),
            )
