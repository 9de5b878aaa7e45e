"""Options that several commands share: their choices, their descriptions, completing a style."""

from typing import Literal

import discord
from discord import app_commands

from bot.core import styles
from bot.core.models import ALL_RATIOS
from bot.discord.intake.intake import Intake

Size = Literal["1K", "2K", "4K"]
File = discord.Attachment

ASPECTS = [app_commands.Choice(name=ratio, value=ratio) for ratio in ALL_RATIOS]
MOST_CHOICES = 25  # that Discord takes


def model_choices(intake: Intake, typed: str) -> list[app_commands.Choice[str]]:
    """The models that are offered today and fit what somebody typed so far.

    They are completed, not listed with the command: a model that ends, or that the owner describes,
    changes no command.
    """
    words = typed.casefold().split()
    fitting = (
        model
        for model in intake.engine.models.offered()
        if all(word in f"{model.name} {model.id}".casefold() for word in words)
    )
    found = [app_commands.Choice(name=model.name[:100], value=model.id) for model in fitting]
    return found[:MOST_CHOICES]


async def style_choices(
    intake: Intake, server: int | None, typed: str
) -> list[app_commands.Choice[str]]:
    """The styles that fit what somebody typed so far."""
    names = styles.offered(typed, styles=await intake.engine.settings.styles(server))
    return [app_commands.Choice(name=name, value=name) for name in names]
