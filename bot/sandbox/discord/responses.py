"""The bot's responses to an interaction: the callback, then follow-up messages."""

import time
from typing import Any

from bot.sandbox.discord import posting
from bot.sandbox.discord.command_rules import SUBCOMMAND, SUBCOMMAND_GROUP, check_choices
from bot.sandbox.discord.files import EPHEMERAL
from bot.sandbox.discord.interactions import (
    APPLICATION_COMMAND,
    AUTOCOMPLETE,
    MESSAGE_COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Modal,
)
from bot.sandbox.discord.messages import (
    CHAT_INPUT_COMMAND,
    CONTEXT_MENU_COMMAND,
    DEFAULT,
    LOADING,
    REPLY,
    Message,
    reference_to,
)
from bot.sandbox.discord.modals import check_modal
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.discord.posting import Draft
from bot.sandbox.discord.refusals import Json, invalid, too_many_follow_ups, unknown
from bot.sandbox.discord.world import Event, World

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
MOST_FOLLOW_UPS = 5  # to one interaction, of an app that a person installed for themselves
ALLOWED = {
    APPLICATION_COMMAND: {MESSAGE, DEFERRED, MODAL},
    MESSAGE_COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}


def respond(world: World, interaction: Interaction, draft: Draft) -> Json:
    """Apply the first response to an interaction.

    Args:
        world: the state to change.
        interaction: the interaction it responds to.
        draft: the callback's body, `{"type": …, "data": {…}}`, and its files.

    Returns:
        Discord's callback response.

    Raises:
        Refusal: the error that Discord would return; the interaction has no response then.
    """
    kind, data = draft.body["type"], draft.body.get("data") or {}
    if kind not in ALLOWED[interaction.kind]:
        raise invalid("type", "This response does not fit the interaction.")
    if kind in (DEFERRED_UPDATE, UPDATE) and interaction.message is None:
        raise invalid("type", "There is no message to update.")
    message = _apply(world, interaction, kind, Draft(data, draft.sent))
    interaction.callback_type = kind
    interaction.acked_after = time.monotonic() - interaction.began
    payload = {"interaction_id": interaction.id}
    world.emit(Event("INTERACTION_ACK", payload, only=interaction.user, to_bot=False))
    if interaction.modal is not None:
        opened = payload | _modal_json(interaction.modal)
        opened["application_id"] = interaction.application_id
        world.emit(Event("MODAL_OPEN", opened, only=interaction.user, to_bot=False))
    return _callback_response(world, interaction, message)


def _apply(world: World, interaction: Interaction, kind: int, draft: Draft) -> Message | None:
    if kind == CHOICES:
        choices = draft.body.get("choices") or []
        check_choices("data.choices", choices)
        interaction.choices = choices
        return None
    if kind == MODAL:
        check_modal(draft.body)
        body = draft.body
        interaction.modal = Modal(
            interaction.id, body["custom_id"], body["title"], body["components"]
        )
        return None
    if kind == DEFERRED_UPDATE:
        return None
    if kind == UPDATE and interaction.message is not None:
        return posting.edit(world, interaction.message, draft)
    loading = LOADING if kind == DEFERRED else 0
    interaction.response = _post_message(world, interaction, draft, flags=loading)
    return interaction.response


def _full_command_name(command: Json) -> str:
    """A command's name with those of its group and subcommand, as Discord writes it."""
    inner = next(iter(command.get("options") or ()), None)
    if inner is None or inner["type"] not in {SUBCOMMAND, SUBCOMMAND_GROUP}:
        return str(command["name"])
    return f"{command['name']} {_full_command_name(inner)}"


def _post_message(
    world: World, interaction: Interaction, draft: Draft, *, flags: int = 0
) -> Message:
    private = (draft.body.get("flags") or 0) & EPHEMERAL
    more: dict[str, Any] = {"kind": DEFAULT}
    if interaction.kind == APPLICATION_COMMAND:
        more["kind"] = (
            CONTEXT_MENU_COMMAND if "target_id" in interaction.data else CHAT_INPUT_COMMAND
        )
        more["command"] = _full_command_name(interaction.data)
    elif interaction.message is not None:
        more = {
            "kind": REPLY,
            "reference": reference_to(interaction.message),
            "referenced": interaction.message,
        }
    return posting.post(
        world,
        interaction.channel,
        author=world.bot,
        draft=draft,
        flags=flags | private,
        ephemeral_to=interaction.user if private else None,
        interaction=interaction.metadata(),
        **more,
    )


def follow_up(world: World, interaction: Interaction, draft: Draft) -> Message:
    """Post a follow-up message; after a deferred response the first one replaces it."""
    deferred = interaction.response
    if deferred is not None and deferred.loading and not deferred.deleted:
        return posting.edit(world, deferred, draft)
    if interaction.by_user_install and len(interaction.followups) >= MOST_FOLLOW_UPS:
        raise too_many_follow_ups()
    message = _post_message(world, interaction, draft)
    if interaction.response is not None and message.reference is None:
        message.kind, message.reference = REPLY, reference_to(interaction.response)
        message.referenced = interaction.response
    interaction.followups.append(message)
    return message


def find_message(interaction: Interaction, message_id: str) -> Message:
    """Return a message of the interaction, by id or `@original`.

    Raises:
        Refusal: 10008 if there is none.
    """
    original = interaction.response or interaction.message
    if message_id == "@original":
        found = original
    else:
        messages = [*interaction.followups, original]
        found = next((each for each in messages if each and each.id == message_id), None)
    if found is None or found.deleted:
        raise unknown("Message")
    return found


def current_reply(interaction: Interaction) -> Message | None:
    """Return the message that currently shows the response."""
    live = [each for each in interaction.followups if not each.deleted]
    response = interaction.response
    if response is not None:
        return response if not response.deleted else (live[-1] if live else None)
    if live:
        return live[-1]
    if interaction.callback_type in (UPDATE, DEFERRED_UPDATE):
        return interaction.message
    return None


def _modal_json(modal: Modal) -> Json:
    return {"title": modal.title, "custom_id": modal.custom_id, "components": modal.components}


def _callback_response(world: World, interaction: Interaction, message: Message | None) -> Json:
    payload: Json = {"id": interaction.id, "type": interaction.kind}
    payload["channel_id"] = interaction.channel.id
    if not interaction.channel.is_direct:
        payload["guild_id"] = GUILD_ID
    if message is None:
        return {"interaction": payload}
    payload |= {
        "response_message_id": message.id,
        "response_message_loading": message.loading,
        "response_message_ephemeral": message.ephemeral_to is not None,
    }
    kind = UPDATE if interaction.callback_type == UPDATE else MESSAGE
    resource = {"type": kind, "message": message.json(world.bot)}
    return {"interaction": payload, "resource": resource}
