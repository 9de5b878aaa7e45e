"""People as the page shows them, and what it changes: avatar, language, roles, rights, joining."""

from bot.sandbox.discord import members
from bot.sandbox.discord.dimensions import image_type
from bot.sandbox.discord.permissions import NO_PERMISSIONS, Permission
from bot.sandbox.discord.places import JOINED, User
from bot.sandbox.discord.refusals import Impossible, Json
from bot.sandbox.discord.world import World

MAX_AVATAR_SIZE = 10 * 1024**2  # bytes
LOCALES = ("en-US", "de", "es-ES", "fr", "ja", "pt-BR")
RIGHTS = {  # what the page can give to a person, named as in Discord
    Permission.MANAGE_GUILD: "Manage Server",
    Permission.MANAGE_MESSAGES: "Manage Messages",
    Permission.MANAGE_THREADS: "Manage Threads",
    Permission.MENTION_EVERYONE: "Mention Everyone",
}


def profile(world: World, user: User) -> Json:
    """Return a user object with what the page shows beside the name."""
    face = f"/sandbox/faces/{user.id}.svg"
    set_ = f"/cdn/avatars/{user.id}/{user.avatar}.png"
    shown = user.json() | {"avatar_url": set_ if user.avatar else face}
    if user.bot:
        return shown | {"online": user.id in world.worlds and world.of_bot(user.id).bot_online}
    rights = [right.name for right in RIGHTS if right in user.granted]
    owner = user.id == world.guild.owner_id
    return shown | {
        "locale": user.locale,
        "roles": user.roles,
        "rights": rights,
        "owner": owner,
        "new": user.joined > JOINED,
    }


def choices() -> Json:
    """Return what can be chosen in a profile."""
    rights = [{"value": right.name, "label": label} for right, label in RIGHTS.items()]
    return {"locales": list(LOCALES), "rights": rights}


def change(world: World, user: User, body: Json, *, avatar: bytes | None = None) -> None:
    """Set what the page sends of a person: language, roles, rights, avatar, whether they are new.

    Args:
        world: where they are.
        user: the person.
        body: `locale`, `roles`, `rights`; `no_avatar` takes the avatar away; `new`: whether they
            joined just now.
        avatar: the file of another one.

    Raises:
        Impossible: there is no such language, role or right, or the file is no image.
    """
    locale, roles = body.get("locale", user.locale), body.get("roles", user.roles)
    granted = user.granted
    if "rights" in body:
        granted = _granted(body["rights"])
    if locale not in LOCALES:
        raise Impossible(f"The sandbox has no language {locale}.")
    if any(role not in world.guild.more_roles for role in roles):
        raise Impossible("There is no such role to give.")
    if avatar is not None or body.get("no_avatar"):
        set_avatar(world, user, avatar or b"")
    user.locale, user.roles, user.granted = locale, list(roles), granted
    if "new" in body and body["new"] != (user.joined > JOINED):
        user.joined = world.clock() if body["new"] else JOINED
    members.announce(world, user)


def set_avatar(world: World, user: User, image: bytes) -> None:
    """Set a person's avatar; no bytes: take it away.

    Raises:
        Impossible: it is no PNG, JPEG, GIF or WebP, or too large.
    """
    if image and image_type(image) is None:
        raise Impossible("An avatar is a PNG, JPEG, GIF or WebP image.")
    if len(image) > MAX_AVATAR_SIZE:
        raise Impossible("This avatar is too large.")
    user.portrait = image
    members.announce(world, user)


def _granted(names: list[str]) -> Permission:
    by_name = {right.name: right for right in RIGHTS}
    granted = NO_PERMISSIONS
    for name in names:
        if name not in by_name:
            raise Impossible(f"The sandbox has no right {name} to give.")
        granted |= by_name[name]
    return granted
