"""Tells a request from people's small talk, in six languages."""

from enum import Enum, auto


class Speech(Enum):
    """What someone who does not address Easel says."""

    REQUEST = auto()  # paint it
    DOUBTFUL = auto()  # ask
    TO_EASEL = auto()  # a greeting, or a question about Easel
    REMARK = auto()  # people talk


def speech(text: str) -> Speech:
    """Return what a message is that was not addressed to Easel.

    Args:
        text: in any of the six languages, or several.
    """
    from bot.core.small_talk import rule  # its vocabularies take 20 ms and 2 MB

    return rule.speech(text)
