"""Adds every cog to a client."""

from bot.discord.actions.canvas_views import CanvasViews
from bot.discord.actions.history_pages import HistoryPages
from bot.discord.actions.parties import PartyActions
from bot.discord.actions.routes import Routes
from bot.discord.actions.theme_repeats import ThemeRepeatActions
from bot.discord.actions.themes import ThemeActions
from bot.discord.client import DiscordClient
from bot.discord.delivery.canvas_messages import CanvasMessages
from bot.discord.delivery.parties import PartyMessages
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.delivery.themes import ThemeMessages
from bot.discord.intake.intake import Intake
from cogs.blend import Blend
from cogs.character import CharacterCommands
from cogs.clicks import Clicks
from cogs.describe import Describe
from cogs.easel import EaselCommands
from cogs.event import Event
from cogs.help import HelpCommand
from cogs.history import History
from cogs.imagine import Imagine
from cogs.messages import Messages
from cogs.party import PartyCommands
from cogs.privacy import Privacy
from cogs.reframe import Reframe
from cogs.report import Report
from cogs.servers import Servers
from cogs.settings import SettingsCommands
from cogs.showcase import Showcase
from cogs.threads import Threads
from cogs.usage import UsageCommand


async def add_cogs(
    client: DiscordClient,
    intake: Intake,
    *,
    canvas: CanvasMessages,
    showcase: ShowcaseMessages,
    themes: ThemeMessages,
    parties: PartyMessages,
) -> None:
    """Add all commands, menus and listeners to a new client."""
    views = CanvasViews(intake, canvas)
    pages = HistoryPages(intake, views)
    events = ThemeActions(intake, showcase, themes)
    together = PartyActions(intake, parties)
    routes = Routes(
        client,
        intake,
        views=views,
        pages=pages,
        showcase=showcase,
        themes=events,
        parties=together,
    )
    for cog in (
        Imagine(client, intake),
        Clicks(client, routes),
        Messages(client, intake, together),
        Servers(client, intake),
        Threads(client, intake),
        Showcase(client, intake),
        Event(events, ThemeRepeatActions(intake)),
        PartyCommands(together),
        Blend(intake),
        Reframe(intake),
        Describe(client, intake),
        Report(client, intake),
        SettingsCommands(intake),
        CharacterCommands(intake),
        HelpCommand(client, intake),
        Privacy(intake),
        UsageCommand(intake),
        EaselCommands(intake),
        History(views, pages),
    ):
        await client.add_cog(cog)
