"""What kind of channel something happens in."""

from enum import Enum, auto

import discord


class ChannelKind(Enum):
    """What kind of channel a message is in."""

    CHANNEL = auto()
    THREAD = auto()
    PRIVATE = auto()  # a private chat with Easel
    UNKNOWN = auto()  # in a server; Discord has not introduced the channel, or never will


def parent_of(channel: object) -> int | None:
    """Return the channel that a thread is in; None for anything else."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def is_age_restricted(channel: object) -> bool:
    """Return whether a channel, or a thread's channel, is known to be age-restricted."""
    asked = getattr(channel, "is_nsfw", None)
    return bool(asked and asked())


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
