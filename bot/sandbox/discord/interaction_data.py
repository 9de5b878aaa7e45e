"""What Discord's app sends with an interaction: the command, what is in its options, choices."""

from bot.sandbox.discord import components as parts
from bot.sandbox.discord.command_rules import ATTACHMENT, CHANNEL, MENTIONABLE, ROLE, USER
from bot.sandbox.discord.commands import Filled
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.places import Channel, User
from bot.sandbox.discord.refusals import Impossible, Json
from bot.sandbox.discord.world import World


def command_data(command: Json) -> Json:
    """Return what names a command."""
    data = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data


def name_files(options: list[Json], files: dict[str, FilePart]) -> None:
    """Set the file name as the value of attachment options, until the files are stored."""
    for entry in options:
        if entry["name"] in files:
            entry |= {"type": ATTACHMENT, "value": files[entry["name"]].filename}
        name_files(entry.get("options") or [], files)


def resolve(
    world: World, filled: list[Filled], files: dict[str, FilePart], channel: Channel
) -> Json:
    """Return the interaction's `resolved` data; stores the attachments."""
    resolved: Json = {}
    for each in filled:
        kind, value = each.option["type"], each.value
        if kind == ATTACHMENT:
            sent = files[each.option["name"]]
            check_size(world, sent)
            upload = world.files.store(sent, channel_id=channel.id, ephemeral=True)
            resolved.setdefault("attachments", {})[upload.id] = world.files.attachment(upload)
            each.entry["value"] = upload.id
        elif kind == ROLE or (kind == MENTIONABLE and _role(world, value)):
            role = _role(world, value)
            if role is None:
                raise Impossible(f"There is no role {value}.")
            resolved.setdefault("roles", {})[role["id"]] = role
        elif kind in (USER, MENTIONABLE):
            _resolve_member(world, resolved, world.user(str(value)), channel)
        elif kind == CHANNEL:
            there = world.channel(str(value))
            shown = there.json() | {"permissions": "0"}
            resolved.setdefault("channels", {})[there.id] = shown
    return resolved


def resolve_target(world: World, target: Message | User, channel: Channel) -> Json:
    """Return the `resolved` data of a command from the menu of a message or a member."""
    if isinstance(target, Message):
        return {"messages": {target.id: target.json(world.bot)}}
    resolved: Json = {}
    _resolve_member(world, resolved, target, channel)
    return resolved


def _resolve_member(world: World, resolved: Json, user: User, channel: Channel) -> None:
    granted = str(int(world.guild.permissions(user, channel)))
    resolved.setdefault("users", {})[user.id] = user.json()
    if not user.left:
        resolved.setdefault("members", {})[user.id] = user.member() | {"permissions": granted}


def _role(world: World, role_id: object) -> Json | None:
    return next((r for r in world.guild.roles() if r["id"] == str(role_id)), None)


def select_data(world: World, select: Json, values: list[str]) -> Json:
    """Return the values that a person chose in a select, and what they resolve to.

    Raises:
        Impossible: Discord's app does not let them choose these.
    """
    offered = [option["value"] for option in select.get("options") or []]
    for value in values:
        if offered and value not in offered:
            raise Impossible(f"The select has no option {value}.")
    if not select["min_values"] <= len(values) <= select["max_values"]:
        sentence = f"Between {select['min_values']} and {select['max_values']} can be chosen."
        raise Impossible(sentence)
    picked: Json = {"values": values}
    if select["type"] != parts.TEXT_SELECT:
        picked["resolved"] = resolve_picked(world, select, values)
    return picked


def resolve_picked(world: World, select: Json, values: list[str]) -> Json:
    """Return the `resolved` data of a select of people, roles or channels."""
    resolved: Json = {}
    takes_roles = select["type"] in (parts.ROLE_SELECT, parts.MENTIONABLE_SELECT)
    for value in values:
        role = _role(world, value) if takes_roles else None
        if select["type"] == parts.CHANNEL_SELECT:
            there = world.channel(value)
            if there.kind not in (select.get("channel_types") or [there.kind]):
                raise Impossible(f"The select does not offer #{there.name}.")
            shown = there.json() | {"permissions": "0"}
            resolved.setdefault("channels", {})[there.id] = shown
        elif role is not None:
            resolved.setdefault("roles", {})[role["id"]] = role
        elif select["type"] == parts.ROLE_SELECT:
            raise Impossible(f"There is no role {value}.")
        else:
            user = world.user(value)
            resolved.setdefault("users", {})[user.id] = user.json()
            resolved.setdefault("members", {})[user.id] = user.member() | {"permissions": "0"}
    return resolved


def check_size(world: World, sent: FilePart) -> None:
    """Raise Impossible if a file is above the limit of uploads."""
    if len(sent.data) > world.attachment_size_limit:
        raise Impossible(f"{sent.filename} is too large.")
