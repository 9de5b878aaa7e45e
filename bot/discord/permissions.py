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
