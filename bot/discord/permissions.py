"""What a person may do where they use a command or button, as each interaction says."""

from typing import Any

import discord

from bot.errors import UserError

Interaction = discord.Interaction[Any]


def check_may_write(interaction: Interaction) -> None:
    """Check that a person may write where they clicked: buttons work for those who may not.

    Raises:
        UserError: they are in a timeout, the thread is locked, or they lack Send Messages.
    """
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return  # what is asked for there is shown to them alone
    granted, channel = interaction.permissions, interaction.channel
    if isinstance(interaction.user, discord.Member) and interaction.user.is_timed_out():
        raise UserError("write.timeout")
    in_thread = isinstance(channel, discord.Thread)
    may_write = granted.send_messages_in_threads if in_thread else granted.send_messages
    if not (may_write or granted.administrator):
        raise UserError("write.forbidden")
    manages = granted.manage_threads or granted.administrator
    if isinstance(channel, discord.Thread) and channel.locked and not manages:
        raise UserError("write.locked")


def managed_server(interaction: Interaction) -> int:
    """Return the server's id.

    Raises:
        UserError: this is no server, or the person may not manage it.
    """
    if interaction.guild_id is None:
        raise UserError("settings.place")
    if not interaction.permissions.manage_guild:
        raise UserError("settings.managers")
    return interaction.guild_id


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
