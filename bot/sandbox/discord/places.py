"""Users, the server and its channels."""

import hashlib
from dataclasses import dataclass, field

from bot.sandbox.discord.permissions import ALL, EVERYONE, NO_PERMISSIONS, READ_ONLY, Permission
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.snowflakes import iso_timestamp

GUILD_TEXT, DM, PUBLIC_THREAD, PRIVATE_THREAD, GUILD_FORUM, GUILD_MEDIA = 0, 1, 11, 12, 15, 16
REQUIRES_TAG = 1 << 4  # a forum's flag
SPOILER_CHANNEL = 1 << 21  # a channel's flag
OBFUSCATED = 1 << 17  # a channel's flag
JOINED = 1_577_836_800.0  # seconds; 2020-01-01, when every member joined

# Fixed ids, so that a bot's stored rows stay valid when the sandbox is restarted.
BOT_ID = "661720242585600000"
ADA_ID, BO_ID = "661720242585600101", "661720242585600102"
GUILD_ID, BOT_ROLE_ID = "661720242585600200", "661720242585600201"
ART_ID, LOUNGE_ID = "661720242585600301", "661720242585600302"
ADA_DM_ID, BO_DM_ID = "661720242585600401", "661720242585600402"


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot. `locale` is the language of their Discord."""

    id: str
    name: str
    bot: bool = False
    locale: str = "en-US"
    roles: list[str] = field(default_factory=list, compare=False)
    timed_out_until: float | None = None  # seconds since 1970
    granted: Permission = field(default=NO_PERMISSIONS, compare=False)  # beside everyone's
    joined: float = field(default=JOINED, compare=False)  # seconds since 1970
    left: bool = field(default=False, compare=False)  # is no member of the server any more
    portrait: bytes = field(default=b"", compare=False, repr=False)  # the avatar's file; none set

    @property
    def avatar(self) -> str | None:
        """The hash that names the avatar, None where none is set."""
        return hashlib.sha256(self.portrait).hexdigest()[:32] if self.portrait else None

    def json(self) -> Json:
        payload: Json = {
            "id": self.id,
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": self.avatar,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "collectibles": None,
            "primary_guild": None,
            "public_flags": 0,
            "flags": 0,
        }
        if self.bot:
            payload |= {"bot": True, "username": self.name}
        return payload

    def as_member(self) -> Json:
        """Return Discord's guild member object, with the user."""
        return self.member() | {"user": self.json()}

    def member(self) -> Json:
        """Return Discord's guild member object, without the user."""
        return {
            "avatar": None,
            "banner": None,
            "communication_disabled_until": (
                None if self.timed_out_until is None else iso_timestamp(self.timed_out_until)
            ),
            "deaf": False,
            "flags": 0,
            "joined_at": iso_timestamp(self.joined),
            "mute": False,
            "nick": None,
            "pending": False,
            "premium_since": None,
            "roles": [BOT_ROLE_ID] if self.id == BOT_ID else list(self.roles),
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel, a forum, a thread in one, or a person's direct messages with a bot."""

    id: str
    kind: int
    name: str
    position: int = 0
    topic: str | None = None
    parent: "Channel | None" = None
    owner_id: str = ""
    recipient: User | None = None
    bot_id: str = BOT_ID  # of direct messages: the bot they are with
    created: float = JOINED  # seconds
    archived: bool = False
    archived_at: float = JOINED  # seconds
    locked: bool = False
    nsfw: bool = False  # whether it is age-restricted
    spoilers: bool = False  # whether media must be marked as spoilers
    auto_archive: int = 1440  # minutes
    last_message_id: str | None = None
    posted: int = 0  # messages posted so far
    members: list[str] = field(default_factory=list)
    invitable: bool = True  # whether members of a private thread may add others
    denied: Permission = NO_PERMISSIONS  # denied to the bot here
    denied_members: Permission = NO_PERMISSIONS  # denied to all but the owner and the bot here
    available_tags: list[Json] = field(default_factory=list)  # of a forum
    requires_tag: bool = False  # whether a forum's posts need one
    applied_tags: list[str] = field(default_factory=list)  # ids, of a forum's post

    @property
    def is_direct(self) -> bool:
        return self.kind == DM

    @property
    def is_forum(self) -> bool:
        return self.kind in (GUILD_FORUM, GUILD_MEDIA)

    @property
    def is_thread(self) -> bool:
        return self.kind in (PUBLIC_THREAD, PRIVATE_THREAD)

    @property
    def hidden(self) -> bool:
        """Whether the bot can't view it: Discord obfuscates such channels since 2026-11-16."""
        return Permission.VIEW_CHANNEL in self.denied and not self.is_thread

    def json(self) -> Json:
        payload: Json = {
            "id": self.id,
            "type": self.kind,
            "flags": (SPOILER_CHANNEL if self.spoilers else 0)
            | (OBFUSCATED if self.hidden else 0)
            | (REQUIRES_TAG if self.requires_tag else 0),
            "last_message_id": self.last_message_id,
        }
        if self.recipient is not None:
            return payload | {"recipients": [self.recipient.json()]}
        payload |= {"guild_id": GUILD_ID, "name": self.name, "rate_limit_per_user": 0}
        if self.hidden:
            payload["name"] = "___hidden___"
        if self.parent is not None:
            return payload | self._thread(self.parent)
        if self.is_forum:
            payload |= {
                "available_tags": self.available_tags,
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return payload | {
            "parent_id": None,
            "position": self.position,
            "topic": self.topic,
            "nsfw": self.nsfw,
            "permission_overwrites": self._overwrites(),
        }

    def thread_member(self, user_id: str) -> Json | None:
        """Return Discord's thread member object of someone who joined this thread, else None."""
        if user_id not in self.members:
            return None
        joined = iso_timestamp(self.created)
        return {"id": self.id, "user_id": user_id, "join_timestamp": joined, "flags": 0}

    def _overwrites(self) -> list[Json]:
        found: list[Json] = []
        if self.denied_members:  # of @everyone, whose role has the server's id
            deny = str(int(self.denied_members))
            found.append({"id": GUILD_ID, "type": 0, "allow": "0", "deny": deny})
        if self.denied or self.denied_members:
            allow = str(int(self.denied_members & ~self.denied))
            deny = str(int(self.denied))
            found.append({"id": BOT_ID, "type": 1, "allow": allow, "deny": deny})
        return found

    def _thread(self, parent: "Channel") -> Json:
        private = {"invitable": self.invitable} if self.kind == PRIVATE_THREAD else {}
        tags = {"applied_tags": self.applied_tags} if parent.is_forum else {}
        return tags | {
            "parent_id": parent.id,
            "owner_id": self.owner_id,
            "message_count": self.posted,
            "member_count": len(self.members),
            "total_message_sent": self.posted,
            "thread_metadata": {
                "archived": self.archived,
                "archive_timestamp": iso_timestamp(self.archived_at),
                "auto_archive_duration": self.auto_archive,
                "locked": self.locked,
                "create_timestamp": iso_timestamp(self.created),
                **private,
            },
        }


@dataclass(slots=True, eq=False)
class Guild:
    """The one server. `locale` is its preferred locale."""

    name: str = "Easel's atelier"
    locale: str = "en-US"
    owner_id: str = ADA_ID
    bot_name: str = "Easel"  # its role's
    bot_permissions: Permission = EVERYONE
    system_channel_id: str | None = None
    more_roles: dict[str, str] = field(default_factory=dict)  # names by id
    mentionable_roles: set[str] = field(default_factory=set)  # ids

    def permissions(self, user: User, channel: Channel) -> Permission:
        """Return a member's permissions in a channel; a thread has those of its channel."""
        if channel.is_direct or user.id == self.owner_id:
            return ALL
        here = channel.parent or channel
        if user.id != BOT_ID:
            denied = here.denied_members | channel.denied_members
            permissions = self.member_permissions(user) & ~denied
            return permissions if user.timed_out_until is None else permissions & READ_ONLY
        return self.bot_permissions & ~here.denied & ~channel.denied

    def can_see(self, user: User, channel: Channel) -> bool:
        """Return whether a channel is not another person's, nor a thread one is not in."""
        if channel.recipient is not None:
            return user.id == channel.bot_id or channel.recipient is user
        if channel.kind != PRIVATE_THREAD or user.id in channel.members:
            return True
        return Permission.MANAGE_THREADS in self.permissions(user, channel)

    def member_permissions(self, user: User) -> Permission:
        """Return a person's permissions in the whole server."""
        return ALL if user.id == self.owner_id else EVERYONE | user.granted

    def json(self) -> Json:
        """Return Discord's guild object, as REST returns it."""
        nothing = (
            "icon description home_header splash discovery_splash banner application_id "
            "afk_channel_id system_channel_id widget_channel_id max_presences vanity_url_code "
            "rules_channel_id safety_alerts_channel_id public_updates_channel_id incidents_data "
            "premium_progress_bar_enabled_user_updated_at"
        )
        zero = (
            "system_channel_flags verification_level default_message_notifications mfa_level "
            "explicit_content_filter premium_tier premium_subscription_count nsfw_level"
        )
        payload: Json = dict.fromkeys(nothing.split())
        payload |= dict.fromkeys(zero.split(), 0)
        return payload | {
            "id": GUILD_ID,
            "name": self.name,
            "owner_id": self.owner_id,
            "features": [],
            "region": "us-east",
            "afk_timeout": 300,
            "widget_enabled": False,
            "roles": self.roles(),
            "system_channel_id": self.system_channel_id,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "preferred_locale": self.locale,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "emojis": [],
            "stickers": [],
        }

    def roles(self) -> list[Json]:
        """Return all role objects, the lowest first."""
        more = enumerate(self.more_roles.items(), 2)
        return [
            _role(GUILD_ID, "@everyone", EVERYONE, position=0),
            _role(BOT_ROLE_ID, self.bot_name, self.bot_permissions, position=1),
            *(
                _role(id_, name, EVERYONE, position=place)
                | {"mentionable": id_ in self.mentionable_roles}
                for place, (id_, name) in more
            ),
        ]


def _role(role_id: str, name: str, permissions: Permission, *, position: int) -> Json:
    is_bots = role_id == BOT_ROLE_ID
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    payload: Json = {
        "id": role_id,
        "name": name,
        "permissions": str(int(permissions)),
        "position": position,
        "color": 0,
        "colors": colors,
        "hoist": False,
        "managed": is_bots,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if is_bots:
        payload["tags"] = {"bot_id": BOT_ID}
    return payload
