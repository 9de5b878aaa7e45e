"""Finds the bot's own messages in a channel: Discord remembers nonces for a few minutes only."""

import contextlib
from datetime import UTC, datetime

import discord

from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import TurnAction
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors

MAX_READ = 500  # newest messages that are read
EPOCH = 1_420_070_400.0  # seconds since 1970 when Discord's ids begin
DAY = 86_400.0  # seconds by which our clock may be wrong


async def find_own_message(
    client: DiscordClient, channel: discord.abc.Messageable, turn: Turn, *actions: str
) -> int | None:
    """Return the id of the bot's message that has a button for one of these actions on a turn.

    Where the bot may not read the channel's history there is none.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    wanted = (TurnAction(turn=turn.id, action=action).custom_id for action in actions)
    return await find_own_button(client, channel, *wanted, oldest=_oldest(turn))


async def find_own_button(
    client: DiscordClient, channel: discord.abc.Messageable, *custom_ids: str, oldest: int
) -> int | None:
    """Return the id of the bot's message that has a button with one of these ids.

    Args:
        client: the connection.
        channel: where it is.
        custom_ids: of the buttons.
        oldest: an id below that of the message: see `id_before`.

    Where the bot may not read the channel's history there is none.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    wanted = set(custom_ids)
    with contextlib.suppress(Undeliverable), translate_discord_errors("what=own_message"):
        async for message in channel.history(limit=MAX_READ):
            if message.id < oldest:
                break
            rows = (row for row in message.components if isinstance(row, discord.ActionRow))
            ids = {getattr(item, "custom_id", None) for row in rows for item in row.children}
            if wanted & ids and client.is_own(message):
                return message.id
    return None


def _oldest(turn: Turn) -> int:
    """Return an id below that of any message of a turn; our own clock may be wrong."""
    earliest = turn.progress_message or (turn.at.reply_to if turn.at else None)
    if earliest is not None:
        return earliest
    return id_before(turn.created_at)


def id_before(moment: float) -> int:
    """Return an id below that of any message since a moment (seconds since 1970) by our clock."""
    return discord.utils.time_snowflake(datetime.fromtimestamp(max(moment - DAY, EPOCH), UTC))
