"""Modals: Discord's limits on them, and what a person submits."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord import components as parts
from bot.sandbox.discord.components import walk
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.interaction_data import resolve_picked
from bot.sandbox.discord.interactions import Modal
from bot.sandbox.discord.refusals import Impossible, Json, invalid, too_long, too_many_characters
from bot.sandbox.discord.world import World

TITLE, ROWS, LABEL = 45, 5, 45  # characters, rows, characters
TEXT = 4000  # characters of a text input
INPUTS = {parts.TEXT_INPUT, parts.FILE_UPLOAD, parts.RADIO, parts.CHECKBOXES, parts.CHECKBOX}
INPUTS |= parts.SELECTS
SINGLE = {parts.TEXT_INPUT, parts.RADIO, parts.CHECKBOX}  # these submit one value


def check_modal(body: Json) -> None:
    """Check a modal as Discord does.

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
class ModalInput:
    """What a person entered: values and files by custom id."""

    values: dict[str, Any]
    files: dict[str, list[FilePart]]


def submission_data(modal: Modal, filled: ModalInput, *, world: World, channel_id: str) -> Json:
    """Return the `data` of a modal's submission; stores its files.

    Raises:
        Impossible: Discord's app would not submit this.
    """
    inputs = [each for _, each in walk(modal.components) if each["type"] in INPUTS]
    known = {each["custom_id"] for each in inputs}
    for custom_id in (*filled.values, *filled.files):
        if custom_id not in known:
            raise Impossible(f"The modal “{modal.title}” has no field {custom_id}.")
    resolved: Json = {}
    values: dict[str, Any] = {}
    for each in inputs:
        custom_id = each["custom_id"]
        if each["type"] == parts.FILE_UPLOAD:
            uploads = [
                world.files.store(sent, channel_id=channel_id, ephemeral=True)
                for sent in filled.files.get(custom_id, [])
            ]
            for upload in uploads:
                resolved.setdefault("attachments", {})[upload.id] = world.files.attachment(upload)
            values[custom_id] = [upload.id for upload in uploads]
        else:
            values[custom_id] = filled.values.get(custom_id, _default_value(each))
        _check_input(each, values[custom_id])
        if each["type"] in parts.DEFAULT_TYPES:
            for kind, found in resolve_picked(world, each, values[custom_id]).items():
                resolved.setdefault(kind, {}).update(found)
    payload: Json = {
        "custom_id": modal.custom_id,
        "components": [
            _submitted_component(component, values)
            for component in parts.normalize(modal.components)
        ],
    }
    if resolved:
        payload["resolved"] = resolved
    return payload


def _default_value(field: Json) -> Any:
    """Return the value of a field that the person did not change."""
    if field["type"] == parts.TEXT_INPUT:
        return field.get("value") or ""
    if field["type"] == parts.CHECKBOX:
        return bool(field.get("default"))
    if field["type"] in parts.DEFAULT_TYPES:
        return [each["id"] for each in field.get("default_values") or []]
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
            maximum = field.get("max_length") or TEXT
            raise too_many_characters(name, len(value), maximum)
        if value and len(value) < (field.get("min_length") or 0):
            raise Impossible(f"{name} is too short.")
    elif field["type"] not in SINGLE:
        default = 1 if required else 0
        minimum = default if field.get("min_values") is None else field["min_values"]
        maximum = field.get("max_values") or 1
        if required and len(value) < max(minimum, 1):
            raise Impossible(f"{name} needs at least {max(minimum, 1)}.")
        if len(value) > maximum:
            raise Impossible(f"{name} takes at most {maximum}.")
        _check_options(field, value)


def _check_options(field: Json, chosen: list[str]) -> None:
    offered = [option["value"] for option in field.get("options") or []]
    for value in chosen:
        if offered and value not in offered:
            raise Impossible(f"{field['custom_id']} has no choice {value}.")


def _submitted_component(component: Json, values: dict[str, Any]) -> Json:
    payload: Json = {"type": component["type"], "id": component["id"]}
    if "components" in component:
        return payload | {
            "components": [_submitted_component(each, values) for each in component["components"]]
        }
    if "component" in component:
        return payload | {"component": _submitted_component(component["component"], values)}
    if component["type"] == parts.TEXT:
        return payload | {"content": component["content"]}
    key = "value" if component["type"] in SINGLE else "values"
    custom_id = component["custom_id"]
    return payload | {"custom_id": custom_id, key: values[custom_id]}
