"""Which permission the bot lacks where Discord only says that one is missing."""

import contextlib
from collections.abc import Sequence

import discord

from bot.core.turns import Place
from bot.discord.client import DiscordClient
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.errors import Undeliverable
from bot.text import wording

NEEDED = ("view_channel", "send_messages", "attach_files")
IN_THREADS = ("view_channel", "send_messages_in_threads", "attach_files")


async def missing_permission(client: DiscordClient, at: Place) -> Undeliverable:
    """Return the error that says which permission is missing, if Discord lets it be known."""
    member, permissions = None, None
    with contextlib.suppress(*DISCORD_ERRORS, discord.InvalidData, discord.ClientException):
        member, permissions, in_thread = await _own_permissions(client, at.channel)
    if member is None or permissions is None:
        return Undeliverable("deliver.no_right")
    if member.is_timed_out():
        return Undeliverable("deliver.timed_out")
    for name in IN_THREADS if in_thread else NEEDED:
        if not getattr(permissions, name):
            return _lacks(name, at.locale)
    return Undeliverable("deliver.no_right")


async def missing_permissions(
    client: DiscordClient, channel: int, *, files: bool = True
) -> Sequence[str]:
    """Return which permissions the bot lacks to post pictures in a channel, or words alone.

    Empty where Discord does not let it be known.
    """
    permissions = None
    with contextlib.suppress(*DISCORD_ERRORS, discord.InvalidData, discord.ClientException):
        _, permissions, in_thread = await _own_permissions(client, channel)
    if permissions is None:
        return ()
    if not permissions.view_channel:
        return ["view_channel"]  # Discord shows no others then
    needed = IN_THREADS if in_thread else NEEDED
    lacks = [name for name in needed if not getattr(permissions, name)]
    return [name for name in lacks if files or name != "attach_files"]


def _lacks(name: str, locale: str) -> Undeliverable:
    if name == "view_channel":
        return Undeliverable("deliver.no_view")
    permission = wording.say(f"permission.{name}", locale)
    return Undeliverable("deliver.no_permission", permission=permission)


async def _own_permissions(
    client: DiscordClient, id_: int
) -> tuple[discord.Member | None, discord.Permissions | None, bool]:
    """Return the bot as a member, what it may do in a channel, and whether that is a thread."""
    channel = client.get_channel(id_) or await client.fetch_channel(id_)
    if isinstance(channel, discord.abc.PrivateChannel) or client.user is None:
        return None, None, False
    in_thread = isinstance(channel, discord.Thread)
    guild, me = channel.guild, channel.guild.me
    if me is None:  # a process without a gateway knows no servers
        guild = await client.fetch_guild(guild.id, with_counts=False)
        me = await guild.fetch_member(client.user.id)
    parent = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
    where = guild.get_channel(parent) or next(
        (each for each in await guild.fetch_channels() if each.id == parent), None
    )
    if where is None:
        return me, None, in_thread
    return me, where.permissions_for(me), in_thread
