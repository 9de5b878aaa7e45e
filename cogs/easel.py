"""/easel: what the owners of a server set and see. Discord's permissions decide who they are."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import allowances
from bot.core.allowances import Allowance
from bot.discord.client import DiscordClient
from bot.discord.command_text import text
from bot.discord.delivery.files import discord_file
from bot.discord.intake.intake import Intake, person
from bot.engine.accounts import ServerUsage, in_server, micro
from bot.text import wording
from cogs.usage import spent_facts

MOST_PEOPLE = 10  # in a message; the CSV file has all
MOST_DAYS = 366  # in a CSV file

Where = discord.Interaction[DiscordClient]
Dollars = app_commands.Range[float, 0, 1_000_000]
Number = app_commands.Range[int, 0, 1_000_000]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class EaselCommands(commands.GroupCog, group_name="easel", group_description=text("command.easel")):
    """Budgets, allowances and usage of a server."""

    def __init__(self, intake: Intake) -> None:
        self._accounts = intake.engine.accounts

    @app_commands.command(description=text("command.budget"))
    @app_commands.describe(daily=text("option.budget.daily"), monthly=text("option.budget.monthly"))
    async def budget(self, interaction: Where, daily: Dollars, monthly: Dollars) -> None:
        """Set the server's budget."""
        guild = in_server(person(interaction))
        await self._accounts.set_budget(guild, daily=micro(daily), monthly=micro(monthly))
        locale = str(interaction.locale)
        words = wording.say(
            "owner.budget",
            locale,
            daily=_dollars(micro(daily), locale),
            monthly=_dollars(micro(monthly), locale),
        )
        await interaction.response.send_message(words, ephemeral=True)

    @app_commands.command(description=text("command.allowance"))
    @app_commands.describe(
        who=text("option.who"),
        pictures=text("option.pictures"),
        daily=text("option.budget.daily"),
        monthly=text("option.budget.monthly"),
    )
    async def allowance(
        self,
        interaction: Where,
        who: discord.Role | discord.Member,
        pictures: Number = 0,
        daily: Dollars = 0,
        monthly: Dollars = 0,
    ) -> None:
        """Set what a role or member may ask for."""
        guild, locale = in_server(person(interaction)), str(interaction.locale)
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
            daily=_dollars(most.daily, locale),
            monthly=_dollars(most.monthly, locale),
        )
        await interaction.response.send_message(words, ephemeral=True)

    @app_commands.command(description=text("command.owner_usage"))
    async def usage(self, interaction: Where) -> None:
        """Say what was spent, and draw it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        usage = await self._accounts.server_usage(person(interaction))
        locale = str(interaction.locale)
        month = f"{allowances.date_of(min(usage.days)):%Y-%m}"
        title = wording.say("usage.chart", locale, month=month)
        chart = await self._accounts.chart(usage, title=title)
        file = discord_file(chart.data, name=f"usage-{month}.png", alt=_alt(usage, locale))
        await interaction.edit_original_response(content=_told(usage, locale), attachments=[file])

    @app_commands.command(description=text("command.export"))
    @app_commands.describe(days=text("option.days"))
    async def export(
        self, interaction: Where, days: app_commands.Range[int, 1, MOST_DAYS] = 31
    ) -> None:
        """Hand the lines over."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        text = await self._accounts.csv(person(interaction), days=days)
        file = discord_file(text.encode(), name="easel-usage.csv")
        await interaction.edit_original_response(attachments=[file])

    @app_commands.command(description=text("command.notify"))
    @app_commands.describe(where=text("option.notify"))
    async def notify(self, interaction: Where, where: discord.TextChannel | None = None) -> None:
        """Set where owners are told."""
        guild, locale = in_server(person(interaction)), str(interaction.locale)
        await self._accounts.set_notify(guild, where.id if where else None)
        words = wording.say("owner.notify.default", locale)
        if where:
            words = wording.say("owner.notify", locale, channel=where.mention)
        await interaction.response.send_message(words, ephemeral=True)


def _dollars(limit: int, locale: str) -> str:
    return wording.dollars(limit) if limit else wording.say("owner.no_limit", locale)


def _told(usage: ServerUsage, locale: str) -> str:
    """The month by person."""
    most, had = usage.allowance, usage.account
    lines = []
    for code, spent, limit in (
        ("today", had.today, most.daily),
        ("month", had.month, most.monthly),
    ):
        facts = spent_facts(spent)
        if limit:
            facts["cost"] = wording.say("usage.of", locale, cost=spent.cost, budget=limit)
        lines.append(wording.say(f"usage.{code}", locale, **facts))
    if not usage.people:
        lines.append(wording.say("usage.none", locale))
    for id_, spent in usage.people[:MOST_PEOPLE]:
        facts = spent_facts(spent)
        lines.append(wording.say("usage.person", locale, person=f"<@{id_}>", **facts))
    if len(usage.people) > MOST_PEOPLE:
        more = len(usage.people) - MOST_PEOPLE
        lines.append(wording.say("usage.more", locale, count=more))
    lines.append(wording.say("usage.resets", locale, resets=usage.resets))
    return "\n".join(lines)


def _alt(usage: ServerUsage, locale: str) -> str:
    """The bars in words: the days on which something was spent."""
    days = [
        f"{allowances.date_of(day):%m-%d}: {wording.dollars(spent.cost)}"
        for day, spent in usage.days.items()
        if spent.cost
    ]
    said = ", ".join(days) or wording.say("usage.none", locale)
    return wording.short(wording.say("usage.chart.alt", locale, days=said), wording.ALT_LIMIT)
