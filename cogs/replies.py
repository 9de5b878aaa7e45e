"""Painting by talking: reply to a picture, go on in its thread, or mention Easel."""

import asyncio
import logging
import re
from dataclasses import dataclass
from weakref import WeakValueDictionary

import aiohttp
import discord
from discord.ext import commands

from bot import moves, tree, wording
from bot.client import Easel
from bot.errors import Broken, EaselError
from bot.moves import Next
from bot.turns import Turn
from cogs import uploads
from cogs.composing import Wanted, compose
from cogs.desk import Desk, locale_of, person
from cogs.hearing import Heard, Meaning, Scene, meant

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@!?(\d+)>")


class _Overheard(Exception):
    """We could not find out what a message is that may well be none of our business."""


@dataclass(frozen=True, slots=True)
class _Understood:
    """What a message wants of us, and what it points at."""

    meaning: Meaning
    words: str
    turn: Turn | None
    replied: discord.Message | None


class Replies(commands.Cog):
    """Hears messages."""

    def __init__(self, bot: Easel, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._studio = desk.studio
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take a person's message as a wish if it is one, and answer whatever comes of it."""
        if message.author.bot or message.webhook_id or message.type not in _SPOKEN:
            return
        try:
            async with self._in_turn(message.channel.id):
                await self._hear(message)
        except _Overheard as error:
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
            raise _Overheard(type(error).__name__) from error
        if understood is not None:
            await self._take(message, understood)

    async def _understood(self, message: discord.Message) -> "_Understood | None":
        """What a message wants of us; none where people talk."""
        replied = await self._replied(message)
        shown = await self._studio.shown_by(replied.id) if replied else None
        scene = scene_of(message.channel)
        head = await self._studio.head(message.channel.id) if scene is not Scene.CHANNEL else None
        if self._is_blank(message):
            if shown or head:
                await self._ask_for_mention(message)
            return None
        heard = await self._heard(message, scene, replied=replied, shown=shown, head=head)
        meaning = meant(heard)
        if meaning is Meaning.TALK:
            return None
        return _Understood(meaning, heard.words, turn=shown or head, replied=replied)

    async def _take(self, message: discord.Message, what: "_Understood") -> None:
        wish = await self._wish(
            what.meaning, message, what.words, turn=what.turn, replied=what.replied
        )
        theirs = what.meaning is Meaning.EDIT_THEIRS and wish.parent is None
        await self._desk.accept_message(message, wish, posted=what.replied if theirs else None)

    def _is_for_me(self, message: discord.Message) -> bool:
        """Whether a message surely means us, whatever else could not be found out."""
        me = self._bot.user.id if self._bot.user else 0
        return message.guild is None or str(me) in _MENTION.findall(message.content)

    async def _heard(
        self,
        message: discord.Message,
        scene: Scene,
        *,
        replied: discord.Message | None,
        shown: Turn | None,
        head: Turn | None,
    ) -> Heard:
        me = self._bot.user.id if self._bot.user else 0
        named = {int(id_) for id_ in _MENTION.findall(message.content)}
        words = re.sub(rf"<@!?{me}>", "", message.content).strip()
        return Heard(
            words=words,
            scene=scene,
            mentions_me=me in named,
            mentions_others=bool(named - {me} or message.role_mentions or _calls_all(message)),
            brings_pictures=bool(message.attachments),
            is_reply=message.reference is not None and replied is not None,
            replies_to_mine=shown is not None,
            replies_to_picture=bool(replied and not shown and uploads.in_message(replied)),
            has_head=head is not None,
            listens=await self._studio.listens(message.channel.id),
        )

    async def _wish(
        self,
        meaning: Meaning,
        message: discord.Message,
        words: str,
        *,
        turn: Turn | None,
        replied: discord.Message | None,
    ) -> Next:
        """The request a message makes; its words are checked before anything is fetched."""
        number, words = tree.numbered(words)
        prompt = moves.prompt(words)
        if number is not None:
            turn = await self._studio.numbered(message.channel.id, number, by=person(message))
        named = number is not None or meaning in {Meaning.REFINE_REPLIED, Meaning.REFINE_HEAD}
        refines = named and turn is not None
        files = [uploads.of(attachment, message) for attachment in message.attachments]
        if refines and turn is not None:
            pictures = await self._desk.pictures(files, model=turn.request.model)
            return moves.refine(turn, prompt, pictures=pictures)
        by = person(message)
        if meaning is Meaning.EDIT_THEIRS and replied is not None:
            await self._studio.customs.check_edits(replied.author.id, by=by)
            files = [*uploads.require(replied), *files]
        wanted = Wanted(words=prompt, files=files, edits=bool(files))
        return await compose(self._desk, wanted, by=by)

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
        return not self._bot.reads_messages and not kept

    async def _ask_for_mention(self, message: discord.Message) -> None:
        """Say once in a thread why plain messages do nothing."""
        if self._bot.user and await self._studio.tell_once(message.channel.id):
            me = self._bot.user.mention
            words = wording.say("thread.mention_me", locale_of(message), me=me)
            await self._reply(message, words)

    async def _reply(self, message: discord.Message, words: str) -> None:
        try:
            await message.reply(words)
        except discord.HTTPException as error:
            log.info("no answer to message %d: %d %d", message.id, error.status, error.code)


_SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


def _calls_all(message: discord.Message) -> bool:
    return message.mention_everyone or "@everyone" in message.content or "@here" in message.content


def scene_of(channel: object) -> Scene:
    """Where a message stands, by its channel."""
    if isinstance(channel, discord.Thread):
        return Scene.THREAD
    if isinstance(channel, discord.DMChannel):
        return Scene.PRIVATE
    if isinstance(channel, discord.PartialMessageable):  # one that Discord did not introduce
        private = channel.type is discord.ChannelType.private or channel.guild_id is None
        return Scene.PRIVATE if private else Scene.THREAD
    return Scene.CHANNEL
