"""Reactions to messages: adding and removing them, and their events."""

from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import Event, World


def react(world: World, message: Message, emoji: str, *, by: str, remove: bool = False) -> None:
    """Add or remove a reaction and send its event; nothing if it is there, or gone, already."""
    who = message.reactions.get(emoji, [])
    if remove != (by in who):
        return
    left = [user_id for user_id in who if user_id != by] if remove else [*who, by]
    message.reactions[emoji] = left
    if not left:
        del message.reactions[emoji]
    name = "MESSAGE_REACTION_REMOVE" if remove else "MESSAGE_REACTION_ADD"
    data = _place(message) | _emoji(emoji) | {"user_id": by, "burst": False, "type": 0}
    data["message_author_id"] = message.author.id
    if not (remove or message.channel.is_direct):
        data["member"] = world.user(by).member() | {"user": world.user(by).json()}
    world.emit(Event(name, data, message.channel))


def clear(world: World, message: Message, emoji: str | None = None) -> None:
    """Remove every reaction, or all with one emoji: one event for the bot, each for the page."""
    for each in [emoji] if emoji is not None else list(message.reactions):
        for user_id in message.reactions.pop(each, []):
            data = _place(message) | _emoji(each) | {"user_id": user_id}
            world.emit(Event("MESSAGE_REACTION_REMOVE", data, message.channel, to_bot=False))
    name = "MESSAGE_REACTION_REMOVE_ALL" if emoji is None else "MESSAGE_REACTION_REMOVE_EMOJI"
    bulk = _place(message) | (_emoji(emoji) if emoji is not None else {})
    world.emit(Event(name, bulk, message.channel, to_people=False))


def _place(message: Message) -> Json:
    data: Json = {"channel_id": message.channel.id, "message_id": message.id}
    return data if message.channel.is_direct else data | {"guild_id": GUILD_ID}


def _emoji(emoji: str) -> Json:
    return {"emoji": {"id": None, "name": emoji}}
