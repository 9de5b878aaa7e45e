"""Shows the form with a server's blocked words, and saves what is submitted."""

import discord

from bot.discord.actions.change_log import changes_logged
from bot.discord.client import DiscordClient
from bot.discord.components.blocked_words_form import blocked_words_form, shown_rules
from bot.discord.components.ids import FormValues
from bot.discord.intake.intake import Intake
from bot.discord.permissions import managed_server
from bot.errors import UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class SaveBlockedWords:
    """The form, and what it is saved by; both are for those who manage the server."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine

    async def ask(self, interaction: Interaction) -> None:
        """Show the form with the rules that hold now."""
        rules = await self._engine.moderation.rules(managed_server(interaction))
        form = blocked_words_form(rules.words, str(interaction.locale))
        await interaction.response.send_modal(form)

    async def save(self, interaction: Interaction, custom_id: str) -> None:
        """Save the rules in a submitted form."""
        shown = shown_rules(custom_id)
        if shown is None:
            raise UserError("button.stale")
        await interaction.response.defer(ephemeral=True, thinking=True)
        values = FormValues.parse(dict(interaction.data or {}))
        server = managed_server(interaction)
        async with changes_logged(self._engine, interaction):
            words = await self._engine.moderation.set_words(server, values.words, shown=shown)
        said = wording.say("words.saved", str(interaction.locale), count=len(words))
        await interaction.edit_original_response(content=said)
