"""Application commands: checks of their registration and of the options a person fills in."""

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID, Channel
from bot.sandbox.discord.refusals import (
    Impossible,
    Json,
    entry_point_missing,
    invalid,
    too_many_characters,
    too_many_new_commands,
)
from bot.sandbox.discord.world import World

CHAT_INPUT, USER_COMMAND, MESSAGE_COMMAND, ENTRY_POINT = 1, 2, 3, 4
SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11
NAME = re.compile(r"[-_'\w]{1,32}")
MAX_OPTIONS, MAX_CHOICES, DESCRIPTION, TEXT = 25, 25, 100, 6000
MAX_COMMANDS = {CHAT_INPUT: 100, USER_COMMAND: 15, MESSAGE_COMMAND: 15, ENTRY_POINT: 1}
PYTHON_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}


def register(world: World, bodies: list[Json], *, guild_id: str | None = None) -> list[Json]:
    """Replace the commands of a scope: the global ones, or one server's.

    A command keeps its id if one of the same type and name was registered, and its version if
    it did not change. Returns the registered commands.

    Raises:
        Refusal: 50035; 50240 if the Entry Point command is missing; 30034 if more are new than
            the daily limit allows.
    """
    check(bodies)
    scope = registered(world, guild_id)
    before = {(each["type"], each["name"]): each for each in scope}
    keys = {(body.get("type") or CHAT_INPUT, body["name"]) for body in bodies}
    if any(each["type"] == ENTRY_POINT and key not in keys for key, each in before.items()):
        raise entry_point_missing()
    new = len(keys - before.keys())
    if new > world.commands_left:
        raise too_many_new_commands()
    world.commands_left -= new
    for each in scope:
        del world.commands[each["id"]]
    commands = []
    for body in bodies:
        known = before.get((body.get("type") or CHAT_INPUT, body["name"]), {})
        command = _normalized(world, body, guild_id)
        command["id"] = known.get("id") or world.snowflakes.next()
        unchanged = command == {key: known[key] for key in known if key != "version"}
        command["version"] = known["version"] if unchanged else world.snowflakes.next()
        world.commands[command["id"]] = command
        commands.append(command)
    return commands


def registered(world: World, guild_id: str | None) -> list[Json]:
    """Return the commands of a scope: the global ones, or one server's."""
    return [each for each in world.commands.values() if each.get("guild_id") == guild_id]


def without_localizations(command: Json) -> Json:
    """Return a command as it is listed without `with_localizations`."""
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}


def _normalized(world: World, body: Json, guild_id: str | None) -> Json:
    needed = body.get("default_member_permissions")
    command = {key: value for key, value in body.items() if value is not None}
    command |= {
        "application_id": world.bot.id,
        "type": body.get("type") or CHAT_INPUT,
        "description": body.get("description") or "",
        "default_member_permissions": None if needed is None else str(needed),
        "nsfw": bool(body.get("nsfw")),
    }
    if guild_id is not None:
        command["guild_id"] = guild_id
    else:
        command.setdefault("integration_types", [0])
        command.setdefault("contexts", None)
    return command


# -- registration rules


def check(bodies: list[Json]) -> None:
    """Check commands as Discord does when they are registered.

    Raises:
        Refusal: 50035.
    """
    seen: set[tuple[int, str]] = set()
    for number, body in enumerate(bodies):
        kind, name = body.get("type") or CHAT_INPUT, body["name"]
        if (kind, name) in seen:
            sentence = "Application command names must be unique"
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            raise invalid(f"{number}", sentence, code=code)
        seen.add((kind, name))
        if kind in (CHAT_INPUT, ENTRY_POINT):
            _check_named(str(number), body)
            _check_options(f"{number}.options", body.get("options") or [])
        elif body.get("description") or body.get("options"):
            sentence = "Context menu commands cannot have a description or options"
            raise invalid(str(number), sentence, code="APPLICATION_COMMAND_INVALID")
        else:
            _check_languages(str(number), body, name=32)
    for kind, maximum in MAX_COMMANDS.items():
        if sum(1 for each, _ in seen if each == kind) > maximum:
            raise invalid("0", "Too many commands", code="APPLICATION_COMMAND_TOO_MANY")


def _check_named(path: str, body: Json) -> None:
    name = body["name"]
    if not NAME.fullmatch(name) or name != name.lower():
        sentence = "Command name is invalid"
        raise invalid(f"{path}.name", sentence, code="APPLICATION_COMMAND_INVALID_NAME")
    if not 1 <= len(body.get("description") or "") <= DESCRIPTION:
        sentence = f"Must be between 1 and {DESCRIPTION} in length."
        raise invalid(f"{path}.description", sentence, code="BASE_TYPE_BAD_LENGTH")
    _check_languages(path, body, name=32, description=DESCRIPTION)
    for locale, translated in (body.get("name_localizations") or {}).items():
        if not NAME.fullmatch(translated) or translated != translated.lower():
            here = f"{path}.name_localizations.{locale}"
            raise invalid(here, "Command name is invalid", code="APPLICATION_COMMAND_INVALID_NAME")


def _check_languages(path: str, body: Json, **limits: int) -> None:
    """Raise Refusal 50035 for a translation that is empty or too long."""
    for field, maximum in limits.items():
        for locale, words in (body.get(f"{field}_localizations") or {}).items():
            if not 1 <= len(words) <= maximum:
                sentence = f"Must be between 1 and {maximum} in length."
                here = f"{path}.{field}_localizations.{locale}"
                raise invalid(here, sentence, code="BASE_TYPE_BAD_LENGTH")


