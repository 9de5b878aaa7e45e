"""The commands of /easel that moderate: who is blocked, which words, what is hidden."""

import discord
from discord import app_commands

from bot.core.moderation import DURATIONS, MOST_REASON, NEWCOMER_DAYS, SpoilerRule
from bot.discord.actions.moderation_texts import block_text, blocked_text, log_text, safety_text
from bot.discord.actions.recent_pictures import RecentPictures
from bot.discord.actions.save_blocked_words import SaveBlockedWords
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.components.recent_buttons import RecentPage
from bot.discord.delivery.permissions import missing_permissions
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_may_block
from bot.engine.accounts import in_server
from bot.text import wording
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]
Anyone = discord.Member | discord.User  # a User is no member any more

_LASTS = [
    app_commands.Choice(name=localized(f"choice.lasts.{lasts}"), value=lasts) for lasts in DURATIONS
]
_FILTERS = [
    app_commands.Choice(name=localized(f"choice.safety.{name}"), value=name)
    for name in ("standard", "strict")
]
_SPOILERS = [
    app_commands.Choice(name=localized(f"choice.spoilers.{rule}"), value=str(rule))
    for rule in SpoilerRule
]
_NEWCOMERS = [
    app_commands.Choice(name=localized(f"choice.newcomers.{name}"), value=name)
    for name in NEWCOMER_DAYS
]


class EaselModeration(LoggedChanges):
    """A part of `EaselCommands`."""

    @app_commands.command(description=localized("command.block"))
    @app_commands.describe(
        member=localized("option.member.block"),
        reason=localized("option.reason"),
        duration=localized("option.duration"),
    )
    @app_commands.choices(duration=_LASTS)
    async def block(
        self,
        interaction: Interaction,
        member: Anyone,
        reason: app_commands.Range[str, 1, MOST_REASON],
        duration: str,
    ) -> None:
        """Keep a member from asking for anything in the server."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        check_may_block(interaction, member)
        block = await self._intake.engine.moderation.block(
            guild, member.id, by=interaction.user.id, reason=reason, lasts=duration
        )
        await _answer(interaction, block_text(member.id, block, locale))

    @app_commands.command(description=localized("command.unblock"))
    @app_commands.describe(member=localized("option.member.unblock"))
    async def unblock(self, interaction: Interaction, member: Anyone | None = None) -> None:
        """Lift a member's block, or show who is blocked."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        moderation = self._intake.engine.moderation
        if member is None:
            await _answer(interaction, blocked_text(await moderation.blocked(guild), locale))
            return
        await moderation.unblock(guild, member.id)
        await _answer(interaction, wording.say("unblock.done", locale, member=member.mention))

    @app_commands.command(description=localized("command.words"))
    async def words(self, interaction: Interaction) -> None:
        """Show the blocked words in a form, to change them."""
        await SaveBlockedWords(self._intake).ask(interaction)

    @app_commands.command(description=localized("command.safety"))
    @app_commands.describe(
        filter=localized("option.filter"),
        spoilers=localized("option.spoilers"),
        newcomers=localized("option.newcomers"),
    )
    @app_commands.choices(filter=_FILTERS, spoilers=_SPOILERS, newcomers=_NEWCOMERS)
    async def safety(
        self,
        interaction: Interaction,
        filter: str | None = None,  # noqa: A002 - Discord's options are parameters
        spoilers: str | None = None,
        newcomers: str | None = None,
    ) -> None:
        """Set Gemini's filters, what is a spoiler and whose images wait, and show all of it."""
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        moderation = self._intake.engine.moderation
        await moderation.set_safety(
            guild,
            strict=None if filter is None else filter == "strict",
            spoilers=None if spoilers is None else SpoilerRule(spoilers),
            newcomers=newcomers,
        )
        await _answer(interaction, safety_text(await moderation.rules(guild), locale))

    @app_commands.command(description=localized("command.log"))
    @app_commands.describe(channel=localized("option.channel.log"))
    async def log(
        self, interaction: Interaction, channel: discord.TextChannel | None = None
    ) -> None:
        """Set the channel for reports and the log."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        await self._intake.engine.settings.set_log_channel(guild, channel.id if channel else None)
        missing = await missing_permissions(interaction.client, channel.id) if channel else ()
        words = log_text(channel.id if channel else None, missing, locale)
        await interaction.edit_original_response(content=words)

    @app_commands.command(description=localized("command.recent"))
    @app_commands.describe(
        member=localized("option.member.recent"), channel=localized("option.channel.recent")
    )
    async def recent(
        self,
        interaction: Interaction,
        member: Anyone | None = None,
        channel: discord.TextChannel | discord.Thread | None = None,
    ) -> None:
        """Show the last pictures of a member or channel; of this channel if neither is given."""
        place = channel.id if channel else None
        if member is None and channel is None:
            place = interaction.channel_id
        page = RecentPage(member=member.id if member else None, channel=place)
        await RecentPictures(self._intake).show(interaction, page)


async def _answer(interaction: Interaction, words: str) -> None:
    await interaction.response.send_message(words, ephemeral=True)
