"""/easel showcase: where a server shows its best images, and how they get there."""

import discord
from discord import app_commands

from bot.core.showcase import MOST_STARS
from bot.discord.actions.showcase_texts import gallery_text, showcase_rules_text
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.delivery.permissions import missing_permissions
from bot.discord.intake.requesters import person_of
from bot.engine.accounts import in_server
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]


class ShowcaseCommand(LoggedChanges):
    """A part of `EaselCommands`."""

    @app_commands.command(description=localized("command.showcase"))
    @app_commands.describe(
        channel=localized("option.showcase.channel"),
        stars=localized("option.showcase.stars"),
        approve=localized("option.showcase.approve"),
        gallery=localized("option.showcase.gallery"),
        off=localized("option.showcase.off"),
    )
    async def showcase(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        stars: app_commands.Range[int, 0, MOST_STARS] | None = None,
        approve: bool | None = None,
        gallery: bool | None = None,
        off: bool = False,
    ) -> None:
        """Set the showcase of the server, and show what holds."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        showcases = self._intake.engine.showcases
        place = channel.id if channel else None
        rules = await showcases.set_rules(
            guild, channel=place, stars=stars, approve=approve, gallery=gallery
        )
        if off:
            await showcases.close(guild)
            rules = await showcases.rules(guild)
        place = rules.channel
        missing = await missing_permissions(interaction.client, place) if place else ()
        log = (await self._intake.engine.moderation.rules(guild)).log
        words = showcase_rules_text(rules, missing, locale, log=log)
        if rules.channel is not None and rules.gallery:
            words += "\n" + gallery_text(self._intake.engine.gallery, guild, locale)
        await interaction.edit_original_response(content=words)
