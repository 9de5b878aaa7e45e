"""A channel's webhooks: what posts there under a name of its own."""

from dataclasses import dataclass

from bot.sandbox.discord.places import GUILD_ID, Channel, User
from bot.sandbox.discord.refusals import Json, invalid

MAX_NAME = 80  # characters
FORBIDDEN = ("clyde", "discord")  # in names


@dataclass(slots=True, eq=False)
class Webhook:
    """A webhook that the bot made. Anyone who has its token can post with it."""

    id: str
    token: str
    name: str
    channel: Channel
    application_id: str

    def author(self, name: str | None = None) -> User:
        """Return the author of a message by it, under its own name or another."""
        return User(self.id, name or self.name, bot=True)

    def json(self, base: str, creator: User | None) -> Json:
        """Return Discord's webhook object; who has only the token is not told its creator."""
        payload: Json = {
            "id": self.id,
            "type": 1,
            "name": self.name,
            "avatar": None,
            "channel_id": self.channel.id,
            "guild_id": GUILD_ID,
            "application_id": self.application_id,
            "token": self.token,
            "url": f"{base}/api/webhooks/{self.id}/{self.token}",
        }
        return payload if creator is None else payload | {"user": creator.json()}


def check_name(name: str) -> str:
    """Return a webhook's name without outer spaces, or raise Refusal 50035."""
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise invalid("name", f"Must be between 1 and {MAX_NAME} in length.")
    for word in FORBIDDEN:
        if word in name.casefold():
            code = "USERNAME_INVALID_CONTAINS"
            raise invalid("name", f'Username cannot contain "{word}"', code=code)
    return name
