"""Discord's permission bits, and the check for missing ones."""

from enum import IntFlag

from bot.sandbox.discord.refusals import missing_access, missing_permissions


class Permission(IntFlag):
    """The permissions this server has, named as in Discord's documentation."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


NO_PERMISSIONS = Permission(0)
ALL = Permission((1 << 39) - 1) | Permission.PIN_MESSAGES
MODERATOR_ONLY = (
    Permission.ADMINISTRATOR
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_WEBHOOKS
    | Permission.MENTION_EVERYONE
    | Permission.PIN_MESSAGES
)
EVERYONE = ALL & ~MODERATOR_ONLY
READ_ONLY = (
    Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
)  # what a member in timeout keeps


def require(permissions: Permission, *needed: Permission) -> None:
    """Check that the needed permissions are there.

    Raises:
        Refusal: 50001 without View Channel, 50013 without one of `needed`.
    """
    if Permission.VIEW_CHANNEL not in permissions:
        raise missing_access()
    for permission in needed:
        if permission not in permissions:
            raise missing_permissions()
