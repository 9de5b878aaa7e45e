"""The language in which something is written for everyone in a server."""

from bot.discord.client import DiscordClient
from bot.engine.settings import Settings


async def server_language(client: DiscordClient, settings: Settings, guild: int) -> str:
    """Return the language that a server's managers have set, else that of its Discord."""
    return await settings.language(guild, discord_language(client, guild))


def discord_language(client: DiscordClient, guild: int) -> str:
    """Return the language of a server's Discord; English where the server is not known."""
    known = client.get_guild(guild)
    return str(known.preferred_locale) if known else "en-US"
