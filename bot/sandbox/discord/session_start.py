"""The first events of a gateway session: READY and GUILD_CREATE."""

from bot.sandbox.discord.places import GUILD_ID, JOINED
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.snowflakes import iso_timestamp, shard_of
from bot.sandbox.discord.world import World

# Application flags: privileged intents that are turned on, of a bot in few servers.
PRESENCE, MEMBERS, MESSAGE_CONTENT = 1 << 13, 1 << 15, 1 << 19


def application_flags(world: World) -> int:
    """Return the application's flags, by which libraries know what may be asked for."""
    return PRESENCE | MEMBERS | (MESSAGE_CONTENT if world.message_content_allowed else 0)


def ready(world: World, session_id: str, *, shard: tuple[int, int]) -> Json:
    """Return READY's data for a shard, given as its number and the shard count."""
    carries = world.bot_in_server and shard[0] == shard_of(GUILD_ID, shard[1])
    about_me = {"verified": True, "mfa_enabled": False, "email": None}
    return {
        "v": 10,
        "user": world.bot.json() | about_me,
        "guilds": [{"id": GUILD_ID, "unavailable": True}] if carries else [],
        "session_id": session_id,
        "session_type": "normal",
        "resume_gateway_url": gateway_url(world.files.base),
        "shard": list(shard),
        "application": {"id": world.bot.id, "flags": application_flags(world)},
        "private_channels": [],
        "relationships": [],
    }


def guild_create(world: World) -> Json:
    """Return GUILD_CREATE's data: the server with channels, active threads and members."""
    channels = [c.json() for c in world.channels.values() if not (c.is_direct or c.is_thread)]
    users = [*world.bots.values(), *world.people.values()]
    nothing: list[Json] = []
    return world.guild.json() | {
        "joined_at": iso_timestamp(JOINED),
        "large": False,
        "unavailable": False,
        "member_count": len(users),
        "channels": channels,
        "threads": [thread.json() for thread in world.threads() if not thread.archived],
        "members": [user.as_member() for user in users],
        "presences": nothing,
        "voice_states": nothing,
        "stage_instances": nothing,
        "guild_scheduled_events": nothing,
        "soundboard_sounds": nothing,
    }


def gateway_url(base: str) -> str:
    """Return the gateway's websocket address on a server's HTTP address."""
    return base.replace("http", "ws", 1) + "/gateway"
