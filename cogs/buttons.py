"""Buttons and modals. Their ids carry the turn and the move only, so that they outlive the process.

No view waits in memory for a click: `cogs.canvas` reads the id of whatever is clicked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot import wording
from bot.models import model_of
from bot.turns import Turn

MOST_UPLOADS = 4  # pictures in a modal

_ID = re.compile(r"turn:(?P<turn>\d{1,19}):(?P<move>[a-z]{1,12})(?::(?P<pick>\d))?")
_EDIT = re.compile(r"edit:(?P<kind>[tm]):(?P<first>\d{1,19}):(?P<second>\d{1,19})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """What a button's id says."""

    turn: int
    move: str
    pick: int = 0

    @property
    def custom_id(self) -> str:
        """The id that says it."""
        return f"turn:{self.turn}:{self.move}" + (f":{self.pick}" if self.pick else "")

    @classmethod
    def read(cls, custom_id: str) -> "Click | None":
        """None if it is no id of ours."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            return None
        return cls(turn=int(match["turn"]), move=match["move"], pick=int(match["pick"] or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOf:
    """Which picture a modal changes: a turn's, or the one in somebody's message."""

    turn: int | None = None
    pick: int = 0
    channel: int = 0
    message: int = 0

    @property
    def custom_id(self) -> str:
        """The id that says it."""
        if self.turn is not None:
            return f"edit:t:{self.turn}:{self.pick}"
        return f"edit:m:{self.channel}:{self.message}"

    @classmethod
    def read(cls, custom_id: str) -> "EditOf | None":
        """None if it is no id of ours."""
        match = _EDIT.fullmatch(custom_id)
        if match is None:
            return None
        first, second = int(match["first"]), int(match["second"])
        if match["kind"] == "t":
            return cls(turn=first, pick=second)
        return cls(channel=first, message=second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a person filled into a modal."""

    words: str = ""
    aspect: str | None = None
    uploads: tuple[str, ...] = ()  # ids of the files

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Filled":
        """From the raw interaction: works for a modal that was opened before a restart."""
        found = dict(_values(data.get("components", ())))
        aspect = found.get("aspect") or ()
        return cls(
            words=str(found.get("words") or ""),
            aspect=str(aspect[0]) if aspect else None,
            uploads=tuple(found.get("pictures") or ()),
        )


class _Unwatched(discord.ui.View):
    """A view that discord.py does not keep in memory for clicks to come."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_dispatchable(self) -> bool:
        """Clicks are read from their ids."""
        return False


def under_picture(turn: Turn, locale: str) -> discord.ui.View:
    """The buttons under a picture."""
    return row(_button(turn, "again", locale, emoji="🔁"), _button(turn, "edit", locale, emoji="✏️"))


def under_apology(turn: Turn, locale: str) -> discord.ui.View:
    """The button under a turn that brought nothing."""
    return row(_button(turn, "again", locale, emoji="🔁"))


def under_note(turn: Turn, locale: str) -> discord.ui.View:
    """The button under "painting"."""
    return row(_button(turn, "cancel", locale))


def under_offer(turn: Turn, locale: str) -> discord.ui.View:
    """The button that shows what a person missed."""
    return row(_button(turn, "missed", locale))


def edit_modal(what: EditOf, *, model: str, locale: str) -> discord.ui.Modal:
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
        options=[discord.SelectOption(label=ratio) for ratio in model_of(model).ratios],
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


def row(*buttons: discord.ui.Button[Any]) -> discord.ui.View:
    """Buttons whose clicks are read from their ids."""
    view = _Unwatched()
    for button in buttons:
        view.add_item(button)
    return view


def _button(
    turn: Turn, move: str, locale: str, *, emoji: str | None = None
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(f"button.{move}", locale),
        custom_id=Click(turn=turn.id, move=move).custom_id,
        emoji=emoji,
    )


def _values(components: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Each field's id and what it holds; labels and rows are looked into."""
    found: list[tuple[str, Any]] = []
    for component in components:
        inner = component.get("components") or component.get("component")
        if inner:
            found += _values(inner if isinstance(inner, list) else [inner])
        elif "custom_id" in component:
            value = component.get("value", component.get("values"))
            found.append((component["custom_id"], value))
    return found
