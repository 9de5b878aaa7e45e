"""What kind of channel something happens in."""

from enum import Enum, auto

import discord


class ChannelKind(Enum):
    """What kind of channel a message is in."""

    CHANNEL = auto()
    THREAD = auto()
    PRIVATE = auto()  # a private chat with Easel
    UNKNOWN = auto()  # in a server; Discord has not introduced the channel, or never will


def channel_kind_of(channel: object) -> ChannelKind:
    """Return the kind of a channel as discord.py gives it."""
    if isinstance(channel, discord.Thread):
        return ChannelKind.THREAD
    if isinstance(channel, discord.DMChannel):
        return ChannelKind.PRIVATE
    if isinstance(channel, discord.PartialMessageable):
        private = channel.type is discord.ChannelType.private or channel.guild_id is None
        return ChannelKind.PRIVATE if private else ChannelKind.UNKNOWN
    return ChannelKind.CHANNEL
