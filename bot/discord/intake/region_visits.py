"""Who asks on the page that marks a part of a picture: Discord is asked what they may do now."""

import re

import aiohttp
import discord

from bot.core.region_links import RegionLink
from bot.core.turns import Person, Place
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.connection_errors import is_final
from bot.discord.intake.channel_kinds import is_age_restricted, parent_of
from bot.discord.intake.requesters import DEFAULT_UPLOAD_LIMIT, as_person
from bot.discord.permissions import check_may_write_in
from bot.engine.submissions import Requester
from bot.errors import TemporaryError, UserError

_MARKUP = re.compile(r"<(#|@&)([0-9]{1,19})>")


class RegionVisits:
    """Finds out who a link's person is now: their roles, and whether they may write there."""

    def __init__(self, connection: DiscordConnection) -> None:
        self._connection = connection

    async def requester(self, link: RegionLink) -> Requester:
        """Return the person of a link, and the place where the result is posted.

        Raises:
            UserError: they are no longer in the server, or may not write there; or the operator
                does not allow the server any more.
            TemporaryError: Discord does not answer.
        """
        client = await self._connection.client()
        client.places.check(link.guild)
        try:
            if link.guild is None:
                place = Place(channel=link.channel, locale=link.locale)
                return Requester(by=Person(id=link.person), at=place)
            return await _member(client, link, link.guild)
        except discord.HTTPException as error:
            if is_final(error):
                raise UserError("region.left") from error
            raise TemporaryError from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise TemporaryError from error

    async def with_names(self, words: str) -> str:
        """Return words with names in place of what Discord would show as channels and roles."""
        client = await self._connection.client()

        def name(match: re.Match[str]) -> str:
            kind, id_ = match[1], int(match[2])
            if kind == "#":
                channel = client.get_channel(id_)
                return f"#{channel}" if channel is not None else match[0]
            roles = (guild.get_role(id_) for guild in client.guilds)
            return next((f"@{role.name}" for role in roles if role is not None), match[0])

        return _MARKUP.sub(name, words)


async def _member(client: DiscordClient, link: RegionLink, server: int) -> Requester:
    guild = client.get_guild(server) or await client.fetch_guild(server, with_counts=False)
    member = await guild.fetch_member(link.person)  # no members are kept in memory
    channel = await guild.fetch_channel(link.channel)
    parent = parent_of(channel)
    where = channel if parent is None else await guild.fetch_channel(parent)
    if isinstance(where, discord.Thread):
        raise UserError("region.left")  # Discord has no threads in threads
    check_may_write_in(channel, where.permissions_for(member), timed_out=member.is_timed_out())
    place = Place(
        channel=link.channel,
        parent=parent,
        age_restricted=is_age_restricted(where),
        upload_limit=guild.filesize_limit or DEFAULT_UPLOAD_LIMIT,
        locale=link.locale,
        server_locale=str(guild.preferred_locale),
    )
    return Requester(by=as_person(member, server), at=place)
