"""REST routes of reactions. The server has Unicode emojis only."""

from bot.sandbox.discord import reactions, threads
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.refusals import invalid
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.rest_channels import MAX_LISTED, MESSAGE, channel_of

BURST = "1"  # the type of a super reaction


def add(request: ApiRequest) -> ApiResponse:
    message = _message(request, Permission.ADD_REACTIONS)
    reactions.react(request.world, message, _emoji(request), by=request.world.bot.id)
    return ApiResponse(204)


def remove_own(request: ApiRequest) -> ApiResponse:
    by, message = request.world.bot.id, _message(request)
    reactions.react(request.world, message, _emoji(request), by=by, remove=True)
    return ApiResponse(204)


def remove_of(request: ApiRequest) -> ApiResponse:
    message = _message(request, Permission.MANAGE_MESSAGES)
    by = request.world.user(request.path_params["user"]).id
    reactions.react(request.world, message, _emoji(request), by=by, remove=True)
    return ApiResponse(204)


def clear(request: ApiRequest) -> ApiResponse:
    message = _message(request, Permission.MANAGE_MESSAGES)
    reactions.clear(request.world, message, request.path_params.get("emoji"))
    return ApiResponse(204)


def list_users(request: ApiRequest) -> ApiResponse:
    """Return who reacted with an emoji, by their ids; there are no super reactions here."""
    limit, after = int(request.query.get("limit", 25)), int(request.query.get("after", 0))
    if not 1 <= limit <= MAX_LISTED:
        raise invalid("limit", f"Must be between 1 and {MAX_LISTED}.")
    ids = _message(request).reactions.get(_emoji(request), [])
    if request.query.get("type") == BURST:
        ids = []
    later = sorted((each for each in ids if int(each) > after), key=int)
    return ApiResponse(200, [request.world.user(each).json() for each in later[:limit]])


def _message(request: ApiRequest, *needed: Permission) -> Message:
    channel = channel_of(request, Permission.READ_MESSAGE_HISTORY, *needed)
    if request.method != "GET":
        threads.check_not_archived(channel)
    return request.world.message(channel, request.path_params["message"])


def _emoji(request: ApiRequest) -> str:
    return request.path_params["emoji"]


REACTIONS = MESSAGE + "/reactions"
EMOJI = REACTIONS + "/{emoji}"
ROUTES = (
    Route("DELETE", REACTIONS, clear),
    Route("GET", EMOJI, list_users),
    Route("DELETE", EMOJI, clear),
    Route("PUT", EMOJI + "/@me", add),
    Route("DELETE", EMOJI + "/@me", remove_own),
    Route("DELETE", EMOJI + "/{user}", remove_of),
)
