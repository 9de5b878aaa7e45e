"""The permissions that Easel needs in a server, and the link that asks an owner for them."""

import discord

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)


_NAMES = {"read_messages": "view_channel"}  # where discord.py has an older name


def invite_link(application_id: int) -> str:
    """Return the address at which an owner adds the bot to a server, with its permissions."""
    return discord.utils.oauth_url(
        application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
    )


def missing_permissions(granted: discord.Permissions) -> tuple[str, ...]:
    """Return the names of permissions that are needed and not granted; see `permission_names`."""
    if granted.administrator:
        return ()
    missing = (name for name, needed in PERMISSIONS if needed and not getattr(granted, name))
    return tuple(_NAMES.get(name, name) for name in missing)
