"""Which messages are wishes, and which are people talking."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.intake.message_intent import ChannelKind, Intent, MessageFacts, intent_of

THREAD: dict[str, Any] = {"scene": ChannelKind.THREAD, "has_head": True}


@pytest.mark.parametrize(
    ("heard", "meaning"),
    [
        # replies
        (
            MessageFacts(
                words="at night", scene=ChannelKind.CHANNEL, is_reply=True, replies_to_mine=True
            ),
            Intent.REFINE_REPLIED,
        ),
        (
            MessageFacts(words="❤️", scene=ChannelKind.CHANNEL, is_reply=True, replies_to_mine=True),
            Intent.TALK,
        ),
        (
            MessageFacts(
                words="nice cat", scene=ChannelKind.CHANNEL, is_reply=True, replies_to_picture=True
            ),
            Intent.TALK,
        ),
        (
            MessageFacts(
                words="a crown",
                scene=ChannelKind.CHANNEL,
                is_reply=True,
                replies_to_picture=True,
                mentions_me=True,
            ),
            Intent.EDIT_THEIRS,
        ),
        (
            MessageFacts(
                words="look @Bo",
                scene=ChannelKind.CHANNEL,
                is_reply=True,
                replies_to_mine=True,
                mentions_others=True,
            ),
            Intent.REFINE_REPLIED,
        ),
        # mentions
        (MessageFacts(words="a fox", scene=ChannelKind.CHANNEL, mentions_me=True), Intent.NEW),
        (MessageFacts(words="", scene=ChannelKind.CHANNEL, mentions_me=True), Intent.NEW),
        (MessageFacts(words="night", mentions_me=True, **THREAD), Intent.REFINE_HEAD),
        (
            MessageFacts(
                words="a fox for @Bo",
                mentions_me=True,
                mentions_others=True,
                scene=ChannelKind.CHANNEL,
            ),
            Intent.NEW,
        ),
        # threads
        (MessageFacts(words="night", **THREAD), Intent.REFINE_HEAD),
        (MessageFacts(words="night", scene=ChannelKind.THREAD), Intent.TALK),
        (MessageFacts(words="night", listens=False, **THREAD), Intent.TALK),
        (MessageFacts(words="// night", **THREAD), Intent.TALK),
        (MessageFacts(words="😍🔥", **THREAD), Intent.TALK),
        (MessageFacts(words="<:party:1234567890>", **THREAD), Intent.TALK),
        (MessageFacts(words="https://example.org/cat.gif", **THREAD), Intent.TALK),
        (MessageFacts(words="see <#1234>", mentions_others=True, **THREAD), Intent.TALK),
        (MessageFacts(words="", brings_pictures=True, **THREAD), Intent.TALK),
        (MessageFacts(words="I agree", is_reply=True, **THREAD), Intent.TALK),
        # private chats
        (MessageFacts(words="a fox", scene=ChannelKind.PRIVATE), Intent.NEW),
        (MessageFacts(words="night", scene=ChannelKind.PRIVATE, has_head=True), Intent.REFINE_HEAD),
        (
            MessageFacts(
                words="a crown", scene=ChannelKind.PRIVATE, has_head=True, brings_pictures=True
            ),
            Intent.NEW,
        ),
        # channels
        (MessageFacts(words="a fox", scene=ChannelKind.CHANNEL), Intent.TALK),
        (MessageFacts(words="a fox", scene=ChannelKind.CHANNEL, brings_pictures=True), Intent.TALK),
    ],
)
def test_a_message_means(heard, meaning):
    assert intent_of(heard) is meaning


@given(
    st.builds(MessageFacts, words=st.text("a /❤️", max_size=6), scene=st.sampled_from(ChannelKind))
)
def test_two_slashes_are_always_talk(heard):
    if heard.words.startswith("//"):
        assert intent_of(heard) is Intent.TALK


@given(st.builds(MessageFacts, words=st.text(max_size=6), scene=st.just(ChannelKind.CHANNEL)))
def test_in_a_channel_only_mentions_and_replies_are_heard(heard):
    if not heard.mentions_me and not heard.replies_to_mine:
        assert intent_of(heard) is Intent.TALK
