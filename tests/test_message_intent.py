"""Which messages are requests, and which are people talking."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.intake.channel_kinds import ChannelKind
from bot.discord.intake.message_intent import Intent, MessageFacts, intent_of

THREAD: dict[str, Any] = {"channel_kind": ChannelKind.THREAD, "has_head": True}


@pytest.mark.parametrize(
    ("facts", "intent"),
    [
        # replies
        (
            MessageFacts(
                text="at night",
                channel_kind=ChannelKind.CHANNEL,
                is_reply=True,
                replies_to_turn=True,
            ),
            Intent.REFINE_REPLIED,
        ),
        (
            MessageFacts(
                text="❤️", channel_kind=ChannelKind.CHANNEL, is_reply=True, replies_to_turn=True
            ),
            Intent.TALK,
        ),
        (
            MessageFacts(
                text="nice cat",
                channel_kind=ChannelKind.CHANNEL,
                is_reply=True,
                replies_to_picture=True,
            ),
            Intent.TALK,
        ),
        (
            MessageFacts(
                text="a crown",
                channel_kind=ChannelKind.CHANNEL,
                is_reply=True,
                replies_to_picture=True,
                mentions_me=True,
            ),
            Intent.EDIT_POSTED,
        ),
        (
            MessageFacts(
                text="blue, like @Bo",
                channel_kind=ChannelKind.CHANNEL,
                is_reply=True,
                replies_to_turn=True,
                mentions_others=True,
            ),
            Intent.REFINE_REPLIED,
        ),
        # mentions
        (
            MessageFacts(text="a fox", channel_kind=ChannelKind.CHANNEL, mentions_me=True),
            Intent.NEW,
        ),
        (MessageFacts(text="", channel_kind=ChannelKind.CHANNEL, mentions_me=True), Intent.HELP),
        (MessageFacts(text="night", mentions_me=True, **THREAD), Intent.REFINE_HEAD),
        (
            MessageFacts(
                text="a fox for @Bo",
                mentions_me=True,
                mentions_others=True,
                channel_kind=ChannelKind.CHANNEL,
            ),
            Intent.NEW,
        ),
        # threads
        (MessageFacts(text="night", **THREAD), Intent.REFINE_HEAD),
        (MessageFacts(text="night", channel_kind=ChannelKind.THREAD), Intent.TALK),
        (MessageFacts(text="night", listens=False, **THREAD), Intent.TALK),
        (MessageFacts(text="// night", **THREAD), Intent.TALK),
        (MessageFacts(text="😍🔥", **THREAD), Intent.TALK),
        (MessageFacts(text="<:party:1234567890>", **THREAD), Intent.TALK),
        (MessageFacts(text="https://example.org/cat.gif", **THREAD), Intent.TALK),
        (MessageFacts(text="see <#1234>", mentions_others=True, **THREAD), Intent.TALK),
        (MessageFacts(text="", has_pictures=True, **THREAD), Intent.TALK),
        (MessageFacts(text="I agree", is_reply=True, **THREAD), Intent.TALK),
        # replies to what is gone
        (MessageFacts(text="I agree", is_reply=True, replies_to_gone=True, **THREAD), Intent.TALK),
        (
            MessageFacts(
                text="night", is_reply=True, replies_to_gone=True, mentions_me=True, **THREAD
            ),
            Intent.ASK_AGAIN,
        ),
        # a channel that Discord has not introduced
        (MessageFacts(text="night", channel_kind=ChannelKind.UNKNOWN, has_head=True), Intent.TALK),
        (
            MessageFacts(
                text="night", channel_kind=ChannelKind.UNKNOWN, has_head=True, mentions_me=True
            ),
            Intent.NEW,
        ),
        (
            MessageFacts(
                text="night", channel_kind=ChannelKind.UNKNOWN, is_reply=True, replies_to_turn=True
            ),
            Intent.REFINE_REPLIED,
        ),
        # private chats
        (MessageFacts(text="a fox", channel_kind=ChannelKind.PRIVATE), Intent.NEW),
        (
            MessageFacts(text="night", channel_kind=ChannelKind.PRIVATE, has_head=True),
            Intent.REFINE_HEAD,
        ),
        (
            MessageFacts(
                text="a crown", channel_kind=ChannelKind.PRIVATE, has_head=True, has_pictures=True
            ),
            Intent.NEW,
        ),
        # channels
        (MessageFacts(text="a fox", channel_kind=ChannelKind.CHANNEL), Intent.TALK),
        (
            MessageFacts(text="a fox", channel_kind=ChannelKind.CHANNEL, has_pictures=True),
            Intent.TALK,
        ),
    ],
)
def test_a_message_means(facts, intent):
    assert intent_of(facts) is intent


@given(
    st.builds(
        MessageFacts, text=st.text("a /❤️", max_size=6), channel_kind=st.sampled_from(ChannelKind)
    )
)
def test_two_slashes_are_always_talk(facts):
    if facts.text.startswith("//"):
        assert intent_of(facts) is Intent.TALK


@given(st.builds(MessageFacts, text=st.text(max_size=6), channel_kind=st.just(ChannelKind.CHANNEL)))
def test_in_a_channel_only_mentions_and_replies_are_heard(facts):
    if not facts.mentions_me and not facts.replies_to_turn:
        assert intent_of(facts) is Intent.TALK
