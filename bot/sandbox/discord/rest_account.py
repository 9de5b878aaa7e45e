"""REST routes of the bot itself: user, application, gateway, commands and server."""

from bot.sandbox.discord import commands, members, single_commands
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import ADA_ID, GUILD_ID, GUILD_TEXT
from bot.sandbox.discord.refusals import Json, Refusal, missing_permissions, unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route
from bot.sandbox.discord.session_start import application_flags, gateway_url
from bot.sandbox.discord.world import Event, World

BOT_ADD = 28  # the audit log's action


def me(request: ApiRequest) -> ApiResponse:
    about = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
    return ApiResponse(200, request.world.bot.json() | about)


def user(request: ApiRequest) -> ApiResponse:
    return ApiResponse(200, request.world.user(request.path_params["user"]).json())


def application(request: ApiRequest) -> ApiResponse:
    world = request.world
    flags = application_flags(world)
    return ApiResponse(
        200,
        {
            "id": world.bot.id,
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "summary": "",  # Discord's is empty, too; some libraries need it
            "type": None,
            "bot": world.bot.json(),
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": flags,
            "flags_new": str(flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": world.user(ADA_ID).json(),
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "integration_types_config": {"0": {}, "1": {}},
        }
        | world.application,
    )


def gateway(request: ApiRequest) -> ApiResponse:
    return ApiResponse(200, {"url": gateway_url(request.world.files.base)})


def gateway_bot(request: ApiRequest) -> ApiResponse:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    about = {"shards": request.world.shards, "session_start_limit": limit}
    return ApiResponse(200, {"url": gateway_url(request.world.files.base)} | about)


def no_sounds(_: ApiRequest) -> ApiResponse:
    """Return no default sounds of the soundboard: some libraries ask for them as they start."""
    return ApiResponse(200, [])


def guild(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    return ApiResponse(200, request.world.guild.json() | _counts(request))


def _counts(request: ApiRequest) -> Json:
    """Return how many members there are, if it was asked for."""
    if request.query.get("with_counts") not in ("1", "true", "True"):
        return {}
    there = len(members.everyone(request.world))
    return {"approximate_member_count": there, "approximate_presence_count": there}


def my_guilds(request: ApiRequest) -> ApiResponse:
    """Return the one server, on the first page of a list of them."""
    payload, query = request.world.guild.json(), request.query
    brief = {key: payload[key] for key in ("id", "name", "icon", "banner", "features")}
    brief |= {"owner": False, "permissions": str(int(request.world.guild.bot_permissions))}
    is_later = int(query.get("after") or 0) < int(GUILD_ID)
    is_earlier = "before" not in query or int(GUILD_ID) < int(query["before"])
    there = request.world.bot_in_server and is_later and is_earlier
    return ApiResponse(200, [brief | _counts(request)] if there else [])


def leave(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    remove_bot(request.world)
    return ApiResponse(204)


def remove_bot(world: World) -> None:
    """End the bot's membership of the server, by its own wish or a manager's."""
    world.emit(Event("GUILD_DELETE", {"id": GUILD_ID}, bot=world.bot))
    world.bot_in_server = False


def channels(request: ApiRequest) -> ApiResponse:
    """Return the server's channels that the bot can view, as Discord does."""
    check_guild(request)
    world = request.world
    visible = [
        channel
        for channel in world.channels.values()
        if channel.kind == GUILD_TEXT
        and Permission.VIEW_CHANNEL in world.guild.permissions(world.bot, channel)
    ]
    return ApiResponse(200, [channel.json() for channel in visible])


def member(request: ApiRequest) -> ApiResponse:
    check_guild(request)
    user = request.world.user(request.path_params["user"])
    if user.left:
        raise unknown("Member")
    return ApiResponse(200, user.as_member())


def audit_log(request: ApiRequest) -> ApiResponse:
    """Return the audit log. All that is in it is who invited the bot."""
    check_guild(request)
    world = request.world
    if Permission.VIEW_AUDIT_LOG not in world.guild.bot_permissions:
        raise missing_permissions()
    wanted = int(request.query.get("action_type", BOT_ADD))
    inviter = world.invited_by if wanted == BOT_ADD else None
    ids = {"id": world.snowflakes.next(), "target_id": world.bot.id}
    entries = [ids | {"action_type": BOT_ADD, "user_id": inviter.id}] if inviter else []
    others = (
        "integrations webhooks guild_scheduled_events threads application_commands "
        "auto_moderation_rules"
    )
    return ApiResponse(
        200,
        {key: [] for key in others.split()}
        | {
            "audit_log_entries": entries,
            "users": [inviter.json(), world.bot.json()] if inviter else [],
        },
    )


def list_commands(request: ApiRequest) -> ApiResponse:
    found = commands.registered(request.world, _scope(request))
    if request.query.get("with_localizations") not in ("1", "true", "True"):
        found = [commands.without_localizations(each) for each in found]
    return ApiResponse(200, found)


def put_commands(request: ApiRequest) -> ApiResponse:
    guild_id = _scope(request)
    if not isinstance(request.body, list):
        raise Refusal(400, 50035, "Invalid Form Body")
    registered = commands.register(request.world, request.body, guild_id=guild_id)
    _announce_commands(request)
    return ApiResponse(200, registered)


def get_command(request: ApiRequest) -> ApiResponse:
    return ApiResponse(200, _command(request))


def post_command(request: ApiRequest) -> ApiResponse:
    guild_id, body = _scope(request), request.draft().body
    command, is_new = single_commands.create(request.world, body, guild_id)
    _announce_commands(request)
    return ApiResponse(201 if is_new else 200, command)


def patch_command(request: ApiRequest) -> ApiResponse:
    command, body = _command(request), request.draft().body
    changed = single_commands.change(request.world, command, body, _scope(request))
    _announce_commands(request)
    return ApiResponse(200, changed)


def delete_command(request: ApiRequest) -> ApiResponse:
    single_commands.delete(request.world, _command(request))
    _announce_commands(request)
    return ApiResponse(204)


def command_permissions(request: ApiRequest) -> ApiResponse:
    """Return an empty list: no command is restricted on the Integrations page."""
    _scope(request)
    return ApiResponse(200, [])


def emojis(request: ApiRequest) -> ApiResponse:
    """Return that the application has no emojis."""
    _scope(request)
    return ApiResponse(200, {"items": []})


def _command(request: ApiRequest) -> Json:
    return single_commands.find(request.world, request.path_params["command"], _scope(request))


def _announce_commands(request: ApiRequest) -> None:
    request.world.emit(Event("COMMANDS_UPDATE", _commands(request), to_bot=False))


def _commands(request: ApiRequest) -> Json:
    return {"commands": list(request.world.commands.values())}


def _scope(request: ApiRequest) -> str | None:
    if request.path_params["application"] != request.world.bot.id:
        raise Refusal(
            403, 20012, "You are not authorized to perform this action on this application"
        )
    if "guild" in request.path_params:
        check_guild(request)
    return request.path_params.get("guild")


def check_guild(request: ApiRequest) -> None:
    if request.path_params["guild"] != GUILD_ID:
        raise unknown("Guild")


COMMANDS = "/applications/{application}/commands"
GUILD_COMMANDS = "/applications/{application}/guilds/{guild}/commands"
ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("DELETE", "/users/@me/guilds/{guild}", leave),
    Route("GET", "/users/{user}", user),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, open_to_all=True),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/soundboard-default-sounds", no_sounds),
    Route("GET", "/guilds/{guild}", guild),
    Route("GET", "/guilds/{guild}/channels", channels),
    Route("GET", "/guilds/{guild}/members/{user}", member),
    Route("GET", "/guilds/{guild}/audit-logs", audit_log),
    Route("GET", GUILD_COMMANDS + "/permissions", command_permissions),
    Route("GET", "/applications/{application}/emojis", emojis),
    *(
        route
        for path in (COMMANDS, GUILD_COMMANDS)
        for route in (
            Route("GET", path, list_commands),
            Route("PUT", path, put_commands),
            Route("POST", path, post_command),
            Route("GET", path + "/{command}", get_command),
            Route("PATCH", path + "/{command}", patch_command),
            Route("DELETE", path + "/{command}", delete_command),
        )
    ),
)
