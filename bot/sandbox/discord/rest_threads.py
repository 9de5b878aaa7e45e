"""REST routes of a thread's members."""

from bot.sandbox.discord import threads
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import Channel, User
from bot.sandbox.discord.refusals import Json, Refusal, unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.rest_channels import channel_of
from bot.sandbox.discord.rest_interactions import TRUE_VALUES


def join(request: ApiRequest) -> ApiResponse:
    threads.join(request.world, _thread(request), _user(request))
    return ApiResponse(204)


def leave(request: ApiRequest) -> ApiResponse:
    user = _user(request)
    thread = _thread(request, *([] if user is request.world.bot else [Permission.MANAGE_THREADS]))
    threads.leave(request.world, thread, user)
    return ApiResponse(204)


def member(request: ApiRequest) -> ApiResponse:
    return ApiResponse(200, _json(request, _thread(request), _user(request)))


def list_members(request: ApiRequest) -> ApiResponse:
    thread, world = _thread(request), request.world
    joined = [_json(request, thread, world.user(each)) for each in thread.members]
    return ApiResponse(200, joined)


def _thread(request: ApiRequest, *needed: Permission) -> Channel:
    thread = channel_of(request, *needed)
    if not thread.is_thread:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    return thread


def _user(request: ApiRequest) -> User:
    named = request.path_params.get("user", "@me")
    return request.world.bot if named == "@me" else request.world.user(named)


def _json(request: ApiRequest, thread: Channel, user: User) -> Json:
    payload = thread.thread_member(user.id)
    if payload is None:
        raise unknown("Member")
    with_member = request.query.get("with_member") in TRUE_VALUES
    return payload | ({"member": user.as_member()} if with_member else {})


MEMBERS = "/channels/{channel}/thread-members"
ROUTES = (
    Route("GET", MEMBERS, list_members),
    Route("PUT", MEMBERS + "/@me", join),
    Route("DELETE", MEMBERS + "/@me", leave),
    Route("GET", MEMBERS + "/{user}", member),
    Route("PUT", MEMBERS + "/{user}", join),
    Route("DELETE", MEMBERS + "/{user}", leave),
)
