"""The private message that offers how the edges of a picture can change."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.core import pricing, reframing, requests
from bot.core.models import ALL_RATIOS, Model
from bot.core.reframing import FLIPS, SIDES, TURNS, ZOOMS
from bot.core.turns import Cells, Reframing, Turn
from bot.discord.components.ids import NUMBER, TurnAction
from bot.discord.views import view_of
from bot.errors import UserError
from bot.text import wording

_CHOICE = re.compile(r"(zoom|pan|extend|crop|rotate|flip)([a-z0-9]+)")
_REGION = re.compile(rf"region:({NUMBER}):([0-9]):([1-9][0-9]?)x([1-9][0-9]?):([0-9a-f]{{1,8}})")
_GRIDS = ("fine", "coarse")
_EMOJI = {"left": "⬅️", "up": "⬆️", "down": "⬇️", "right": "➡️"}
_GROWN = (
    *(Reframing(kind="zoom", value=value) for value in ZOOMS),
    *(Reframing(kind="pan", value=value) for value in SIDES),
)
_TURNED = (
    *(Reframing(kind="rotate", value=value) for value in TURNS),
    *(Reframing(kind="flip", value=value) for value in FLIPS),
)


def choice_of(how: Reframing) -> str:
    """Return a reframing as a custom id has it: "zoom200", "extend16x9"."""
    return how.kind + how.value.replace(":", "x")


def reframing_of(choice: str) -> Reframing | None:
    """Return what a custom id says; None if it is nothing that the panel offers."""
    match = _CHOICE.fullmatch(choice)
    if match is None:
        return None
    kind, value = match[1], match[2]
    if kind in {"extend", "crop"}:
        value = value.replace("x", ":")
    how = Reframing(kind=kind, value=value)
    return how if how in (*_GROWN, *_TURNED) or value in ALL_RATIOS else None


def reframe_panel(turn: Turn, pick: int, locale: str, *, model: Model) -> discord.ui.View:
    """Return the selects: zoom out and pan, extend, crop, turn; only what can be done.

    Args:
        turn: what is shown.
        pick: which of its pictures, counted from 0.
        locale: of the labels.
        model: what would paint; its aspect ratios are offered.
    """
    groups: Sequence[tuple[str, Iterable[Reframing]]] = (
        ("grow", _GROWN),
        ("extend", (Reframing(kind="extend", value=ratio) for ratio in model.ratios)),
        ("crop", (Reframing(kind="crop", value=ratio) for ratio in ALL_RATIOS)),
        ("rotate", _TURNED),
    )
    picture = requests.picked(turn, pick).picture
    size = (picture.width, picture.height)
    selects: list[discord.ui.Select[Any]] = []
    for name, every in groups:
        options = [_option(turn, pick, how, locale, model) for how in every if _possible(size, how)]
        if options:
            selects.append(
                discord.ui.Select(
                    custom_id=TurnAction(turn=turn.id, action="more", choice=name).custom_id,
                    placeholder=wording.say(f"reframe.{name}", locale),
                    options=options,
                )
            )
    return view_of(*selects, _button(turn, pick, "grid", "fine", "reframe.part", locale))


def cells_panel(turn: Turn, pick: int, locale: str, *, count: int, fine: bool) -> discord.ui.View:
    """Return a select of the cells of a grid, and the button that draws the other grid.

    Args:
        turn: what is shown.
        pick: which of its pictures, counted from 0.
        locale: of the labels.
        count: how many cells the grid has.
        fine: whether it is the grid of small cells.
    """
    here, other = _GRIDS if fine else _GRIDS[::-1]
    taken = TurnAction(turn=turn.id, action="cells", choice=here, pick=pick)
    return view_of(
        _cells(taken, wording.say("cells.pick", locale), count=count),
        _button(turn, pick, "grid", other, f"cells.grid.{other}", locale),
    )


def region_panel(
    turn: Turn,
    pick: int,
    locale: str,
    *,
    model: Model,
    count: int,
    fine: bool,
    page: str | None,
) -> discord.ui.View:
    """Return a select of the cells that change, and the button that draws the other grid.

    Args:
        turn: what is shown.
        pick: which of its pictures, counted from 0.
        locale: of the labels.
        model: what would paint.
        count: how many cells the grid has.
        fine: whether it is the grid of small cells.
        page: the address of the page where a part is marked freely; None: there is none.
    """
    here, other = _GRIDS if fine else _GRIDS[::-1]
    marked = TurnAction(turn=turn.id, action="mark", choice=here, pick=pick)
    placeholder = wording.say(
        "cells.pick.region", locale, cost=pricing.estimate_edit(turn.request, model)
    )
    items: list[discord.ui.Item[Any]] = [
        _cells(marked, placeholder, count=count),
        _button(turn, pick, "region", other, f"cells.grid.{other}", locale),
    ]
    if page is not None:
        items.append(discord.ui.Button(label=wording.say("button.mark", locale), url=page))
    return view_of(*items)


def region_modal(turn: Turn, pick: int, cells: Cells, locale: str) -> discord.ui.Modal:
    """Return the form that asks how marked cells change; its id has them as bits."""
    bits = sum(1 << (number - 1) for number in cells.numbers)
    custom_id = f"region:{turn.id}:{pick}:{cells.columns}x{cells.rows}:{bits:x}"
    modal = discord.ui.Modal(
        title=wording.say("modal.region", locale), custom_id=custom_id, timeout=None
    )
    words = discord.ui.TextInput[Any](
        custom_id="words", style=discord.TextStyle.paragraph, max_length=requests.MAX_WORDS
    )
    modal.add_item(discord.ui.Label(text=wording.say("modal.words", locale), component=words))
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def region_of(custom_id: str) -> tuple[int, int, Cells] | None:
    """Return the turn, the pick and the cells that a form's id names; None if it is none."""
    match = _REGION.fullmatch(custom_id)
    if match is None:
        return None
    bits = int(match[5], 16)
    numbers = tuple(number for number in range(1, 33) if bits >> (number - 1) & 1)
    cells = Cells(columns=int(match[3]), rows=int(match[4]), numbers=numbers)
    return int(match[1]), int(match[2]), cells


def _cells(click: TurnAction, placeholder: str, *, count: int) -> discord.ui.Select[Any]:
    """Return a select of numbered cells, as many at once as a person likes."""
    numbers = map(str, range(1, count + 1))
    return discord.ui.Select(
        custom_id=click.custom_id,
        placeholder=placeholder,
        options=[discord.SelectOption(label=number, value=number) for number in numbers],
        max_values=count,
    )


def _button(
    turn: Turn, pick: int, action: str, choice: str, code: str, locale: str
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(code, locale),
        custom_id=TurnAction(turn=turn.id, action=action, choice=choice, pick=pick).custom_id,
    )


def _option(
    turn: Turn, pick: int, how: Reframing, locale: str, model: Model
) -> discord.SelectOption:
    click = TurnAction(turn=turn.id, action="reframe", choice=choice_of(how), pick=pick)
    cost = None
    if how.paints:
        asked = replace(turn.request, count=1, reframes=how, describes=False)
        price = pricing.estimate(asked, model)
        cost = wording.say("reframe.cost", locale, cost=price)
    return discord.SelectOption(
        label=wording.reframing_text(how, locale),
        value=click.custom_id,
        description=cost,
        emoji=_EMOJI.get(how.value),
    )


def _possible(size: tuple[int, int], how: Reframing) -> bool:
    try:
        reframing.check(size, how)
    except UserError:
        return False
    return True
