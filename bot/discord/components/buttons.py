"""Buttons under messages. `bot.discord.actions.routes` reads their ids; no view waits in memory."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import discord

from bot.core import requests
from bot.core.models import Model
from bot.core.turns import MicroDollars, Turn
from bot.discord.components.ids import MessageAnswer, TurnAction
from bot.discord.components.more_select import NO_DRAFT, FinishCosts, more_select
from bot.discord.views import view_of
from bot.errors import Fact
from bot.text import wording

ROW = 5  # buttons in one row; Discord takes no more
VARIATIONS = 4  # in one message


def picture_buttons(
    turn: Turn,
    locale: str,
    *,
    model: Model,
    offers: Collection[str] = (),
    finish: FinishCosts = NO_DRAFT,
) -> discord.ui.View:
    """Return the buttons under a picture; without Undo where there is none before it.

    Under several pictures each has a button that opens it.

    Args:
        turn: the turn that is shown.
        locale: of the labels.
        model: the model that would edit it; its aspect ratios and sizes are offered.
        offers: what else its server has under More: "showcase", "enter".
        finish: the qualities in which it can be finished if it is a draft, and what they cost.
    """
    first = turn.parent is None or turn.number in {None, 1}  # 1: what its thread was opened on
    repeats = (("again", "🔁"), ("vary", "🎲")) if turn.request.calls_model else ()
    undo = () if first else (("undo", "↩️"),)
    shown = (*repeats, ("edit", "✏️"), *undo)
    buttons = [_button(turn, action, locale, emoji=emoji) for action, emoji in shown]
    buttons[2:2] = _grid_button(turn, locale)  # with Undo five, as many as a row holds
    more = more_select(turn, locale, model, offers=offers, finish=finish)
    finishing = _finish_button(turn, locale, finish)
    if len(turn.painted) == 1:
        return view_of(*buttons, *finishing, more)
    if repeats:
        buttons[0].label = wording.say("button.again.all", locale)
    numbers = _numbers(turn, TurnAction(turn=turn.id, action="open"))
    for place, number in enumerate(numbers):
        number.row = place // ROW
    for button in buttons:
        button.row = -(-len(numbers) // ROW)  # below the last row of numbers
    for button in finishing:
        button.row = -(-len(numbers) // ROW) + 1  # a row of its own: five stand above it
    return view_of(*numbers, *buttons, *finishing, more)


def one_picture_buttons(
    turn: Turn, pick: int, locale: str, *, model: Model, finish: FinishCosts = NO_DRAFT
) -> discord.ui.View:
    """Return the buttons under one picture of several, counted from 0, that is shown alone."""
    shown = (*((("vary", "🎲"),) if turn.request.calls_model else ()), ("edit", "✏️"))
    buttons = [_button(turn, action, locale, emoji=emoji, pick=pick) for action, emoji in shown]
    buttons[1:1] = _grid_button(turn, locale, pick=pick)
    finishing = _finish_button(turn, locale, finish, pick=pick)
    more = more_select(turn, locale, model, pick=pick, finish=finish)
    return view_of(*buttons, *finishing, more)


def _finish_button(
    turn: Turn, locale: str, finish: FinishCosts, *, pick: int | None = None
) -> list[discord.ui.Button[Any]]:
    """Return the button that paints a draft as a finished picture, with what that costs."""
    quality = next(iter(finish), None)
    if quality is None:
        return []
    click = TurnAction(turn=turn.id, action="finish", choice=quality, pick=pick)
    label = wording.say("button.finish", locale, cost=finish[quality])
    return [discord.ui.Button(label=label, custom_id=click.custom_id, emoji="✨")]


def _grid_button(
    turn: Turn, locale: str, *, pick: int | None = None
) -> list[discord.ui.Button[Any]]:
    """Return the button that varies a picture several times in one message, where that is so."""
    if not turn.request.calls_model or turn.request.reframes is not None:
        return []
    click = TurnAction(turn=turn.id, action="vary", choice=str(VARIATIONS), pick=pick)
    label = wording.say("button.vary.grid", locale, count=VARIATIONS)
    return [discord.ui.Button(label=label, custom_id=click.custom_id)]


def choose_picture(turn: Turn, click: TurnAction) -> discord.ui.View:
    """Return a button for each picture of a turn, to say which one an action is about."""
    return view_of(*_numbers(turn, click))


def _numbers(turn: Turn, click: TurnAction) -> list[discord.ui.Button[Any]]:
    return [
        discord.ui.Button(label=f"{place + 1}", custom_id=replace(click, pick=place).custom_id)
        for place in range(len(turn.painted))
    ]


def turn_shown_in(message: discord.Message) -> int | None:
    """Return the turn whose picture a message shows, by the buttons under it."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    ids = (getattr(item, "custom_id", None) for row in rows for item in row.children)
    clicks = (TurnAction.parse(id_) for id_ in ids if id_)
    return next((click.turn for click in clicks if click and click.action == "edit"), None)


