"""The first events of a session: who the bot is, and what the server looks like."""

from bot.sandbox.discord.places import GUILD_ID, JOINED
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.snowflakes import iso_timestamp, shard_of
from bot.sandbox.discord.world import World


def ready(world: World, session_id: str, *, shard: tuple[int, int]) -> Json:
    """READY for a shard, given as its number and how many there are."""
    carries = shard[0] == shard_of(GUILD_ID, shard[1])
    about_me = {"verified": True, "mfa_enabled": False, "email": None}
    return {
        "v": 10,
        "user": world.bot.json() | about_me,
        "guilds": [{"id": GUILD_ID, "unavailable": True}] if carries else [],
        "session_id": session_id,
        "session_type": "normal",
        "resume_gateway_url": gateway_url(world.files.base),
        "shard": list(shard),
        "application": {"id": world.bot.id, "flags": 0},
        "private_channels": [],
        "relationships": [],
    }


def guild_create(world: World) -> Json:
    """GUILD_CREATE: the server with channels, open threads and members."""
    channels = [c.json() for c in world.channels.values() if not (c.is_direct or c.is_thread)]
    users = [world.bot, *world.people.values()]
    nothing: list[Json] = []
    return world.guild.json() | {
        "joined_at": iso_timestamp(JOINED),
        "large": False,
        "unavailable": False,
        "member_count": len(users),
        "channels": channels,
        "threads": [thread.json() for thread in world.threads() if not thread.archived],
        "members": [user.member() | {"user": user.json()} for user in users],
        "presences": nothing,
        "voice_states": nothing,
        "stage_instances": nothing,
        "guild_scheduled_events": nothing,
        "soundboard_sounds": nothing,
    }


def gateway_url(base: str) -> str:
    """The websocket's address on a server's."""
    return base.replace("http", "ws", 1) + "/gateway"
