"""Buttons and modals. No view waits in memory for a click: `cogs.clicks` reads what is clicked.

Their ids are those of `bot.discord.components.ids`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.core import pricing, tree
from bot.core.models import Model
from bot.core.tree import Tree
from bot.core.turns import Turn
from bot.discord.components.ids import Click, EditTarget
from bot.text import wording

MOST_UPLOADS = 4  # pictures in a modal
MOST_OPTIONS = 25  # in a select; Discord takes no more
MOST_SELECTS = 4  # under a history; Discord takes five rows


class _Unwatched(discord.ui.View):
    """A view that discord.py does not keep in memory for clicks to come."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_dispatchable(self) -> bool:
        """Clicks are read from their ids."""
        return False


def under_picture(turn: Turn, locale: str, *, model: Model) -> discord.ui.View:
    """The buttons under a picture. One outside every canvas has nowhere to go back to.

    Args:
        turn: what is shown.
        locale: whose language the buttons speak.
        model: what would change it, so that its shapes and sizes are offered.
    """
    faces = [("again", "🔁"), ("vary", "🎲"), ("edit", "✏️"), ("undo", "↩️")]
    shown = faces if turn.number is not None else faces[:-1]
    buttons = [_button(turn, move, locale, emoji=emoji) for move, emoji in shown]
    return row(*buttons, _more(turn, locale, model))


def which_one(turn: Turn, click: Click) -> discord.ui.View:
    """A button for each picture of a turn, to say which one a move is about."""
    return row(
        *(
            discord.ui.Button(label=f"{place + 1}", custom_id=replace(click, pick=place).custom_id)
            for place in range(len(turn.painted))
        )
    )


def shown_in(message: discord.Message) -> int | None:
    """The turn whose picture a message shows, by the buttons under it."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    ids = (getattr(item, "custom_id", None) for row in rows for item in row.children)
    clicks = (Click.read(id_) for id_ in ids if id_)
    return next((click.turn for click in clicks if click and click.move == "edit"), None)


def sure_to_delete(turn: Turn, locale: str) -> discord.ui.View:
    """The button that deletes."""
    button = _button(turn, "erase", locale)
    if turn.number is None:
        button.label = wording.say("more.delete", locale)
    button.style = discord.ButtonStyle.danger
    return row(button)


def under_history(canvas: Tree, locale: str) -> discord.ui.View:
    """Selects that go to a picture: the newest hundred."""
    shown = [turn for turn in canvas.turns.values() if turn.visible][-MOST_OPTIONS * MOST_SELECTS :]
    here = tree.head(canvas)
    pages = [shown[at : at + MOST_OPTIONS] for at in range(0, len(shown), MOST_OPTIONS)]
    return row(
        *(
            discord.ui.Select(
                custom_id=Click(turn=page[0].id, move="goto").custom_id,
                placeholder=_range(page, locale, alone=len(pages) == 1),
                options=[_stop(turn, locale, here=here) for turn in page],
            )
            for page in pages
        )
    )


def under_apology(turn: Turn, locale: str) -> discord.ui.View:
    """The button under a turn that brought nothing."""
    return row(_button(turn, "again", locale, emoji="🔁"))


def under_note(turn: Turn, locale: str) -> discord.ui.View:
    """The button under "painting"."""
    return row(_button(turn, "cancel", locale))


def under_offer(turn: Turn, locale: str) -> discord.ui.View:
    """The button that shows what a person missed."""
    return row(_button(turn, "missed", locale))


def edit_modal(what: EditTarget, *, model: Model, locale: str) -> discord.ui.Modal:
    """Words, pictures to bring in, and a shape."""
    modal = discord.ui.Modal(
        title=wording.say("modal.edit", locale), custom_id=what.custom_id, timeout=None
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
        custom_id="pictures", required=False, min_values=0, max_values=MOST_UPLOADS
    )
    for key, facts, component in (
        ("modal.words", {}, words),
        ("modal.pictures", {"limit": MOST_UPLOADS}, files),
        ("modal.aspect", {}, shapes),
    ):
        hint = None if key == "modal.words" else wording.say(f"{key}.hint", locale, **facts)
        modal.add_item(
            discord.ui.Label(text=wording.say(key, locale), description=hint, component=component)
        )
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def under_description(turn: Turn, locale: str) -> discord.ui.View:
    """The button under a picture's description."""
    return row(_button(turn, "paint", locale, emoji="🎨"))


def row(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """Buttons and selects whose clicks are read from their ids."""
    view = _Unwatched()
    for item in items:
        view.add_item(item)
    return view


def _more(turn: Turn, locale: str, model: Model) -> discord.ui.Select[Any]:
    """All else that can be done with a picture; each option's value is the id of a move."""

    def option(move: str, label: str, emoji: str, *, choice: str = "") -> discord.SelectOption:
        value = Click(turn=turn.id, move=move, choice=choice).custom_id
        hint = f"more.{move}.hint"
        said = wording.say(hint, locale) if hint in wording.SENTENCES else None
        return discord.SelectOption(label=label, value=value, emoji=emoji, description=said)

    whole = [
        option(move, wording.say(f"more.{move}", locale), emoji)
        for move, emoji in (
            ("thread", "🧵"),
            ("original", "💾"),
            ("recipe", "📜"),
            ("style", "🔖"),
            ("compare", "🌗"),
            ("delete", "🗑️"),
        )
    ]
    sizes = [
        option("size", _priced(turn, size, locale, model), "🔍", choice=size)
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
        custom_id=Click(turn=turn.id, move="more").custom_id,
        placeholder=wording.say("more", locale),
        options=[*whole, *sizes, *shapes][:MOST_OPTIONS],
    )


def _priced(turn: Turn, size: str, locale: str, model: Model) -> str:
    cost = pricing.estimate(replace(turn.request, size=size, count=1), model)
    return wording.say("more.size", locale, size=size, cost=wording.dollars(cost))


def _stop(turn: Turn, locale: str, *, here: Turn | None) -> discord.SelectOption:
    return discord.SelectOption(
        label=wording.short(f"{wording.number(turn)} {wording.asked(turn, locale)}", 100),
        value=Click(turn=turn.id, move="goto").custom_id,
        emoji="📍" if here and here.id == turn.id else None,
    )


def _range(page: Sequence[Turn], locale: str, *, alone: bool) -> str:
    if alone:
        return wording.say("history.goto", locale)
    first, last = wording.number(page[0]), wording.number(page[-1])
    return wording.say("history.goto.range", locale, first=first, last=last)


def _button(
    turn: Turn, move: str, locale: str, *, emoji: str | None = None
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.{move}", locale),
        custom_id=Click(turn=turn.id, move=move).custom_id,
        emoji=emoji,
    )
