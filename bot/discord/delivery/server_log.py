"""The channel of a server where its moderators read what was removed, set and reported."""

import logging

from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.errors import TemporaryError

log = logging.getLogger(__name__)


async def write_in_log(client: DiscordClient, channel: int | None, words: str) -> None:
    """Post a line in a log channel, if there is one. A refusal is logged only."""
    if channel is None:
        return
    try:
        with translate_discord_errors(f"what=server_log channel={channel}"):
            await client.get_partial_messageable(channel).send(words, silent=True)
    except (TemporaryError, *REFUSED) as error:
        log.warning("server log not written: channel=%d error=%s", channel, type(error).__name__)
