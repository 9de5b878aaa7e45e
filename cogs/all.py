"""Every cog, on a client."""

from bot.client import Easel
from cogs.answers import Answers
from cogs.blend import Blend
from cogs.canvas import Canvas
from cogs.describe import Describe
from cogs.desk import Desk
from cogs.history import History
from cogs.imagine import Imagine
from cogs.owners import Owners
from cogs.privacy import Privacy
from cogs.replies import Replies
from cogs.settings import Settings
from cogs.usage import Usage
from cogs.wall import Wall


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
