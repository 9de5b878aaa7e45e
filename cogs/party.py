"""/party: people take turns, and the line of each changes the last image."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import parties
from bot.core.requests import MAX_WORDS
from bot.discord.actions.parties import PartyActions
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized

Interaction = discord.Interaction[DiscordClient]
Minutes = app_commands.Range[int, 1, parties.MOST_MINUTES]
Rounds = app_commands.Range[int, 1, parties.MOST_ROUNDS]
People = app_commands.Range[int, parties.FEWEST, parties.MOST_PEOPLE]


@app_commands.guild_only()
@app_commands.guild_install()
class PartyCommands(
    commands.GroupCog, group_name="party", group_description=localized("command.party")
):
    """Starts and ends parties."""

    def __init__(self, parties: PartyActions) -> None:
        self._parties = parties

    @app_commands.command(description=localized("command.party.start"))
    @app_commands.describe(
        prompt=localized("option.party.prompt"),
        minutes=localized("option.minutes", limit=parties.MINUTES),
        rounds=localized("option.rounds", limit=parties.ROUNDS),
        people=localized("option.people", limit=parties.PEOPLE),
    )
    async def start(
        self,
        interaction: Interaction,
        prompt: app_commands.Range[str, 1, MAX_WORDS] | None = None,
        minutes: Minutes = parties.MINUTES,
        rounds: Rounds = parties.ROUNDS,
        people: People = parties.PEOPLE,
    ) -> None:
        """Start a party in this channel or thread."""
        await self._parties.start(
            interaction, prompt=prompt or "", seconds=minutes * 60, rounds=rounds, most=people
        )

    @app_commands.command(description=localized("command.party.end"))
    async def end(self, interaction: Interaction) -> None:
        """End the party of this channel or thread."""
        await self._parties.stop(interaction)
