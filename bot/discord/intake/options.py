"""Options that several commands share: their choices and completions."""

from typing import Any, Literal

import discord
from discord import app_commands

from bot.core import access, characters, styles
from bot.core.models import ALL_RATIOS
from bot.core.turns import MicroDollars, Quality
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.errors import UserError
from bot.text import wording

Size = Literal["1K", "2K", "4K"]
File = discord.Attachment

ASPECTS = [app_commands.Choice(name=ratio, value=ratio) for ratio in ALL_RATIOS]
MAX_CHOICES = 25  # Discord takes no more
MAX_NAME = 100  # characters of a choice


async def model_choices(
    intake: Intake, server: int | None, typed: str
) -> list[app_commands.Choice[str]]:
    """Return the models that are available, that the server allows, and that match what was typed.

    They are completed, not fixed choices, so that commands stay the same when models come and go.
    """
    words = typed.casefold().split()
    rules = await intake.engine.settings.access_rules(server)
    matching = (
        model
        for model in intake.engine.models.offered()
        if access.narrowed(model, rules)
        and all(word in f"{model.name} {model.id}".casefold() for word in words)
    )
    found = [app_commands.Choice(name=model.name[:100], value=model.id) for model in matching]
    return found[:MAX_CHOICES]


async def quality_choices(
    intake: Intake, interaction: discord.Interaction[Any]
) -> list[app_commands.Choice[str]]:
    """Return the qualities with what an image costs in each."""
    rules = await intake.engine.settings.access_rules(interaction.guild_id)
    costs, locale = intake.engine.models.quality_costs(rules), str(interaction.locale)
    return [
        app_commands.Choice(name=quality_label(quality, cost, locale)[:MAX_NAME], value=quality)
        for quality, cost in costs.items()
    ]


def quality_of(typed: str | None) -> Quality | None:
    """Return the quality that a person chose or typed.

    Raises:
        UserError: there is no such quality.
    """
    if not typed:
        return None
    known = typed.strip().casefold()
    if known not in set(Quality):
        raise UserError("quality.unknown", choices=tuple(Quality))
    return Quality(known)


def quality_label(quality: Quality, cost: MicroDollars, locale: str) -> str:
    """Return a quality with what an image costs in it."""
    name = wording.say(f"quality.{quality}", locale)
    return wording.say("quality.cost", locale, quality=name, cost=cost)


async def style_choices(
    intake: Intake, server: int | None, typed: str
) -> list[app_commands.Choice[str]]:
    """Return the styles that match what was typed."""
    names = styles.matching(typed, styles=await intake.engine.settings.styles(server))
    return [app_commands.Choice(name=name, value=name) for name in names]


async def character_choices(
    intake: Intake, interaction: discord.Interaction[Any], typed: str
) -> list[app_commands.Choice[str]]:
    """Return the characters that match what was typed last; those typed before stay."""
    before, last = characters.split_last(typed)
    known = await intake.engine.characters.known(person_of(interaction))
    values = [f"{before}@{name}" for name in characters.matching(last, known, most=MAX_CHOICES)]
    return [app_commands.Choice(name=one, value=one) for one in values if len(one) <= MAX_NAME]
