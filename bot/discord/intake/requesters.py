"""Who asks by an interaction or a message, and where the result goes."""

from dataclasses import replace
from typing import Any

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import Person, Place, Turn
from bot.discord.intake.channel_kinds import is_age_restricted, parent_of
from bot.engine.settings import Settings
from bot.engine.submissions import Requester
from bot.errors import OperatorError

DEFAULT_UPLOAD_LIMIT = 10 * 1024**2  # bytes per file, where Discord does not say


def requester_by(
    interaction: discord.Interaction[Any], *, continues: Turn | None = None
) -> Requester:
    """Return who asks by an interaction, and where the result goes."""
    place = Place(
        channel=interaction.channel_id or 0,
        reply_to=_message_in(interaction, continues),
        token=interaction.token,
        parent=parent_of(interaction.channel),
        age_restricted=is_age_restricted(interaction.channel),
        may_post=is_member(interaction),
        upload_limit=interaction.filesize_limit or DEFAULT_UPLOAD_LIMIT,
        locale=str(interaction.locale),
        server_locale=_server_locale(interaction),
    )
    return Requester(by=person_of(interaction), at=place, origin=f"interaction:{interaction.id}")


def known(requester: Requester) -> RequestSettings:
    """Return what a requester and their server have set: it was read when the request came."""
    assert requester.settings is not None
    return requester.settings


def origin_of(message: int) -> str:
    """Return the origin of what a message asked for."""
    return f"message:{message}"


def replying_to(requester: Requester, message: int) -> Requester:
    """Return the same requester; the result will reply to another message."""
    return replace(requester, at=requester.at and replace(requester.at, reply_to=message))


def requester_of(
    message: discord.Message,
    *,
    by: Person,
    settings: RequestSettings,
    channel: object,
    continues: Turn | None,
) -> Requester:
    """Return who asks by a message, and where the result goes.

    Args:
        message: the message.
        by: its author.
        settings: what they and their server have set.
        channel: its channel, as `MessageReader.channel_of` knows it.
        continues: the turn that is continued.
    """
    guild = message.guild
    place = Place(
        channel=message.channel.id,
        reply_to=message.id,
        parent=parent_of(channel),
        age_restricted=is_age_restricted(channel),
        upload_limit=guild.filesize_limit if guild else DEFAULT_UPLOAD_LIMIT,
        locale=settings.server.language or _own_locale(message, continues),
    )
    return Requester(by=by, at=place, origin=origin_of(message.id), settings=settings)


async def public_locale(
    settings: Settings, message: discord.Message, *, continues: Turn | None = None
) -> str:
    """Return the language of what is said in a message's channel.

    It is the one that the server's managers set, or the server's own: Discord does not say which
    one the author of a message has. A private chat has none: that of the turn which is continued
    is used.
    """
    own = _own_locale(message, continues)
    try:
        return await settings.language(server_of(message), own)
    except OperatorError:  # the database is away; what is wrong must be said all the same
        return own


def _own_locale(message: discord.Message, continues: Turn | None) -> str:
    """Return the language of a message's channel where no manager has set one."""
    if message.guild is None:
        return continues.at.locale if continues and continues.at else "en-US"
    return str(message.guild.preferred_locale)


async def locale_of_everyone(settings: Settings, interaction: discord.Interaction[Any]) -> str:
    """Return the language of what everyone reads where an interaction is.

    A private chat has none: the person's own is used.
    """
    own = _server_locale(interaction) or str(interaction.locale)
    return await settings.language(interaction.guild_id, own)


async def locale_of_readers(settings: Settings, interaction: discord.Interaction[Any]) -> str:
    """Return the language of the message with the button that was pressed."""
    message = interaction.message
    if message is None or message.flags.ephemeral:
        return str(interaction.locale)
    return await locale_of_everyone(settings, interaction)


def person_of(source: discord.Interaction[Any] | discord.Message) -> Person:
    """Return who sent a message or an interaction, as a member of the server."""
    user = source.user if isinstance(source, discord.Interaction) else source.author
    guild = server_of(source)
    if guild is None or not isinstance(user, discord.Member):
        return Person(id=user.id, guild=guild)
    return as_person(user, guild)


def as_person(member: discord.Member, guild: int) -> Person:
    """Return a member of a server with their roles, of which @everyone has the server's id."""
    # Its `roles` leaves out those of a server that Discord has not introduced yet.
    roles = (guild, *member._roles)  # noqa: SLF001
    joined = member.joined_at.timestamp() if member.joined_at else None
    return Person(id=member.id, guild=guild, roles=roles, joined_at=joined)


def server_of(source: discord.Interaction[Any] | discord.Message) -> int | None:
    """Return the server's id, also before Discord has introduced the server."""
    if isinstance(source, discord.Interaction):
        return source.guild_id
    if source.guild is not None:
        return source.guild.id
    return getattr(source.channel, "guild_id", None)


def _server_locale(interaction: discord.Interaction[Any]) -> str | None:
    return str(interaction.guild_locale) if interaction.guild_locale else None


def is_member(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the bot is a member there; for a user install only its commands are."""
    if interaction.guild_id is not None:
        return interaction.is_guild_integration()
    return interaction.context.dm_channel


def _message_in(interaction: discord.Interaction[Any], turn: Turn | None) -> int | None:
    """Return the message that shows a turn, if it is in the interaction's channel."""
    same_channel = turn and turn.at and turn.at.channel == interaction.channel_id
    return turn.message if turn and same_channel else None
