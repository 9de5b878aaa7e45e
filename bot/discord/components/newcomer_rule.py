"""The rule about images of new members: what holds, in words, and the select that changes it."""

from typing import Any

import discord
from discord import ui

from bot.core.moderation import NEWCOMER_DAYS, ServerRules
from bot.discord.components.layout import text_select
from bot.text.wording import say


def newcomers_text(rules: ServerRules, locale: str) -> str | None:
    """Return whose images wait for a moderator, and where; None if no one's do."""
    if not rules.newcomer_days:
        return None
    code = "safety.newcomers" if rules.log else "safety.newcomers.no_log"
    return say(code, locale, count=rules.newcomer_days, channel=f"<#{rules.log}>")


def newcomers_select(
    custom_id: str, rules: ServerRules, locale: str, *, disabled: bool
) -> ui.ActionRow[Any]:
    """Return a select of whose images wait, with what holds as chosen."""
    options = (
        discord.SelectOption(
            label=say(f"choice.newcomers.{name}", locale),
            value=name,
            default=days == rules.newcomer_days,
        )
        for name, days in NEWCOMER_DAYS.items()
    )
    return text_select(custom_id, list(options), disabled=disabled)
