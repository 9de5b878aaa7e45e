"""Translates commands for Discord: names, descriptions, choices and menus.

discord.py asks for every string of a command in each of Discord's locales. A string without a code
(a model, an aspect ratio, a server's style) is not translated.
"""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.text import wording
from bot.text.command_names import localized_name
from bot.text.languages import CATALOGS

_NAMES = {
    Location.command_name: "command",
    Location.group_name: "command",
    Location.parameter_name: "option",
}


class CommandTranslator(app_commands.Translator):
    """Translates names by the table of names, and everything else by its code."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return a string in a language; None leaves it in English."""
        if locale.value not in CATALOGS:
            return None
        facts = dict(string.extras)
        if code := facts.pop("code", None):
            words = wording.say(code, locale.value, **facts)
        elif context.location in _NAMES:
            words = localized_name(_NAMES[context.location], string.message, locale.value)
        else:
            return None
        return words if words != string.message else None
