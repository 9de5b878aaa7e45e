"""What Discord shows of a command: sentences of ours with their codes, to be translated by."""

from discord import app_commands

from bot.errors import Fact
from bot.text import wording


def text(code: str, **facts: Fact) -> app_commands.locale_str:
    """A sentence in English that brings its code along; `CommandTranslator` reads the code."""
    return app_commands.locale_str(wording.say(code, "en-US", **facts), code=code, **facts)


def options(**codes: str) -> dict[str, app_commands.locale_str]:
    """What stands beside each option of a command, by the sentence's code."""
    return {name: text(f"option.{code}") for name, code in codes.items()}
