"""The buttons under a report in a server's log channel."""

import re
from typing import Any

import discord

from bot.discord.components.ids import NUMBER
from bot.discord.views import view_of
from bot.text import wording

REMOVE, BLOCK, DISMISS = "remove", "block", "dismiss"

_ID = re.compile(rf"report:({NUMBER}):({REMOVE}|{BLOCK}|{DISMISS})")


def report_buttons(turn: int, locale: str) -> discord.ui.View:
    """Return the buttons under the report of a turn."""
    danger, plain = discord.ButtonStyle.danger, discord.ButtonStyle.secondary
    return view_of(
        _button(turn, REMOVE, locale, style=danger),
        _button(turn, BLOCK, locale, style=danger),
        _button(turn, DISMISS, locale, style=plain),
    )


def parse_report_button(custom_id: str) -> tuple[int, str] | None:
    """Return the turn and what is to be done; None if the custom id is not one of these."""
    match = _ID.fullmatch(custom_id)
    return (int(match[1]), match[2]) if match else None


def _button(
    turn: int, action: str, locale: str, *, style: discord.ButtonStyle
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.report.{action}", locale),
        custom_id=f"report:{turn}:{action}",
        style=style,
    )
