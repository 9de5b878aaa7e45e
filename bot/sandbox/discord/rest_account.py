"""REST about the bot itself: who it is, its gateway, its commands, its server."""

from bot.sandbox.discord import commands
from bot.sandbox.discord.greeting import gateway_url
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import ADA_ID, GUILD_ID, TEXT_CHANNEL
from bot.sandbox.discord.refusals import Json, Refusal, unknown
from bot.sandbox.discord.rest import Answer, Asked, Route
from bot.sandbox.discord.world import Event

MAY_READ_CONTENT = 1 << 19  # application flag: message content, for bots in few servers


def me(asked: Asked) -> Answer:
    about = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
    return Answer(200, asked.world.bot.json() | about)


def user(asked: Asked) -> Answer:
    return Answer(200, asked.world.user(asked.where["user"]).json())


def application(asked: Asked) -> Answer:
    world = asked.world
    flags = MAY_READ_CONTENT if world.message_content_allowed else 0
    return Answer(
        200,
        {
            "id": world.bot.id,
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": world.bot.json(),
            "bot_public": True,
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
            "integration_types_config": {"0": {}},
        }
        | world.application,
    )


def gateway(asked: Asked) -> Answer:
    return Answer(200, {"url": gateway_url(asked.world.files.base)})


def gateway_bot(asked: Asked) -> Answer:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    about = {"shards": asked.world.shards, "session_start_limit": limit}
    return Answer(200, {"url": gateway_url(asked.world.files.base)} | about)


def guild(asked: Asked) -> Answer:
    _check_guild(asked)
    shown = asked.world.guild.json()
    if asked.query.get("with_counts") in ("1", "true", "True"):
        shown |= {"approximate_member_count": 3, "approximate_presence_count": 3}
    return Answer(200, shown)


def my_guilds(asked: Asked) -> Answer:
    shown = asked.world.guild.json()
    brief = {key: shown[key] for key in ("id", "name", "icon", "banner", "features")}
    held = str(int(asked.world.guild.bot_permissions))
    return Answer(200, [brief | {"owner": False, "permissions": held}])


def channels(asked: Asked) -> Answer:
    """The server's channels that the bot can see; Discord leaves out the others."""
    _check_guild(asked)
    world = asked.world
    seen = [
        channel
        for channel in world.channels.values()
        if channel.kind == TEXT_CHANNEL
        and Permission.VIEW_CHANNEL in world.guild.permissions(world.bot, channel)
    ]
    return Answer(200, [channel.json() for channel in seen])


def member(asked: Asked) -> Answer:
    _check_guild(asked)
    user = asked.world.user(asked.where["user"])
    return Answer(200, user.member() | {"user": user.json()})


def list_commands(asked: Asked) -> Answer:
    found = commands.listed(asked.world, _scope(asked))
    if asked.query.get("with_localizations") not in ("1", "true", "True"):
        found = [commands.without_languages(each) for each in found]
    return Answer(200, found)


def put_commands(asked: Asked) -> Answer:
    guild_id = _scope(asked)
    if not isinstance(asked.body, list):
        raise Refusal(400, 50035, "Invalid Form Body")
    kept = commands.register(asked.world, asked.body, guild_id=guild_id)
    asked.world.tell(Event("COMMANDS_UPDATE", _commands(asked), to_bot=False))
    return Answer(200, kept)


def _commands(asked: Asked) -> Json:
    return {"commands": list(asked.world.commands.values())}


def _scope(asked: Asked) -> str | None:
    if asked.where["application"] != asked.world.bot.id:
        raise Refusal(
            403, 20012, "You are not authorized to perform this action on this application"
        )
    if "guild" in asked.where:
        _check_guild(asked)
    return asked.where.get("guild")


def _check_guild(asked: Asked) -> None:
    if asked.where["guild"] != GUILD_ID:
        raise unknown("Guild")


COMMANDS = "/applications/{application}/commands"
GUILD_COMMANDS = "/applications/{application}/guilds/{guild}/commands"
ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("GET", "/users/{user}", user),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, open_to_all=True),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/guilds/{guild}", guild),
    Route("GET", "/guilds/{guild}/channels", channels),
    Route("GET", "/guilds/{guild}/members/{user}", member),
    Route("GET", COMMANDS, list_commands),
    Route("PUT", COMMANDS, put_commands),
    Route("GET", GUILD_COMMANDS, list_commands),
    Route("PUT", GUILD_COMMANDS, put_commands),
)
