"""Tells a request from people's small talk, in six languages."""

from bot.core.small_talk.rule import Speech, speech

__all__ = ["Speech", "speech"]
