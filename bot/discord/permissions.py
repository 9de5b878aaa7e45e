"""What a person may do where they use a command or button, as each interaction says."""

from typing import Any

import discord
from discord.abc import GuildChannel

from bot.errors import UserError

Interaction = discord.Interaction[Any]

PANEL_LIFETIME = 15 * 60  # seconds


def check_may_write(interaction: Interaction, *, thread: bool = False) -> None:
    """Check that a person may write where they clicked: buttons work for those who may not.

    Args:
        interaction: the click.
        thread: whether it is about a thread of that channel.

    Raises:
        UserError: they are in a timeout, the thread is locked, or they lack Send Messages.
    """
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return  # what is asked for there is shown to them alone
    user = interaction.user
    timed_out = isinstance(user, discord.Member) and user.is_timed_out()
    check_may_write_in(
        interaction.channel, interaction.permissions, timed_out=timed_out, thread=thread
    )


def check_may_write_in(
    channel: object, granted: discord.Permissions, *, timed_out: bool, thread: bool = False
) -> None:
    """Check that a person may write in a channel of a server.

    Args:
        channel: as discord.py gives it.
        granted: what they may do there.
        timed_out: whether they are in a timeout.
        thread: whether it is about a thread of that channel.

    Raises:
        UserError: they are in a timeout, the thread is locked, or they lack Send Messages.
    """
    if timed_out:
        raise UserError("write.timeout")
    in_thread = thread or isinstance(channel, discord.Thread)
    may_write = granted.send_messages_in_threads if in_thread else granted.send_messages
    if not (may_write or granted.administrator):
        raise UserError("write.forbidden")
    manages = granted.manage_threads or granted.administrator
    if isinstance(channel, discord.Thread) and channel.locked and not manages:
        raise UserError("write.locked")


def can_post(interaction: Interaction) -> bool:
    """Return whether the bot may post images where an interaction is, as Discord says."""
    if interaction.guild_id is None:
        return True
    granted, in_thread = (
        interaction.app_permissions,
        isinstance(interaction.channel, discord.Thread),
    )
    may_write = granted.send_messages_in_threads if in_thread else granted.send_messages
    return granted.administrator or (may_write and granted.attach_files and granted.view_channel)


def managed_server(interaction: Interaction) -> int:
    """Return the server's id.

    Raises:
        UserError: this is no server, Easel is no member of it, or the person may not manage it.
    """
    if interaction.guild_id is None:
        raise UserError("settings.place")
    if not interaction.is_guild_integration():
        raise UserError("settings.not_member")
    if not interaction.permissions.manage_guild:
        raise UserError("settings.managers")
    return interaction.guild_id


def check_may_set_up(interaction: Interaction) -> int:
    """Return the server's id.

    Discord's command permissions decide who may open the panel of /easel setup, and a click does
    not say what they are. So a person who opened their private panel lately may continue to use it.

    Raises:
        UserError: the person neither opened it within `PANEL_LIFETIME` nor may manage the server.
    """
    panel = interaction.message
    if interaction.guild_id is not None and panel is not None and panel.flags.ephemeral:
        age = interaction.created_at - panel.created_at
        if age.total_seconds() < PANEL_LIFETIME:
            return interaction.guild_id
    return managed_server(interaction)


def lacking(channel: GuildChannel, needed: discord.Permissions) -> tuple[str, ...]:
    """Return the names of the permissions that the bot needs in a channel and does not have."""
    granted = channel.permissions_for(channel.guild.me)
    if not granted.view_channel:
        return ("view_channel",)  # Discord shows no others then
    return tuple(name for name, wanted in needed if wanted and not getattr(granted, name))


def can_manage(interaction: Interaction) -> bool:
    """Return whether the person may manage the server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def can_moderate(interaction: Interaction) -> bool:
    """Return whether the person may delete other people's messages in the channel."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


def check_moderates(interaction: Interaction) -> None:
    """Check that the person may delete other people's messages here, or manage the server.

    Raises:
        UserError: they may do neither.
    """
    if not (can_moderate(interaction) or can_manage(interaction)):
        raise UserError("moderate.only")


def check_may_block(interaction: Interaction, member: discord.Member | discord.User) -> None:
    """Check that a person may be blocked by the one who uses a command.

    Args:
        interaction: the command.
        member: an option of it, so that Discord says what they may do; a User has left the server.

    Raises:
        UserError: it is the person themselves, or one who manages the server.
    """
    granted = member.resolved_permissions if isinstance(member, discord.Member) else None
    manages = granted is not None and (granted.manage_guild or granted.administrator)
    if manages or member.id == interaction.user.id:
        raise UserError("block.not_them")
