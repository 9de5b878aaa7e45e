"""/event repeat: a server's list of themes, each of which starts when the one before has ended."""

import discord

from bot.core.theme_repeats import Every
from bot.core.themes import ThemeTerms
from bot.discord.actions.theme_terms import check_may_ping
from bot.discord.client import DiscordClient
from bot.discord.delivery.theme_texts import repeat_text
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_moderates
from bot.engine.accounts import in_server
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class ThemeRepeatActions:
    """Answers in private; `bot.discord.delivery.themes` announces the first theme."""

    def __init__(self, intake: Intake) -> None:
        self._themes = intake.engine.themes

    async def set(
        self, interaction: Interaction, *, themes: str, every: Every, terms: ThemeTerms
    ) -> None:
        """Store a list of themes, and show it.

        Raises:
            UserError: the person does not moderate or may not ping the role, or the list can't be
                used.
        """
        check_moderates(interaction)
        check_may_ping(interaction, terms)
        guild = in_server(person_of(interaction))
        await self._themes.repeat(guild, themes, terms, every=every)
        await self.show(interaction)

    async def show(self, interaction: Interaction) -> None:
        """Show the list of the server.

        Raises:
            UserError: the person does not moderate.
        """
        check_moderates(interaction)
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        words = wording.say("event.repeat.none", locale)
        if (repeat := await self._themes.repeat_of(guild)) is not None:
            words = repeat_text(repeat, await self._themes.last(guild), locale)
        await interaction.response.send_message(words, ephemeral=True)

    async def stop(self, interaction: Interaction) -> None:
        """Delete the list; an open theme goes on.

        Raises:
            UserError: the person does not moderate.
        """
        check_moderates(interaction)
        stopped = await self._themes.stop_repeat(in_server(person_of(interaction)))
        code = "event.repeat.off" if stopped else "event.repeat.none"
        words = wording.say(code, str(interaction.locale))
        await interaction.response.send_message(words, ephemeral=True)
