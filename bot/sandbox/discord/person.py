"""A member of the local server, whom tests drive: messages, commands, clicks and forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.sandbox.discord import command_rules, commands
from bot.sandbox.discord import components as parts
from bot.sandbox.discord.client_actions import ClientActions
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.interactions import Modal
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.modals import INPUTS, ModalInput
from bot.sandbox.discord.places import ART_ID, BOT_ID, Channel, User
from bot.sandbox.discord.refusals import Impossible, Json
from bot.sandbox.discord.sent_interaction import SentInteraction
from bot.sandbox.discord.world import World

NamedBytes = tuple[str, bytes]


class Person:
    """A member or another bot. Each method does what the member would do in Discord's app."""

    def __init__(self, world: World, user: User, actions: ClientActions) -> None:
        self._world = world
        self._actions = actions
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    def dm(self, bot_id: str = BOT_ID) -> Channel:
        """Return the channel of their direct messages with a bot, the first one by default."""
        return self._world.of_bot(bot_id).dm_channel(self.user)

    def sees(self, channel: Channel) -> list[Message]:
        """Return the messages they see in a channel, ephemeral ones included, oldest first."""
        return self._world.messages_in(channel, viewer=self.user)

    # -- writing

    async def says(
        self,
        content: str = "",
        *,
        channel: Channel | None = None,
        thread: Channel | None = None,
        files: Iterable[NamedBytes] = (),
        reply_to: Message | None = None,
        mention_author: bool = True,
        **body: Any,
    ) -> Message:
        """Post a message.

        Args:
            content: the text; `<@id>` mentions.
            channel: where to post; a reply goes to its message's channel.
            thread: the same, when it is a thread.
            files: name and bytes of each.
            reply_to: the message it replies to.
            mention_author: whether the reply pings.
            body: `embeds`, `components`, `flags`, as another bot would post them.
        """
        there = thread or channel or (reply_to.channel if reply_to is not None else None)
        if there is None:
            raise AssertionError("Say where: channel, thread or reply_to.")
        return self._actions.send_message(
            self.user,
            there,
            content=content,
            sent=_file_parts(files),
            reply_to=reply_to,
            mention_author=mention_author,
            body=body,
        )

    async def forwards(self, message: Message, *, channel: Channel) -> Message:
        return self._actions.forward_message(self.user, message, channel)

    async def deletes(self, message: Message) -> None:
        self._actions.delete_message(self.user, message)

    async def reacts(self, message: Message, emoji: str, *, remove: bool = False) -> None:
        """React to a message, or take a reaction back."""
        self._actions.react(self.user, message, emoji, remove=remove)

    async def opens_thread(
        self, message: Message | None = None, *, name: str, channel: Channel | None = None
    ) -> Channel:
        """Open a thread on a message, or in a channel without one."""
        there = message.channel if message is not None else channel
        if there is None:
            raise AssertionError("Say where: a message or a channel.")
        return self._actions.open_thread(self.user, there, name=name, on=message)

    # -- interactions

    async def slash(self, name: str, /, *, channel: Channel, **options: Any) -> SentInteraction:
        """Use a slash command; `"settings talk"` names a subcommand.

        An option's value is plain; an attachment is a name and bytes; a user or channel is a
        Person or Channel. A choice may be given by its name. `channel_` is an option "channel".
        """
        options = {option.removesuffix("_"): value for option, value in options.items()}
        top, _, rest = name.partition(" ")
        command = self._command(top, command_rules.CHAT_INPUT, channel)
        files: dict[str, FilePart] = {}
        nested = _nested_options(command, rest.split(), options, files)
        interaction = self._actions.use_command(
            self.user, channel, command=command, options=nested, files=files
        )
        return SentInteraction(self._world, interaction)

    async def menu(
        self, name: str, *, on: Message | Person, channel: Channel | None = None
    ) -> SentInteraction:
        """Use a command from the menu of a message, or of a person met in a channel."""
        target: Message | User
        if isinstance(on, Person):
            kind, target, there = command_rules.USER_COMMAND, on.user, channel
        else:
            kind, target, there = command_rules.MESSAGE_COMMAND, on, on.channel
        if there is None:
            raise AssertionError("Say where the person's menu is opened: channel.")
        command = self._command(name, kind, there)
        interaction = self._actions.use_command(
            self.user, there, command=command, options=[], files={}, target=target
        )
        return SentInteraction(self._world, interaction)

    async def completes(
        self,
        name: str,
        *,
        option: str,
        typed: str,
        channel: Channel | None = None,
        **others: Any,
    ) -> list[Json]:
        """Return the autocomplete choices for what was typed into an option."""
        there = channel or self._world.channel(ART_ID)
        others = {other.removesuffix("_"): value for other, value in others.items()}
        top, _, rest = name.partition(" ")
        command = self._command(top, command_rules.CHAT_INPUT, there)
        entries = _nested_options(command, rest.split(), others | {option: typed}, {})
        _focus(entries, option)
        interaction = self._actions.autocomplete(self.user, there, command=command, options=entries)
        return (await SentInteraction(self._world, interaction).acknowledged()).choices or []

    async def clicks(self, message: Message, button: str) -> SentInteraction:
        """Click a button, named by its label or its custom id."""
        components = parts.walk(message.stored_components)
        buttons = [each for _, each in components if each["type"] == parts.BUTTON]
        found = [b for b in buttons if button in (b.get("label"), b.get("custom_id"))]
        if not found:
            raise AssertionError(f"There is no button {button}, only {message.buttons()}.")
        custom_id = found[0].get("custom_id")
        if custom_id is None:
            raise AssertionError(f"{button} is a link.")
        interaction = self._actions.use_component(self.user, message, custom_id=custom_id)
        return SentInteraction(self._world, interaction)

    async def picks(
        self, message: Message, *, values: list[str], custom_id: str | None = None
    ) -> SentInteraction:
        """Choose values in a select; without a custom id, in the message's only select."""
        components = parts.walk(message.stored_components)
        selects = [each["custom_id"] for _, each in components if each["type"] in parts.SELECTS]
        if custom_id is None and len(selects) != 1:
            raise AssertionError(f"Say which select: {selects}.")
        interaction = self._actions.use_component(
            self.user, message, custom_id=custom_id or selects[0], values=values
        )
        return SentInteraction(self._world, interaction)

    async def submits(
        self,
        modal: Modal | None,
        values: dict[str, Any] | None = None,
        *,
        files: dict[str, list[NamedBytes]] | None = None,
    ) -> SentInteraction:
        """Submit a modal. Fields are named by custom id or label; the others keep their default."""
        if modal is None:
            raise AssertionError("No modal was opened.")
        ids = _field_ids(modal)
        filled = ModalInput(
            {ids.get(name, name): value for name, value in (values or {}).items()},
            {ids.get(name, name): _file_parts(group) for name, group in (files or {}).items()},
        )
        return SentInteraction(
            self._world, self._actions.submit_modal(self.user, modal.interaction_id, filled)
        )

    def _command(self, name: str, kind: int, channel: Channel) -> Json:
        world = self._world
        permissions = world.guild.permissions(self.user, channel)
        available = [
            command
            for of_bot in world.worlds.values()
            for command in commands.available(of_bot, channel, permissions)
        ]
        for command in available:
            if command["type"] == kind and command["name"] == name:
                return command
        names = [command["name"] for command in available]
        raise AssertionError(f"{self.name} is not offered {name!r} here, only {names}.")


