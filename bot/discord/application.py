"""Asks Discord about the bot that a token is for, without connecting to the gateway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord

from bot.config import DiscordSettings, NetworkSettings
from bot.discord.connection_errors import BadToken, describe_connection_error
from bot.discord.invite import missing_permissions

MOST_SERVERS = 25  # that are checked, three requests each


@dataclass(frozen=True, slots=True)
class Application:
    """The bot's application, as Discord describes it."""

    id: int
    name: str
    may_read: bool  # whether the Message Content intent is granted
    endpoint: str  # where Discord sends interactions instead of the gateway; empty: to the gateway
    public: bool  # whether anyone may add it to a server
    code_grant: bool  # whether the invite link needs a web server of the owner's


@dataclass(frozen=True, slots=True)
class ServerPermissions:
    """A server: its channels' names by the permissions that the bot lacks there."""

    name: str
    missing: dict[tuple[str, ...], list[str]]
    error: str = ""  # why it could not be checked


@asynccontextmanager
async def logged_in(
    settings: DiscordSettings, *, token: str, network: NetworkSettings
) -> AsyncIterator[discord.Client]:
    """A client that is logged in and has no gateway.

    Raises:
        BadToken: Discord does not accept the token.
        ConnectionError: Discord did not answer as it should; its message says why.
    """
    discord.http.Route.BASE = settings.api_url
    proxy = network.proxy_for(settings.api_url)
    options = proxy.aiohttp_options if proxy else {}
    async with discord.Client(intents=discord.Intents(guilds=True), **options) as client:
        try:
            await client.login(token)
            yield client
        except discord.LoginFailure as error:
            raise BadToken from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise ConnectionError(describe_connection_error(error)) from error
        except ValueError as error:  # it can't be in a header; a bad certificate is one, too, above
            raise BadToken from error


def application(client: discord.Client) -> Application:
    """Return the application that the token is for, as the login has read it."""
    about = client.application
    assert about is not None, "log in first"
    granted = about.flags.gateway_message_content
    return Application(
        id=about.id,
        name=about.name,
        may_read=granted or about.flags.gateway_message_content_limited,  # of a bot in few servers
        endpoint=about.interactions_endpoint_url or "",
        public=about.bot_public,
        code_grant=about.bot_require_code_grant,
    )


async def servers(client: discord.Client) -> list[ServerPermissions]:
    """Return the first MOST_SERVERS servers of the bot, with the permissions it lacks there."""
    found = [each async for each in client.fetch_guilds(limit=MOST_SERVERS, with_counts=False)]
    return await asyncio.gather(*(_server(client, each) for each in found))


async def _server(client: discord.Client, partial: discord.Guild) -> ServerPermissions:
    """One server. Discord does not name channels that the bot can't see."""
    assert client.user is not None, "log in first"
    try:
        guild = await client.fetch_guild(partial.id, with_counts=False)
        me = await guild.fetch_member(client.user.id)
        channels = await guild.fetch_channels()
    except discord.HTTPException as error:
        return ServerPermissions(partial.name, {}, error=describe_connection_error(error))
    missing: dict[tuple[str, ...], list[str]] = {}
    for channel in channels:
        if isinstance(channel, discord.TextChannel) and (
            names := missing_permissions(channel.permissions_for(me))
        ):
            missing.setdefault(names, []).append(f"#{channel.name}")
    return ServerPermissions(guild.name, missing)
