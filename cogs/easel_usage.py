"""/easel usage, export, notify: what a server spent, and where its owners hear of it."""

import discord
from discord import app_commands

from bot.discord.actions.limit_texts import notify_text
from bot.discord.actions.usage_charts import member_names, usage_charts
from bot.discord.actions.usage_texts import server_usage_text
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.permissions import missing_permissions
from bot.discord.intake.requesters import person_of
from bot.engine.accounts import in_server
from bot.text import wording
from cogs.logged_changes import LoggedChanges

MAX_DAYS = 366  # in a CSV file

Interaction = discord.Interaction[DiscordClient]


class UsageCommands(LoggedChanges):
    """What was spent."""

    @app_commands.command(description=localized("command.owner_usage"))
    async def usage(self, interaction: Interaction) -> None:
        """Show what was spent this month, with charts."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        engine, locale = self._intake.engine, str(interaction.locale)
        usage = await engine.usage.of_server(person_of(interaction))
        charts = await usage_charts(
            engine.usage,
            usage,
            locale,
            models=engine.models.table,
            names=await member_names(interaction.guild, [id_ for id_, _ in usage.people]),
        )
        await interaction.edit_original_response(
            content=server_usage_text(usage, locale), attachments=charts
        )

    @app_commands.command(description=localized("command.export"))
    @app_commands.describe(days=localized("option.days"))
    async def export(
        self, interaction: Interaction, days: app_commands.Range[int, 1, MAX_DAYS] = 31
    ) -> None:
        """Send the usage as a CSV file."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        text = await self._intake.engine.usage.csv(person_of(interaction), days=days)
        file = discord_file(text.encode(), name="easel-usage.csv")
        await interaction.edit_original_response(attachments=[file])

    @app_commands.command(description=localized("command.notify"))
    @app_commands.describe(where=localized("option.notify"))
    async def notify(
        self, interaction: Interaction, where: discord.TextChannel | None = None
    ) -> None:
        """Set the channel for budget alerts."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        await self._intake.engine.accounts.set_notify(guild, where.id if where else None)
        words = wording.say("owner.notify.default", locale)
        if where:
            lacks = await missing_permissions(interaction.client, where.id, files=False)
            words = notify_text(where.id, lacks, locale)
        await interaction.edit_original_response(content=words)
