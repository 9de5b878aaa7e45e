"""What is under a history, and under the picture of it that one person sees."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.core import tree
from bot.core.tree import Neighbours, Tree
from bot.core.turns import Turn
from bot.discord.components.ids import TurnAction
from bot.discord.views import view_of
from bot.text import wording

TIMELAPSE_FROM = 5  # steps to the head; with fewer, the timelapse is offered by its command only
WHOLE, TIMELAPSE = "history:whole", "history:timelapse"
_ARROWS = {"back": "◀️", "on": "▶️", "up": "⤴️", "down": "⤵️"}


def page_id(number: int) -> str:
    """Return the custom id that shows a page, counted from 0."""
    return f"history:{number}"


def history_view(
    canvas: Tree, pages: Sequence[Sequence[int]], number: int, locale: str
) -> discord.ui.View:
    """Return a select that goes to a picture of a page, and buttons for all else.

    Args:
        canvas: the tree.
        pages: its turns' ids by page.
        number: the page that is shown, counted from 0.
        locale: of the labels.
    """
    shown = [canvas.turns[id_] for id_ in sorted(pages[number])]
    pictures = [turn for turn in shown if turn.visible]
    here = tree.head(canvas)
    items: list[discord.ui.Item[Any]] = []
    if pictures:
        items.append(_goto_select(pictures, here, locale))
    if len(pages) > 1:
        items += [
            _page_button(number - 1, "◀️", len(pages)),
            _page_button(number + 1, "▶️", len(pages)),
        ]
    if pictures:
        start = here if here in pictures else pictures[-1]
        walk = TurnAction(turn=start.id, action="walk").custom_id
        items.append(_button("walk", "👣", walk, locale))
    if len(pages) > 1:
        items.append(_button("whole", "🗺️", WHOLE, locale))
    if here and len(tree.visible_lineage(canvas, here)) >= TIMELAPSE_FROM:
        items.append(_button("timelapse", "🎞️", TIMELAPSE, locale))
    return view_of(*items)


def walk_buttons(turn: Turn, around: Neighbours, locale: str, *, is_head: bool) -> discord.ui.View:
    """Return the buttons under a picture of a walk: each names the picture that it leads to."""
    steps: dict[str, Turn | None] = {"back": around.back, "on": around.on}
    if around.branches > 1:
        steps |= {"up": around.up, "down": around.down}
    arrows = [
        discord.ui.Button[Any](
            label=wording.turn_label(target) if target else "–",
            emoji=_ARROWS[way],
            custom_id=f"walk:{turn.id}:{way}",
            disabled=target is None,
        )
        for way, target in steps.items()
    ]
    here = _button("goto", "📍", TurnAction(turn=turn.id, action="goto").custom_id, locale)
    here.disabled = is_head
    return view_of(*arrows, here)


def _page_button(number: int, emoji: str, count: int) -> discord.ui.Button[Any]:
    exists = 0 <= number < count
    label = f"{number + 1} / {count}" if exists else "–"
    return discord.ui.Button(
        label=label, emoji=emoji, custom_id=page_id(number), disabled=not exists
    )


def _button(key: str, emoji: str, custom_id: str, locale: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.{key}", locale), emoji=emoji, custom_id=custom_id
    )


def _goto_select(
    pictures: Sequence[Turn], here: Turn | None, locale: str
) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=TurnAction(turn=pictures[0].id, action="goto").custom_id,
        placeholder=wording.say("history.goto", locale),
        options=[
            discord.SelectOption(
                label=wording.shorten(
                    f"{wording.turn_label(turn)} {wording.prompt_text(turn, locale)}", 100
                ),
                value=TurnAction(turn=turn.id, action="goto").custom_id,
                emoji="📍" if here and here.id == turn.id else None,
            )
            for turn in pictures
        ],
    )
