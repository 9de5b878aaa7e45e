"""REST routes of channels: messages, reactions, typing, threads and direct messages."""

from typing import Any

from bot.sandbox.discord import forums, posting, refusals, threads
from bot.sandbox.discord.files import EPHEMERAL
from bot.sandbox.discord.intents import apply_content_intent
from bot.sandbox.discord.messages import REPLY, Message, reference_to
from bot.sandbox.discord.permissions import Permission, require
from bot.sandbox.discord.places import PRIVATE_THREAD, Channel
from bot.sandbox.discord.posting import Draft
from bot.sandbox.discord.refusals import Json, Refusal, invalid
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.snowflakes import time_of
from bot.sandbox.discord.world import Event, World

MAX_LISTED = 100
FORWARD = 1  # a reference's type
MIN_BULK, MAX_BULK_AGE = 2, 14 * 24 * 60 * 60  # messages; seconds
BULK_NUMBER = (
    "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 "
    "messages to delete"
)


def channel_of(request: ApiRequest, *needed: Permission) -> Channel:
    """Return the path's channel, or raise Refusal if the bot lacks a permission there."""
    channel = request.world.channel(request.path_params["channel"])
    if not (channel.is_direct or request.world.bot_in_server):
        raise refusals.missing_access()
    if not request.world.guild.can_see(request.world.bot, channel):
        raise refusals.missing_access()
    require(request.world.guild.permissions(request.world.bot, channel), *needed)
    return channel


def _visible_message(request: ApiRequest, message: Message) -> Json:
    """Return a message as the bot may read it."""
    world = request.world
    may_read = world.message_content_allowed or message.channel.is_direct
    return apply_content_intent(message.json(world.bot), world.bot, may_read)


def get_channel(request: ApiRequest) -> ApiResponse:
    return ApiResponse(200, channel_of(request).json())


def change_channel(request: ApiRequest) -> ApiResponse:
    channel, body = channel_of(request), request.draft().body
    threads.change(request.world, channel, body, by=request.world.bot)
    return ApiResponse(200, channel.json())


def delete_channel(request: ApiRequest) -> ApiResponse:
    channel = channel_of(request, Permission.MANAGE_THREADS)
    payload = channel.json()
    threads.delete(request.world, channel)
    return ApiResponse(200, payload)


def list_messages(request: ApiRequest) -> ApiResponse:
    channel, query = channel_of(request), request.query
    limit = int(query.get("limit", 50))
    if not 1 <= limit <= MAX_LISTED:
        raise invalid("limit", f"Must be between 1 and {MAX_LISTED}.")
    permissions = request.world.guild.permissions(request.world.bot, channel)
    if Permission.READ_MESSAGE_HISTORY not in permissions:
        return ApiResponse(200, [])
    newest_first = request.world.messages_in(channel)[::-1]
    if "around" in query:
        newest_first = _around(newest_first, int(query["around"]), limit)
    if "before" in query:
        newest_first = [m for m in newest_first if int(m.id) < int(query["before"])]
    if "after" in query:
        later = [m for m in newest_first if int(m.id) > int(query["after"])]
        newest_first = later[-limit:]
    return ApiResponse(
        200, [_visible_message(request, message) for message in newest_first[:limit]]
    )


