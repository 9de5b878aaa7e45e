"""REST routes of a thread's members, and of archived threads."""

from datetime import datetime

from bot.sandbox.discord import threads
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import PRIVATE_THREAD, PUBLIC_THREAD, Channel, User
from bot.sandbox.discord.refusals import Json, Refusal, unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.rest_channels import MAX_LISTED, channel_of
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
    """Return a page of a thread's members, by their ids."""
    thread, world, query = _thread(request), request.world, request.query
    after, limit = int(query.get("after") or 0), int(query.get("limit", MAX_LISTED))
    ids = sorted((each for each in thread.members if int(each) > after), key=int)[:limit]
    return ApiResponse(200, [_json(request, thread, world.user(each)) for each in ids])


def archived(request: ApiRequest) -> ApiResponse:
    """Return the archived threads of one kind in a channel, the newest first."""
    world, channel = request.world, channel_of(request, Permission.READ_MESSAGE_HISTORY)
    kind = PRIVATE_THREAD if request.path_params["kind"] == "private" else PUBLIC_THREAD
    if kind == PRIVATE_THREAD:
        channel_of(request, Permission.MANAGE_THREADS)
    found = [
        thread
        for thread in world.threads()
        if thread.parent is channel and thread.archived and thread.kind == kind
    ]
    if "before" in request.query:
        before = datetime.fromisoformat(request.query["before"]).timestamp()
        found = [thread for thread in found if thread.archived_at < before]
    found.sort(key=lambda thread: thread.archived_at, reverse=True)
    limit = int(request.query.get("limit", MAX_LISTED))
    return ApiResponse(200, threads.listed(found[:limit], world.bot, more=len(found) > limit))


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
    Route("GET", "/channels/{channel}/threads/archived/{kind:public|private}", archived),
    Route("GET", MEMBERS, list_members),
    Route("PUT", MEMBERS + "/@me", join),
    Route("POST", MEMBERS + "/@me", join),  # not documented; nextcord sends it
    Route("DELETE", MEMBERS + "/@me", leave),
    Route("GET", MEMBERS + "/{user}", member),
    Route("PUT", MEMBERS + "/{user}", join),
    Route("DELETE", MEMBERS + "/{user}", leave),
)