def _check_options(path: str, options: list[Json]) -> None:
    if len(options) > MAX_OPTIONS:
        raise invalid(path, f"Must be {MAX_OPTIONS} or fewer in length.")
    optional_seen = False
    names: set[str] = set()
    for number, option in enumerate(options):
        here = f"{path}.{number}"
        _check_named(here, option)
        if option["name"] in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_INVALID"
            raise invalid(here, "Option names must be unique", code=code)
        names.add(option["name"])
        if option.get("required") and optional_seen:
            sentence = "Required options must be placed before non-required options"
            raise invalid(here, sentence, code="APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")
        optional_seen = optional_seen or not option.get("required")
        _check_choices(here, option)
        if option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
            _check_options(f"{here}.options", option.get("options") or [])


def _check_choices(path: str, option: Json) -> None:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        sentence = "autocomplete and choices are mutually exclusive"
        raise invalid(path, sentence, code="APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES")
    check_choices(f"{path}.choices", choices)


def check_choices(path: str, choices: list[Json]) -> None:
    """Raise Refusal 50035 for more than 25 choices, also in an autocomplete response."""
    if len(choices) > MAX_CHOICES:
        raise invalid(path, f"Must be {MAX_CHOICES} or fewer in length.")
    for number, choice in enumerate(choices):
        if not 1 <= len(choice["name"]) <= 100:
            raise invalid(f"{path}.{number}.name", "Must be between 1 and 100 in length.")
        _check_languages(f"{path}.{number}", choice, name=100)


# -- what a person can use


@dataclass(frozen=True, slots=True)
class Filled:
    """A command's option, and the entry with the value that the person gave."""

    option: Json
    entry: Json

    @property
    def value(self) -> Any:
        return self.entry.get("value")


def available(world: World, channel: Channel | None, permissions: Permission) -> list[Json]:
    """Return the commands a person with these permissions sees, in one channel or in any."""
    found = []
    for command in world.commands.values():
        if command["type"] == ENTRY_POINT:  # shown among the Activities, not in chat
            continue
        needed = command.get("default_member_permissions")
        direct = channel is not None and channel.is_direct
        if needed is not None and not direct and int(needed) & ~int(permissions):
            continue
        if channel is not None and not _is_for(command, channel):
            continue
        found.append(command)
    return found


def localize(part: Json, locale: str) -> Json:
    """Return a command as Discord's app shows it in a language.

    Commands and options are sent back by `name`, so the translated name is in `name_localized`.
    """
    localized = dict(part)
    for field in ("name", "description"):
        words = (part.get(f"{field}_localizations") or {}).get(locale)
        is_id = field == "name" and part.get("description")  # context menus and choices have none
        localized |= {f"{field}_localized" if is_id else field: words} if words else {}
    for inner in ("options", "choices"):
        if part.get(inner):
            localized[inner] = [localize(each, locale) for each in part[inner]]
    return localized


def _is_for(command: Json, channel: Channel) -> bool:
    if channel.is_direct and command.get("guild_id") == GUILD_ID:
        return False
    contexts = command.get("contexts")
    if contexts is None:
        return not channel.is_direct or command.get("dm_permission") is not False
    return (1 if channel.is_direct else 0) in contexts


def fill(command: Json, given: list[Json], *, complete: bool = True) -> list[Filled]:
    """Check the options a person filled in, and return each with its value.

    Args:
        command: the command, or a subcommand of it.
        given: the options as Discord sends them: `name`, `value`, or nested `options`.
        complete: whether required options must be given (not during autocomplete).

    Raises:
        Impossible: Discord's app would not have sent this.
    """
    known = {option["name"]: option for option in command.get("options") or []}
    filled: list[Filled] = []
    for entry in given:
        option = known.get(entry["name"])
        if option is None:
            raise Impossible(f"/{command['name']} has no option {entry['name']}.")
        if option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
            filled += fill(option, entry.get("options") or [], complete=complete)
        else:
            if complete:
                check_value(option, entry.get("value"))
            filled.append(Filled(option, entry))
    names = {entry["name"] for entry in given}
    for option in known.values():
        if complete and option.get("required") and option["name"] not in names:
            raise Impossible(f"/{command['name']} needs {option['name']}.")
    return filled


def check_value(option: Json, value: Any) -> None:
    """Raise Impossible for a value that the option does not accept."""
    name, kind = option["name"], option["type"]
    types = PYTHON_TYPES.get(kind)
    if types and (not isinstance(value, types) or (kind != BOOLEAN and isinstance(value, bool))):
        raise Impossible(f"{name} does not accept {type(value).__name__}.")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise Impossible(f"{name} has no choice {value!r}.")
    if kind == STRING:
        _check_length(name, len(value), option.get("min_length"), option.get("max_length") or TEXT)
    if kind in (INTEGER, NUMBER):
        _check_range(name, value, option.get("min_value"), option.get("max_value"))


def _check_length(name: str, length: int, minimum: int | None, maximum: int) -> None:
    if length > maximum:
        raise too_many_characters(name, length, maximum)
    if minimum is not None and length < minimum:
        raise Impossible(f"{name}: {length} characters; at least {minimum} are needed.")


def _check_range(name: str, value: float, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and value < minimum:
        raise Impossible(f"{name} must be at least {minimum}.")
    if maximum is not None and value > maximum:
        raise Impossible(f"{name} must be at most {maximum}.")
