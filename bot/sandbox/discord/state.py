"""What programs and tests read and change of the local Discord, as its people and owners would."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox.discord import forums, posting, profiles, rest_account, threads
from bot.sandbox.discord.client_actions import ClientActions
from bot.sandbox.discord.commands import register
from bot.sandbox.discord.faults import Faults
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.permissions import ALL, Permission
from bot.sandbox.discord.person import Person
from bot.sandbox.discord.places import (
    BOT_ID,
    BOT_ROLE_ID,
    GUILD_FORUM,
    GUILD_ID,
    GUILD_MEDIA,
    GUILD_TEXT,
    JOINED,
    Channel,
    User,
)
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.session_start import guild_create
from bot.sandbox.discord.world import Call, Event, Found, World


class DiscordState:
    """The server with its channels and people, and the bots in it.

    Args:
        world: where it is kept.
        actions: what people do in their clients.
    """

    def __init__(self, world: World, actions: ClientActions) -> None:
        self.world = world
        self._actions = actions

    # -- reading

    @property
    def bot_online(self) -> bool:
        return self.world.bot_online

    @property
    def bot_id(self) -> str:
        return self.world.bot.id

    @property
    def bot_mention(self) -> str:
        return f"<@{self.bot_id}>"

    @property
    def bot_role_id(self) -> str:
        """The role that Discord made for the bot when it was invited."""
        return BOT_ROLE_ID

    @property
    def calls(self) -> list[Call]:
        """Every REST request from the bot, in order."""
        return self.world.calls

    @property
    def refused_calls(self) -> list[str]:
        """REST requests to routes this server does not have; should be empty."""
        return self.world.refused_calls

    @property
    def faults(self) -> Faults:
        return self.world.faults

    async def until(self, condition: Callable[[], Found], within: float = 10.0) -> Found:
        """Wait until a condition holds, as `World.until` does; `within` is in seconds."""
        return await self.world.until(condition, within)

    def recent_activity(self, newest: int = 12) -> str:
        """The newest messages and calls, one a line."""
        return self.world.recent_activity(newest)

    def person(self, name: str, *, locale: str | None = None) -> Person:
        """Return Ada or Bo; sets the language of their Discord if one is given."""
        for user in self.world.people.values():
            if user.name == name:
                user.locale = locale or user.locale
                return Person(self.world, user, self._actions)
        raise AssertionError(f"There is no person called {name}.")

    def newcomer(
        self,
        name: str,
        *,
        roles: Iterable[str] = (),
        locale: str = "en-US",
        joined: float = JOINED,
    ) -> Person:
        """Add a person to the server, with these role ids, who joined then (since 1970)."""
        id_ = self.world.snowflakes.next()
        user = User(id_, name, roles=list(roles), locale=locale, joined=joined)
        self.world.add_person(user)
        return Person(self.world, user, self._actions)

    def grant(self, person: Person, permission: Permission | str) -> None:
        """Give a person a permission in the whole server."""
        person.user.granted |= _permission(permission)

    def role(self, name: str, *, mentionable: bool = False) -> str:
        """Create a role and return its id; the bot gets GUILD_ROLE_CREATE."""
        role_id = self.world.snowflakes.next()
        self.world.guild.more_roles[role_id] = name
        if mentionable:
            self.world.guild.mentionable_roles.add(role_id)
        role = self.world.guild.roles()[-1]
        self.dispatch_event("GUILD_ROLE_CREATE", {"guild_id": GUILD_ID, "role": role})
        return role_id

    def another_bot(self, name: str = "Gallery") -> Person:
        """Add another bot, which can post embeds and components."""
        user = User(self.world.snowflakes.next(), name, bot=True)
        self.world.bots[user.id] = user
        return Person(self.world, user, self._actions)

    def serve_another(self, name: str, token: str) -> World:
        """Let one more bot log in, with a token and commands of its own; returns what it sees.

        It may do everything in the server, and has a private chat with each person.
        """
        bot_id = str(int(BOT_ID) + len(self.world.worlds))
        bot = User(bot_id, name, bot=True, roles=[BOT_ROLE_ID], granted=ALL)
        return self.world.beside(bot, token)

    def channel(self, name: str) -> Channel:
        """Return a channel or thread by its name, such as `art` or `lounge`."""
        for channel in self.world.channels.values():
            if channel.name == name.removeprefix("#") and not channel.is_direct:
                return channel
        raise AssertionError(f"There is no channel {name}.")

    def messages(self, channel: Channel) -> list[Message]:
        """Return the messages that everyone in the channel sees, oldest first."""
        return self.world.messages_in(channel)

    def file(self, attachment: Json) -> bytes:
        """Return the bytes of an attachment, or of a component's media object."""
        return self.world.files.get(attachment.get("attachment_id") or attachment["id"]).data

    def commands(self) -> list[Json]:
        """Return the registered commands, global and of the server."""
        return list(self.world.commands.values())

    # -- changing

    def update_application(self, **fields: Any) -> None:
        """Change fields of the application, as its owner can in the Developer Portal."""
        self.world.application |= fields

    def register_commands(self, *bodies: Json, server: bool = False) -> None:
        """Replace the registered commands, as another program of the same application would."""
        scope = GUILD_ID if server else None
        register(self.world, list(bodies), guild_id=scope)

    def forbid(self, permission: Permission | str, *, channel: Channel) -> None:
        """Deny the bot a permission in a channel."""
        channel.denied |= _permission(permission)
        threads.update_thread(self.world, channel, archived=None)

    def allow(self, permission: Permission | str, *, channel: Channel) -> None:
        """Remove what `forbid` denied."""
        channel.denied &= ~_permission(permission)
        threads.update_thread(self.world, channel, archived=None)

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread; a message unarchives it unless it is locked."""
        threads.update_thread(self.world, thread, archived=True, locked=locked)

    def lock(self, thread: Channel) -> None:
        """Lock an active thread: writing there then needs Manage Threads."""
        threads.update_thread(self.world, thread, archived=None, locked=True)

    def hide_media(self, channel: Channel) -> None:
        """Make a channel a spoiler channel."""
        channel.spoilers = True
        threads.update_thread(self.world, channel, archived=None)

    def restrict_age(self, channel: Channel) -> None:
        """Make a channel age-restricted."""
        channel.nsfw = True
        threads.update_thread(self.world, channel, archived=None)

    def block_word(self, word: str) -> None:
        """Make the server's AutoMod block messages that contain a word."""
        self.world.automod.add(word.casefold())

    def set_avatar(self, person: Person, image: bytes) -> None:
        """Set a person's avatar; no bytes: take it away."""
        profiles.set_avatar(self.world, person.user, image)

    def remove_member(self, person: Person) -> None:
        """Let a person leave the server. Commands can still name them by a mention."""
        person.user.left = True

    def remove_bot(self) -> None:
        """Remove the bot from the server, as its managers can; it gets GUILD_DELETE."""
        rest_account.remove_bot(self.world)

    def invite_bot(self, *, by: Person | None = None) -> None:
        """Let a person add the bot to the server; where it is there already, it leaves first.

        Args:
            by: who is in the server's audit log for it; None for no one.
        """
        self.world.invited_by = by.user if by else None
        if self.world.bot_in_server:
            self.remove_bot()
        self.world.bot_in_server = True
        joined = guild_create(self.world)
        del joined["unavailable"]  # it is for servers that the bot was in before
        self.world.emit(Event("GUILD_CREATE", joined, bot=self.world.bot))

    def add_channel(self, name: str) -> Channel:
        """Add a text channel; the bot gets CHANNEL_CREATE."""
        channel = Channel(self.world.snowflakes.next(), GUILD_TEXT, name)
        self.world.channels[channel.id] = channel
        self.world.emit(Event("CHANNEL_CREATE", channel.json(), channel))
        return channel

    def add_forum(
        self,
        name: str,
        *,
        tags: Iterable[str] = (),
        requires_tag: bool = False,
        media: bool = False,
    ) -> Channel:
        """Add a forum channel or a media channel; the bot gets CHANNEL_CREATE."""
        kind = GUILD_MEDIA if media else GUILD_FORUM
        forum = Channel(self.world.snowflakes.next(), kind, name, requires_tag=requires_tag)
        forum.available_tags = [forums.tag(self.world, each) for each in tags]
        self.world.channels[forum.id] = forum
        self.world.emit(Event("CHANNEL_CREATE", forum.json(), forum))
        return forum

    def deny_members(self, permission: Permission | str, *, channel: Channel) -> None:
        """Deny a permission in a channel to everyone but the server's owner and the bot."""
        channel.denied_members |= _permission(permission)
        threads.update_thread(self.world, channel, archived=None)

    def delete_channel(self, channel: Channel) -> None:
        threads.delete(self.world, channel)

    def delete(self, message: Message) -> None:
        """Delete any message, as a moderator."""
        posting.delete(self.world, message)

    def set_system_channel(self, channel: Channel | None) -> None:
        """Set where Discord posts that a member joined; the bot gets GUILD_UPDATE."""
        self.world.guild.system_channel_id = channel.id if channel else None
        self.dispatch_event("GUILD_UPDATE", self.world.guild.json())

    def rename(self, bot_name: str) -> None:
        """Rename the bot; call it before the bot logs in."""
        self.world.bot = User(self.world.bot.id, bot_name, bot=True)
        self.world.bots[self.world.bot.id] = self.world.bot
        self.world.guild.bot_name = bot_name

    def set_locale(self, locale: str) -> None:
        """Change the server's preferred locale; the bot gets GUILD_UPDATE."""
        self.world.guild.locale = locale
        self.dispatch_event("GUILD_UPDATE", self.world.guild.json())

    def dispatch_event(self, name: str, data: dict[str, Any]) -> None:
        """Send the bot any gateway event of the server."""
        self.world.emit(Event(name, data))


def _permission(named: Permission | str) -> Permission:
    return named if isinstance(named, Permission) else Permission[named]