def delete_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button that deletes."""
    button = _button(turn, "erase", locale)
    if turn.number is None:
        button.label = wording.say("more.delete", locale)
    button.style = discord.ButtonStyle.danger
    return view_of(button)


def retry_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the buttons under a turn that failed."""
    again = _button(turn, "again", locale, emoji="🔁")
    if turn.request.improves:
        again.label = wording.say("button.improve.again", locale)
        return view_of(_improved_button(turn, "mine", locale), again)
    if not requests.can_reword(turn):
        return view_of(again)
    return view_of(again, _button(turn, "reword", locale, emoji="✏️"))


def improved_buttons(turn: Turn, locale: str, *, cost: MicroDollars) -> discord.ui.View:
    """Return the buttons under a prompt that was written better; to paint it costs about `cost`."""
    paint = _improved_button(turn, "this", locale, cost=cost)
    paint.style = discord.ButtonStyle.primary
    others = (_improved_button(turn, choice, locale) for choice in ("change", "mine"))
    return view_of(paint, *others)


def _improved_button(turn: Turn, choice: str, locale: str, **facts: Fact) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.improved.{choice}", locale, **facts),
        custom_id=TurnAction(turn=turn.id, action="improved", choice=choice).custom_id,
    )


def cancel_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button under a progress message."""
    return view_of(_button(turn, "cancel", locale))


def undelivered_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button that shows undelivered turns."""
    return view_of(_button(turn, "missed", locale))


def listen_button(*, listens: bool, locale: str) -> discord.ui.View:
    """Return the button that switches a thread: to mentions only, or to every message."""
    return view_of(_listen_button("mention" if listens else "all", locale))


def _listen_button(mode: str, locale: str) -> discord.ui.Button[Any]:
    label = wording.say(f"button.listen.{mode}", locale)
    return discord.ui.Button(label=label, custom_id=f"listens:{mode}")


def help_buttons(locale: str) -> discord.ui.View:
    """Return the buttons under the help, which do what it says."""
    actions = (("paint", "🎨"), ("settings", "⚙️"), ("usage", "📊"))
    return view_of(
        *(
            discord.ui.Button[Any](
                label=wording.say(f"button.help.{action}", locale),
                emoji=emoji,
                custom_id=f"help:{action}",
            )
            for action, emoji in actions
        )
    )


def paint_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button under a picture's description."""
    return view_of(_button(turn, "paint", locale, emoji="🎨"))


def paint_message_buttons(
    message: discord.Message, *, continues: Turn | None, locale: str
) -> discord.ui.View:
    """Return the button by which the author of a message says that it is a request.

    In a thread there is another one beside it, which ends such questions there.
    """
    answer = MessageAnswer(message=message.id, turn=continues.id if continues else 0)
    label = wording.say("button.paint.message", locale)
    paint = discord.ui.Button[Any](label=label, emoji="🎨", custom_id=answer.custom_id)
    if not isinstance(message.channel, discord.Thread) or message.reference is not None:
        return view_of(paint)
    return view_of(paint, _listen_button("mention", locale))


def choose_for_message(message: discord.Message, turn: Turn) -> discord.ui.View:
    """Return a button for each picture of a turn, to say which one a message is about."""
    answers = (
        MessageAnswer(message=message.id, turn=turn.id, pick=place)
        for place in range(len(turn.painted))
    )
    return view_of(
        *(
            discord.ui.Button(label=f"{number}", custom_id=answer.custom_id)
            for number, answer in enumerate(answers, start=1)
        )
    )


def _button(
    turn: Turn, action: str, locale: str, *, emoji: str | None = None, pick: int | None = None
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.{action}", locale),
        custom_id=TurnAction(turn=turn.id, action=action, pick=pick).custom_id,
        emoji=emoji,
    )
