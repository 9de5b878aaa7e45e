"""Replies to messages, also where the bot may not read a channel's history."""

from typing import Any

import discord

from bot.discord.delivery.errors import is_reference_refused


async def reply(message: discord.Message, words: str, **options: Any) -> discord.Message:
    """Reply to a message, or post without the reference where Discord refuses a reply.

    Args:
        message: what is replied to.
        words: the text.
        options: as `discord.Message.reply` takes them.

    Raises:
        discord.HTTPException: Discord refused it.
    """
    try:
        return await message.reply(words, **options)
    except discord.HTTPException as error:
        if not is_reference_refused(error):
            raise
    return await message.channel.send(words, **options)
