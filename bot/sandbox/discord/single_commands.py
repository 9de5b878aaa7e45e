"""Application commands one at a time: creating, changing and deleting one of a scope.

A scope is the global commands (`guild_id` None), or one server's.
"""

from bot.sandbox.discord.command_rules import CHAT_INPUT, check
from bot.sandbox.discord.commands import count_new, normalized, registered
from bot.sandbox.discord.refusals import Json, unknown
from bot.sandbox.discord.world import World

SET_BY_DISCORD = {"id", "application_id", "version", "guild_id"}


def find(world: World, command_id: str, guild_id: str | None) -> Json:
    """Return a command of a scope, or raise Refusal 10063."""
    for command in registered(world, guild_id):
        if command["id"] == command_id:
            return command
    raise unknown("application command")


def create(world: World, body: Json, guild_id: str | None) -> tuple[Json, bool]:
    """Register a command beside the others; it replaces one of its type and name.

    Returns:
        the command, and whether it is new.

    Raises:
        Refusal: 50035; 30034 if it is one more than the daily limit allows.
    """
    same = [each for each in registered(world, guild_id) if _key(each) == _key(body)]
    _check(world, body, guild_id, beside=same)
    count_new(world, 0 if same else 1)
    command_id = same[0]["id"] if same else world.snowflakes.next()
    return _put(world, command_id, body, guild_id), not same


def change(world: World, command: Json, fields: Json, guild_id: str | None) -> Json:
    """Change the given fields of a command. It keeps its id.

    Raises:
        Refusal: 50035.
    """
    body = command | fields
    _check(world, body, guild_id, beside=[command])
    return _put(world, command["id"], body, guild_id)


def delete(world: World, command: Json) -> None:
    del world.commands[command["id"]]


def _check(world: World, body: Json, guild_id: str | None, *, beside: list[Json]) -> None:
    """Check the scope as it would be without the commands `beside` and with the new one."""
    check([body, *(each for each in registered(world, guild_id) if each not in beside)])


def _put(world: World, command_id: str, body: Json, guild_id: str | None) -> Json:
    given = {key: value for key, value in body.items() if key not in SET_BY_DISCORD}
    command = normalized(world, given, guild_id)
    command |= {"id": command_id, "version": world.snowflakes.next()}
    world.commands[command_id] = command
    return command


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or CHAT_INPUT, command["name"]
