"""Gives Discord the commands in other languages: names, descriptions, choices and menus.

discord.py asks for every string of a command in each of Discord's locales. A string is known by
its English words; what is no sentence of ours (a model, a shape, somebody's style) stays as it is.
"""

import re
import string
from functools import cache

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.text import wording
from bot.text.command_names import named
from bot.text.languages import CATALOGS

_NAMES = {
    Location.command_name: "command",
    Location.group_name: "command",
    Location.parameter_name: "option",
}
_KINDS = {
    Location.command_name: "menu.",
    Location.command_description: "command.",
    Location.group_description: "command.",
    Location.parameter_description: "option.",
    Location.choice_name: "choice.",
}


class CommandTranslator(app_commands.Translator):
    """Finds a string's sentence by its English words, and gives it in the language asked for."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The words in a language; None leaves them English."""
        if locale.value not in CATALOGS:
            return None
        if context.location in _NAMES and not isinstance(context.data, app_commands.ContextMenu):
            name = named(_NAMES[context.location], string.message, locale.value)
            return name if name != string.message else None
        kind = _KINDS.get(context.location)
        if kind is None:
            return None
        code, facts = _sentence(string.message, kind)
        if code is None:
            return None
        words = wording.say(code, locale.value, **facts)
        return words if words != string.message else None


@cache
def _patterns(kind: str) -> dict[str, re.Pattern[str]]:
    """What the English words of each code of a kind look like, their facts filled in."""
    return {
        code: re.compile(
            "".join(
                re.escape(words) + (f"(?P<{fact}>.+)" if fact else "")
                for words, fact, _, _ in string.Formatter().parse(sentence)
            )
        )
        for code, sentence in wording.SENTENCES.items()
        if code.startswith(kind)
    }


@cache
def _sentence(english: str, kind: str) -> tuple[str | None, dict[str, str]]:
    """The code of English words and the facts in them; no code where they are no sentence."""
    for code, pattern in _patterns(kind).items():
        if match := pattern.fullmatch(english):
            return code, match.groupdict()
    return None, {}