def _around(newest_first: list[Message], message_id: int, limit: int) -> list[Message]:
    """Return up to `limit` messages, half of them older than an id."""
    newer = sum(1 for message in newest_first if int(message.id) > message_id)
    start = max(newer - limit // 2, 0)
    return newest_first[start : start + limit]


def get_message(request: ApiRequest) -> ApiResponse:
    channel = channel_of(request, Permission.READ_MESSAGE_HISTORY)
    message = request.world.message(channel, request.path_params["message"])
    return ApiResponse(200, _visible_message(request, message))


def create_message(request: ApiRequest) -> ApiResponse:
    """Post a message; a repeated enforced nonce returns the earlier message."""
    world, draft = request.world, request.draft()
    channel = request.world.channel(request.path_params["channel"])
    kind = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    channel_of(request, kind, *_file_permissions(draft))
    _check_place(world, channel, draft.body)
    earlier = _posted_before(world, draft.body)
    if earlier is not None:
        return ApiResponse(200, earlier.json(world.bot))
    if (draft.body.get("flags") or 0) & EPHEMERAL:
        raise invalid("flags", "Only an interaction's response can be ephemeral.")
    forwarded = _forwarded(world, draft.body)
    threads.unarchive(world, channel)
    if forwarded is not None:
        message = posting.forward(world, channel, author=world.bot, message=forwarded)
        return ApiResponse(200, message.json(world.bot))
    message = posting.post(
        world, channel, author=world.bot, draft=draft, **_reference(world, channel, draft.body)
    )
    if draft.body.get("enforce_nonce") and message.nonce is not None:
        world.nonces[world.bot.id, str(message.nonce)] = message
    return ApiResponse(200, message.json(world.bot))


def _file_permissions(draft: Draft) -> list[Permission]:
    return [Permission.ATTACH_FILES] if draft.sent else []


def _check_place(world: World, channel: Channel, body: Json) -> None:
    """Check what Discord refuses here in spite of the permission to send.

    Raises:
        Refusal: 160002 for a reply without Read Message History, 160005 in a locked thread,
            200000 for a word that AutoMod blocks, 50008 in a forum.
    """
    if channel.is_forum:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    permissions = world.guild.permissions(world.bot, channel)
    if body.get("message_reference") and Permission.READ_MESSAGE_HISTORY not in permissions:
        raise refusals.reply_without_history()
    if channel.locked and not channel.archived and Permission.MANAGE_THREADS not in permissions:
        raise refusals.locked()
    words = (body.get("content") or "").casefold()
    if not channel.is_direct and any(word in words for word in world.automod):
        raise refusals.blocked_by_automod()


def _posted_before(world: World, body: Json) -> Message | None:
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    if len(str(nonce)) > posting.NONCE_LENGTH:
        raise refusals.too_long("nonce", posting.NONCE_LENGTH)
    found = world.nonces.get((world.bot.id, str(nonce)))
    fresh = found is not None and world.clock() - found.created < posting.NONCE_LIFETIME
    return found if fresh else None


def _forwarded(world: World, body: Json) -> Message | None:
    """Return the message that a body forwards, or None if it forwards none.

    Raises:
        Refusal: 50035 if it has words of its own, 50013 if the bot can't read it, 10008.
    """
    reference = body.get("message_reference") or {}
    if reference.get("type") != FORWARD:
        return None
    if body.get("content") or body.get("embeds") or body.get("components"):
        raise invalid("content", "A forward cannot have words of its own.")
    there = world.channel(str(reference["channel_id"]))
    require(world.guild.permissions(world.bot, there), Permission.READ_MESSAGE_HISTORY)
    return world.message(there, str(reference["message_id"]))


def _reference(world: World, channel: Channel, body: Json) -> dict[str, Any]:
    reference = body.get("message_reference")
    if not reference:
        return {}
    if str(reference.get("channel_id") or channel.id) != channel.id:
        raise invalid("message_reference", "Cannot reply to a message in a different channel")
    there = world.messages.get(str(reference["message_id"]))
    if there is None or there.deleted or there.channel is not channel:
        if reference.get("fail_if_not_exists") is False:
            return {}
        sentence = "Unknown message"
        raise invalid("message_reference", sentence, code="REPLIES_UNKNOWN_MESSAGE")
    return {"kind": REPLY, "reference": reference_to(there), "referenced": there}


def edit_message(request: ApiRequest) -> ApiResponse:
    world, draft = request.world, request.draft()
    channel = channel_of(request, *([Permission.ATTACH_FILES] if draft.sent else []))
    message = world.message(channel, request.path_params["message"])
    if message.author is not world.bot:
        raise refusals.not_the_author()
    threads.check_not_archived(channel)
    return ApiResponse(200, posting.edit(world, message, draft).json(world.bot))


def delete_message(request: ApiRequest) -> ApiResponse:
    channel = channel_of(request)
    message = request.world.message(channel, request.path_params["message"])
    if message.author is not request.world.bot:
        channel_of(request, Permission.MANAGE_MESSAGES)
    threads.check_not_archived(channel)
    posting.delete(request.world, message)
    return ApiResponse(204)


def bulk_delete(request: ApiRequest) -> ApiResponse:
    """Delete 2 to 100 messages at once; ids of messages that are gone are left out."""
    world, channel = request.world, channel_of(request, Permission.MANAGE_MESSAGES)
    ids = [str(each) for each in request.draft().body["messages"]]
    if not MIN_BULK <= len(ids) <= MAX_LISTED:
        raise Refusal(400, 50016, BULK_NUMBER)
    if any(world.clock() - time_of(each) > MAX_BULK_AGE for each in ids):
        raise Refusal(400, 50034, "A message provided was too old to bulk delete")
    there = {message.id: message for message in world.messages_in(channel)}
    posting.delete_together(world, channel, [there[each] for each in ids if each in there])
    return ApiResponse(204)


def typing(request: ApiRequest) -> ApiResponse:
    channel = channel_of(request, Permission.SEND_MESSAGES)
    world = request.world
    data = {"channel_id": channel.id, "user_id": world.bot.id, "timestamp": int(world.clock())}
    world.emit(Event("TYPING_START", data, channel, to_bot=False))
    return ApiResponse(204)


def open_thread(request: ApiRequest) -> ApiResponse:
    world, channel, body = request.world, channel_of(request), request.draft().body
    if channel.is_forum:
        channel_of(request, Permission.SEND_MESSAGES, *_file_permissions(request.draft()))
        return ApiResponse(201, forums.open_post(world, channel, request.draft(), by=world.bot))
    on = (
        world.message(channel, request.path_params["message"])
        if "message" in request.path_params
        else None
    )
    private = threads.kind_of(body, on) == PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    require(world.guild.permissions(world.bot, channel), needed)
    thread = threads.open_thread(world, channel, body, by=world.bot, on=on)
    return ApiResponse(201, thread.json())


def open_direct(request: ApiRequest) -> ApiResponse:
    world = request.world
    user = world.user(str(request.draft().body["recipient_id"]))
    if user.bot:
        raise Refusal(400, 50007, "Cannot send messages to this user")
    return ApiResponse(200, world.dm_channel(user).json())


MESSAGES = "/channels/{channel}/messages"
MESSAGE = "/channels/{channel}/messages/{message}"
ROUTES = (
    Route("GET", "/channels/{channel}", get_channel),
    Route("PATCH", "/channels/{channel}", change_channel),
    Route("DELETE", "/channels/{channel}", delete_channel),
    Route("GET", MESSAGES, list_messages),
    Route("POST", MESSAGES, create_message),
    Route("GET", MESSAGE, get_message),
    Route("PATCH", MESSAGE, edit_message),
    Route("DELETE", MESSAGE, delete_message),
    Route("POST", MESSAGES + "/bulk-delete", bulk_delete),
    Route("POST", "/channels/{channel}/typing", typing),
    Route("POST", MESSAGE + "/threads", open_thread),
    Route("POST", "/channels/{channel}/threads", open_thread),
    Route("POST", "/users/@me/channels", open_direct),
)
