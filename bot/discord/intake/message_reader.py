"""Finds out what a message asks Easel for, and which picture it is about."""

from dataclasses import dataclass, replace

import aiohttp
import discord

from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.intake import uploads
from bot.discord.intake.channel_kinds import ChannelKind, channel_kind_of
from bot.discord.intake.message_intent import (
    Intent,
    Mentions,
    MessageFacts,
    intent_of,
    read_mentions,
)
from bot.discord.intake.requesters import person_of, server_of
from bot.discord.intake.uploads import Upload
from bot.engine.engine import Engine
from bot.errors import EaselError


class UnclearMessage(Exception):
    """It could not be found out what a message is that need not be for Easel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodMessage:
    """What a message asks for, and what it is about."""

    intent: Intent
    text: str  # without the mention of Easel
    files: tuple[Upload, ...] = ()
    text_file: Upload | None = None  # the rest of the text, which Discord made a file of
    turn: Turn | None = None
    posted: discord.Message | None = None  # a member's message with a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replied:
    """What a message replies to: nothing, a message, one that is gone, or one we can't read."""

    id: int | None = None
    message: discord.Message | None = None
    gone: bool = False


class MessageReader:
    """Reads messages; answers none."""

    def __init__(self, bot: DiscordClient, engine: Engine) -> None:
        self._bot = bot
        self._engine = engine

    async def read(
        self, message: discord.Message, *, is_request: bool = False
    ) -> UnderstoodMessage | None:
        """Return what a message asks for; None where people talk.

        Args:
            message: as Discord sent it.
            is_request: its author said that it is one.

        Raises:
            EaselError, OSError: it is for Easel, and something it is about can't be read.
            UnclearMessage: the same for a message that need not be for Easel.
        """
        try:
            return await self._read(message, is_request=is_request)
        except (EaselError, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if self._is_for_easel(message):
                raise
            raise UnclearMessage(type(error).__name__) from error

    def is_blank(self, message: discord.Message) -> bool:
        """Return whether Discord withheld the content, because the bot lacks the intent."""
        given = message.content or message.attachments or message.stickers or message.embeds
        return not self._bot.intents.message_content and not given

    def mentions_me(self, message: discord.Message) -> bool:
        """Return whether a message mentions Easel or its role."""
        return self._mentions(message).me

    async def is_about_turn(self, message: discord.Message) -> bool:
        """Return whether a message replies to a turn, or is in a thread that has one."""
        replied = await self._replied_to(message)
        if replied.id is not None and await self._engine.canvases.shown_by(replied.id) is not None:
            return True
        return await self._head(message, await self._kind_of(message)) is not None

    async def _read(
        self, message: discord.Message, *, is_request: bool
    ) -> UnderstoodMessage | None:
        replied = await self._replied_to(message)
        shown = await self._engine.canvases.shown_by(replied.id) if replied.id else None
        channel_kind = await self._kind_of(message)
        head = await self._head(message, channel_kind)
        # A message of ours that shows no turn is a history or a comparison: what people refused
        # to have edited must not be edited by way of it.
        pictured = replied.message if replied.message and not shown else None
        if pictured is not None and not uploads.from_message(pictured):
            pictured = None
        is_sheet = pictured is not None and self._bot.is_own(pictured)
        mentions = self._mentions(message)
        text_file = uploads.long_text_in(message)
        addressed = mentions.me or channel_kind is ChannelKind.PRIVATE
        files = _files_of(message, shown_too=addressed, text_file=text_file)
        asks_starter = mentions.me and head is None and not files
        starter = await self._starter(message.channel) if asks_starter else None
        facts = MessageFacts(
            text=mentions.text or (text_file.filename if text_file else ""),
            channel_kind=channel_kind,
            mentions_me=mentions.me,
            mentions_others=mentions.others or _mentions_everyone(message),
            has_pictures=bool(files),
            is_reply=replied.id is not None,
            replies_to_gone=replied.gone and shown is None,
            replies_to_turn=shown is not None,
            replies_to_sheet=is_sheet,
            replies_to_picture=pictured is not None and not is_sheet,
            thread_on_picture=starter is not None,
            has_head=head is not None,
            listens=channel_kind is not ChannelKind.THREAD
            or head is None
            or await self._engine.settings.listens(message.channel.id, server=server_of(message)),
            is_request=is_request or text_file is not None,
        )
        intent = intent_of(facts)
        if intent is Intent.ASK_WHETHER and await self._names_character(message, facts.text):
            intent = intent_of(replace(facts, is_request=True))
        if intent is Intent.TALK:
            return None
        return UnderstoodMessage(
            intent=intent,
            text=mentions.text,
            files=files,
            text_file=uploads.from_attachment(text_file, message) if text_file else None,
            turn=shown or head,
            posted=pictured if facts.replies_to_picture else starter,
        )

    async def _names_character(self, message: discord.Message, text: str) -> bool:
        """Return whether a text names a character that its author can use: then it is a request."""
        return bool(await self._engine.characters.in_prompt(text, by=person_of(message)))

    async def channel_of(self, message: discord.Message) -> object:
        """Return a message's channel; Discord is asked for one that it has not introduced yet."""
        if channel_kind_of(message.channel) is not ChannelKind.UNKNOWN:
            return message.channel
        try:
            return await self._bot.fetch_channel(message.channel.id)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            return message.channel

    def without_mention(self, message: discord.Message, text: str) -> str:
        """Text that came with a message, without the mention of Easel."""
        return self._mentions(message, text).text

    async def _kind_of(self, message: discord.Message) -> ChannelKind:
        """Return the kind of a message's channel; Discord is asked where that matters.

        Messages can come before their server's GUILD_CREATE. A channel in which something was
        painted must not be taken for a thread then, in which every message is for Easel.
        """
        kind = channel_kind_of(message.channel)
        if (
            kind is not ChannelKind.UNKNOWN
            or await self._engine.canvases.head(message.channel.id) is None
        ):
            return kind
        return channel_kind_of(await self.channel_of(message))

    async def _head(self, message: discord.Message, kind: ChannelKind) -> Turn | None:
        """Return the turn that is current in a thread or private chat."""
        if kind in {ChannelKind.CHANNEL, ChannelKind.UNKNOWN}:
            return None
        return await self._engine.canvases.head(message.channel.id)

    def _is_for_easel(self, message: discord.Message) -> bool:
        """Return whether a message is certainly for Easel, whatever else could not be read."""
        private = channel_kind_of(message.channel) is ChannelKind.PRIVATE
        return private or self._mentions(message).me

    def answers_me(self, message: discord.Message) -> bool:
        """Return whether a message replies to one of Easel's, or to one that is not known."""
        if message.reference is None:
            return False
        replied = message.reference.resolved
        return not isinstance(replied, discord.Message) or self._bot.is_own(replied)

    def _mentions(self, message: discord.Message, text: str | None = None) -> Mentions:
        me = self._bot.user.id if self._bot.user else 0
        role = message.guild.self_role if message.guild else None
        return read_mentions(
            message.content if text is None else text, me=me, role=role.id if role else None
        )

    async def _starter(self, channel: object) -> discord.Message | None:
        """Return the member's message with a picture that a thread was opened on."""
        if not isinstance(channel, discord.Thread):
            return None
        shown = await self._engine.canvases.shown_by(channel.id)
        if shown is not None and not shown.request.describes:
            return None
        in_forum = isinstance(channel.parent, discord.ForumChannel)
        place = channel if in_forum else self._bot.get_partial_messageable(channel.parent_id)
        try:
            starter = channel.starter_message or await place.fetch_message(channel.id)
        except (discord.NotFound, discord.Forbidden):
            return None
        return starter if uploads.from_message(starter) else None

    async def _replied_to(self, message: discord.Message) -> _Replied:
        """Return what a message replies to."""
        reference = message.reference
        if message.type is not discord.MessageType.reply or reference is None:
            return _Replied()
        resolved, id_ = reference.resolved, reference.message_id
        if isinstance(resolved, discord.DeletedReferencedMessage):
            return _Replied(id=id_, gone=True)
        if isinstance(resolved, discord.Message):
            return await self._started_by(resolved)
        if id_ is None:
            return _Replied()
        try:
            return await self._started_by(await self._fetched(reference.channel_id, id_))
        except discord.NotFound:
            return _Replied(id=id_, gone=True)
        except discord.Forbidden:  # it is known by its id all the same, if it shows a turn
            return _Replied(id=id_)

    async def _started_by(self, replied: discord.Message) -> _Replied:
        """A reply to the first message of a thread means the message that the thread is on."""
        starts = replied.type is discord.MessageType.thread_starter_message
        reference = replied.reference
        if not starts or reference is None or reference.message_id is None:
            return _Replied(id=replied.id, message=replied)
        if isinstance(reference.resolved, discord.Message):
            return _Replied(id=reference.message_id, message=reference.resolved)
        try:
            original = await self._fetched(reference.channel_id, reference.message_id)
        except (discord.NotFound, discord.Forbidden):
            return _Replied(id=reference.message_id)
        return _Replied(id=original.id, message=original)

    async def _fetched(self, channel: int, message: int) -> discord.Message:
        return await self._bot.get_partial_messageable(channel).fetch_message(message)


def _files_of(
    message: discord.Message, *, shown_too: bool, text_file: discord.Attachment | None
) -> tuple[Upload, ...]:
    """Return a message's files: attachments and, if it is for Easel, the media of its embeds.

    Beside chat, a file that is declared to be no picture is ignored.
    """
    attached = [
        uploads.from_attachment(file, message)
        for file in message.attachments
        if file is not text_file and (shown_too or uploads.may_be_picture(file.content_type))
    ]
    if not shown_too:
        return tuple(attached)
    known = {upload.url for upload in attached}
    shown = (upload for upload in uploads.from_message(message) if upload.url not in known)
    return (*attached, *shown)


def _mentions_everyone(message: discord.Message) -> bool:
    return message.mention_everyone or "@everyone" in message.content or "@here" in message.content
