"""Messages that a menu was used on, until its form comes back.

The message comes with the menu's interaction, not with the form's. Where the bot can't view the
channel (in user installs and other people's private chats, too) it can't be fetched again.
"""

from collections import OrderedDict

import discord

MAX_MESSAGES = 500  # messages kept; the oldest go first


class TargetMessages:
    """Keeps a bounded number of messages in memory, each for the person who used the menu."""

    def __init__(self) -> None:
        self._messages: OrderedDict[tuple[int, int, int], discord.Message] = OrderedDict()

    def keep(self, message: discord.Message, *, person: int) -> None:
        """Keep a message for a person."""
        key = (person, message.channel.id, message.id)
        self._messages[key] = message
        self._messages.move_to_end(key)
        while len(self._messages) > MAX_MESSAGES:
            self._messages.popitem(last=False)

    def find(self, *, person: int, channel: int, message: int) -> discord.Message | None:
        """Return the message if this person used a menu on it; None if it is no longer kept."""
        return self._messages.get((person, channel, message))
