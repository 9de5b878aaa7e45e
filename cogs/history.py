"""/history, /undo, /redo, /timelapse and /compare."""

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import tree
from bot.discord.actions.canvas_views import CanvasViews
from bot.discord.actions.history_pages import HistoryPages
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized

Interaction = discord.Interaction[DiscordClient]
Steps = app_commands.Range[int, 1, 100]


class History(commands.Cog):
    """A channel's turns: shows them, and moves to another one."""

    def __init__(self, views: CanvasViews, pages: HistoryPages) -> None:
        self._views = views
        self._pages = pages

    @app_commands.command(description=localized("command.undo"))
    @app_commands.describe(steps=localized("option.steps"))
    async def undo(self, interaction: Interaction, steps: Steps = 1) -> None:
        """Go back."""
        await self._views.move_head(interaction, partial(tree.undo, steps=steps))

    @app_commands.command(description=localized("command.redo"))
    @app_commands.describe(steps=localized("option.steps"))
    async def redo(self, interaction: Interaction, steps: Steps = 1) -> None:
        """Go forward."""
        await self._views.move_head(interaction, partial(tree.redo, steps=steps))

    @app_commands.command(description=localized("command.history"))
    async def history(self, interaction: Interaction) -> None:
        """Show the tree of all turns, a page at a time."""
        await self._pages.post(interaction)

    @app_commands.command(description=localized("command.timelapse"))
    async def timelapse(self, interaction: Interaction) -> None:
        """Show the steps that led to the current picture."""
        await self._views.timelapse(interaction)

    @app_commands.command(description=localized("command.compare"))
    @app_commands.describe(before=localized("option.before"), after=localized("option.after"))
    async def compare(self, interaction: Interaction, before: str, after: str) -> None:
        """Show two pictures side by side."""
        await self._views.compare(interaction, before, after)
