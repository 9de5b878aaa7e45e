"""Gives Discord the commands in other languages: names, descriptions, choices and menus.

discord.py asks for every string of a command in each of Discord's locales. What brings no code (a
model, an aspect ratio, a server's style) stays as it is.
"""

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


class CommandTranslator(app_commands.Translator):
    """Translates a name by the table of names, and everything else by the code it brings."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The words in a language; None leaves them English."""
        if locale.value not in CATALOGS:
            return None
        facts = dict(string.extras)
        if code := facts.pop("code", None):
            words = wording.say(code, locale.value, **facts)
        elif context.location in _NAMES:
            words = named(_NAMES[context.location], string.message, locale.value)
        else:
            return None
        return words if words != string.message else None
