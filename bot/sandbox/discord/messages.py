"""Messages: their fields, and Discord's JSON for them."""

from dataclasses import dataclass, field

from bot.sandbox.discord import components as parts
from bot.sandbox.discord import embeds as cards
from bot.sandbox.discord.files import Files, Upload
from bot.sandbox.discord.places import GUILD_ID, Channel, User
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.snowflakes import iso_timestamp
from bot.sandbox.discord.webhooks import Webhook

DEFAULT, REPLY, CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND, THREAD_STARTER = 0, 19, 20, 23, 21
PINNED = 6  # the system message that says so
LOADING, HAS_SNAPSHOT, V2 = 128, 1 << 14, 1 << 15  # flags


@dataclass(slots=True, eq=False)
class Message:
    """A message in a channel. An edit changes it in place.

    `attachments`, `components` and `embeds` return copies with new links.
    """

    id: str
    channel: Channel
    author: User
    created: float  # seconds
    files: Files
    kind: int = DEFAULT
    content: str = ""
    uploads: list[Upload] = field(default_factory=list)
    stored_components: list[Json] = field(default_factory=list)
    stored_embeds: list[Json] = field(default_factory=list)
    flags: int = 0
    mentioned: list[User] = field(default_factory=list)
    mention_everyone: bool = False
    reference: Json | None = None
    referenced: "Message | None" = None
    snapshots: list[Json] = field(default_factory=list)
    interaction: Json | None = None
    command: str | None = None  # the name of the command it responds to
    nonce: str | int | None = None
    edited_at: float | None = None  # seconds
    deleted: bool = False
    ephemeral_to: User | None = None
    dismissed: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)  # user ids by emoji
    thread: Channel | None = None
    pinned_at: float | None = None  # seconds
    webhook: Webhook | None = None  # the channel's, that posted it

    @property
    def channel_id(self) -> str:
        return self.channel.id

    @property
    def author_id(self) -> str:
        return self.author.id

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def mentions(self) -> list[str]:
        """The ids of the users it pings."""
        return [user.id for user in self.mentioned]

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def attachments(self) -> list[Json]:
        """Its attachment objects, without files that a component or embed shows."""
        elsewhere = {item.get("upload") for item in parts.media(self.stored_components)}
        elsewhere |= {item.get("upload") for item in cards.media(self.stored_embeds)}
        return [self.files.attachment(each) for each in self.uploads if each.id not in elsewhere]

    @property
    def components(self) -> list[Json]:
        def expand(upload_id: str) -> Json:
            return self.files.media(self.files.get(upload_id))

        payload: list[Json] = parts.expand_media(self.stored_components, expand)
        return payload

    @property
    def embeds(self) -> list[Json]:
        def expand(upload_id: str) -> Json:
            media = self.files.media(self.files.get(upload_id))
            return {k: v for k, v in media.items() if v is not None and not k.endswith("id")}

        payload: list[Json] = parts.expand_media(self.stored_embeds, expand)
        return payload

    def pictures(self) -> list[Upload]:
        """Return all its files, including those that components and embeds show."""
        return list(self.uploads)

    def buttons(self) -> list[str]:
        """Return the labels of its buttons, in order."""
        components = parts.walk(self.stored_components)
        return [each.get("label", "") for _, each in components if each["type"] == parts.BUTTON]

    def all_text(self) -> str:
        """Return all its text: content, text displays and embeds, one per line."""
        lines = [self.content, *parts.text_displays(self.stored_components)]
        for embed in self.stored_embeds:
            lines += cards.texts(embed)
        return "\n".join(line for line in lines if line)

    def json(self, viewer: User, *, with_reference: bool = True) -> Json:
        """Return Discord's message object, as this user sees it."""
        payload: Json = {
            "id": self.id,
            "channel_id": self.channel.id,
            "author": self.author.json(),
            "mention_everyone": self.mention_everyone,
            "pinned": self.pinned_at is not None,
            "tts": False,
        }
        payload |= self._content() | self._origin()
        if self.reactions:
            payload["reactions"] = [
                self._reaction(e, who, viewer) for e, who in self.reactions.items()
            ]
        if self.thread is not None:
            payload["thread"] = self.thread.json()
        if self.reference is not None:
            payload["message_reference"] = self.reference
        if self.snapshots:
            payload["message_snapshots"] = self.snapshots
        if self.kind in (REPLY, THREAD_STARTER) and with_reference:
            there = self.referenced if self.referenced and not self.referenced.deleted else None
            payload["referenced_message"] = (
                there.json(viewer, with_reference=False) if there else None
            )
        return payload

    def snapshot(self) -> Json:
        """Return the snapshot that a forward has, which is without the author."""
        return {"message": self._content()}

    def _content(self) -> Json:
        return {
            "type": self.kind,
            "content": self.content,
            "mentions": [user.json() for user in self.mentioned],
            "mention_roles": [],
            "attachments": self.attachments,
            "embeds": self.embeds,
            "components": self.components,
            "timestamp": iso_timestamp(self.created),
            "edited_timestamp": iso_timestamp(self.edited_at) if self.edited_at else None,
            "flags": self.flags,
        }

    def _origin(self) -> Json:
        payload: Json = {}
        if self.nonce is not None:
            payload["nonce"] = self.nonce
        if self.author.bot:
            payload["application_id"] = self.author.id
        if self.webhook is not None:
            about = {"webhook_id": self.webhook.id, "application_id": self.webhook.application_id}
            payload |= about
        if self.interaction is not None:
            payload |= {"interaction_metadata": self.interaction, "webhook_id": self.author.id}
        if self.interaction is not None and self.command is not None:
            kept = {key: self.interaction[key] for key in ("id", "type", "user")}
            payload["interaction"] = kept | {"name": self.command}
        return payload

    def _reaction(self, emoji: str, who: list[str], viewer: User) -> Json:
        return {
            "emoji": {"id": None, "name": emoji},
            "count": len(who),
            "count_details": {"normal": len(who), "burst": 0},
            "burst_colors": [],
            "me_burst": False,
            "me": viewer.id in who,
        }


def reference_to(message: Message, *, forward: bool = False) -> Json:
    """Return the `message_reference` of a reply or forward."""
    payload: Json = {
        "type": 1 if forward else 0,
        "channel_id": message.channel.id,
        "message_id": message.id,
    }
    if not message.channel.is_direct:
        payload["guild_id"] = GUILD_ID
    return payload
