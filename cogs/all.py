"""Every cog, on a client."""

from bot.discord.client import Easel
from bot.discord.delivery.delivery import Delivery
from bot.discord.intake.intake import Intake
from cogs.blend import Blend
from cogs.clicks import Clicks
from cogs.confirmations import ConfirmationClicks
from cogs.describe import Describe
from cogs.easel import EaselCommands
from cogs.history import History
from cogs.imagine import Imagine
from cogs.messages import Messages
from cogs.privacy import Privacy
from cogs.settings import SettingsCommands
from cogs.usage import Usage


async def add_cogs(client: Easel, intake: Intake, delivery: Delivery) -> None:
    """Give a new client everything that people can do."""
    history = History(intake, delivery)
    for cog in (
        Imagine(client, intake),
        Clicks(client, intake, history),
        Messages(client, intake),
        Blend(intake),
        Describe(client, intake),
        SettingsCommands(intake),
        Privacy(intake),
        ConfirmationClicks(intake),
        Usage(intake),
        EaselCommands(intake),
        history,
    ):
        await client.add_cog(cog)
