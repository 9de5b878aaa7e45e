"""Every cog, on a client."""

from bot.discord.client import Easel
from bot.discord.delivery.delivery import Wall
from bot.discord.intake.intake import Desk
from cogs.blend import Blend
from cogs.clicks import Canvas
from cogs.confirmations import Answers
from cogs.describe import Describe
from cogs.easel import Owners
from cogs.history import History
from cogs.imagine import Imagine
from cogs.messages import Replies
from cogs.privacy import Privacy
from cogs.settings import Settings
from cogs.usage import Usage


async def add_cogs(client: Easel, desk: Desk, wall: Wall) -> None:
    """Give a new client everything that people can do."""
    history = History(desk, wall)
    for cog in (
        Imagine(client, desk),
        Canvas(client, desk, history),
        Replies(client, desk),
        Blend(desk),
        Describe(client, desk),
        Settings(desk),
        Privacy(desk),
        Answers(desk),
        Usage(desk),
        Owners(desk),
        history,
    ):
        await client.add_cog(cog)
