"""The buttons under a list of the last pictures: one removes each, one shows older ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.core.turns import Turn
from bot.discord.components.ids import MAX_SNOWFLAKE, NUMBER, SNOWFLAKE
from bot.discord.views import view_of
from bot.text import wording

LETTERS = "ABCDEFGHIJ"  # of the turns of a page: a number would be taken for a picture's
_ID = re.compile(rf"recent:(0|{SNOWFLAKE}):(0|{SNOWFLAKE}):(0|{NUMBER}):(0|{NUMBER})")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPage:
    """Which list, which page of it, and what is removed before it is shown; None: nothing."""

    member: int | None = None
    channel: int | None = None
    before: int | None = None  # turns with lower ids
    remove: int | None = None  # a turn

    @property
    def custom_id(self) -> str:
        """Its custom id."""
        parts = (self.member, self.channel, self.before, self.remove)
        return "recent:" + ":".join(str(part or 0) for part in parts)

    @classmethod
    def parse(cls, custom_id: str) -> "RecentPage | None":
        """Return what a custom id says; None if it is not one of these."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            return None
        member, channel, before, remove = (int(part) or None for part in match.groups())
        if max(member or 0, channel or 0) > MAX_SNOWFLAKE:
            return None
        return cls(member=member, channel=channel, before=before, remove=remove)


def recent_buttons(
    page: RecentPage, turns: Sequence[Turn], locale: str, *, older: bool
) -> discord.ui.View:
    """Return a button for each turn of a page, by its letter, and one for older turns."""
    buttons = [
        _button(
            replace(page, remove=turn.id),
            wording.say("button.recent.remove", locale, letter=letter),
            style=discord.ButtonStyle.danger,
        )
        for letter, turn in zip(LETTERS, turns, strict=False)
    ]
    if older:
        following = replace(page, before=turns[-1].id, remove=None)
        buttons.append(_button(following, wording.say("button.recent.older", locale)))
    return view_of(*buttons)


def _button(
    page: RecentPage, label: str, *, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label, custom_id=page.custom_id, style=style)
