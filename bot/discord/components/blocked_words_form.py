"""The form with a server's blocked words, a line for each."""

import re
from collections.abc import Sequence
from typing import Any

import discord

from bot.core.blocked_words import fingerprint
from bot.text import wording

MOST_TEXT = 4000  # characters of all rules together; Discord's forms take no more

_ID = re.compile("words:([0-9a-f]{16})")


def blocked_words_form(rules: Sequence[str], locale: str) -> discord.ui.Modal:
    """Return the form. Its id tells which rules it was filled with, so that none are lost."""
    modal = discord.ui.Modal(
        title=wording.say("modal.blocked", locale),
        custom_id=f"words:{fingerprint(rules)}",
        timeout=None,
    )
    lines = discord.ui.TextInput[Any](
        custom_id="words",
        style=discord.TextStyle.paragraph,
        default="\n".join(rules),
        required=False,
        max_length=MOST_TEXT,
    )
    modal.add_item(
        discord.ui.Label(
            text=wording.say("modal.blocked.words", locale),
            description=wording.say("modal.blocked.hint", locale),
            component=lines,
        )
    )
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def shown_rules(custom_id: str) -> str | None:
    """Return the fingerprint in a form's custom id; None if it is not one of these."""
    match = _ID.fullmatch(custom_id)
    return match[1] if match else None
