"""What whoever clicks or commands may do in the server, as Discord says with each interaction."""

from typing import Any

import discord

from bot.errors import Refused

Where = discord.Interaction[Any]


def managed(interaction: Where) -> int:
    """The server, if the person may manage it."""
    if interaction.guild_id is None:
        raise Refused("settings.place")
    if not interaction.permissions.manage_guild:
        raise Refused("settings.managers")
    return interaction.guild_id


def manages(interaction: Where) -> bool:
    """Whether the person may manage the server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def moderates(interaction: Where) -> bool:
    """Whether the person may delete other people's messages in the channel."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages
