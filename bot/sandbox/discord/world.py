"""The state of the local Discord, and the events of its changes."""

import asyncio
import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.sandbox.discord.faults import Faults
from bot.sandbox.discord.files import Files
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.places import (
    ADA_DM_ID,
    ADA_ID,
    ART_ID,
    BO_DM_ID,
    BO_ID,
    BOT_ID,
    DM,
    GUILD_TEXT,
    LOUNGE_ID,
    Channel,
    Guild,
    User,
)
from bot.sandbox.discord.refusals import Json, Refusal, unknown
from bot.sandbox.discord.snowflakes import Snowflakes
from bot.sandbox.discord.webhooks import Webhook

Found = TypeVar("Found")
MIB = 1024 * 1024
MAX_REQUEST_BYTES = 25 * MIB  # bytes of a whole request
CHECK_INTERVAL = 0.02  # seconds; for conditions that do not depend on this world alone


@dataclass(frozen=True, slots=True)
class Event:
    """A change, for the gateway and the page.

    `only` is the one person whose page gets it; None means every page. `to_bot` is False for
    events of the page alone, `to_people` for those of the gateway alone; `bot` is the one bot that
    gets it, None means all.
    """

    name: str
    data: Json = field(default_factory=dict)
    channel: Channel | None = None
    message: Message | None = None
    only: User | None = None
    to_bot: bool = True
    to_people: bool = True
    bot: User | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A REST request from the bot and its response. A cut connection has status 0.

    `path` is without `/api/v10`; `files` are the bytes of each file part, by file name.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: dict[str, bytes]
    status: int
    answer: Any


class _Changes:
    """Wakes what waits for the next change; all worlds share it."""

    def __init__(self) -> None:
        self.next = asyncio.Event()

    def tell(self) -> None:
        self.next.set()
        self.next = asyncio.Event()


class World:
    """The state: one server with two channels, two people, the bot, messages and commands.

    It is the state as one bot has it: another bot has a world of its own, which shares with the
    first one all but the bot itself, its token, its commands and its connection (`beside`).
    """

    def __init__(self, token: str, clock: Callable[[], float], *, message_content: bool) -> None:
        self.token = token
        self.clock = clock
        self.message_content_allowed = message_content
        self.attachment_size_limit = 10 * MIB  # bytes a file
        self.shards = 1
        self.snowflakes = Snowflakes(clock)
        self.files = Files(clock, self.snowflakes)
        self.faults = Faults()
        self.guild = Guild()
        self.bot = User(BOT_ID, "Easel", bot=True)
        self.people = {
            ADA_ID: User(ADA_ID, "Ada"),
            BO_ID: User(BO_ID, "Bo", locale="de"),
        }
        self.bots = {BOT_ID: self.bot}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}
        self.commands: dict[str, Json] = {}
        self.commands_left = 200  # new commands that may still be registered today
        self.application: Json = {}  # what was changed of it in the Developer Portal
        self.webhooks: dict[str, Webhook] = {}
        self.nonces: dict[tuple[str, str], Message] = {}
        self.calls: list[Call] = []
        self.refused_calls: list[str] = []
        self.invited_by: User | None = None  # the person in the audit log's newest entry
        self.automod: set[str] = set()  # lower-case words that the server's AutoMod blocks
        self.bot_in_server = True  # a member of the one server
        self.installed_by_user = False  # commands come by a person's own installation
        self.bot_online = False  # whether the shard of the one server is connected
        self.listeners: list[Callable[[Event], None]] = []
        self.worlds = {BOT_ID: self}  # by the bot's id
        self._changes = _Changes()
        self._add_channels()

    def _add_channels(self) -> None:
        ada, bo = self.people.values()
        for channel in (
            Channel(ART_ID, GUILD_TEXT, "art", position=0),
            Channel(LOUNGE_ID, GUILD_TEXT, "lounge", position=1),
            Channel(ADA_DM_ID, DM, "Ada", recipient=ada),
            Channel(BO_DM_ID, DM, "Bo", recipient=bo),
        ):
            self.channels[channel.id] = channel

    def _add_private_chat(self, user: User, bot_id: str) -> None:
        channel = Channel(self.snowflakes.next(), DM, user.name, recipient=user, bot_id=bot_id)
        self.channels[channel.id] = channel

    def add_person(self, user: User) -> None:
        """Add a person to the server, who can write to each bot in private."""
        self.people[user.id] = user
        for bot_id in self.worlds:
            self._add_private_chat(user, bot_id)

    # -- several bots

    def beside(self, bot: User, token: str) -> "World":
        """Return the world as one more bot has it."""
        other = copy.copy(self)
        other.token, other.bot, other.bot_online = token, bot, False
        other.commands, other.nonces, other.application = {}, {}, {}
        self.bots[bot.id] = bot
        self.worlds[bot.id] = other
        for user in self.people.values():
            self._add_private_chat(user, bot.id)
        return other

    def of_bot(self, bot_id: str) -> "World":
        """Return the world as a bot has it; this one, if it is no bot that is served."""
        return self.worlds.get(bot_id, self)

    def with_token(self, token: str) -> "World | None":
        """Return the world of the bot with this token."""
        found = (world for world in self.worlds.values() if world.token == token)
        return next(found, None)

    # -- lookups

    def user(self, user_id: str) -> User:
        """Return a person or a bot, or raise Refusal 10013."""
        found = self.people.get(user_id) or self.bots.get(user_id)
        if found is None:
            raise unknown("User")
        return found

    def channel(self, channel_id: str) -> Channel:
        """Return a channel, thread or DM, or raise Refusal 10003."""
        if channel_id not in self.channels:
            raise unknown("Channel")
        return self.channels[channel_id]

    def message(self, channel: Channel, message_id: str) -> Message:
        """Return a message that is not ephemeral, or raise Refusal 10008."""
        found = self.messages.get(message_id)
        if found is None or found.deleted or found.channel is not channel or found.ephemeral_to:
            raise unknown("Message")
        return found

    def dm_channel(self, user: User) -> Channel:
        """Return the channel of a person's direct messages with the bot.

        Raises:
            Refusal: 50007 if it is no person.
        """
        for channel in self.channels.values():
            if channel.recipient is user and channel.bot_id == self.bot.id:
                return channel
        raise Refusal(403, 50007, "Cannot send messages to this user")

    def messages_in(self, channel: Channel, *, viewer: User | None = None) -> list[Message]:
        """Return a channel's messages, oldest first; ephemeral ones only for their recipient."""
        return [
            message
            for message in self.messages.values()
            if message.channel is channel
            and not (message.deleted or message.dismissed)
            and (message.ephemeral_to is None or message.ephemeral_to is viewer)
        ]

    def threads(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.is_thread]

    # -- events

    def emit(self, event: Event) -> None:
        """Pass an event to the gateway and the page, and wake what waits for a change."""
        for listener in list(self.listeners):
            listener(event)
        self.notify_change()

    def notify_change(self) -> None:
        self._changes.tell()

    async def until(self, condition: Callable[[], Found], within: float = 10.0) -> Found:
        """Wait until a condition holds; it is checked again at every change.

        Args:
            condition: returns something true when it holds; that is returned.
            within: seconds.

        Raises:
            AssertionError: the time is up; the text has the newest messages and calls.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + within
        while not (found := condition()):
            left = ends - loop.time()
            if left <= 0:
                raise AssertionError(
                    f"Not within {within} s. Recent activity:\n{self.recent_activity()}"
                )
            await self.next_change(min(left, CHECK_INTERVAL))
        return found

    def recent_activity(self, newest: int = 12) -> str:
        """Return the newest messages and REST calls as text, one per line."""
        lines = [_line(message) for message in list(self.messages.values())[-newest:]]
        lines += [f"{c.method} {c.path[:80]} → {c.status}" for c in self.calls[-newest:]]
        return "\n".join([f"bot online: {self.bot_online}", *lines])

    async def next_change(self, within: float) -> None:
        """Wait for a change, for at most `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._changes.next.wait()
        except TimeoutError:
            return


def _line(message: Message) -> str:
    states = [name for name in ("loading", "deleted") if getattr(message, name)]
    if message.ephemeral_to is not None:
        states.append(f"only for {message.ephemeral_to.name}")
    files = [upload.filename for upload in message.uploads]
    text = f"#{message.channel.name} {message.author.name}: {message.all_text()!r}"
    return " ".join([text, *map(str, files), *(f"({state})" for state in states)])
