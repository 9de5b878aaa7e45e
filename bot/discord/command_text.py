"""Descriptions of commands and options, with the codes that they are translated by."""

from discord import app_commands

from bot.errors import Fact
from bot.text import wording


def localized(code: str, **facts: Fact) -> app_commands.locale_str:
    """Return an English sentence with its code, which `CommandTranslator` reads."""
    return app_commands.locale_str(wording.say(code, "en-US", **facts), code=code, **facts)


def localized_options(**codes: str) -> dict[str, app_commands.locale_str]:
    """Return the description of each option, given the codes of the sentences."""
    return {name: localized(f"option.{code}") for name, code in codes.items()}
