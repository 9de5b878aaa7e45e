"""People's avatars as images to paint from, and the question to whose avatar it is."""

import hashlib
from typing import Any

import discord
from discord.abc import GuildChannel

from bot.core.improving import openly
from bot.core.requests import TurnRequest
from bot.discord.components.confirmations import owner_question
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import known
from bot.discord.intake.uploads import Upload
from bot.engine.submissions import Requester
from bot.errors import NotFound, UserError

Owner = discord.Member | discord.User  # a User is no member of the server where it is asked for
Interaction = discord.Interaction[Any]
SIZE = 1024  # pixels of a side; Discord scales what is larger


def avatar_of(owner: Owner) -> Upload:
    """Return a person's avatar, as the server where they are shows it.

    Its address is made of ids that Discord sent: no person can choose it.

    Raises:
        NotFound: they have set none.
    """
    asset = _asset(owner)
    return Upload(url=asset.replace(size=SIZE, format="png").url, name=owner.display_name)


async def check_may_paint(intake: Intake, owner: Owner, *, by: int) -> None:
    """Check that a person's avatar may be painted from by someone else.

    Raises:
        UserError: its owner refuses all edits of what is theirs.
    """
    if owner.id != by and await intake.engine.settings.refuses_edits(owner.id):
        raise UserError("avatar.no")


async def ask_owner(
    intake: Intake,
    interaction: Interaction,
    owner: Owner,
    request: TurnRequest,
    requester: Requester,
) -> bool:
    """Ask a person for permission to paint from their avatar, where the server wants that.

    Returns:
        True if they are asked and the request waits; False if they need not be asked.

    Raises:
        UserError: they do not want it, are being asked already, or can't be asked.
    """
    await check_may_paint(intake, owner, by=requester.by.id)
    server, place = known(requester).server, requester.at
    own = owner.bot or owner.id == requester.by.id
    if own or not server.asks_posters or place is None:
        return False
    if openly(request).request.private or not place.may_post:
        raise UserError("avatar.private")
    if not _sees(owner, interaction):
        raise UserError("avatar.unseen")
    pending = await intake.confirmations.ask_owner(
        request,
        requester,
        owner=owner.id,
        kind="avatar",
        subject=_subject(owner, requester.by.guild),
    )
    if pending is None:
        return False
    words, view = owner_question(pending, server.language or pending.at.public_locale)
    pinged = discord.AllowedMentions(everyone=False, roles=False, users=[owner])
    channel = interaction.client.get_partial_messageable(place.channel)
    try:
        await channel.send(words, view=view, allowed_mentions=pinged)
    except DISCORD_ERRORS as error:
        await intake.confirmations.drop(pending)
        raise UserError("avatar.cannot") from error
    return True


def _asset(owner: Owner) -> discord.Asset:
    asset = (owner.guild_avatar if isinstance(owner, discord.Member) else None) or owner.avatar
    if asset is None:
        raise NotFound("avatar.none")
    return asset


def _subject(owner: Owner, server: int | None) -> int:
    """Return the number that stands for one avatar of a person in a server, of 63 bits.

    A person who sets another avatar is asked again.
    """
    named = f"{server}:{owner.id}:{_asset(owner).key}".encode()
    return int.from_bytes(hashlib.sha256(named).digest()[:8]) >> 1


def _sees(owner: Owner, interaction: Interaction) -> bool:
    """Return whether a person sees the channel in which they would be asked."""
    if not isinstance(owner, discord.Member):
        return False
    granted, channel = owner.resolved_permissions, interaction.channel
    if granted is None and isinstance(channel, discord.Thread):
        channel = channel.parent
    if granted is None and isinstance(channel, GuildChannel):
        granted = channel.permissions_for(owner)
    return granted is None or granted.view_channel or granted.administrator
