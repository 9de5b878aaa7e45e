"""Painting by talking: reply to a picture, go on in its thread, or mention Easel."""

import asyncio
import logging
from dataclasses import dataclass
from weakref import WeakValueDictionary

import aiohttp
import discord
from discord.ext import commands

from bot.core import picture_refs, requests
from bot.core.turns import Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.replies import reply
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake, asker, locale_of
from bot.discord.intake.message_intent import (
    ChannelKind,
    Intent,
    Mentions,
    MessageFacts,
    called,
    intent_of,
)
from bot.discord.intake.picked_pictures import check_pick, to_blend
from bot.discord.intake.request_builder import PromptOptions, compose, refined
from bot.errors import Broken, EaselError, NothingHere
from bot.text import wording

log = logging.getLogger(__name__)


class _UnclearMessage(Exception):
    """We could not find out what a message is that may well be none of our business."""


@dataclass(frozen=True, slots=True)
class _UnderstoodMessage:
    """What a message wants of us, and what it points at."""

    meaning: Intent
    words: str
    turn: Turn | None
    theirs: discord.Message | None  # somebody's message with a picture


class Messages(commands.Cog):
    """Hears messages."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take a person's message as a wish if it is one, and answer whatever comes of it."""
        if message.author.bot or message.webhook_id or message.type not in _SPOKEN:
            return
        try:
            async with self._in_turn(message.channel.id):
                await self._hear(message)
        except _UnclearMessage as error:
            log.error("message %d was not heard: %s", message.id, error)
        except EaselError as error:
            if isinstance(error, Broken):
                log.error("a message failed: %s", error)
            await self._reply(message, wording.sorry(error, locale_of(message)))
        except Exception:  # a bug must not be answered with silence
            log.exception("message %d fell over", message.id)
            await self._reply(message, wording.sorry(Broken(), locale_of(message)))

    def _in_turn(self, channel: int) -> asyncio.Lock:
        """Messages of one channel are heard one after another: each builds on the one before."""
        return self._locks.setdefault(channel, asyncio.Lock())

    async def _hear(self, message: discord.Message) -> None:
        try:
            understood = await self._understood(message)
        except (EaselError, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if self._is_for_me(message):
                raise
            raise _UnclearMessage(type(error).__name__) from error
        if understood is not None:
            await self._take(message, understood)

    async def _understood(self, message: discord.Message) -> "_UnderstoodMessage | None":
        """What a message wants of us; none where people talk."""
        replied = await self._replied(message)
        shown = await self._engine.canvases.shown_by(replied.id) if replied else None
        scene = scene_of(message.channel)
        head = (
            await self._engine.canvases.head(message.channel.id)
            if scene is not ChannelKind.CHANNEL
            else None
        )
        if self._is_blank(message):
            if shown or head:
                await self._ask_for_mention(message)
            return None
        # One of ours that shows no turn is a picture of several: what people refused to have
        # changed must not be changed by way of it.
        pictured = bool(replied and not shown and uploads.in_message(replied))
        sheet = pictured and replied is not None and self._bot.is_own(replied)
        calls = self._called(message)
        asks = calls.me and head is None and not message.attachments
        starter = await self._starter(message.channel) if asks else None
        heard = MessageFacts(
            words=calls.words,
            scene=scene,
            mentions_me=calls.me,
            mentions_others=calls.others or _calls_all(message),
            brings_pictures=bool(message.attachments),
            is_reply=message.reference is not None and replied is not None,
            replies_to_mine=shown is not None,
            replies_to_sheet=sheet,
            replies_to_picture=pictured and not sheet,
            thread_on_picture=starter is not None,
            has_head=head is not None,
            listens=scene is not ChannelKind.THREAD
            or await self._engine.canvases.listens(message.channel.id),
        )
        meaning = intent_of(heard)
        if meaning is Intent.TALK:
            return None
        theirs = replied if heard.replies_to_picture else starter
        return _UnderstoodMessage(meaning, heard.words, turn=shown or head, theirs=theirs)

    async def _take(self, message: discord.Message, what: "_UnderstoodMessage") -> None:
        named, words = picture_refs.leading(what.words)
        prompt = requests.prompt(words)  # checked before anything is fetched
        by, here = asker(message, goes_on=what.turn), Place(channel=message.channel.id)
        files = [uploads.of(attachment, message) for attachment in message.attachments]
        if len(named) > 1:
            picked = await to_blend(self._intake, named, by=by.by, at=here, files=len(files))
            blended = PromptOptions(words=prompt, files=files, picked=picked)
            await self._intake.accept_message(
                message, await compose(self._intake, blended, by=by), by
            )
            return
        turn = what.turn
        if named:
            turn = await self._engine.canvases.numbered(here.channel, named[0].number, by=by.by)
        # A picture that is not kept any more, and was attached anew, is a picture like any other.
        again = bool(files) and turn is not None and turn.gone_at is not None
        if turn and not again and (named or what.meaning in _REFINES):
            pick = check_pick(turn, named[0]) if named else 0
            wanted = PromptOptions(words=prompt, files=files)
            wish = await refined(self._intake, turn, wanted, by=by, pick=pick)
            await self._intake.accept_message(message, wish, by)
            return
        if what.meaning is Intent.WHICH:
            raise NothingHere("nothing_here.sheet")
        theirs = what.theirs if what.meaning is Intent.EDIT_THEIRS else None
        if theirs is not None:
            await self._engine.settings.check_may_edit(theirs.author.id, by=by.by)
            files = [*uploads.require(theirs), *files]
        wanted = PromptOptions(words=prompt, files=files, edits=bool(files))
        wish = await compose(self._intake, wanted, by=by)
        await self._intake.accept_message(message, wish, by, posted=theirs)

    def _is_for_me(self, message: discord.Message) -> bool:
        """Whether a message surely means us, whatever else could not be found out."""
        return message.guild is None or self._called(message).me

    def _called(self, message: discord.Message) -> Mentions:
        me = self._bot.user.id if self._bot.user else 0
        role = message.guild.self_role if message.guild else None
        return called(message.content, me=me, role=role.id if role else None)

    async def _starter(self, channel: object) -> discord.Message | None:
        """The message with a picture that a thread was opened on, if none of ours shows a turn."""
        if not isinstance(channel, discord.Thread):
            return None
        shown = await self._engine.canvases.shown_by(channel.id)
        if shown is not None and not shown.request.describes:
            return None
        inside = isinstance(channel.parent, discord.ForumChannel)
        place = channel if inside else self._bot.get_partial_messageable(channel.parent_id)
        try:
            starter = channel.starter_message or await place.fetch_message(channel.id)
        except (discord.NotFound, discord.Forbidden):
            return None
        return starter if uploads.in_message(starter) else None

    async def _replied(self, message: discord.Message) -> discord.Message | None:
        """The message that this one replies to, if there still is one."""
        reference = message.reference
        if reference is None or reference.message_id is None:
            return None
        if isinstance(reference.resolved, discord.Message):
            return reference.resolved
        try:
            return await message.channel.fetch_message(reference.message_id)
        except (discord.NotFound, discord.Forbidden):
            return None

    def _is_blank(self, message: discord.Message) -> bool:
        """Whether Discord kept the words from us, for want of the intent."""
        kept = message.content or message.attachments or message.stickers or message.embeds
        return not self._bot.has_message_content and not kept

    async def _ask_for_mention(self, message: discord.Message) -> None:
        """Say once in a thread why plain messages do nothing."""
        if self._bot.user and await self._engine.canvases.claim_mention_hint(message.channel.id):
            me = self._bot.user.mention
            words = wording.say("thread.mention_me", locale_of(message), me=me)
            await self._reply(message, words)

    async def _reply(self, message: discord.Message, words: str) -> None:
        try:
            await reply(message, words, nonce=f"said-{message.id}")
        except discord.HTTPException as error:
            log.info("no answer to message %d: %d %d", message.id, error.status, error.code)


_REFINES = frozenset({Intent.REFINE_REPLIED, Intent.REFINE_HEAD})
_SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


def _calls_all(message: discord.Message) -> bool:
    return message.mention_everyone or "@everyone" in message.content or "@here" in message.content


def scene_of(channel: object) -> ChannelKind:
    """Where a message stands, by its channel."""
    if isinstance(channel, discord.Thread):
        return ChannelKind.THREAD
    if isinstance(channel, discord.DMChannel):
        return ChannelKind.PRIVATE
    if isinstance(channel, discord.PartialMessageable):  # one that Discord did not introduce
        private = channel.type is discord.ChannelType.private or channel.guild_id is None
        return ChannelKind.PRIVATE if private else ChannelKind.THREAD
    return ChannelKind.CHANNEL
