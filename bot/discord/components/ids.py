"""What the ids of buttons and forms say: the turn and the move only, so that they outlive us."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NUMBER = "[1-9][0-9]{0,17}"  # of a row; any such one fits 64 bits
SNOWFLAKE = "[1-9][0-9]{0,18}"  # Discord's; more than 64 bits it does not know either
MOST_SNOWFLAKE = 2**63 - 1

_ID = re.compile(
    rf"turn:(?P<turn>{NUMBER}):(?P<move>[a-z]{{1,12}})"
    r"(?:-(?P<choice>[A-Za-z0-9]{1,8}))?(?::(?P<pick>[0-9]))?"
)
_EDIT = re.compile(rf"edit:(?:t:(?P<turn>{NUMBER}):(?P<pick>[0-9])|m:({SNOWFLAKE}):({SNOWFLAKE}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """What a button's id says."""

    turn: int
    move: str
    choice: str = ""  # which shape or size, "16x9"
    pick: int | None = None  # which of the turn's pictures, counted from 0; none: not said

    @property
    def custom_id(self) -> str:
        """The id that says it."""
        move = f"{self.move}-{self.choice}" if self.choice else self.move
        return f"turn:{self.turn}:{move}" + ("" if self.pick is None else f":{self.pick}")

    @classmethod
    def read(cls, custom_id: str) -> "Click | None":
        """None if it is no id of ours."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            return None
        return cls(
            turn=int(match["turn"]),
            move=match["move"],
            choice=match["choice"] or "",
            pick=int(match["pick"]) if match["pick"] else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTarget:
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
    def read(cls, custom_id: str) -> "EditTarget | None":
        """None if it is no id of ours."""
        match = _EDIT.fullmatch(custom_id)
        if match is None:
            return None
        if match["turn"]:
            return cls(turn=int(match["turn"]), pick=int(match["pick"]))
        channel, message = int(match[3]), int(match[4])
        if max(channel, message) > MOST_SNOWFLAKE:
            return None
        return cls(channel=channel, message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormValues:
    """What a person filled into a modal."""

    words: str = ""
    aspect: str | None = None
    uploads: tuple[str, ...] = ()  # ids of the files
    name: str = ""  # of a style
    where: str = ""  # for whom a style is kept

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "FormValues":
        """From the raw interaction: works for a modal that was opened before a restart."""
        found = dict(_values(data.get("components", ())))
        aspect = found.get("aspect") or ()
        return cls(
            words=str(found.get("words") or ""),
            aspect=str(aspect[0]) if aspect else None,
            uploads=tuple(found.get("pictures") or ()),
            name=str(found.get("name") or ""),
            where=str(next(iter(found.get("where") or ()), "")),
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
