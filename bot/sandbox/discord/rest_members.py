"""REST routes that change members: the roles that a bot gives and takes."""

from bot.sandbox.discord import members
from bot.sandbox.discord.permissions import Permission, require
from bot.sandbox.discord.places import User
from bot.sandbox.discord.refusals import Refusal, not_implemented, unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.rest_account import check_guild


def add_role(request: ApiRequest) -> ApiResponse:
    user, role = _named(request)
    members.set_roles(request.world, user, [*(r for r in user.roles if r != role), role])
    return ApiResponse(204)


def remove_role(request: ApiRequest) -> ApiResponse:
    user, role = _named(request)
    members.set_roles(request.world, user, [each for each in user.roles if each != role])
    return ApiResponse(204)


def change(request: ApiRequest) -> ApiResponse:
    """Set a member's roles; what else Discord can change of one is refused."""
    body = request.draft().body
    for field in body.keys() - {"roles"}:
        raise not_implemented(f"a change of a member's {field}")
    user = _member(request)
    roles = [_role(request, str(each)) for each in body.get("roles") or []]
    members.set_roles(request.world, user, roles)
    return ApiResponse(200, user.as_member())


def _named(request: ApiRequest) -> tuple[User, str]:
    return _member(request), _role(request, request.path_params["role"])


def _member(request: ApiRequest) -> User:
    check_guild(request)
    require(request.world.guild.bot_permissions, Permission.MANAGE_ROLES)
    return request.world.user(request.path_params["user"])


def _role(request: ApiRequest, role_id: str) -> str:
    """Return the id of a role that can be given, or raise Refusal 10011, 50028."""
    guild = request.world.guild
    if role_id in guild.more_roles:
        return role_id
    if any(role["id"] == role_id for role in guild.roles()):
        raise Refusal(400, 50028, "Invalid Role")  # everyone's, or a bot's own
    raise unknown("Role")


MEMBER = r"/guilds/{guild}/members/{user:\d+}"  # "@me" has a route of its own in Discord
ROUTES = (
    Route("PATCH", MEMBER, change),
    Route("PUT", MEMBER + "/roles/{role}", add_role),
    Route("DELETE", MEMBER + "/roles/{role}", remove_role),
)
