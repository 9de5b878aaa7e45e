"""Message components: Discord's limits on them, and how it stores and shows them."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from bot.sandbox.discord.refusals import Json, invalid, too_long

ROW, BUTTON, TEXT_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23

SELECTS = {TEXT_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT}
ONLY_V2 = {SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
IN_MESSAGES = {ROW} | ONLY_V2 - {THUMBNAIL}
LINK_STYLE, PREMIUM_STYLE = 5, 6

MAX_COUNT, MAX_ROWS, MAX_BUTTONS = 40, 5, 5
MAX_CHARACTERS = 4000  # summed over all text displays of a message
CUSTOM_ID, BUTTON_LABEL = 100, 80
DEFAULT_TYPES = {  # of default values, by the select
    USER_SELECT: {"user"},
    ROLE_SELECT: {"role"},
    MENTIONABLE_SELECT: {"user", "role"},
    CHANNEL_SELECT: {"channel"},
}
MAX_CHOSEN = 25  # values of a select
LISTS = {TEXT_SELECT: ("options", 25), GALLERY: ("items", 10)}  # the list field, and its maximum


def walk(components: list[Json], path: str = "components") -> Iterator[tuple[str, Json]]:
    """Yield every component with its path, outer ones first."""
    for number, component in enumerate(components):
        here = f"{path}.{number}"
        yield here, component
        yield from walk(component.get("components") or [], f"{here}.components")
        for key in ("accessory", "component"):
            if component.get(key):
                yield f"{here}.{key}", component[key]


def media(components: list[Json]) -> Iterator[Json]:
    """Yield the media objects of components, each a dict with `url`."""
    for _, component in walk(components):
        for item in component.get("items") or []:
            yield item["media"]
        for key in ("media", "file"):
            if component.get(key):
                yield component[key]


def text_displays(components: list[Json]) -> list[str]:
    return [each.get("content") or "" for _, each in walk(components) if each["type"] == TEXT]


def check(components: list[Json], *, v2: bool) -> None:
    """Check a message's components as Discord does.

    Raises:
        Refusal: 50035, with the path of the first error.
    """
    all_components = list(walk(components))
    for path, component in all_components:
        _check_one(path, component, v2=v2)
    _check_ids(all_components)
    if v2:
        _check_v2(components, all_components)
    elif len(components) > MAX_ROWS:
        raise invalid("components", f"Must be {MAX_ROWS} or fewer in length.")


def _check_v2(components: list[Json], all_components: list[tuple[str, Json]]) -> None:
    if len(all_components) > MAX_COUNT:
        sentence = f"The maximum number of components in a message is {MAX_COUNT}."
        raise invalid("components", sentence, code="COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")
    if sum(len(text) for text in text_displays(components)) > MAX_CHARACTERS:
        sentence = f"The total length of displayable text is over {MAX_CHARACTERS}."
        raise invalid("components", sentence, code="COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")


def _check_ids(all_components: list[tuple[str, Json]]) -> None:
    seen: set[str] = set()
    for path, component in all_components:
        custom_id = component.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            sentence = "Component custom id cannot be duplicated"
            raise invalid(f"{path}.custom_id", sentence, code="COMPONENT_CUSTOM_ID_DUPLICATED")
        seen.add(custom_id)
        if not 1 <= len(custom_id) <= CUSTOM_ID:
            raise too_long(f"{path}.custom_id", CUSTOM_ID)


def _check_one(path: str, component: Json, *, v2: bool) -> None:
    kind = component["type"]
    if kind in ONLY_V2 and not v2:
        sentence = "This component needs the flag IS_COMPONENTS_V2."
        raise invalid(path, sentence, code="UNION_TYPE_CHOICES")
    if path.count(".") == 1 and kind not in IN_MESSAGES:
        raise invalid(path, "This component cannot stand here.", code="UNION_TYPE_CHOICES")
    if kind == ROW:
        _check_row(path, component["components"])
    elif kind == BUTTON:
        _check_button(path, component)
    elif kind in DEFAULT_TYPES:
        _check_defaults(path, component)
    elif kind in LISTS:
        key, maximum = LISTS[kind]
        if not 1 <= len(component.get(key) or []) <= maximum:
            raise invalid(f"{path}.{key}", f"Must be between 1 and {maximum} in length.")


def _check_row(path: str, inside: list[Json]) -> None:
    kinds = [component["type"] for component in inside]
    buttons_only = all(kind == BUTTON for kind in kinds)
    one_select = len(kinds) == 1 and kinds[0] in SELECTS
    if not kinds or len(kinds) > MAX_BUTTONS or not (buttons_only or one_select):
        sentence = "A row holds one to five buttons or one select."
        raise invalid(f"{path}.components", sentence, code="COMPONENT_LAYOUT_WIDTH_EXCEEDED")


def _check_button(path: str, button: Json) -> None:
    if len(button.get("label") or "") > BUTTON_LABEL:
        raise too_long(f"{path}.label", BUTTON_LABEL)
    if button["style"] == PREMIUM_STYLE:
        return
    if not button.get("label") and not button.get("emoji"):
        raise invalid(path, "A button needs a label or an emoji.", code="BUTTON_COMPONENT_INVALID")
    is_link = button["style"] == LINK_STYLE
    if is_link == bool(button.get("custom_id")) or is_link != bool(button.get("url")):
        sentence = "A button needs a custom id, or for a link an address."
        raise invalid(path, sentence, code="BUTTON_COMPONENT_INVALID")


def _check_defaults(path: str, select: Json) -> None:
    """Check the values that a select of people, roles or channels shows as chosen."""
    defaults = select.get("default_values") or []
    if any(each.get("type") not in DEFAULT_TYPES[select["type"]] for each in defaults):
        raise invalid(f"{path}.default_values", "This type does not fit the select.")
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not 0 <= least <= most <= MAX_CHOSEN:
        raise invalid(f"{path}.max_values", f"Must be between 1 and {MAX_CHOSEN}.")
    if defaults and not least <= len(defaults) <= most:
        sentence = f"Must be between {least} and {most} in length."
        raise invalid(f"{path}.default_values", sentence)


def normalize(components: list[Json]) -> list[Json]:
    """Return components as Discord stores them: each with an id and its default fields."""
    used = {each["id"] for _, each in walk(components) if each.get("id")}
    fresh = (number for number in count(1) if number not in used)
    return [_normalized(component, fresh) for component in components]


FILLED_IN: dict[int, Json] = {
    BUTTON: {},
    THUMBNAIL: {"description": None, "spoiler": False},
    FILE: {"spoiler": False, "name": None, "size": None},
    SEPARATOR: {"divider": True, "spacing": 1},
    CONTAINER: {"accent_color": None, "spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
}


def _normalized(component: Json, fresh: Iterator[int]) -> Json:
    defaults = FILLED_IN.get(component["type"], {})
    given = {key: value for key, value in component.items() if value is not None}
    normalized: Json = {**defaults, **given}
    normalized["id"] = component.get("id") or next(fresh)
    if isinstance(emoji := normalized.get("emoji"), dict):
        normalized["emoji"] = {key: value for key, value in emoji.items() if value is not None}
    if component["type"] == TEXT_SELECT:
        normalized["options"] = [_normalized_option(option) for option in normalized["options"]]
    if "default_values" in normalized:
        chosen = normalized["default_values"]
        normalized["default_values"] = [each | {"id": str(each["id"])} for each in chosen]
    if "components" in normalized:
        normalized["components"] = [_normalized(inner, fresh) for inner in normalized["components"]]
    for key in ("accessory", "component"):
        if key in normalized:
            normalized[key] = _normalized(normalized[key], fresh)
    for key in ("media", "file"):
        if key in normalized:
            normalized[key] = dict(normalized[key])
    if "items" in normalized:
        normalized["items"] = [_normalized_item(item) for item in normalized["items"]]
    return normalized


def _normalized_option(option: Json) -> Json:
    normalized = {key: value for key, value in option.items() if value is not None}
    if isinstance(emoji := normalized.get("emoji"), dict):
        normalized["emoji"] = {key: value for key, value in emoji.items() if value is not None}
    return normalized


def _normalized_item(item: Json) -> Json:
    return {
        "media": dict(item["media"]),
        "description": item.get("description"),
        "spoiler": bool(item.get("spoiler")),
    }


def expand_media(value: Any, expand: Any) -> Any:
    """Return a copy in which each uploaded media object is replaced by `expand(upload id)`."""
    if isinstance(value, list):
        return [expand_media(entry, expand) for entry in value]
    if not isinstance(value, dict):
        return value
    if "upload" in value:
        return expand(value["upload"])
    return {key: expand_media(entry, expand) for key, entry in value.items()}
