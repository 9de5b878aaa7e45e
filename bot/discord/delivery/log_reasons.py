"""Why something can't be posted in a channel, as the moderators of its server read it."""

from bot.discord.client import DiscordClient
from bot.discord.delivery.permissions import missing_permissions
from bot.text import wording

_LACKING = frozenset({"deliver.no_right", "deliver.no_view"})


async def reason_text(
    client: DiscordClient, channel: int, code: str, locale: str, *, files: bool = True
) -> str:
    """Return why nothing can be posted in a channel.

    Args:
        client: the connection.
        channel: its id.
        code: of `bot.discord.delivery.errors.REASONS`, as people read it where they asked.
        locale: the language.
        files: whether images were to be posted.
    """
    if code in _LACKING:
        missing = await missing_permissions(client, channel, files=files)
        if names := wording.permission_names(missing, locale):
            return wording.say("log.why.lacks", locale, permissions=names)
    return wording.say(f"log.why.{code.removeprefix('deliver.')}", locale)
