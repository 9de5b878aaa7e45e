"""The buttons under a new member's images in a server's log channel."""

import re
from typing import Any

import discord

from bot.discord.components.ids import NUMBER
from bot.discord.views import view_of
from bot.text import wording

APPROVE, REMOVE, BLOCK = "post", "remove", "block"

_ID = re.compile(rf"approval:({NUMBER}):({APPROVE}|{REMOVE}|{BLOCK})")


def approval_buttons(turn: int, locale: str) -> discord.ui.View:
    """Return the buttons that decide about a turn."""
    success, danger = discord.ButtonStyle.success, discord.ButtonStyle.danger
    return view_of(
        _button(turn, APPROVE, "approval.post", locale, style=success),
        _button(turn, REMOVE, "report.remove", locale, style=danger),
        _button(turn, BLOCK, "report.block", locale, style=danger),
    )


def approval_id(turn: int, action: str) -> str:
    """Return the custom id of a button."""
    return f"approval:{turn}:{action}"


def parse_approval_button(custom_id: str) -> tuple[int, str] | None:
    """Return the turn and what is to be done; None if the custom id is not one of these."""
    match = _ID.fullmatch(custom_id)
    return (int(match[1]), match[2]) if match else None


def _button(
    turn: int, action: str, label: str, locale: str, *, style: discord.ButtonStyle
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.{label}", locale),
        custom_id=approval_id(turn, action),
        style=style,
    )
