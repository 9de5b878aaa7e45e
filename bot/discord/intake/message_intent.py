"""Decides whether a message asks Easel for something or is people talking. Pure rules."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bot.core import picture_refs, typed_options
from bot.core.models import ALL_RATIOS
from bot.core.small_talk import Speech, speech
from bot.discord.intake.channel_kinds import ChannelKind
from bot.text.wording import TALK

_MENTION = re.compile(r"<@([!&]?)(\d+)>")
_BARE = re.compile(r"<a?:\w+:\d+>|<[@#][!&]?\d+>|<t:[^>]+>|https?://\S+")


class Intent(Enum):
    """What to do with a message."""

    TALK = auto()  # ignore it: it is not for Easel
    NEW = auto()  # paint a new picture, from its attachments if it has any
    REFINE_REPLIED = auto()  # edit Easel's picture that it replies to
    REFINE_HEAD = auto()  # edit the picture that is current in the thread
    EDIT_POSTED = auto()  # edit a member's picture that it replies to, or that its thread is on
    ASK_AGAIN = auto()  # it replies to a message that is gone: say so
    HELP = auto()  # say what can be done here
    ASK_WHETHER = auto()  # it may be talk: ask before it is painted
    ASK_WHICH = auto()  # it replies to a history or comparison: ask which picture is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Whom a message mentions."""

    text: str  # without the mention of Easel
    me: bool
    others: bool


def read_mentions(content: str, *, me: int, role: int | None) -> Mentions:
    """Read the mentions in a message. Easel's own role counts too: people pick it in the list.

    Args:
        content: the message's text as Discord sends it.
        me: Easel's user id.
        role: the id of its managed role in the server; None in private chats.
    """
    own = {("", me), ("!", me), ("&", role)}
    named = {(kind, int(id_)) for kind, id_ in _MENTION.findall(content)}
    text = _MENTION.sub(lambda m: "" if (m[1], int(m[2])) in own else m[0], content)
    return Mentions(text=text.strip(), me=bool(named & own), others=bool(named - own))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """What is known about a message."""

    text: str  # without the mention of Easel
    channel_kind: ChannelKind
    mentions_me: bool = False  # in the text, not by the ping of a reply
    mentions_others: bool = False
    has_pictures: bool = False
    is_reply: bool = False
    replies_to_gone: bool = False  # to a message that was deleted
    replies_to_turn: bool = False  # to a message of Easel's that shows a turn, painted or not
    replies_to_sheet: bool = False  # to one of Easel's that shows none: a history, a comparison
    replies_to_picture: bool = False  # to a member's message that has a picture
    thread_on_picture: bool = False  # the thread was opened on a member's picture
    has_head: bool = False  # the thread has a current picture
    listens: bool = True  # the thread's setting: every message counts
    is_request: bool = False  # whatever its words are: its author says so, or it is a long text


def intent_of(facts: MessageFacts) -> Intent:
    """Return what to do with a message.

    People must be able to talk: to each other by mention or reply, with an emoji alone ("❤️"), and
    with a leading `//`. A mention of Easel is a request unless it is nothing but small talk. Other
    messages must read like a request; where that is in doubt, their author is asked.
    """
    if facts.text.startswith(TALK):
        return Intent.TALK
    if facts.replies_to_gone:
        for_easel = facts.mentions_me or facts.channel_kind is ChannelKind.PRIVATE
        return Intent.ASK_AGAIN if for_easel else Intent.TALK
    if facts.replies_to_sheet and (facts.mentions_me or _has_words(facts.text)):
        return Intent.ASK_WHICH
    if facts.mentions_me:
        return _when_mentioned(facts)
    intent = _unless_talk(facts)
    if intent is Intent.TALK or facts.is_request:
        return intent
    private = facts.channel_kind is ChannelKind.PRIVATE
    return {
        Speech.REQUEST: intent,
        Speech.DOUBTFUL: Intent.ASK_WHETHER,
        Speech.TO_EASEL: Intent.HELP if private else Intent.TALK,
        Speech.REMARK: Intent.TALK,
    }[_speech(facts)]


def _unless_talk(facts: MessageFacts) -> Intent:
    """Return what a message without a mention of Easel asks for, if its words are a request."""
    if not (_has_words(facts.text) or facts.has_pictures):
        return Intent.TALK
    if facts.replies_to_turn:
        return Intent.REFINE_REPLIED
    if facts.mentions_others:
        return Intent.TALK
    if facts.channel_kind is ChannelKind.PRIVATE:
        return _in_private(facts)
    if facts.is_reply or not _has_words(facts.text):
        return Intent.TALK
    for_easel = facts.channel_kind is ChannelKind.THREAD and facts.has_head and facts.listens
    return Intent.REFINE_HEAD if for_easel else Intent.TALK


def _when_mentioned(facts: MessageFacts) -> Intent:
    intent = _addressed(facts)
    if facts.is_request or facts.has_pictures:
        return intent
    if not _has_words(facts.text):
        bare = intent in {Intent.NEW, Intent.REFINE_HEAD} and not facts.text
        return Intent.HELP if bare else Intent.ASK_WHETHER if facts.text else intent
    spoken = _speech(facts)
    if spoken is Speech.TO_EASEL:
        return Intent.HELP
    return Intent.TALK if spoken is Speech.REMARK else intent


def _addressed(facts: MessageFacts) -> Intent:
    if facts.replies_to_turn:
        return Intent.REFINE_REPLIED
    if facts.replies_to_picture:
        return Intent.EDIT_POSTED
    in_canvas = facts.channel_kind in {ChannelKind.THREAD, ChannelKind.PRIVATE}
    if facts.has_head and in_canvas and not facts.is_reply:
        return Intent.REFINE_HEAD
    if facts.thread_on_picture and not facts.has_pictures:
        return Intent.EDIT_POSTED
    return Intent.NEW


def _in_private(facts: MessageFacts) -> Intent:
    """Return what a message in a private chat means: a request, also without a mention."""
    if facts.replies_to_picture:
        return Intent.EDIT_POSTED
    if facts.has_head and not facts.has_pictures:
        return Intent.REFINE_HEAD
    return Intent.NEW


def _speech(facts: MessageFacts) -> Speech:
    """Return what the words of a message are; a picture attached alone says nothing."""
    named, words = picture_refs.split_leading(_BARE.sub(" ", facts.text))
    if not _has_words(words):
        return Speech.REMARK if named and not facts.mentions_me else Speech.REQUEST
    typed = typed_options.parse(words, ratios=ALL_RATIOS)
    return Speech.REQUEST if typed.has_options else speech(words)


def _has_words(text: str) -> bool:
    """Return whether letters or digits are left without custom emoji, mentions and links."""
    return any(character.isalnum() for character in _BARE.sub("", text))
