"""Buttons, selects and forms. `cogs.clicks` reads their custom ids; no view waits in memory."""

from dataclasses import replace
from typing import Any

import discord

from bot.core import pricing
from bot.core.models import Model
from bot.core.turns import Turn
from bot.discord.components.ids import EditTarget, TurnAction
from bot.text import wording

MAX_UPLOADS = 4  # pictures in a modal
MAX_OPTIONS = 25  # in a select; Discord takes no more


class _Unwatched(discord.ui.View):
    """A view that discord.py does not keep in memory."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_dispatchable(self) -> bool:
        """Clicks are read from their ids."""
        return False


def picture_buttons(turn: Turn, locale: str, *, model: Model) -> discord.ui.View:
    """Return the buttons under a picture; without Undo where the turn is in no canvas.

    Args:
        turn: the turn that is shown.
        locale: of the labels.
        model: the model that would edit it; its aspect ratios and sizes are offered.
    """
    choices = [("again", "🔁"), ("vary", "🎲"), ("edit", "✏️"), ("undo", "↩️")]
    shown = choices if turn.number is not None else choices[:-1]
    buttons = [_button(turn, action, locale, emoji=emoji) for action, emoji in shown]
    return view_of(*buttons, _more(turn, locale, model))


def choose_picture(turn: Turn, click: TurnAction) -> discord.ui.View:
    """Return a button for each picture of a turn, to say which one an action is about."""
    return view_of(
        *(
            discord.ui.Button(label=f"{place + 1}", custom_id=replace(click, pick=place).custom_id)
            for place in range(len(turn.painted))
        )
    )


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
    """Return the button under a turn that failed."""
    return view_of(_button(turn, "again", locale, emoji="🔁"))


def cancel_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button under a progress message."""
    return view_of(_button(turn, "cancel", locale))


def undelivered_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button that shows undelivered turns."""
    return view_of(_button(turn, "missed", locale))


def edit_modal(target: EditTarget, *, model: Model, locale: str) -> discord.ui.Modal:
    """Return the form: a prompt, pictures to add, and an aspect ratio."""
    modal = discord.ui.Modal(
        title=wording.say("modal.edit", locale), custom_id=target.custom_id, timeout=None
    )
    words = discord.ui.TextInput[Any](
        custom_id="words",
        style=discord.TextStyle.paragraph,
        placeholder=wording.say("modal.words.hint", locale),
        max_length=4000,
    )
    shapes = discord.ui.Select[Any](
        custom_id="aspect",
        required=False,
        options=[discord.SelectOption(label=ratio) for ratio in model.ratios],
    )
    files = discord.ui.FileUpload[Any](
        custom_id="pictures", required=False, min_values=0, max_values=MAX_UPLOADS
    )
    for key, facts, component in (
        ("modal.words", {}, words),
        ("modal.pictures", {"limit": MAX_UPLOADS}, files),
        ("modal.aspect", {}, shapes),
    ):
        hint = None if key == "modal.words" else wording.say(f"{key}.hint", locale, **facts)
        modal.add_item(
            discord.ui.Label(text=wording.say(key, locale), description=hint, component=component)
        )
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def paint_button(turn: Turn, locale: str) -> discord.ui.View:
    """Return the button under a picture's description."""
    return view_of(_button(turn, "paint", locale, emoji="🎨"))


def view_of(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """Put buttons and selects into a view that is not kept in memory."""
    view = _Unwatched()
    for item in items:
        view.add_item(item)
    return view


def _more(turn: Turn, locale: str, model: Model) -> discord.ui.Select[Any]:
    """Return the select with all other actions; each option's value is a custom id."""

    def option(action: str, label: str, emoji: str, *, choice: str = "") -> discord.SelectOption:
        value = TurnAction(turn=turn.id, action=action, choice=choice).custom_id
        hint = f"more.{action}.hint"
        said = wording.say(hint, locale) if hint in wording.SENTENCES else None
        return discord.SelectOption(label=label, value=value, emoji=emoji, description=said)

    open_ = turn.by.guild is not None and not turn.request.private  # it has moderators, who see it
    actions = [
        option(action, wording.say(f"more.{action}", locale), emoji)
        for action, emoji in (
            ("thread", "🧵"),
            ("walk", "👣"),
            ("original", "💾"),
            ("recipe", "📜"),
            ("style", "🔖"),
            ("compare", "🌗"),
            ("delete", "🗑️"),
            *((("report", "🚩"),) if open_ else ()),
        )
        if action != "walk" or turn.number is not None
    ]
    sizes = [
        option("size", _size_label(turn, size, locale, model), "🔍", choice=size)
        for size in model.sizes
        if size != turn.request.size and model.takes_size
    ]
    shapes = [
        option(
            "aspect",
            wording.say("more.aspect", locale, aspect=aspect),
            "🖼️",
            choice=aspect.replace(":", "x"),
        )
        for aspect in model.ratios
        if aspect != turn.request.aspect
    ]
    return discord.ui.Select(
        custom_id=TurnAction(turn=turn.id, action="more").custom_id,
        placeholder=wording.say("more", locale),
        options=[*actions, *sizes, *shapes][:MAX_OPTIONS],
    )


def _size_label(turn: Turn, size: str, locale: str, model: Model) -> str:
    cost = pricing.estimate(replace(turn.request, size=size, count=1), model)
    return wording.say("more.size", locale, size=size, cost=cost)


def _button(
    turn: Turn, action: str, locale: str, *, emoji: str | None = None
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.{action}", locale),
        custom_id=TurnAction(turn=turn.id, action=action).custom_id,
        emoji=emoji,
    )
