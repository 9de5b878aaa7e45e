"""Which events and fields the bot gets, by its gateway intents."""

from enum import IntFlag

from bot.sandbox.discord.places import GUILD_ID, User
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import Event, World

NO_CONTENT: Json = {"content": "", "attachments": [], "embeds": [], "components": []}


class Intent(IntFlag):
    """The intents this server knows."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


# Event name → the intent in the server, the intent in direct messages.
NEEDED = {
    "MESSAGE": (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
    "MESSAGE_REACTION": (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_DELETE_BULK": (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
    "MESSAGE_REACTION_REMOVE_ALL": (
        Intent.GUILD_MESSAGE_REACTIONS,
        Intent.DIRECT_MESSAGE_REACTIONS,
    ),
    "MESSAGE_REACTION_REMOVE_EMOJI": (
        Intent.GUILD_MESSAGE_REACTIONS,
        Intent.DIRECT_MESSAGE_REACTIONS,
    ),
    "TYPING": (Intent.GUILD_MESSAGE_TYPING, Intent.DIRECT_MESSAGE_TYPING),
    "THREAD": (Intent.GUILDS, None),
    "CHANNEL": (Intent.GUILDS, None),
    "CHANNEL_PINS": (Intent.GUILDS, Intent.DIRECT_MESSAGES),
    "GUILD": (Intent.GUILDS, None),
    "GUILD_MEMBER": (Intent.GUILD_MEMBERS, None),
}


def event_data(world: World, event: Event, intents: Intent) -> Json | None:
    """Return the event's data for a bot with these intents; None if it does not get the event."""
    direct = event.channel is not None and event.channel.is_direct
    kind = NEEDED.get(event.name) or NEEDED.get(event.name.rpartition("_")[0])
    needed = kind[1 if direct else 0] if kind else None
    about_itself = event.data.get("user", {}).get("id") == world.bot.id
    if needed is not None and needed not in intents and not about_itself:
        return None
    if event.message is None:
        return event.data
    has_content = Intent.MESSAGE_CONTENT in intents
    data = apply_content_intent(event.message.json(world.bot), world.bot, direct or has_content)
    if not direct:
        data["guild_id"] = GUILD_ID
        if event.message.interaction is None and event.message.webhook is None:
            data["member"] = event.message.author.member()
        for user in data["mentions"]:
            user["member"] = world.user(user["id"]).member()
    return data | event.data


def apply_content_intent(message: Json, bot: User, may_read: bool) -> Json:
    """Return the message without its content, attachments, embeds and components, unless readable.

    Messages by the bot and those that mention it are always readable. The message replied to is
    checked separately.
    """
    mentioned = any(user["id"] == bot.id for user in message["mentions"])
    if not (may_read or mentioned or message["author"]["id"] == bot.id):
        message = message | NO_CONTENT
        message.pop("message_snapshots", None)
    if message.get("referenced_message"):
        referenced = apply_content_intent(message["referenced_message"], bot, may_read)
        message["referenced_message"] = referenced
    return message
