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


_SHOWN = {"read_messages": "View Channel"}  # where discord.py has an older name


def invite_link(application_id: int) -> str:
    """Return the address at which an owner adds the bot to a server, with its permissions."""
    return discord.utils.oauth_url(
        application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
    )


def missing_permissions(granted: discord.Permissions) -> tuple[str, ...]:
    """Return the names, as Discord shows them, of permissions that are needed and not granted."""
    if granted.administrator:
        return ()
    missing = (name for name, needed in PERMISSIONS if needed and not getattr(granted, name))
    return tuple(_SHOWN.get(name) or _shown(name) for name in missing)


def _shown(name: str) -> str:
    return name.replace("_", " ").title().replace(" In ", " in ")
