"""Every cog, on a client."""

from bot.discord.client import DiscordClient
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


async def add_cogs(client: DiscordClient, intake: Intake, delivery: Delivery) -> None:
    """Give a new client everything that people can do."""
    history = History(intake, delivery)
    privacy, confirmations = Privacy(intake), ConfirmationClicks(intake)
    clicks = {"held": confirmations.answered, "privacy": privacy.clicked}
    for cog in (
        Imagine(client, intake),
        Clicks(client, intake, history, others=clicks),
        Messages(client, intake),
        Blend(intake),
        Describe(client, intake),
        SettingsCommands(intake),
        privacy,
        confirmations,
        Usage(intake),
        EaselCommands(intake),
        history,
    ):
        await client.add_cog(cog)
