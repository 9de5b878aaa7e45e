"""Where a theme is announced and whom it mentions, as the options of /event say."""

from collections.abc import Sequence

import discord
from discord.abc import GuildChannel

from bot.core.themes import ThemeTerms
from bot.discord.client import DiscordClient
from bot.errors import UserError

Interaction = discord.Interaction[DiscordClient]
Target = discord.TextChannel | discord.ForumChannel

MOST_OFFERED = 25  # choices; Discord takes no more


def terms_of(
    interaction: Interaction,
    channel: Target | None,
    per_person: int,
    *,
    role: discord.Role | None,
    tag: str | None,
) -> ThemeTerms:
    """Return the terms of a theme.

    Args:
        interaction: the command.
        channel: where it is announced; None: here.
        per_person: entries.
        role: whom it mentions.
        tag: the name of one of the forum's.

    Raises:
        UserError: the forum requires a tag, or has no such one.
    """
    forum = channel if isinstance(channel, discord.ForumChannel) else None
    return ThemeTerms(
        channel=channel.id if channel else interaction.channel_id or 0,
        per_person=per_person,
        role=role.id if role else None,
        tag=_tag(forum, tag) if forum else None,
    )


def _tag(forum: discord.ForumChannel, name: str | None) -> int | None:
    names = tuple(tag.name for tag in forum.available_tags)
    if not name and forum.flags.require_tag:
        raise UserError("event.tag.needed", tags=names)
    if not name:
        return None
    for tag in forum.available_tags:
        if tag.name.casefold() == name.strip().casefold():
            return tag.id
    raise UserError("event.tag.unknown", tags=names) if names else UserError("event.tag.none")


def offered_tags(interaction: Interaction, typed: str) -> Sequence[str]:
    """Return the names of tags of the forum that was chosen, with what was typed in them."""
    chosen = getattr(interaction.namespace, "channel", None)
    guild = interaction.guild
    forum = guild.get_channel(chosen.id) if guild is not None and chosen is not None else None
    if not isinstance(forum, discord.ForumChannel):
        return ()
    names = (tag.name for tag in forum.available_tags)
    return [name for name in names if typed.casefold() in name.casefold()][:MOST_OFFERED]


def check_may_ping(interaction: Interaction, terms: ThemeTerms) -> None:
    """Check that an announcement may mention its role, as both a person and the bot need it.

    Raises:
        UserError: it is everyone, or the person or the bot may not mention it.
    """
    guild = interaction.guild
    if terms.role is None or guild is None:
        return
    role = guild.get_role(terms.role)
    if role is None or role.is_default():
        raise UserError("event.ping.everyone")
    if role.mentionable:
        return
    if not interaction.permissions.mention_everyone:
        raise UserError("event.ping.not_yours", role=role.mention)
    channel = guild.get_channel(terms.channel)
    where = channel if isinstance(channel, GuildChannel) else None
    own = where.permissions_for(guild.me) if where else interaction.app_permissions
    if not own.mention_everyone:
        raise UserError("event.ping.not_mine", role=role.mention)
