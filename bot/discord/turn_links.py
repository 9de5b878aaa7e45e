"""Addresses of the messages that show turns."""

from bot.core.turns import Turn


def turn_link(turn: Turn) -> str:
    """Return the address of the message that shows a turn; its channel's where none is known."""
    channel = turn.at.channel if turn.at else 0
    address = f"https://discord.com/channels/{turn.by.guild or '@me'}/{channel}"
    return address if turn.message is None else f"{address}/{turn.message}"
