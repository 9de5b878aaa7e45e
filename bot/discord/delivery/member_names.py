"""What a server calls its members."""

from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.errors import TemporaryError

NO_NAME = "–"  # of former members


async def member_name(client: DiscordClient, guild: int, person: int) -> str:
    """Return how a server calls a person; a dash for a former member."""
    server = client.get_guild(guild)
    if server is None or not person:
        return NO_NAME
    try:
        with translate_discord_errors(f"what=member_name guild={guild}"):
            return (await server.fetch_member(person)).display_name
    except (TemporaryError, *REFUSED):
        return NO_NAME
