"""A local Gemini: the API's wire and its refusals on this machine, with a painter behind it."""

from bot.sandbox.gemini.ask import Content, Part
from bot.sandbox.gemini.errors import Refusal
from bot.sandbox.gemini.models import Model
from bot.sandbox.gemini.painter import paint
from bot.sandbox.gemini.script import (
    BadBase64,
    BadKey,
    Behaviour,
    Blocked,
    CutBody,
    EmptyBody,
    Gone404,
    Hang,
    Limited,
    MissingSignature,
    NoImage,
    NotJson,
    OnlyWords,
    Overloaded,
    Paint,
    Redirect,
    Reset,
    UnknownFinish,
    Withheld,
)
from bot.sandbox.gemini.server import GeminiCall, LocalGemini

__all__ = [
    "BadBase64",
    "BadKey",
    "Behaviour",
    "Blocked",
    "Content",
    "CutBody",
    "EmptyBody",
    "GeminiCall",
    "Gone404",
    "Hang",
    "Limited",
    "LocalGemini",
    "MissingSignature",
    "Model",
    "NoImage",
    "NotJson",
    "OnlyWords",
    "Overloaded",
    "Paint",
    "Part",
    "Redirect",
    "Refusal",
    "Reset",
    "UnknownFinish",
    "Withheld",
    "paint",
]
