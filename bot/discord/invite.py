"""The link by which a server's owner invites the bot, and the rights that it asks for."""

import discord

RIGHTS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)


def invite_link(application_id: int) -> str:
    """The address at which an owner adds the bot to a server, with the rights it needs."""
    return discord.utils.oauth_url(
        application_id, permissions=RIGHTS, scopes=("bot", "applications.commands")
    )
