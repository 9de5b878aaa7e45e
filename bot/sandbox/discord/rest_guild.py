"""REST routes of the server: roles, members, active threads, emojis and stickers."""

from bot.sandbox.discord import members, threads
from bot.sandbox.discord.places import User
from bot.sandbox.discord.refusals import Json, invalid, unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.rest_account import check_guild

MAX_MEMBERS = 1000


def roles(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    return ApiResponse(200, request.world.guild.roles())


def role(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    for each in request.world.guild.roles():
        if each["id"] == request.path_params["role"]:
            return ApiResponse(200, each)
    raise unknown("Role")


def member_counts(request: ApiRequest) -> ApiResponse:
    """Return how many members have each role, as an object of role ids."""
    check_guild(request)
    users = [user.as_member() for user in members.everyone(request.world)]
    roles = [role["id"] for role in request.world.guild.roles()[1:]]
    counts = {id_: sum(id_ in user["roles"] for user in users) for id_ in roles}
    return ApiResponse(200, counts)


def list_members(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    after = int(request.query.get("after", 0))
    later = [user for user in members.everyone(request.world) if int(user.id) > after]
    return ApiResponse(200, _members(later[: _limit(request)]))


def search_members(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    found = members.named(request.world, request.query["query"])
    return ApiResponse(200, _members(found[: _limit(request)]))


def my_member(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    return ApiResponse(200, request.world.bot.as_member())


def active_threads(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    active = [thread for thread in request.world.threads() if not thread.archived]
    return ApiResponse(200, threads.listed(active, request.world.bot))


def nothing(request: ApiRequest) -> ApiResponse:
    """Return an empty list: the server has no emojis and no stickers."""
    check_guild(request)
    return ApiResponse(200, [])


def _members(users: list[User]) -> list[Json]:
    return [user.as_member() for user in users]


def _limit(request: ApiRequest) -> int:
    limit = int(request.query.get("limit", 1))
    if not 1 <= limit <= MAX_MEMBERS:
        raise invalid("limit", f"Must be between 1 and {MAX_MEMBERS}.")
    return limit


GUILD = "/guilds/{guild}"
ROUTES = (
    Route("GET", GUILD + "/roles", roles),
    Route("GET", GUILD + "/roles/member-counts", member_counts),
    Route("GET", GUILD + "/roles/{role}", role),
    Route("GET", GUILD + "/members", list_members),
    Route("GET", GUILD + "/members/search", search_members),
    Route("GET", GUILD + "/threads/active", active_threads),
    Route("GET", GUILD + "/emojis", nothing),
    Route("GET", GUILD + "/stickers", nothing),
    Route("GET", "/users/@me/guilds/{guild}/member", my_member),
)
