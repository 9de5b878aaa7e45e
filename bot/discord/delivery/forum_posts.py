"""Posts of the bot's own in forum channels: a thread with a first message of the same id."""

import discord

from bot.discord.client import DiscordClient
from bot.discord.delivery.own_messages import find_own_button


def tag_of(forum: discord.ForumChannel, tag: int | None) -> list[discord.ForumTag]:
    """Return a forum's tag as a list; an empty one if it was removed, or none was chosen."""
    found = forum.get_tag(tag) if tag is not None else None
    return [found] if found else []


async def find_own_post(
    client: DiscordClient, forum: discord.ForumChannel, custom_id: str, *, oldest: int
) -> int | None:
    """Return the id of the bot's post that has a button with this id in it.

    Args:
        client: the connection.
        forum: where it is.
        custom_id: of the button.
        oldest: an id below that of the post.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    for thread in forum.threads:  # those that are not archived: it is new
        if thread.id < oldest or client.user is None or thread.owner_id != client.user.id:
            continue
        if await find_own_button(client, thread, custom_id, oldest=oldest) is not None:
            return thread.id
    return None
