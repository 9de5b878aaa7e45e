"""Which messages are wishes, and which are people talking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.intake.message_intent import Heard, Meaning, Scene, meant

THREAD = {"scene": Scene.THREAD, "has_head": True}


@pytest.mark.parametrize(
    ("heard", "meaning"),
    [
        # replies
        (Heard(words="at night", scene=Scene.CHANNEL, is_reply=True, replies_to_mine=True),
         Meaning.REFINE_REPLIED),
        (Heard(words="❤️", scene=Scene.CHANNEL, is_reply=True, replies_to_mine=True), Meaning.TALK),
        (Heard(words="nice cat", scene=Scene.CHANNEL, is_reply=True, replies_to_picture=True),
         Meaning.TALK),
        (Heard(words="a crown", scene=Scene.CHANNEL, is_reply=True, replies_to_picture=True,
               mentions_me=True), Meaning.EDIT_THEIRS),
        (Heard(words="look @Bo", scene=Scene.CHANNEL, is_reply=True, replies_to_mine=True,
               mentions_others=True), Meaning.REFINE_REPLIED),
        # mentions
        (Heard(words="a fox", scene=Scene.CHANNEL, mentions_me=True), Meaning.NEW),
        (Heard(words="", scene=Scene.CHANNEL, mentions_me=True), Meaning.NEW),
        (Heard(words="night", mentions_me=True, **THREAD), Meaning.REFINE_HEAD),
        (Heard(words="a fox for @Bo", mentions_me=True, mentions_others=True,
               scene=Scene.CHANNEL), Meaning.NEW),
        # threads
        (Heard(words="night", **THREAD), Meaning.REFINE_HEAD),
        (Heard(words="night", scene=Scene.THREAD), Meaning.TALK),
        (Heard(words="night", listens=False, **THREAD), Meaning.TALK),
        (Heard(words="// night", **THREAD), Meaning.TALK),
        (Heard(words="😍🔥", **THREAD), Meaning.TALK),
        (Heard(words="<:party:1234567890>", **THREAD), Meaning.TALK),
        (Heard(words="https://example.org/cat.gif", **THREAD), Meaning.TALK),
        (Heard(words="see <#1234>", mentions_others=True, **THREAD), Meaning.TALK),
        (Heard(words="", brings_pictures=True, **THREAD), Meaning.TALK),
        (Heard(words="I agree", is_reply=True, **THREAD), Meaning.TALK),
        # private chats
        (Heard(words="a fox", scene=Scene.PRIVATE), Meaning.NEW),
        (Heard(words="night", scene=Scene.PRIVATE, has_head=True), Meaning.REFINE_HEAD),
        (Heard(words="a crown", scene=Scene.PRIVATE, has_head=True, brings_pictures=True),
         Meaning.NEW),
        # channels
        (Heard(words="a fox", scene=Scene.CHANNEL), Meaning.TALK),
        (Heard(words="a fox", scene=Scene.CHANNEL, brings_pictures=True), Meaning.TALK),
    ],
)  # fmt: skip
def test_a_message_means(heard, meaning):
    assert meant(heard) is meaning


@given(st.builds(Heard, words=st.text("a /❤️", max_size=6), scene=st.sampled_from(Scene)))
def test_two_slashes_are_always_talk(heard):
    if heard.words.startswith("//"):
        assert meant(heard) is Meaning.TALK


@given(st.builds(Heard, words=st.text(max_size=6), scene=st.just(Scene.CHANNEL)))
def test_in_a_channel_only_mentions_and_replies_are_heard(heard):
    if not heard.mentions_me and not heard.replies_to_mine:
        assert meant(heard) is Meaning.TALK
