"""Interactions: the use of a command, a component or a modal by a person."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.discord.command_rules import USER_COMMAND
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.places import BOT_ID, GUILD_ID, Channel, User
from bot.sandbox.discord.refusals import Json, already_acknowledged, token_expired, unknown
from bot.sandbox.discord.world import Event, World

APPLICATION_COMMAND, MESSAGE_COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ACK_TIMEOUT = 3.0  # seconds until "The application did not respond"
TOKEN_LIFETIME = 15 * 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal that a person is shown."""

    interaction_id: str
    custom_id: str
    title: str
    components: list[Json]


@dataclass(slots=True, eq=False)
class Interaction:
    """`created` is the world's clock, `began` the monotonic clock, both in seconds."""

    id: str
    token: str
    kind: int
    user: User
    channel: Channel
    created: float
    began: float
    data: Json
    name: str  # the command's, or the custom id
    application_id: str = BOT_ID  # the bot's that it is sent to
    message: Message | None = None  # the one a component is on
    parent: "Interaction | None" = None  # the interaction that opened the modal
    acked_after: float | None = None  # seconds
    callback_type: int | None = None  # Discord's callback type
    response: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Modal | None = None
    choices: list[Json] | None = None
    failed: bool = False
    by_user_install: bool = False  # a person's own installation, where the bot is no member

    def installation_owners(self) -> dict[str, str]:
        """Return `authorizing_integration_owners`; in direct messages the server's id is "0"."""
        if self.by_user_install:
            return {"1": self.user.id}
        return {"0": "0" if self.channel.is_direct else GUILD_ID}

    def metadata(self) -> Json:
        """Return the `interaction_metadata` of its response messages."""
        payload: Json = {
            "id": self.id,
            "type": self.kind,
            "user": self.user.json(),
            "authorizing_integration_owners": self.installation_owners(),
        }
        if self.kind == MESSAGE_COMPONENT and self.message is not None:
            payload["interacted_message_id"] = self.message.id
        if self.kind == MODAL_SUBMIT and self.parent is not None:
            payload["triggering_interaction_metadata"] = self.parent.metadata()
        if self.kind == APPLICATION_COMMAND and "target_id" in self.data:
            if self.data["type"] == USER_COMMAND:
                payload["target_user"] = self.data["resolved"]["users"][self.data["target_id"]]
            else:
                payload["target_message_id"] = self.data["target_id"]
        return payload


class Interactions:
    """All interactions, found by id or by token."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def create(
        self,
        kind: int,
        *,
        user: User,
        channel: Channel,
        data: Json,
        name: str,
        **more: Any,
    ) -> Interaction:
        """Create an interaction and send it to the bot.

        Args:
            kind: APPLICATION_COMMAND, MESSAGE_COMPONENT, AUTOCOMPLETE or MODAL_SUBMIT.
            user: who triggers it.
            channel: the channel it is used in.
            data: its `data`, as Discord sends it.
            name: the command's name or the custom id.
            more: the fields `application_id`, `message` and `parent`.
        """
        interaction = Interaction(
            id=self._world.snowflakes.next(),
            token=secrets.token_urlsafe(48),
            kind=kind,
            user=user,
            channel=channel,
            created=self._world.clock(),
            began=time.monotonic(),
            data=data,
            name=name,
            by_user_install=self._world.installed_by_user,
            **more,
        )
        self._by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        bot = self._world.of_bot(interaction.application_id).bot
        sent = self.payload(interaction)
        self._world.emit(Event("INTERACTION_CREATE", sent, channel, to_people=False, bot=bot))
        return interaction

    def find(self, interaction_id: str) -> Interaction | None:
        return self._by_id.get(interaction_id)

    def get(self, interaction_id: str) -> Interaction:
        """Return an interaction, or raise Refusal 10062."""
        if interaction_id not in self._by_id:
            raise unknown("interaction")
        return self._by_id[interaction_id]

    def find_unanswered(self, interaction_id: str, token: str) -> Interaction:
        """Return the interaction that a callback responds to.

        Raises:
            Refusal: 10062 if it is unknown or older than 3 s, 40060 if it already has a response.
        """
        found = self.get(interaction_id)
        if not secrets.compare_digest(found.token.encode(), token.encode()):
            raise unknown("interaction")
        if found.callback_type is not None:
            raise already_acknowledged()
        if found.failed or self.is_late(found):
            raise unknown("interaction")
        return found

    def by_token(self, token: str) -> Interaction:
        """Return the interaction that a webhook call's token belongs to.

        Raises:
            Refusal: 50027 if the token has expired, 10015 if it is unknown or has no response yet.
        """
        found = self._by_token.get(token)
        if found is None:
            raise unknown("Webhook")
        if self._world.clock() - found.created > TOKEN_LIFETIME:
            raise token_expired()
        if found.callback_type is None:
            raise unknown("Webhook")
        return found

    def is_late(self, interaction: Interaction) -> bool:
        by_world_clock = self._world.clock() - interaction.created
        return max(by_world_clock, time.monotonic() - interaction.began) > ACK_TIMEOUT

    def expire(self, interaction: Interaction) -> None:
        """Show the person a failure if the bot has not responded."""
        if interaction.callback_type is not None or interaction.failed:
            return
        interaction.failed = True
        data = {"interaction_id": interaction.id}
        self._world.emit(Event("INTERACTION_FAILED", data, only=interaction.user, to_bot=False))

    def waiting(self) -> list[Interaction]:
        return [i for i in self._by_id.values() if i.callback_type is None and not i.failed]

    def payload(self, interaction: Interaction) -> Json:
        """Return the data of INTERACTION_CREATE."""
        world = self._world.of_bot(interaction.application_id)
        channel, user = interaction.channel, interaction.user
        permissions = world.guild.permissions(user, channel)
        app_permissions = world.guild.permissions(world.bot, channel)
        payload: Json = {
            "id": interaction.id,
            "application_id": world.bot.id,
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": channel.id,
            "channel": channel.json() | {"permissions": str(int(permissions))},
            "locale": user.locale,
            "app_permissions": str(int(app_permissions)),
            "attachment_size_limit": world.attachment_size_limit,
            "authorizing_integration_owners": interaction.installation_owners(),
            "context": 1 if channel.is_direct else 0,
            "entitlements": [],
            "entitlement_sku_ids": [],
        }
        if interaction.message is not None:
            payload["message"] = interaction.message.json(world.bot)
        if channel.is_direct:
            return payload | {"user": user.json()}
        member = user.member() | {"user": user.json(), "permissions": str(int(permissions))}
        guild = {"id": GUILD_ID, "locale": world.guild.locale, "features": []}
        return payload | {
            "guild_id": GUILD_ID,
            "guild": guild,
            "guild_locale": world.guild.locale,
            "member": member,
        }
