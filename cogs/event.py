"""/event: themes for a while, in which people enter images and vote."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.theme_repeats import Every
from bot.core.themes import MOST_ENTRIES, MOST_WORDS
from bot.discord.actions.theme_repeats import ThemeRepeatActions
from bot.discord.actions.theme_terms import offered_tags, terms_of
from bot.discord.actions.themes import ThemeActions
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized

Interaction = discord.Interaction[DiscordClient]


@app_commands.guild_only()
@app_commands.guild_install()
class Event(commands.GroupCog, group_name="event", group_description=localized("command.event")):
    """Starts, shows, repeats and ends themes."""

    def __init__(self, themes: ThemeActions, repeats: ThemeRepeatActions) -> None:
        self._themes = themes
        self._repeats = repeats

    @app_commands.command(description=localized("command.start"))
    @app_commands.describe(
        theme=localized("option.theme"),
        until=localized("option.until"),
        channel=localized("option.event.channel"),
        per_person=localized("option.per_person"),
        ping=localized("option.event.ping"),
        tag=localized("option.event.tag"),
    )
    async def start(
        self,
        interaction: Interaction,
        theme: app_commands.Range[str, 1, MOST_WORDS],
        until: str,
        channel: discord.TextChannel | discord.ForumChannel | None = None,
        per_person: app_commands.Range[int, 1, MOST_ENTRIES] = 1,
        ping: discord.Role | None = None,
        tag: str | None = None,
    ) -> None:
        """Start a theme, here or in another channel."""
        terms = terms_of(interaction, channel, per_person, role=ping, tag=tag)
        await self._themes.start(interaction, words=theme, until=until, terms=terms)

    @app_commands.command(description=localized("command.repeat"))
    @app_commands.describe(
        themes=localized("option.themes"),
        every=localized("option.every"),
        channel=localized("option.event.channel"),
        per_person=localized("option.per_person"),
        ping=localized("option.event.ping"),
        tag=localized("option.event.tag"),
        off=localized("option.repeat.off"),
    )
    @app_commands.choices(
        every=[
            app_commands.Choice(name=localized(f"choice.every.{each}"), value=each)
            for each in Every
        ]
    )
    async def repeat(
        self,
        interaction: Interaction,
        themes: str | None = None,
        every: str = "week",
        channel: discord.TextChannel | discord.ForumChannel | None = None,
        per_person: app_commands.Range[int, 1, MOST_ENTRIES] = 1,
        ping: discord.Role | None = None,
        tag: str | None = None,
        off: bool = False,
    ) -> None:
        """Start themes of a list one after another, or show the list, or stop it."""
        if off:
            await self._repeats.stop(interaction)
        elif themes is None:
            await self._repeats.show(interaction)
        else:
            terms = terms_of(interaction, channel, per_person, role=ping, tag=tag)
            await self._repeats.set(interaction, themes=themes, every=Every(every), terms=terms)

    @app_commands.command(description=localized("command.show"))
    async def show(self, interaction: Interaction) -> None:
        """Show the newest theme."""
        await self._themes.show_last(interaction)

    @app_commands.command(description=localized("command.end"))
    async def end(self, interaction: Interaction) -> None:
        """Let the open theme end now."""
        await self._themes.end(interaction)

    @start.autocomplete("tag")
    @repeat.autocomplete("tag")
    async def _tags(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the tags of the forum that was chosen."""
        return [
            app_commands.Choice(name=name, value=name) for name in offered_tags(interaction, typed)
        ]
