"""/easel: what the owners of a server set and see; Discord's permissions decide who they are."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import allowances
from bot.core.allowances import Allowance
from bot.discord.actions.usage_texts import chart_alt, dollars_or_unlimited, server_usage_text
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.delivery.files import discord_file
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.engine.accounts import in_server, micro
from bot.text import formats, wording
from cogs.easel_moderation import EaselModeration
from cogs.easel_setup import EaselSetup

MAX_DAYS = 366  # in a CSV file

Interaction = discord.Interaction[DiscordClient]
Dollars = app_commands.Range[float, 0, 1_000_000]
Number = app_commands.Range[int, 0, 1_000_000]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class EaselCommands(
    EaselSetup,
    EaselModeration,
    commands.GroupCog,
    group_name="easel",
    group_description=localized("command.easel"),
):
    """Budgets, allowances and usage of a server."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._accounts = intake.engine.accounts

    @app_commands.command(description=localized("command.budget"))
    @app_commands.describe(
        daily=localized("option.budget.daily"), monthly=localized("option.budget.monthly")
    )
    async def budget(self, interaction: Interaction, daily: Dollars, monthly: Dollars) -> None:
        """Set the server's budget."""
        guild = in_server(person_of(interaction))
        await self._accounts.set_budget(guild, daily=micro(daily), monthly=micro(monthly))
        locale = str(interaction.locale)
        words = wording.say(
            "owner.budget",
            locale,
            daily=dollars_or_unlimited(micro(daily), locale),
            monthly=dollars_or_unlimited(micro(monthly), locale),
        )
        await interaction.response.send_message(words, ephemeral=True)

    @app_commands.command(description=localized("command.allowance"))
    @app_commands.describe(
        who=localized("option.who"),
        pictures=localized("option.pictures"),
        daily=localized("option.budget.daily"),
        monthly=localized("option.budget.monthly"),
    )
    async def allowance(
        self,
        interaction: Interaction,
        who: discord.Role | discord.Member,
        pictures: Number = 0,
        daily: Dollars = 0,
        monthly: Dollars = 0,
    ) -> None:
        """Set the allowance of a role or member."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        most = Allowance(pictures=pictures, daily=micro(daily), monthly=micro(monthly))
        kind = "role" if isinstance(who, discord.Role) else "member"
        await self._accounts.set_allowance(guild, kind, who.id, most)
        limit = wording.say("owner.no_limit.pictures", locale)
        if pictures:
            limit = wording.say("owner.limit.pictures", locale, pictures=pictures)
        words = wording.say(
            "owner.allowance",
            locale,
            who=who.mention,
            pictures=limit,
            daily=dollars_or_unlimited(most.daily, locale),
            monthly=dollars_or_unlimited(most.monthly, locale),
        )
        await interaction.response.send_message(words, ephemeral=True)

    @app_commands.command(description=localized("command.owner_usage"))
    async def usage(self, interaction: Interaction) -> None:
        """Show what was spent this month, with a chart."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        usage = await self._accounts.server_usage(person_of(interaction))
        locale = str(interaction.locale)
        first = allowances.date_of(min(usage.days))
        title = wording.say("usage.chart", locale, month=formats.month(first, locale))
        chart = await self._accounts.chart(usage, title=title)
        file = discord_file(
            chart.data, name=f"usage-{first:%Y-%m}.png", alt=chart_alt(usage, locale)
        )
        await interaction.edit_original_response(
            content=server_usage_text(usage, locale), attachments=[file]
        )

    @app_commands.command(description=localized("command.export"))
    @app_commands.describe(days=localized("option.days"))
    async def export(
        self, interaction: Interaction, days: app_commands.Range[int, 1, MAX_DAYS] = 31
    ) -> None:
        """Send the usage as a CSV file."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        text = await self._accounts.csv(person_of(interaction), days=days)
        file = discord_file(text.encode(), name="easel-usage.csv")
        await interaction.edit_original_response(attachments=[file])

    @app_commands.command(description=localized("command.notify"))
    @app_commands.describe(where=localized("option.notify"))
    async def notify(
        self, interaction: Interaction, where: discord.TextChannel | None = None
    ) -> None:
        """Set the channel for budget alerts."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        await self._accounts.set_notify(guild, where.id if where else None)
        words = wording.say("owner.notify.default", locale)
        if where:
            words = wording.say("owner.notify", locale, channel=where.mention)
        await interaction.response.send_message(words, ephemeral=True)
