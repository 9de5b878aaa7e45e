"""Options that several commands share: their choices, their descriptions, completing a style."""

from typing import Literal

import discord
from discord import app_commands

from bot.core import styles
from bot.core.models import ALL_RATIOS, MODELS, OFFERED
from bot.discord.intake.intake import Intake

Size = Literal["1K", "2K", "4K"]
File = discord.Attachment

ASPECTS = [app_commands.Choice(name=ratio, value=ratio) for ratio in ALL_RATIOS]
MODEL_CHOICES = [app_commands.Choice(name=MODELS[id_].name, value=id_) for id_ in OFFERED]


async def style_choices(
    intake: Intake, server: int | None, typed: str
) -> list[app_commands.Choice[str]]:
    """The styles that fit what somebody typed so far."""
    names = styles.offered(typed, styles=await intake.engine.settings.styles(server))
    return [app_commands.Choice(name=name, value=name) for name in names]
