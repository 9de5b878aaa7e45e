"""REST routes of pinned messages: those of today, and those that older libraries use."""

from datetime import datetime

from bot.sandbox.discord import posting
from bot.sandbox.discord.messages import PINNED, Message, reference_to
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID, Channel
from bot.sandbox.discord.refusals import Json, Refusal, invalid
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.rest_channels import channel_of
from bot.sandbox.discord.snowflakes import iso_timestamp
from bot.sandbox.discord.world import Event, World

MAX_PINS, MAX_PAGE = 250, 50


def pin(request: ApiRequest) -> ApiResponse:
    """Pin a message; a system message says so, as on Discord."""
    world, channel, message = _named(request)
    if message.pinned_at is not None:
        return ApiResponse(204)
    if len(_pinned(world, channel)) >= MAX_PINS:
        raise Refusal(400, 30003, f"Maximum number of pins reached ({MAX_PINS})")
    _set(world, message, world.clock())
    note = Message(
        id=world.snowflakes.next(),
        channel=channel,
        author=world.bot,
        created=world.clock(),
        files=world.files,
        kind=PINNED,
        reference=reference_to(message),
    )
    posting.publish(world, note)
    return ApiResponse(204)


def unpin(request: ApiRequest) -> ApiResponse:
    world, _, message = _named(request)
    if message.pinned_at is not None:
        _set(world, message, None)
    return ApiResponse(204)


def list_pins(request: ApiRequest) -> ApiResponse:
    """Return a page of a channel's pins, the newest first."""
    channel, query = channel_of(request, Permission.READ_MESSAGE_HISTORY), request.query
    limit = int(query.get("limit", MAX_PAGE))
    if not 1 <= limit <= MAX_PAGE:
        raise invalid("limit", f"Must be between 1 and {MAX_PAGE}.")
    world = request.world
    items = [
        {"pinned_at": iso_timestamp(at), "message": message.json(world.bot)}
        for at, message in _pinned(world, channel)
        if "before" not in query or at < datetime.fromisoformat(query["before"]).timestamp()
    ]
    return ApiResponse(200, {"items": items[:limit], "has_more": len(items) > limit})


def list_messages(request: ApiRequest) -> ApiResponse:
    channel = channel_of(request, Permission.READ_MESSAGE_HISTORY)
    world = request.world
    pinned = _pinned(world, channel)[:MAX_PAGE]
    return ApiResponse(200, [message.json(world.bot) for _, message in pinned])


def _named(request: ApiRequest) -> tuple[World, Channel, Message]:
    channel = channel_of(request, Permission.READ_MESSAGE_HISTORY, Permission.PIN_MESSAGES)
    message = request.world.message(channel, request.path_params["message"])
    return request.world, channel, message


def _pinned(world: World, channel: Channel) -> list[tuple[float, Message]]:
    pinned = [(m.pinned_at, m) for m in world.messages_in(channel) if m.pinned_at is not None]
    return sorted(pinned, key=lambda each: (each[0], int(each[1].id)), reverse=True)


def _set(world: World, message: Message, at: float | None) -> None:
    message.pinned_at = at
    posting.announce(world, message)
    newest = _pinned(world, message.channel)
    data: Json = {
        "channel_id": message.channel.id,
        "last_pin_timestamp": iso_timestamp(newest[0][0]) if newest else None,
    }
    if not message.channel.is_direct:
        data["guild_id"] = GUILD_ID
    world.emit(Event("CHANNEL_PINS_UPDATE", data, message.channel, to_people=False))


PINS, OLD_PINS = "/channels/{channel}/messages/pins", "/channels/{channel}/pins"
ROUTES = (
    Route("GET", PINS, list_pins),
    Route("PUT", PINS + "/{message}", pin),
    Route("DELETE", PINS + "/{message}", unpin),
    Route("GET", OLD_PINS, list_messages),
    Route("PUT", OLD_PINS + "/{message}", pin),
    Route("DELETE", OLD_PINS + "/{message}", unpin),
)
