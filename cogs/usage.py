"""/usage: what a person painted today and this month, and what is left to them."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.allowances import Remaining, Spent
from bot.discord.client import DiscordClient
from bot.discord.command_text import text
from bot.discord.intake.intake import Intake, person
from bot.engine.accounts import PersonUsage
from bot.text import wording


class Usage(commands.Cog):
    """For everybody, about themselves."""

    def __init__(self, intake: Intake) -> None:
        self._accounts = intake.engine.accounts

    @app_commands.command(description=text("command.usage"))
    async def usage(self, interaction: discord.Interaction[DiscordClient]) -> None:
        """Say it privately."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        usage = await self._accounts.usage(person(interaction))
        await interaction.edit_original_response(content=_told(usage, str(interaction.locale)))


def spent_facts(spent: Spent) -> dict[str, str | int]:
    """The facts of a sentence that tells pictures and money."""
    return {"pictures": spent.pictures, "cost": spent.cost}


def _told(usage: PersonUsage, locale: str) -> str:
    lines = [
        wording.say("usage.today", locale, **spent_facts(usage.account.today)),
        wording.say("usage.month", locale, **spent_facts(usage.account.month)),
    ]
    if what := _left(usage.remaining, locale):
        lines.append(wording.say("usage.left", locale, what=", ".join(what)))
    lines.append(wording.say("usage.resets", locale, resets=usage.resets))
    return "\n".join(lines)


def _left(left: Remaining, locale: str) -> list[str]:
    found = []
    if left.pictures is not None:
        found.append(wording.say("usage.left.pictures", locale, pictures=left.pictures))
    for code, rest in (("day", left.today), ("month", left.month)):
        if rest is not None:
            found.append(wording.say(f"usage.left.{code}", locale, unspent=rest))
    return found
