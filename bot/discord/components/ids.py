"""Custom ids of buttons and forms. They hold all state, so that they work after a restart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NUMBER = "[1-9][0-9]{0,17}"  # the id of a row, of up to 64 bits
SNOWFLAKE = "[1-9][0-9]{0,18}"  # an id of Discord's, of up to 64 bits
MAX_SNOWFLAKE = 2**63 - 1

_ID = re.compile(
    rf"turn:(?P<turn>{NUMBER}):(?P<action>[a-z]{{1,12}})"
    r"(?:-(?P<choice>[A-Za-z0-9]{1,12}))?(?::(?P<pick>[0-9]))?"
)
_MESSAGE = re.compile(rf"message:({SNOWFLAKE}):(0|{NUMBER})(?::([0-9]))?")
_EDIT = re.compile(rf"edit:(?:t:(?P<turn>{NUMBER}):(?P<pick>[0-9])|m:({SNOWFLAKE}):({SNOWFLAKE}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAction:
    """An action on a turn, as a button's custom id says it."""

    turn: int
    action: str
    choice: str = ""  # which shape or size, "16x9"; or what is done, "zoom200"
    pick: int | None = None  # which of the turn's pictures, counted from 0; None: not said

    @property
    def custom_id(self) -> str:
        """Its custom id."""
        action = f"{self.action}-{self.choice}" if self.choice else self.action
        return f"turn:{self.turn}:{action}" + ("" if self.pick is None else f":{self.pick}")

    @classmethod
    def parse(cls, custom_id: str) -> "TurnAction | None":
        """Return what a custom id says; None if it is not one of these."""
        match = _ID.fullmatch(custom_id)
        if match is None:
            return None
        return cls(
            turn=int(match["turn"]),
            action=match["action"],
            choice=match["choice"] or "",
            pick=int(match["pick"]) if match["pick"] else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAnswer:
    """What the author of a message answers to a question about it."""

    message: int
    turn: int = 0  # the turn that it would have continued when it was asked about; 0: none
    pick: int | None = None  # which of the turn's pictures, counted from 0; None: not asked

    @property
    def custom_id(self) -> str:
        """Its custom id."""
        return f"message:{self.message}:{self.turn}" + (
            "" if self.pick is None else f":{self.pick}"
        )

    @classmethod
    def parse(cls, custom_id: str) -> "MessageAnswer | None":
        """Return what a custom id says; None if it is not one of these."""
        match = _MESSAGE.fullmatch(custom_id)
        if match is None or int(match[1]) > MAX_SNOWFLAKE:
            return None
        pick = int(match[3]) if match[3] else None
        return cls(message=int(match[1]), turn=int(match[2]), pick=pick)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTarget:
    """Which picture a form edits: a turn's, or the one in a message."""

    turn: int | None = None
    pick: int = 0
    channel: int = 0
    message: int = 0

    @property
    def custom_id(self) -> str:
        """Its custom id."""
        if self.turn is not None:
            return f"edit:t:{self.turn}:{self.pick}"
        return f"edit:m:{self.channel}:{self.message}"

    @classmethod
    def parse(cls, custom_id: str) -> "EditTarget | None":
        """Return what a custom id says; None if it is not one of these."""
        match = _EDIT.fullmatch(custom_id)
        if match is None:
            return None
        if match["turn"]:
            return cls(turn=int(match["turn"]), pick=int(match["pick"]))
        channel, message = int(match[3]), int(match[4])
        if max(channel, message) > MAX_SNOWFLAKE:
            return None
        return cls(channel=channel, message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormValues:
    """What a person filled in."""

    words: str = ""
    rest: str = ""  # of words that were too long for one field
    aspect: str | None = None
    quality: str | None = None
    improve: bool = False
    uploads: tuple[str, ...] = ()  # ids of the files
    name: str = ""  # of a style
    where: str = ""  # whose style it becomes

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "FormValues":
        """Read the raw interaction; this works for a form that was opened before a restart."""
        found = dict(_values(data.get("components", ())))
        aspect, quality = found.get("aspect") or (), found.get("quality") or ()
        return cls(
            words=str(found.get("words") or ""),
            rest=str(found.get("rest") or ""),
            aspect=str(aspect[0]) if aspect else None,
            quality=str(quality[0]) if quality else None,
            improve="yes" in (found.get("improve") or ()),
            uploads=tuple(found.get("pictures") or ()),
            name=str(found.get("name") or ""),
            where=str(next(iter(found.get("where") or ()), "")),
        )


def _values(components: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Return each field's id and value, also of those inside labels and rows."""
    found: list[tuple[str, Any]] = []
    for component in components:
        inner = component.get("components") or component.get("component")
        if inner:
            found += _values(inner if isinstance(inner, list) else [inner])
        elif "custom_id" in component:
            value = component.get("value", component.get("values"))
            found.append((component["custom_id"], value))
    return found
