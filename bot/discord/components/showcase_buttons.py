"""The buttons under an image in a showcase, and under the note that asks moderators about one."""

import re
from typing import Any

import discord

from bot.core.turns import Turn
from bot.discord.components.ids import NUMBER, TurnAction
from bot.discord.components.theme_buttons import vote_button
from bot.discord.turn_links import turn_link
from bot.discord.views import view_of
from bot.text import wording

APPROVE, DECLINE = "approve", "decline"

_ID = re.compile(rf"showcase:({NUMBER}):({APPROVE}|{DECLINE})")


def showcase_buttons(turn: Turn, locale: str, *, theme: int = 0) -> tuple[discord.ui.View, str]:
    """Return the buttons under an image in a showcase or a theme, and the id of one of them.

    Args:
        turn: whose image it is.
        locale: of the labels.
        theme: the theme that it is entered in; 0: it is in the showcase.
    """
    where = turn.at.parent if turn.at is not None else None
    opens = "button.showcase.thread" if where is not None else "button.showcase.open"
    made = _on_turn(turn, "recipe", "more.recipe", locale, emoji="📜")
    link = discord.ui.Button[Any](label=wording.say(opens, locale), url=turn_link(turn))
    if theme:
        vote = vote_button(theme, turn.id, locale)
        return view_of(vote, made, link), vote.custom_id or ""
    hide = _on_turn(turn, "hide", "button.showcase.hide", locale)
    remix = _on_turn(turn, "remix", "button.remix", locale, emoji="🎨")
    return view_of(remix, made, link, hide), hide.custom_id or ""


def decision_buttons(turn: int, locale: str) -> discord.ui.View:
    """Return the buttons with which moderators decide."""
    return view_of(
        *(
            discord.ui.Button[Any](
                label=wording.say(f"button.showcase.{choice}", locale),
                custom_id=decision_id(turn, choice),
                style=style,
            )
            for choice, style in (
                (APPROVE, discord.ButtonStyle.success),
                (DECLINE, discord.ButtonStyle.secondary),
            )
        )
    )


def decision_id(turn: int, choice: str) -> str:
    """Return the custom id of a decision."""
    return f"showcase:{turn}:{choice}"


def parse_decision(custom_id: str) -> tuple[int, str] | None:
    """Return the turn and what is decided; None if the custom id is not one of these."""
    match = _ID.fullmatch(custom_id)
    return (int(match[1]), match[2]) if match else None


def _on_turn(
    turn: Turn, action: str, code: str, locale: str, *, emoji: str | None = None
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(code, locale),
        custom_id=TurnAction(turn=turn.id, action=action).custom_id,
        emoji=emoji,
    )
