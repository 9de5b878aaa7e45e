"""The part of `easel check` that asks Discord: token, intent, invite link, permissions."""

from bot.config import Config, DiscordSettings
from bot.discord.application import (
    MOST_SERVERS,
    Application,
    ServerPermissions,
    application,
    logged_in,
    servers,
)
from bot.discord.connection import ENDPOINT, NO_INTENT
from bot.discord.connection_errors import NOT_ACCEPTED, BadToken
from bot.discord.invite import invite_link
from bot.ops.finding import Finding, Findings
from bot.text.wording import permission_names

MOST_NAMED = 5  # channels of one kind; the others are counted

CODE_GRANT = (
    'Discord: "Requires OAuth2 Code Grant" is on, so that the invite link does not work. Turn it '
    "off in the Developer Portal, page Bot."
)
PUBLIC = (
    "Discord: anyone can add Easel to their server, and you pay for what is painted there. Turn "
    'off "Public Bot" in the Developer Portal, page Bot, or list your servers in discord.servers.'
)


async def discord_findings(config: Config, token: str) -> Findings:
    """Check the application, and its permissions in each channel that it can see."""
    try:
        async with logged_in(config.discord, token=token, network=config.network) as client:
            app = application(client)
            checked = await servers(client)
    except BadToken:
        return [Finding(NOT_ACCEPTED)]
    except ConnectionError as error:
        return [
            Finding(
                f"discord.api_url: nothing at {config.discord.api_url} answers as Discord does "
                f"({error}). Check the address and this machine's network."
            )
        ]
    return sum(map(_permissions, checked), _application(config.discord, app)) + _unchecked(
        len(checked)
    )


def _application(settings: DiscordSettings, app: Application) -> Findings:
    found = [Finding(f"Invite {app.name} to a server: {invite_link(app.id)}", fault=False)]
    if app.endpoint:
        found.append(Finding(ENDPOINT))
    if app.code_grant:
        found.append(Finding(CODE_GRANT))
    if app.public and not settings.servers:
        found.append(Finding(PUBLIC, fault=False))
    if not app.may_read and settings.message_content is not False:
        required = settings.message_content is True
        found.append(Finding(f"discord.message_content: {NO_INTENT}", fault=required))
    return found


def _permissions(server: ServerPermissions) -> Findings:
    if server.error:
        sentence = f"{server.name}: Discord did not say what Easel may do there ({server.error})."
        return [Finding(sentence, fault=False)]
    return [
        Finding(
            f"{server.name}: {permission_names(names)} not granted in {_few(channels)}.",
            fault=False,
        )
        for names, channels in server.missing.items()
    ]


def _unchecked(checked: int) -> Findings:
    if checked < MOST_SERVERS:
        return []
    sentence = f"Permissions were checked in the first {MOST_SERVERS} servers only."
    return [Finding(sentence, fault=False)]


def _few(channels: list[str]) -> str:
    named, others = channels[:MOST_NAMED], len(channels) - MOST_NAMED
    return ", ".join(named) + (f" and {others} more" if others > 0 else "")
