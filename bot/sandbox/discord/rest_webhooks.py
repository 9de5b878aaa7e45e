"""REST routes of a channel's webhooks. An interaction's responses have the same paths."""

import secrets

from bot.sandbox.discord import posting, rest_interactions, threads
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.permissions import Permission, require
from bot.sandbox.discord.places import GUILD_ID, Channel
from bot.sandbox.discord.refusals import Json, Refusal, not_implemented, unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Handler, Route
from bot.sandbox.discord.rest_account import check_guild
from bot.sandbox.discord.rest_channels import channel_of
from bot.sandbox.discord.rest_interactions import TRUE_VALUES
from bot.sandbox.discord.webhooks import Webhook, check_name
from bot.sandbox.discord.world import Event

# -- webhooks


def create(request: ApiRequest) -> ApiResponse:
    channel, world = channel_of(request, Permission.MANAGE_WEBHOOKS), request.world
    if channel.is_direct or channel.is_thread:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    name = check_name(request.draft().body["name"])
    token, made_by = secrets.token_urlsafe(51), world.bot.id
    webhook = Webhook(world.snowflakes.next(), token, name, channel, made_by)
    world.webhooks[webhook.id] = webhook
    _announce(request, channel)
    return _answer(request, webhook)


def of_channel(request: ApiRequest) -> ApiResponse:
    channel = channel_of(request, Permission.MANAGE_WEBHOOKS)
    found = [each for each in request.world.webhooks.values() if each.channel is channel]
    return ApiResponse(200, [_json(request, each) for each in found])


def of_guild(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    require(request.world.guild.bot_permissions, Permission.MANAGE_WEBHOOKS)
    return ApiResponse(200, [_json(request, each) for each in request.world.webhooks.values()])


def get(request: ApiRequest) -> ApiResponse:
    return _answer(request, _webhook(request))


def change(request: ApiRequest) -> ApiResponse:
    """Rename a webhook, or move it to another channel."""
    webhook, body = _webhook(request), request.draft().body
    if body.get("channel_id"):
        webhook.channel = request.world.channel(str(body["channel_id"]))
    webhook.name = check_name(body.get("name") or webhook.name)
    _announce(request, webhook.channel)
    return _answer(request, webhook)


def delete(request: ApiRequest) -> ApiResponse:
    webhook = _webhook(request)
    del request.world.webhooks[webhook.id]
    _announce(request, webhook.channel)
    return ApiResponse(204)


def _webhook(request: ApiRequest) -> Webhook:
    """Return the path's webhook, for who has its token or the permission."""
    world = request.world
    found = world.webhooks.get(request.path_params["webhook"])
    token = request.path_params.get("token")
    if found is None or found.channel.id not in world.channels:
        raise unknown("Webhook")
    if token is None:
        permissions = world.guild.permissions(world.bot, found.channel)
        require(permissions, Permission.MANAGE_WEBHOOKS)
    elif not secrets.compare_digest(token.encode(), found.token.encode()):
        raise Refusal(401, 50027, "Invalid Webhook Token")
    return found


def _answer(request: ApiRequest, webhook: Webhook) -> ApiResponse:
    return ApiResponse(200, _json(request, webhook))


def _json(request: ApiRequest, webhook: Webhook) -> Json:
    by_token = "token" in request.path_params
    return webhook.json(request.world.files.base, None if by_token else request.world.bot)


def _announce(request: ApiRequest, channel: Channel) -> None:
    data = {"guild_id": GUILD_ID, "channel_id": channel.id}
    request.world.emit(Event("WEBHOOKS_UPDATE", data, channel, to_people=False))


# -- their messages


def execute(request: ApiRequest) -> ApiResponse:
    webhook, draft, world = _webhook(request), request.draft(), request.world
    if draft.body.get("thread_name"):
        raise not_implemented("forum channels")
    channel = _place(request, webhook)
    threads.unarchive(world, channel)
    name = draft.body.get("username")
    author = webhook.author(check_name(name) if name else None)
    message = posting.post(world, channel, author=author, draft=draft, webhook=webhook)
    if request.query.get("wait") in TRUE_VALUES:
        return ApiResponse(200, message.json(world.bot))
    return ApiResponse(204)


def get_message(request: ApiRequest) -> ApiResponse:
    return ApiResponse(200, _message(request).json(request.world.bot))


def edit_message(request: ApiRequest) -> ApiResponse:
    edited = posting.edit(request.world, _message(request), request.draft())
    return ApiResponse(200, edited.json(request.world.bot))


def delete_message(request: ApiRequest) -> ApiResponse:
    posting.delete(request.world, _message(request))
    return ApiResponse(204)


def _place(request: ApiRequest, webhook: Webhook) -> Channel:
    """Return the webhook's channel, or the thread in it that the query names."""
    if "thread_id" not in request.query:
        return webhook.channel
    thread = request.world.channel(request.query["thread_id"])
    if thread.parent is not webhook.channel:
        raise unknown("Channel")
    return thread


def _message(request: ApiRequest) -> Message:
    webhook = _webhook(request)
    found = request.world.message(_place(request, webhook), request.path_params["message"])
    if found.webhook is not webhook:
        raise unknown("Message")
    return found


# -- routes


def _or_interaction(of_webhook: Handler, of_interaction: Handler) -> Handler:
    """Return a handler for both: a path begins with a webhook's id, or with the application's."""

    def handle(request: ApiRequest) -> ApiResponse:
        if request.path_params["webhook"] == request.world.bot.id:
            return of_interaction(request)
        return of_webhook(request)

    return handle


WEBHOOK = "/webhooks/{webhook}"
WITH_TOKEN = WEBHOOK + "/{token}"
MESSAGE = WITH_TOKEN + "/messages/{message}"
ROUTES = (
    Route("GET", "/channels/{channel}/webhooks", of_channel),
    Route("POST", "/channels/{channel}/webhooks", create),
    Route("GET", "/guilds/{guild}/webhooks", of_guild),
    Route("GET", WEBHOOK, get),
    Route("PATCH", WEBHOOK, change),
    Route("DELETE", WEBHOOK, delete),
    Route("GET", WITH_TOKEN, get, open_to_all=True),
    Route("PATCH", WITH_TOKEN, change, open_to_all=True),
    Route("DELETE", WITH_TOKEN, delete, open_to_all=True),
    *(
        Route(method, path, _or_interaction(mine, others), open_to_all=True)
        for method, path, mine, others in (
            ("POST", WITH_TOKEN, execute, rest_interactions.follow_up),
            ("GET", MESSAGE, get_message, rest_interactions.get_response),
            ("PATCH", MESSAGE, edit_message, rest_interactions.edit_response),
            ("DELETE", MESSAGE, delete_message, rest_interactions.delete_response),
        )
    ),
)
