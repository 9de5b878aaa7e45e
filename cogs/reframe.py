"""/reframe: zooms out, pans, extends, crops, rotates or flips a picture of the channel."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.reframing import KEPT
from bot.core.turns import Reframing
from bot.discord.actions.reframing import ReframeActions
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized, localized_options
from bot.discord.components.reframe_panel import choice_of, reframing_of
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import ASPECTS
from bot.errors import UserError

Interaction = discord.Interaction[DiscordClient]

WITH_ASPECT = ("extend", "crop")
_FIXED = (
    ("zoom", "150"),
    ("zoom", "200"),
    ("pan", "left"),
    ("pan", "right"),
    ("pan", "up"),
    ("pan", "down"),
    ("rotate", "90"),
    ("rotate", "270"),
    ("rotate", "180"),
    ("flip", "across"),
    ("flip", "over"),
)
_HOW = [
    *(
        app_commands.Choice(name=localized(f"choice.reframe.{kind}"), value=kind)
        for kind in WITH_ASPECT
    ),
    *(
        app_commands.Choice(
            name=localized(f"reframe.{kind}.{value}"),
            value=choice_of(Reframing(kind=kind, value=value)),
        )
        for kind, value in _FIXED
    ),
]
_KEEP = [
    app_commands.Choice(name=localized(f"choice.keep.{side}"), value=side) for side in KEPT if side
]


class Reframe(commands.Cog):
    """The edges of a picture."""

    def __init__(self, intake: Intake) -> None:
        self._actions = ReframeActions(intake)

    @app_commands.command(description=localized("command.reframe"))
    @app_commands.describe(
        **localized_options(
            how="reframe.how", aspect="reframe.aspect", keep="reframe.keep", number="reframe.number"
        )
    )
    @app_commands.choices(how=_HOW, aspect=ASPECTS, keep=_KEEP)
    async def reframe(
        self,
        interaction: Interaction,
        how: str,
        aspect: str | None = None,
        keep: str = "",
        number: str = "",
    ) -> None:
        """Change the edges of a picture."""
        if how in WITH_ASPECT:
            if aspect is None:
                raise UserError("reframe.aspect")
            value = f"{aspect} {keep}".strip() if how == "crop" else aspect
            chosen: Reframing | None = Reframing(kind=how, value=value)
        else:
            chosen = reframing_of(how)
        if chosen is None:
            raise UserError("button.stale")
        await self._actions.for_picture(interaction, chosen, number=number)
