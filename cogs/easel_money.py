"""/easel limits, budget, allowance: what a server and its members may spend."""

import discord
from discord import app_commands

from bot.core import allowances
from bot.core.turns import Person
from bot.discord.actions.limit_texts import budget_text, member_text, overview_text, role_text
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.intake.requesters import as_person, person_of
from bot.engine.accounts import in_server
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]


class MoneyCommands(LoggedChanges):
    """Budgets and allowances. An option that is left out changes nothing."""

    @app_commands.command(description=localized("command.limits"))
    async def limits(self, interaction: Interaction) -> None:
        """Show every limit that holds in the server."""
        overview = await self._intake.engine.usage.overview(person_of(interaction))
        await interaction.response.send_message(
            overview_text(overview, str(interaction.locale)),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @app_commands.command(description=localized("command.budget"))
    @app_commands.describe(
        daily=localized("option.budget.daily"), monthly=localized("option.budget.monthly")
    )
    async def budget(
        self, interaction: Interaction, daily: str | None = None, monthly: str | None = None
    ) -> None:
        """Show the server's budget, changed by what is given."""
        by, accounts = person_of(interaction), self._intake.engine.accounts
        change = await accounts.change_budget(in_server(by), **_given(daily, monthly))
        words = budget_text(change, await accounts.limits(by), str(interaction.locale))
        await interaction.response.send_message(words, ephemeral=True)

    @app_commands.command(description=localized("command.allowance"))
    @app_commands.describe(
        who=localized("option.who"),
        pictures=localized("option.pictures"),
        daily=localized("option.budget.daily"),
        monthly=localized("option.budget.monthly"),
        reset=localized("option.allowance.reset"),
    )
    async def allowance(
        self,
        interaction: Interaction,
        who: discord.Role | discord.Member | discord.User,
        pictures: str | None = None,
        daily: str | None = None,
        monthly: str | None = None,
        reset: bool = False,
    ) -> None:
        """Show the allowance of a role or member, changed by what is given."""
        by, locale = person_of(interaction), str(interaction.locale)
        guild, accounts = in_server(by), self._intake.engine.accounts
        given = _given(daily, monthly, pictures)
        if isinstance(who, discord.Role):
            change = await accounts.change_allowance(guild, who.id, reset=reset, **given)
            words = role_text(change, await accounts.limits(by), who.mention, locale)
        else:
            member = Person(id=who.id, guild=guild)
            if isinstance(who, discord.Member):  # else they left it
                member = as_person(who, guild)
            change = await accounts.change_own_allowance(member, reset=reset, **given)
            words = member_text(change, await accounts.limits(member), who.mention, locale)
        no_ping = discord.AllowedMentions.none()
        await interaction.response.send_message(words, ephemeral=True, allowed_mentions=no_ping)


def _given(
    daily: str | None, monthly: str | None, pictures: str | None = None
) -> dict[str, int | None]:
    """Return the fields of an allowance that are to change.

    Raises:
        UserError: one of them is no limit.
    """
    given = {
        name: allowances.dollars_from(text)
        for name, text in (("daily", daily), ("monthly", monthly))
        if text is not None
    }
    if pictures is not None:
        given["pictures"] = allowances.pictures_from(pictures)
    return given
