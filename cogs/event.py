"""/event: a theme for a while, in which people enter images and vote."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.themes import MOST_ENTRIES, MOST_WORDS
from bot.discord.actions.themes import ThemeActions
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized

Interaction = discord.Interaction[DiscordClient]


@app_commands.guild_only()
@app_commands.guild_install()
class Event(commands.GroupCog, group_name="event", group_description=localized("command.event")):
    """Starts, shows and ends themes."""

    def __init__(self, themes: ThemeActions) -> None:
        self._themes = themes

    @app_commands.command(description=localized("command.start"))
    @app_commands.describe(
        theme=localized("option.theme"),
        until=localized("option.until"),
        channel=localized("option.event.channel"),
        per_person=localized("option.per_person"),
    )
    async def start(
        self,
        interaction: Interaction,
        theme: app_commands.Range[str, 1, MOST_WORDS],
        until: str,
        channel: discord.TextChannel | None = None,
        per_person: app_commands.Range[int, 1, MOST_ENTRIES] = 1,
    ) -> None:
        """Start a theme, here or in another channel."""
        place = channel.id if channel else interaction.channel_id or 0
        await self._themes.start(
            interaction, words=theme, until=until, channel=place, per_person=per_person
        )

    @app_commands.command(description=localized("command.show"))
    async def show(self, interaction: Interaction) -> None:
        """Show the newest theme."""
        await self._themes.show_last(interaction)

    @app_commands.command(description=localized("command.end"))
    async def end(self, interaction: Interaction) -> None:
        """Let the open theme end now."""
        await self._themes.end(interaction)
