"""Clicks on buttons and selects, and submitted forms."""

from collections.abc import Mapping
from typing import Any

import discord
from discord.ext import commands

from bot.discord.actions.routes import Routes
from bot.discord.client import DiscordClient
from bot.discord.interaction_errors import send_error

Interaction = discord.Interaction[DiscordClient]
_HERE = frozenset({discord.InteractionType.component, discord.InteractionType.modal_submit})


class Clicks(commands.Cog):
    """Hands over what was clicked or submitted, by its custom id."""

    def __init__(self, bot: DiscordClient, routes: Routes) -> None:
        self._bot = bot
        self._routes = routes

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a click or a form, whenever its message was posted."""
        if interaction.type not in _HERE:
            return
        try:
            self._bot.check_place(interaction)
            data: dict[str, Any] = dict(interaction.data or {})
            if interaction.type is discord.InteractionType.component:
                await self._routes.click(interaction, _chosen(data))
            else:
                await self._routes.form(interaction, data["custom_id"])
        except Exception as error:  # noqa: BLE001 - send_error logs it
            await send_error(interaction, error)


def _chosen(data: Mapping[str, Any]) -> str:
    """Return the id of what was clicked; in most selects the value of an option is one, too."""
    value = next(iter(data.get("values") or ()), "")
    return str(value if ":" in value else data["custom_id"])
