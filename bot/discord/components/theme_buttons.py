"""The buttons of a theme: under its announcement, its entries, and its board."""

import re
from typing import Any

import discord

from bot.discord.components.ids import NUMBER
from bot.discord.views import view_of
from bot.text import wording

VOTE, BACK = "vote", "back"
SHOW, RESULTS = "show", "results"

_VOTE = re.compile(rf"vote:({NUMBER}):({NUMBER}):({VOTE}|{BACK})")
_THEME = re.compile(rf"event:({NUMBER}):({SHOW}|{RESULTS}|[1-9]\d{{0,4}})")


def vote_button(theme: int, turn: int, locale: str) -> discord.ui.Button[Any]:
    """Return the button that votes for an entry."""
    return discord.ui.Button(
        label=wording.say("button.vote", locale),
        emoji="⭐",
        custom_id=f"vote:{theme}:{turn}:{VOTE}",
        style=discord.ButtonStyle.primary,
    )


def take_back_button(theme: int, turn: int, locale: str) -> discord.ui.View:
    """Return the button that takes a vote back."""
    return view_of(
        discord.ui.Button[Any](
            label=wording.say("button.vote.back", locale), custom_id=f"vote:{theme}:{turn}:{BACK}"
        )
    )


def parse_vote(custom_id: str) -> tuple[int, int, str] | None:
    """Return theme, turn and what is done; None if the custom id is not one of these."""
    match = _VOTE.fullmatch(custom_id)
    return (int(match[1]), int(match[2]), match[3]) if match else None


def theme_button(theme: int, what: str, locale: str) -> tuple[discord.ui.View, str]:
    """Return the button under an announcement or a board, and its id."""
    custom_id = f"event:{theme}:{what}"
    label = wording.say(f"button.event.{what}", locale)
    return view_of(discord.ui.Button[Any](label=label, custom_id=custom_id)), custom_id


def page_buttons(theme: int, page: int, locale: str, *, more: bool) -> discord.ui.View:
    """Return the buttons under a page of results, counted from 1, that lead to those beside it."""
    pages = [(page - 1, "better")] * (page > 1) + [(page + 1, "more")] * more
    return view_of(
        *(
            discord.ui.Button[Any](
                label=wording.say(f"button.event.{which}", locale),
                custom_id=f"event:{theme}:{to}",
            )
            for to, which in pages
        )
    )


def parse_theme(custom_id: str) -> tuple[int, int | None] | None:
    """Return the theme of a button, and the page of its results that it leads to, if to one.

    None if the custom id is not one of these.
    """
    match = _THEME.fullmatch(custom_id)
    if match is None:
        return None
    return int(match[1]), int(match[2]) if match[2].isdecimal() else None
