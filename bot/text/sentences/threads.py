"""What is said of which messages in a thread are requests, in English."""

from collections.abc import Mapping

THREADS: Mapping[str, str] = {
    "thread.mention_me": "I can't read messages here unless they mention me. Start with {me} and "
    "say what to change, or reply to an image.",
    "thread.begins.all": "💬 In this thread, just write what to change. Where I'm not sure, I "
    "ask first. Start with // to chat.",
    "thread.begins.mention": "💬 In this thread, only mentions and replies change the image. "
    "You can chat freely.",
    "thread.begins.number": "-# The image of this thread is {number} in {channel} and #1 here.",
    "thread.listens.all": "In this thread, every message is now a request. Start with // to chat.",
    "thread.listens.mention": "In this thread, I now answer only mentions and replies.",
    "thread.only": "Use this in a thread or in our direct messages.",
}
