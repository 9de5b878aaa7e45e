"""Asks Discord about the bot that a token is for, without connecting to the gateway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord
from discord.http import Route

from bot.config import DiscordSettings, NetworkSettings
from bot.discord.client import BadToken
from bot.discord.connection_errors import describe_connection_error
from bot.discord.invite import missing_permissions

MOST_SERVERS = 25  # that are looked at, three requests each
READ_CONTENT = 1 << 18 | 1 << 19  # flags: the Message Content intent, granted or for few servers


@dataclass(frozen=True, slots=True)
class Application:
    """What Discord says about the bot."""

    id: int
    name: str
    may_read: bool  # the Message Content intent is granted
    endpoint: str  # where Discord sends interactions instead of the gateway; empty: nowhere else
    code_grant: bool  # the invite link needs a web server of the owner's


@dataclass(frozen=True, slots=True)
class Server:
    """What the bot may not do in a server: names of channels by the rights that it lacks there."""

    name: str
    missing: dict[tuple[str, ...], list[str]]
    error: str = ""  # why it could not be looked at


@asynccontextmanager
async def logged_in(
    settings: DiscordSettings, *, token: str, network: NetworkSettings
) -> AsyncIterator[discord.Client]:
    """A client that is logged in and hears nothing.

    Raises:
        BadToken: Discord does not accept the token.
        ConnectionError: Discord did not answer as it should; it says why in a few words.
    """
    discord.http.Route.BASE = settings.api_url
    way = network.way_to(settings.api_url)
    through = way.for_aiohttp if way else {}
    async with discord.Client(intents=discord.Intents(guilds=True), **through) as client:
        try:
            await client.login(token)
            yield client
        except discord.LoginFailure as error:
            raise BadToken from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise ConnectionError(describe_connection_error(error)) from error
        except ValueError as error:  # it can't be in a header; a bad certificate is one, too, above
            raise BadToken from error


async def application(client: discord.Client) -> Application:
    """Whom the token is for."""
    about = await client.http.request(Route("GET", "/applications/@me"))
    return Application(
        id=int(about["id"]),
        name=about["name"],
        may_read=bool(int(about.get("flags") or 0) & READ_CONTENT),
        endpoint=about.get("interactions_endpoint_url") or "",
        code_grant=bool(about.get("bot_require_code_grant")),
    )


async def servers(client: discord.Client) -> list[Server]:
    """The first servers that the bot is in, with what it may not do there; at most MOST_SERVERS."""
    found = [each async for each in client.fetch_guilds(limit=MOST_SERVERS, with_counts=False)]
    return await asyncio.gather(*(_server(client, each) for each in found))


async def _server(client: discord.Client, partial: discord.Guild) -> Server:
    """One server. Discord does not name channels that the bot can't see."""
    assert client.user is not None, "log in first"
    try:
        guild = await client.fetch_guild(partial.id, with_counts=False)
        me = await guild.fetch_member(client.user.id)
        channels = await guild.fetch_channels()
    except discord.HTTPException as error:
        return Server(partial.name, {}, error=describe_connection_error(error))
    missing: dict[tuple[str, ...], list[str]] = {}
    for channel in channels:
        if isinstance(channel, discord.TextChannel) and (
            names := missing_permissions(channel.permissions_for(me))
        ):
            missing.setdefault(names, []).append(f"#{channel.name}")
    return Server(guild.name, missing)