def _file_parts(files: Iterable[NamedBytes]) -> list[FilePart]:
    return [FilePart(number, name, data) for number, (name, data) in enumerate(files)]


def _focus(entries: list[Json], option: str) -> None:
    for entry in entries:
        if entry["name"] == option and "value" in entry:
            entry["focused"] = True
        _focus(entry.get("options") or [], option)


def _nested_options(
    command: Json, path: list[str], values: dict[str, Any], files: dict[str, FilePart]
) -> list[Json]:
    """Return the options nested under their subcommands, as Discord sends them."""
    if not path:
        return _option_entries(command, values, files)
    for option in command.get("options") or []:
        if option["name"] == path[0]:
            inner = _nested_options(option, path[1:], values, files)
            return [{"name": option["name"], "type": option["type"], "options": inner}]
    raise Impossible(f"/{command['name']} has no subcommand {path[0]}.")


def _option_entries(
    command: Json, values: dict[str, Any], files: dict[str, FilePart]
) -> list[Json]:
    known = {option["name"]: option for option in command.get("options") or []}
    entries: list[Json] = []
    for name, value in values.items():
        option = known.get(name)
        if option is None:
            raise Impossible(f"/{command['name']} has no option {name}.")
        entry: Json = {"name": name, "type": option["type"], "value": _option_value(option, value)}
        if option["type"] == command_rules.ATTACHMENT:
            files[name] = FilePart(len(files), *value)
            entry["value"] = value[0]
        entries.append(entry)
    return entries


def _option_value(option: Json, value: Any) -> Any:
    if isinstance(value, Person | Channel):
        return value.id
    for choice in option.get("choices") or []:
        if value == choice["name"]:
            return choice["value"]
    return value


def _field_ids(modal: Modal) -> dict[str, str]:
    """Return the custom id of each field by its label."""
    ids: dict[str, str] = {}
    for _, each in parts.walk(modal.components):
        if each["type"] == parts.LABEL:
            ids[each["label"]] = each["component"]["custom_id"]
        elif each["type"] in INPUTS and each.get("label"):
            ids[each["label"]] = each["custom_id"]
    return ids
