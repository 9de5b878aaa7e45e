"""What moderators decide about images of new members, which wait in the log channel."""

import contextlib

import discord

from bot.core.moderation import may_decide
from bot.core.requests import FORGOTTEN
from bot.core.turns import Turn
from bot.discord.actions.moderator_decisions import (
    block_asker,
    check_may_block_asker,
    decided_turn,
    errors_beside_note,
)
from bot.discord.actions.removal import remove
from bot.discord.client import DiscordClient
from bot.discord.components.approval_buttons import APPROVE, BLOCK, parse_approval_button
from bot.discord.delivery.approvals import approval_text
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import locale_of_everyone, person_of
from bot.errors import NotFound, TemporaryError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class Approvals:
    """Has images posted that a moderator approves, and removes the others."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self._moderation = intake.engine.moderation

    async def take(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a moderator decided; a click that comes too late says so.

        Raises:
            UserError: the person does not moderate here.
            NotFound: it is another server's image, or it is decided already.
        """
        parsed = parse_approval_button(custom_id)
        turn, action = await decided_turn(self._engine, interaction, parsed)
        if turn.by.guild != interaction.guild_id:
            raise NotFound
        if turn.reason == FORGOTTEN:  # its images are kept nowhere else
            locale = await locale_of_everyone(self._engine.settings, interaction)
            words = wording.say("approval.decided", locale)
            await interaction.response.edit_message(content=words, attachments=[], view=None)
            return
        if turn.deleted_at is not None or not may_decide(turn, by=person_of(interaction)):
            raise NotFound("approval.decided")
        await interaction.response.defer()
        async with errors_beside_note(interaction, turn):
            if action == APPROVE:
                await self._moderation.approve(turn)
                await self._decided(interaction, turn, "approval.posted")
            else:
                await self._remove(interaction, turn, blocks=action == BLOCK)

    async def _remove(self, interaction: Interaction, turn: Turn, *, blocks: bool) -> None:
        if blocks:
            await check_may_block_asker(interaction, turn)
        await remove(self._engine, interaction, turn, moderates=True, by_report=True)
        if blocks:
            await block_asker(self._engine, interaction, turn, reason="approval.reason")
        await self._decided(interaction, turn, "report.blocked" if blocks else "report.removed")
        await _tell(interaction, turn)

    async def _decided(self, interaction: Interaction, turn: Turn, code: str) -> None:
        """Write under the question what was decided; its images and buttons go."""
        locale = await locale_of_everyone(self._engine.settings, interaction)
        moderator, asker = interaction.user.mention, f"<@{turn.by.id}>"
        decision = wording.say(code, locale, moderator=moderator, asker=asker)
        words = f"{approval_text(turn, locale)}\n{decision}"
        await interaction.edit_original_response(content=words, attachments=[], view=None)


async def _tell(interaction: Interaction, turn: Turn) -> None:
    """Tell the person who asked, who may not be reachable, that their images were removed."""
    assert turn.at is not None
    server = interaction.guild.name if interaction.guild else ""
    words = wording.say("approval.declined", turn.at.locale, server=server)
    with (
        contextlib.suppress(TemporaryError, *REFUSED),
        translate_discord_errors(turn),
    ):
        chat = await interaction.client.create_dm(discord.Object(id=turn.by.id))
        await chat.send(words)
