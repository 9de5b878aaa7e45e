"""What a message means to Easel: a wish, or people talking. One pure rule."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bot.text.wording import TALK

_MENTION = re.compile(r"<@([!&]?)(\d+)>")
_BARE = re.compile(r"<a?:\w+:\d+>|<[@#][!&]?\d+>|<t:[^>]+>|https?://\S+")


class Intent(Enum):
    """What to do about a message."""

    TALK = auto()  # nothing: it is not for Easel
    NEW = auto()  # a new picture, from the pictures it brings if it brings any
    REFINE_REPLIED = auto()  # change the picture of Easel's that it replies to
    REFINE_HEAD = auto()  # change what the thread shows now
    EDIT_THEIRS = auto()  # change the person's picture that it, or its thread, is about
    WHICH = auto()  # it replies to a picture of several pictures: ask which one is meant


class ChannelKind(Enum):
    """Where a message stands."""

    CHANNEL = auto()
    THREAD = auto()
    PRIVATE = auto()  # a private chat with Easel


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Whom a message calls by name."""

    words: str  # without the mention of Easel
    me: bool
    others: bool


def called(content: str, *, me: int, role: int | None) -> Mentions:
    """Read whom words call. Easel's own role means Easel: people pick it in the list of names.

    Args:
        content: the words as Discord sends them.
        me: Easel's number.
        role: the number of its own role in the server; none in private chats.
    """
    mine = {("", me), ("!", me), ("&", role)}
    named = {(mark, int(id_)) for mark, id_ in _MENTION.findall(content)}
    words = _MENTION.sub(lambda m: "" if (m[1], int(m[2])) in mine else m[0], content)
    return Mentions(words=words.strip(), me=bool(named & mine), others=bool(named - mine))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """What there is to know about a message."""

    words: str  # without the mention of Easel
    scene: ChannelKind
    mentions_me: bool = False  # by name, not by the ping of a reply
    mentions_others: bool = False
    brings_pictures: bool = False
    is_reply: bool = False
    replies_to_mine: bool = False  # to a message that shows a turn, painted or not
    replies_to_sheet: bool = False  # to one of Easel's that shows none: a history, a comparison
    replies_to_picture: bool = False  # to a person's message that shows one
    thread_on_picture: bool = False  # the thread was opened on a person's picture
    has_head: bool = False  # something was painted in this thread, or it was opened on a picture
    listens: bool = True  # the thread's setting


def intent_of(heard: MessageFacts) -> Intent:
    """Decide what a message means.

    People must be able to talk: to each other by name or reply, with a mark alone ("❤️"), and with
    a leading `//`. Whoever mentions Easel, or replies to its picture in words, means Easel.
    """
    if heard.words.startswith(TALK):
        return Intent.TALK
    if heard.replies_to_sheet and (heard.mentions_me or _says_something(heard.words)):
        return Intent.WHICH
    if heard.mentions_me:
        return _addressed(heard)
    if not (_says_something(heard.words) or heard.brings_pictures):
        return Intent.TALK
    if heard.replies_to_mine:
        return Intent.REFINE_REPLIED
    if heard.mentions_others:
        return Intent.TALK
    if heard.scene is ChannelKind.PRIVATE:
        return _in_private(heard)
    if heard.is_reply or not _says_something(heard.words):
        return Intent.TALK
    wish = heard.scene is ChannelKind.THREAD and heard.has_head and heard.listens
    return Intent.REFINE_HEAD if wish else Intent.TALK


def _addressed(heard: MessageFacts) -> Intent:
    if heard.replies_to_mine:
        return Intent.REFINE_REPLIED
    if heard.replies_to_picture:
        return Intent.EDIT_THEIRS
    if heard.has_head and heard.scene is not ChannelKind.CHANNEL and not heard.is_reply:
        return Intent.REFINE_HEAD
    if heard.thread_on_picture and not heard.brings_pictures:
        return Intent.EDIT_THEIRS
    return Intent.NEW


def _in_private(heard: MessageFacts) -> Intent:
    """A private chat needs no mention; a picture brought along there is the one to change."""
    if heard.replies_to_picture:
        return Intent.EDIT_THEIRS
    if heard.has_head and not heard.brings_pictures:
        return Intent.REFINE_HEAD
    return Intent.NEW


def _says_something(words: str) -> bool:
    """Whether words are left beside marks, custom emoji, mentions and links."""
    return any(character.isalnum() for character in _BARE.sub("", words))
