"""`easel check`, the part that asks Discord: token, intent, invite link, rights in each channel."""

from bot.config import Config, DiscordSettings
from bot.discord.application import (
    MOST_SERVERS,
    Application,
    Server,
    application,
    logged_in,
    servers,
)
from bot.discord.connection import ENDPOINT, NO_INTENT
from bot.discord.connection_errors import BadToken
from bot.discord.invite import invite_link
from bot.ops.finding import Finding, Findings

MOST_NAMED = 5  # channels of one kind; the others are counted

CODE_GRANT = (
    'Discord: "Requires OAuth2 Code Grant" is on, so that the invite link does not work. Turn it '
    "off in the Developer Portal, page Bot."
)
NOT_ACCEPTED = (
    "DISCORD_TOKEN: Discord does not accept it. Reset it in the Developer Portal, page Bot, and "
    "set the new one."
)


async def look(config: Config, token: str) -> Findings:
    """All there is to say about the bot on Discord."""
    try:
        async with logged_in(config.discord, token=token, network=config.network) as client:
            about = await application(client)
            there = await servers(client)
    except BadToken:
        return [Finding(NOT_ACCEPTED)]
    except ConnectionError as error:
        return [
            Finding(
                f"discord.api_url: nothing at {config.discord.api_url} answers as Discord does "
                f"({error}). Check the address and this machine's network."
            )
        ]
    return sum(map(_lacks, there), _said(config.discord, about)) + _others(len(there))


def _said(settings: DiscordSettings, about: Application) -> Findings:
    found = [Finding(f"Invite {about.name} to a server: {invite_link(about.id)}", fault=False)]
    if about.endpoint:
        found.append(Finding(ENDPOINT))
    if about.code_grant:
        found.append(Finding(CODE_GRANT))
    if not about.may_read and settings.message_content is not False:
        insists = settings.message_content is True
        found.append(Finding(f"discord.message_content: {NO_INTENT}", insists))
    return found


def _lacks(server: Server) -> Findings:
    if server.error:
        said = f"{server.name}: Discord did not say what Easel may do there ({server.error})."
        return [Finding(said, fault=False)]
    return [
        Finding(f"{server.name}: {', '.join(rights)} not granted in {_few(channels)}.", fault=False)
        for rights, channels in server.missing.items()
    ]


def _others(looked_at: int) -> Findings:
    if looked_at < MOST_SERVERS:
        return []
    said = f"Rights were looked at in {MOST_SERVERS} servers only."
    return [Finding(said, fault=False)]


def _few(channels: list[str]) -> str:
    named, others = channels[:MOST_NAMED], len(channels) - MOST_NAMED
    return ", ".join(named) + (f" and {others} more" if others > 0 else "")
