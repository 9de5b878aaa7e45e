"""/easel digest: what was painted in the server, once a week."""

import discord
from discord import app_commands

from bot.discord.client import DiscordClient
from bot.discord.command_text import localized
from bot.discord.delivery.permissions import missing_permissions
from bot.discord.intake.requesters import person_of
from bot.engine.accounts import in_server
from bot.text import wording
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]


class DigestCommand(LoggedChanges):
    """A part of `EaselCommands`."""

    @app_commands.command(description=localized("command.digest"))
    @app_commands.describe(
        channel=localized("option.digest.channel"), off=localized("option.digest.off")
    )
    async def digest(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        off: bool = False,
    ) -> None:
        """Set where the digest of the server is posted, and show what holds."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        digests = self._intake.engine.digests
        if off or channel is not None:
            await digests.set_channel(guild, None if off or channel is None else channel.id)
        digest = await digests.get(guild)
        if digest is None:
            words = wording.say("digest.off", locale)
        else:
            place, resets = f"<#{digest.channel}>", int(digest.due_at)
            words = wording.say("digest.set", locale, channel=place, resets=resets)
            if missing := await missing_permissions(
                interaction.client, digest.channel, files=False
            ):
                names = wording.permission_names(missing, locale)
                lacks = wording.say("setup.lacks", locale, channel=place, permissions=names)
                words = f"{words}\n{lacks}"
        await interaction.edit_original_response(content=words)
