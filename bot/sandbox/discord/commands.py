"""Application commands: their registration, who sees them, and the options a person fills in."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord.command_rules import (
    BOOLEAN,
    CHAT_INPUT,
    ENTRY_POINT,
    INTEGER,
    NUMBER,
    STRING,
    SUBCOMMAND,
    SUBCOMMAND_GROUP,
    check,
)
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID, Channel, User
from bot.sandbox.discord.refusals import (
    Impossible,
    Json,
    entry_point_missing,
    too_many_characters,
    too_many_new_commands,
    without_none,
)
from bot.sandbox.discord.world import World

TEXT = 6000  # characters of a value
SERVER_INSTALL, USER_INSTALL = 0, 1
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
    count_new(world, new)
    for each in scope:
        del world.commands[each["id"]]
    commands = []
    for body in bodies:
        known = before.get((body.get("type") or CHAT_INPUT, body["name"]), {})
        command = normalized(world, body, guild_id)
        command["id"] = known.get("id") or world.snowflakes.next()
        unchanged = command == {key: known[key] for key in known if key != "version"}
        command["version"] = known["version"] if unchanged else world.snowflakes.next()
        world.commands[command["id"]] = command
        commands.append(command)
    return commands


def count_new(world: World, new: int) -> None:
    """Count new commands against the daily limit, or raise Refusal 30034."""
    if new > world.commands_left:
        raise too_many_new_commands()
    world.commands_left -= new


def registered(world: World, guild_id: str | None) -> list[Json]:
    """Return the commands of a scope: the global ones, or one server's."""
    return [each for each in world.commands.values() if each.get("guild_id") == guild_id]


def without_localizations(command: Json) -> Json:
    """Return a command as it is listed without `with_localizations`."""
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}


def normalized(world: World, body: Json, guild_id: str | None) -> Json:
    """Return a command as Discord stores it, still without id and version."""
    needed = body.get("default_member_permissions")
    command: Json = without_none(body)
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
        command.setdefault("integration_types", [SERVER_INSTALL, USER_INSTALL])  # the application's
        command.setdefault("contexts", None)
    return command


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
        if channel is not None and not _is_for(world, command, channel):
            continue
        found.append(command)
    return found


def shown_to(world: World, user: User) -> list[Json]:
    """Return the commands a person is offered in some place of the server, in their language."""
    permissions = world.guild.member_permissions(user)
    return [
        localize(each, user.locale)
        for of_bot in world.worlds.values()
        for each in available(of_bot, None, permissions)
    ]


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


def _is_for(world: World, command: Json, channel: Channel) -> bool:
    installed = USER_INSTALL if world.installed_by_user else SERVER_INSTALL
    if installed not in command.get("integration_types", [SERVER_INSTALL]):
        return False
    others = command.get("guild_id") == GUILD_ID or channel.bot_id != world.bot.id
    if channel.is_direct and others:
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
