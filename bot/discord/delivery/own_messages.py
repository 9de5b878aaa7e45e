"""Our own messages, looked for in a channel: Discord remembers nonces for a few minutes only."""

import contextlib
from datetime import UTC, datetime

import discord

from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import Click
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors

MOST_LOOKED = 500  # newest messages that are looked through for one of ours
EPOCH = 1_420_070_400.0  # seconds since 1970 when Discord's numbers begin
DAY = 86_400.0  # seconds by which our clock may be wrong


async def find_own_message(
    client: DiscordClient, channel: discord.abc.Messageable, turn: Turn, *moves: str
) -> int | None:
    """Our message with such a button of a turn.

    Raises:
        Later: Discord does not answer just now.
    """
    wanted = {Click(turn=turn.id, move=move).custom_id for move in moves}
    with (
        contextlib.suppress(Undeliverable),
        translate_discord_errors(turn),
    ):  # not allowed to look is as good as none
        async for message in channel.history(limit=MOST_LOOKED):
            if message.id < _oldest(turn):
                break
            rows = (row for row in message.components if isinstance(row, discord.ActionRow))
            ids = {getattr(item, "custom_id", None) for row in rows for item in row.children}
            if wanted & ids and client.is_own(message):
                return message.id
    return None


def _oldest(turn: Turn) -> int:
    """A message's number below which none of a turn's can be; our own clock is not relied on."""
    known = turn.note or (turn.at.reply_to if turn.at else None)
    if known is not None:
        return known
    began = datetime.fromtimestamp(max(turn.created_at - DAY, EPOCH), UTC)
    return discord.utils.time_snowflake(began)
