"""What people do in Discord's app: messages, commands, components, modals and threads."""

import asyncio
from collections.abc import Iterable
from typing import Any

from bot.sandbox.discord import command_rules, commands, modals, posting, reactions, threads
from bot.sandbox.discord import components as parts
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.interaction_data import (
    check_size,
    command_data,
    name_files,
    resolve,
    resolve_target,
    select_data,
)
from bot.sandbox.discord.interactions import (
    ACK_TIMEOUT,
    APPLICATION_COMMAND,
    AUTOCOMPLETE,
    MESSAGE_COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Interactions,
)
from bot.sandbox.discord.messages import REPLY, Message, reference_to
from bot.sandbox.discord.modals import ModalInput
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import PUBLIC_THREAD, Channel, User
from bot.sandbox.discord.posting import Draft
from bot.sandbox.discord.refusals import Impossible, Json, Refusal
from bot.sandbox.discord.world import World


class ClientActions:
    """The actions of people. Each raises Impossible where Discord's app would not do it."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self._world = world
        self._interactions = interactions
        self._deadlines: set[asyncio.TimerHandle] = set()

    def end(self) -> None:
        for deadline in self._deadlines:
            deadline.cancel()
        self._deadlines.clear()

    # -- messages

    def send_message(
        self,
        user: User,
        channel: Channel,
        *,
        content: str = "",
        sent: Iterable[FilePart] = (),
        reply_to: Message | None = None,
        mention_author: bool = True,
        body: Json | None = None,
    ) -> Message:
        """Post as a person. `body` has what only bots can send: embeds, components, flags."""
        self._check_access(user, channel)
        draft = Draft({"content": content} | (body or {}), tuple(sent))
        more: dict[str, Any] = {}
        if reply_to is not None:
            if reply_to.deleted or reply_to.channel is not channel or reply_to.ephemeral_to:
                raise Impossible("This message cannot be replied to here.")
            more = {"kind": REPLY, "reference": reference_to(reply_to), "referenced": reply_to}
            kinds = ["users", "roles", "everyone"]
            allowed = {"parse": kinds, "replied_user": mention_author}
            draft.body["allowed_mentions"] = allowed
        try:
            self._check_may_write(user, channel)
            threads.unarchive(self._world, channel)
            return posting.post(self._world, channel, author=user, draft=draft, **more)
        except Refusal as refusal:
            raise Impossible(_deepest_message(refusal)) from refusal

    def forward_message(self, user: User, message: Message, channel: Channel) -> Message:
        """Forward a message; the new message carries a snapshot of it."""
        self._check_access(user, channel)
        return posting.forward(self._world, channel, author=user, message=message)

    def react(self, user: User, message: Message, emoji: str, *, remove: bool) -> None:
        """React to a message, or take a reaction back."""
        self._check_access(user, message.channel)
        if message.deleted or message.ephemeral_to is not None:
            raise Impossible("No one can react to this message.")
        reactions.react(self._world, message, emoji, by=user.id, remove=remove)

    def delete_message(self, user: User, message: Message) -> None:
        """Delete the user's own message, or dismiss an ephemeral one."""
        if message.author is not user and message.ephemeral_to is not user:
            raise Impossible("This is another person's message.")
        if message.ephemeral_to is not None:
            posting.dismiss(self._world, message)
        elif not message.deleted:
            posting.delete(self._world, message)

    def open_thread(
        self, user: User, channel: Channel, *, name: str, on: Message | None
    ) -> Channel:
        self._check_access(user, channel)
        try:
            return threads.open_thread(
                self._world, channel, {"name": name, "type": PUBLIC_THREAD}, by=user, on=on
            )
        except Refusal as refusal:
            raise Impossible(_deepest_message(refusal)) from refusal

    # -- interactions

    def use_command(
        self,
        user: User,
        channel: Channel,
        *,
        command: Json,
        options: list[Json],
        files: dict[str, FilePart],
        target: Message | User | None = None,
    ) -> Interaction:
        """Send a command.

        Args:
            user: who uses it.
            channel: the channel it is used in.
            command: as registered.
            options: `name` and `value` each; subcommands nested. Attachments need no value.
            files: by option name.
            target: the message or the member, for a command of their menus.
        """
        self._check_access(user, channel)
        world = self._world.of_bot(command["application_id"])
        self._check_offered(world, user, channel, command)
        name_files(options, files)
        filled = commands.fill(command, options)
        data: Json = command_data(command)
        if target is not None:
            self._check_target(command, target, channel)
            data["target_id"] = target.id
            data["resolved"] = resolve_target(world, target, channel)
        elif command["type"] == command_rules.CHAT_INPUT:
            data["resolved"] = resolve(world, filled, files, channel)
            data["options"] = options
        return self._send(
            APPLICATION_COMMAND,
            user,
            channel,
            data=data,
            name=command["name"],
            application_id=world.bot.id,
        )

    def autocomplete(
        self, user: User, channel: Channel, *, command: Json, options: list[Json]
    ) -> Interaction:
        """Ask for an option's choices while typing; that option has `focused`."""
        self._check_access(user, channel)
        filled = commands.fill(command, options, complete=False)
        if not any(each.option.get("autocomplete") for each in filled):
            raise Impossible("No option here has autocomplete.")
        data = command_data(command) | {"options": options}
        return self._send(
            AUTOCOMPLETE,
            user,
            channel,
            data=data,
            name=command["name"],
            application_id=command["application_id"],
        )

    def use_component(
        self, user: User, message: Message, *, custom_id: str, values: list[str] | None = None
    ) -> Interaction:
        """Click a button, or choose values in a select."""
        self._check_access(user, message.channel)
        if message.deleted or message.ephemeral_to not in (None, user):
            raise Impossible("This message is gone or not visible to this person.")
        components = parts.walk(message.stored_components)
        found = [each for _, each in components if each.get("custom_id") == custom_id]
        if not found:
            raise Impossible(f"The message has no component {custom_id}.")
        pressed = found[0]
        if pressed.get("disabled"):
            raise Impossible("This component is disabled.")
        data: Json = {
            "custom_id": custom_id,
            "component_type": pressed["type"],
            "id": pressed["id"],
        }
        if pressed["type"] in parts.SELECTS:
            data |= select_data(self._world, pressed, values or [])
        return self._send(
            MESSAGE_COMPONENT,
            user,
            message.channel,
            data=data,
            name=custom_id,
            message=message,
            application_id=self._maker_of(message),
        )

    def _maker_of(self, message: Message) -> str:
        """Return the id of the bot whose components a message has."""
        author_id = message.webhook.application_id if message.webhook else message.author_id
        return self._world.of_bot(author_id).bot.id

    def submit_modal(self, user: User, interaction_id: str, filled: ModalInput) -> Interaction:
        """Submit the modal that an interaction opened."""
        opened_by = self._interactions.get(interaction_id)
        channel, modal = opened_by.channel, opened_by.modal
        if modal is None or opened_by.user is not user:
            raise Impossible("No form is open.")
        for sent in [each for group in filled.files.values() for each in group]:
            check_size(self._world, sent)
        data = modals.submission_data(modal, filled, world=self._world, channel_id=channel.id)
        return self._send(
            MODAL_SUBMIT,
            user,
            channel,
            data=data,
            name=modal.custom_id,
            message=opened_by.message,
            parent=opened_by,
            application_id=opened_by.application_id,
        )

    # -- checks

    def _check_access(self, user: User, channel: Channel) -> None:
        if channel.id not in self._world.channels:
            raise Impossible("This channel is gone.")
        if not self._world.guild.can_see(user, channel):
            raise Impossible("This is another person's, or a private thread.")

    def _check_may_write(self, user: User, channel: Channel) -> None:
        permissions = self._world.guild.permissions(user, channel)
        needed = (
            Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        )
        locked = channel.locked and Permission.MANAGE_THREADS not in permissions
        if needed not in permissions or locked:
            raise Impossible(f"{user.name} may not write here.")

    def _check_offered(self, world: World, user: User, channel: Channel, command: Json) -> None:
        permissions = world.guild.permissions(user, channel)
        if command not in commands.available(world, channel, permissions):
            raise Impossible(f"{user.name} is not offered /{command['name']} here.")

    def _check_target(self, command: Json, target: Message | User, channel: Channel) -> None:
        if isinstance(target, User):
            if command["type"] != command_rules.USER_COMMAND:
                raise Impossible(f"{command['name']} is not a user command.")
            return
        if command["type"] != command_rules.MESSAGE_COMMAND:
            raise Impossible(f"{command['name']} is not a message command.")
        if target.deleted or target.channel is not channel:
            raise Impossible("This message is not in this channel.")

    # -- what is sent

    def _send(
        self,
        kind: int,
        user: User,
        channel: Channel,
        *,
        data: Json,
        name: str,
        **more: Any,
    ) -> Interaction:
        interaction = self._interactions.create(
            kind, user=user, channel=channel, data=data, name=name, **more
        )
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(ACK_TIMEOUT, self._interactions.expire, interaction)
        self._deadlines = {each for each in self._deadlines if each.when() > loop.time()}
        self._deadlines.add(deadline)
        return interaction


def _deepest_message(refusal: Refusal) -> str:
    """Return the most specific message of Discord's nested errors."""
    errors = refusal.errors or {}
    while errors and "_errors" not in errors:
        errors = next(iter(errors.values()))
    return str(errors["_errors"][0]["message"]) if errors else refusal.message
