"""Modals: Discord's limits on them, and what a person fills in."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord import components as parts
from bot.sandbox.discord.components import walk
from bot.sandbox.discord.files import FilePart, Files
from bot.sandbox.discord.interactions import Modal
from bot.sandbox.discord.refusals import Impossible, Json, invalid, too_long, too_wordy

TITLE, ROWS, LABEL = 45, 5, 45  # characters, rows, characters
TEXT = 4000  # characters of a text input
INPUTS = {parts.TEXT_INPUT, parts.FILE_UPLOAD, parts.RADIO, parts.CHECKBOXES, parts.CHECKBOX}
INPUTS |= parts.SELECTS
SINGLE = {parts.TEXT_INPUT, parts.RADIO, parts.CHECKBOX}  # these hand in one value


def check_modal(body: Json) -> None:
    """Refuse what Discord refuses in a modal.

    Raises:
        Refusal: 50035.
    """
    components = body["components"]
    if not 1 <= len(body["title"]) <= TITLE:
        raise too_long("data.title", TITLE)
    if not 1 <= len(body["custom_id"]) <= parts.CUSTOM_ID:
        raise too_long("data.custom_id", parts.CUSTOM_ID)
    if not 1 <= len(components) <= ROWS:
        raise invalid("data.components", f"Must be between 1 and {ROWS} in length.")
    seen: set[str] = set()
    for path, component in walk(components, "data.components"):
        if len(component.get("label") or "") > LABEL:
            raise too_long(f"{path}.label", LABEL)
        custom_id = component.get("custom_id")
        if custom_id in seen:
            sentence = "Component custom id cannot be duplicated"
            raise invalid(f"{path}.custom_id", sentence, code="COMPONENT_CUSTOM_ID_DUPLICATED")
        if custom_id:
            seen.add(custom_id)


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a person handed in: texts and choices, and files, by custom id."""

    values: dict[str, Any]
    files: dict[str, list[FilePart]]


def hand_in(modal: Modal, filled: FilledIn, *, files: Files, channel_id: str) -> Json:
    """The `components` and `resolved` of a modal's submission.

    Raises:
        Impossible: the form would not have let itself be sent.
    """
    inputs = [each for _, each in walk(modal.components) if each["type"] in INPUTS]
    known = {each["custom_id"] for each in inputs}
    for custom_id in (*filled.values, *filled.files):
        if custom_id not in known:
            raise Impossible(f"The form “{modal.title}” has no field {custom_id}.")
    attachments: Json = {}
    values: dict[str, Any] = {}
    for each in inputs:
        custom_id = each["custom_id"]
        if each["type"] == parts.FILE_UPLOAD:
            kept = [
                files.keep(sent, channel_id=channel_id, ephemeral=True)
                for sent in filled.files.get(custom_id, [])
            ]
            attachments |= {upload.id: files.attachment(upload) for upload in kept}
            values[custom_id] = [upload.id for upload in kept]
        else:
            values[custom_id] = filled.values.get(custom_id, _untouched(each))
        _check_input(each, values[custom_id])
    handed: Json = {
        "custom_id": modal.custom_id,
        "components": [_mirror(component, values) for component in parts.settle(modal.components)],
    }
    if attachments:
        handed["resolved"] = {"attachments": attachments}
    return handed


def _untouched(field: Json) -> Any:
    """What a field holds that nobody touched."""
    if field["type"] == parts.TEXT_INPUT:
        return field.get("value") or ""
    if field["type"] == parts.CHECKBOX:
        return bool(field.get("default"))
    chosen = [o["value"] for o in field.get("options") or [] if o.get("default")]
    if field["type"] == parts.RADIO:
        return chosen[0] if chosen else None
    return chosen


def _check_input(field: Json, value: Any) -> None:
    name, required = field["custom_id"], field.get("required") is not False
    if field["type"] == parts.TEXT_INPUT:
        if required and not value:
            raise Impossible(f"{name} must be filled in.")
        if len(value) > (field.get("max_length") or TEXT):
            most = field.get("max_length") or TEXT
            raise too_wordy(name, len(value), most)
        if value and len(value) < (field.get("min_length") or 0):
            raise Impossible(f"{name} is too short.")
    elif field["type"] not in SINGLE:
        default = 1 if required else 0
        least = default if field.get("min_values") is None else field["min_values"]
        most = field.get("max_values") or 1
        if required and len(value) < max(least, 1):
            raise Impossible(f"{name} needs at least {max(least, 1)}.")
        if len(value) > most:
            raise Impossible(f"{name} takes at most {most}.")
        _check_chosen(field, value)


def _check_chosen(field: Json, chosen: list[str]) -> None:
    offered = [option["value"] for option in field.get("options") or []]
    for value in chosen:
        if offered and value not in offered:
            raise Impossible(f"{field['custom_id']} has no choice {value}.")


def _mirror(component: Json, values: dict[str, Any]) -> Json:
    said: Json = {"type": component["type"], "id": component["id"]}
    if "components" in component:
        return said | {"components": [_mirror(each, values) for each in component["components"]]}
    if "component" in component:
        return said | {"component": _mirror(component["component"], values)}
    if component["type"] == parts.TEXT:
        return said | {"content": component["content"]}
    key = "value" if component["type"] in SINGLE else "values"
    custom_id = component["custom_id"]
    return said | {"custom_id": custom_id, key: values[custom_id]}
