"""People as the page shows them, and what it changes of them: language, roles and rights."""

from bot.sandbox.discord import members
from bot.sandbox.discord.permissions import NO_PERMISSIONS, Permission
from bot.sandbox.discord.places import User
from bot.sandbox.discord.refusals import Impossible, Json
from bot.sandbox.discord.world import World

LOCALES = ("en-US", "de", "es-ES", "fr", "ja", "pt-BR")
RIGHTS = {  # what the page can give to a person, named as in Discord
    Permission.MANAGE_GUILD: "Manage Server",
    Permission.MANAGE_MESSAGES: "Manage Messages",
    Permission.MANAGE_THREADS: "Manage Threads",
    Permission.MENTION_EVERYONE: "Mention Everyone",
}


def profile(world: World, user: User) -> Json:
    """Return a user object with what the page shows beside the name."""
    shown = user.json() | {"avatar_url": f"/sandbox/faces/{user.id}.svg"}
    if user.bot:
        return shown | {"online": user.id in world.worlds and world.of_bot(user.id).bot_online}
    rights = [right.name for right in RIGHTS if right in user.granted]
    owner = user.id == world.guild.owner_id
    return shown | {"locale": user.locale, "roles": user.roles, "rights": rights, "owner": owner}


def choices() -> Json:
    """Return what can be chosen in a profile."""
    rights = [{"value": right.name, "label": label} for right, label in RIGHTS.items()]
    return {"locales": list(LOCALES), "rights": rights}


def change(world: World, user: User, body: Json) -> None:
    """Set the language, roles and rights of a person that the page sends.

    Raises:
        Impossible: there is no such language, role or right.
    """
    locale, roles = body.get("locale", user.locale), body.get("roles", user.roles)
    granted = user.granted
    if "rights" in body:
        granted = _granted(body["rights"])
    if locale not in LOCALES:
        raise Impossible(f"The sandbox has no language {locale}.")
    if any(role not in world.guild.more_roles for role in roles):
        raise Impossible("There is no such role to give.")
    user.locale, user.roles, user.granted = locale, list(roles), granted
    members.announce(world, user)


def _granted(names: list[str]) -> Permission:
    by_name = {right.name: right for right in RIGHTS}
    granted = NO_PERMISSIONS
    for name in names:
        if name not in by_name:
            raise Impossible(f"The sandbox has no right {name} to give.")
        granted |= by_name[name]
    return granted
