"""The members of the server: as REST lists them, and as the gateway answers requests for them."""

from collections.abc import Iterator

from bot.sandbox.discord.places import GUILD_ID, User
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import Event, World

CHUNK = 1000  # members in one event


def everyone(world: World) -> list[User]:
    """Return the people and bots of the server, by their ids."""
    people = [user for user in world.people.values() if not user.left]
    users = [*world.bots.values(), *people]
    if not world.bot_in_server:
        users.remove(world.bot)
    return sorted(users, key=lambda user: int(user.id))


def named(world: World, beginning: str) -> list[User]:
    """Return the members whose name begins with these letters, in any case."""
    wanted = beginning.casefold()
    return [user for user in everyone(world) if user.name.casefold().startswith(wanted)]


def set_roles(world: World, user: User, roles: list[str]) -> None:
    """Set a member's roles, and tell the bots and the page if that changes something."""
    if roles == user.roles:
        return
    user.roles = roles
    announce(world, user)


def announce(world: World, user: User) -> None:
    """Tell the bots and the page that a member changed."""
    data: Json = user.as_member() | {"guild_id": GUILD_ID}
    world.emit(Event("GUILD_MEMBER_UPDATE", data, to_people=False))
    world.emit(Event("PEOPLE_UPDATE", to_bot=False))


def chunks(world: World, asked: Json) -> Iterator[Json]:
    """Yield the data of each GUILD_MEMBERS_CHUNK that answers a request (op 8).

    `asked` has `user_ids`, or else `query` and `limit` (0: all).
    """
    if str(asked.get("guild_id")) != GUILD_ID:
        return
    ids = asked.get("user_ids")
    missing: list[str] = []
    if ids is None:
        found = named(world, asked.get("query") or "")
        found = found[: int(asked.get("limit") or len(found))]
    else:
        wanted = [str(each) for each in (ids if isinstance(ids, list) else [ids])]
        found = [user for user in everyone(world) if user.id in wanted]
        missing = [each for each in wanted if each not in {user.id for user in found}]
    pages = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)] or [[]]
    for number, page in enumerate(pages):
        data: Json = {
            "guild_id": GUILD_ID,
            "members": [user.as_member() for user in page],
            "chunk_index": number,
            "chunk_count": len(pages),
            "not_found": missing,
        }
        if asked.get("presences"):
            data["presences"] = []
        if asked.get("nonce") is not None:
            data["nonce"] = asked["nonce"]
        yield data
