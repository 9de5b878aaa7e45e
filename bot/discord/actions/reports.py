"""Reports of pictures: a note in the server's log channel, with buttons for its moderators."""

from dataclasses import replace

import discord

from bot.core.moderation import may_report
from bot.core.turns import Place, Turn
from bot.discord.actions.moderator_decisions import (
    block_asker,
    check_may_block_asker,
    decided_turn,
    errors_beside_note,
)
from bot.discord.actions.removal import remove
from bot.discord.actions.report_notes import decided_text, note_text, rewrite_note
from bot.discord.client import DiscordClient
from bot.discord.components.ids import TurnAction
from bot.discord.components.report_buttons import (
    BLOCK,
    DISMISS,
    parse_report_button,
    report_buttons,
)
from bot.discord.delivery.adapting import Form, send_adapted
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.discord.delivery.rendering import RenderedMessage
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import DEFAULT_UPLOAD_LIMIT, locale_of_everyone, person_of
from bot.engine.moderation import PictureReport
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class Reports:
    """Takes reports from members, and what moderators decide."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self._moderation = intake.engine.moderation

    async def report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Report the picture that a message shows."""
        turn = await self._engine.canvases.shown_by(message.id)
        if turn is None:
            raise UserError("report.not_here")
        await self.report_turn(interaction, turn, None)

    async def report_turn(
        self, interaction: Interaction, turn: Turn, _click: TurnAction | None
    ) -> None:
        """Show a turn to the moderators, and say so to the person alone.

        Raises:
            UserError: it is not shown openly in their server, or the moderators can't be reached.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = person_of(interaction)
        if turn.deleted_at is not None or not may_report(turn, by=by):
            raise UserError("report.not_here")
        channel = (await self._moderation.rules(turn.by.guild)).log
        if channel is None:
            raise UserError("report.no_log")
        report, new = await self._moderation.report(turn, by=by)
        if new or report.message is None:
            try:
                await self._show(interaction, turn, report, channel=channel)
            except REFUSED as error:
                raise UserError("report.unreachable") from error
        words = wording.say("report.passed", str(interaction.locale))
        await interaction.edit_original_response(content=words)

    async def take(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a moderator decided about a report.

        Raises:
            UserError: the person does not moderate here.
            NotFound: it is another server's picture, or a private one.
        """
        parsed = parse_report_button(custom_id)
        turn, action = await decided_turn(self._engine, interaction, parsed)
        if not may_report(turn, by=person_of(interaction)):
            raise NotFound
        await interaction.response.defer()
        async with errors_beside_note(interaction, turn):
            await self._decide(interaction, turn, action)

    async def _decide(self, interaction: Interaction, turn: Turn, action: str) -> None:
        """Dismiss, or remove and perhaps block.

        Raises:
            UserError: the person who asked for the picture manages the server.
            NotFound: they had everything deleted.
            TemporaryError, OperatorError: it did not work just now.
        """
        if action == DISMISS:
            report = await self._moderation.close_report(turn)
            await self._decided(interaction, turn, report, "report.dismissed")
        else:
            await self._remove(interaction, turn, blocks=action == BLOCK)

    async def _remove(self, interaction: Interaction, turn: Turn, *, blocks: bool) -> None:
        if blocks:
            await check_may_block_asker(interaction, turn)
        report = await self._moderation.report_of(turn)
        complete = await remove(self._engine, interaction, turn, moderates=True, by_report=True)
        if blocks:
            await block_asker(self._engine, interaction, turn, reason="report.reason")
        code = "report.blocked" if blocks else "report.removed"
        await self._decided(interaction, turn, report, code)
        if not complete:
            words = wording.say("delete.left", str(interaction.locale))
            await interaction.followup.send(words, ephemeral=True)

    async def _decided(
        self, interaction: Interaction, turn: Turn, report: PictureReport, code: str
    ) -> None:
        """Write under the report what was decided; its picture and its buttons go."""
        words = await decided_text(self._engine, interaction, turn, report, code)
        await interaction.edit_original_response(content=words, attachments=[], view=None)

    async def _show(
        self, interaction: Interaction, turn: Turn, report: PictureReport, *, channel: int
    ) -> None:
        """Add to the note of a report; post it where there is none, or none any more.

        Raises:
            REFUSED: Discord does not let us post there.
            TemporaryError: Discord does not answer just now.
        """
        nonce = f"r-{turn.id}-{report.opened}"  # two reports at once make one note
        if report.message is not None:
            if await rewrite_note(self._engine, interaction, turn, report):
                return
            nonce = f"r-{interaction.id}"
        note = replace(report, channel=channel)
        message = await self._post(interaction, turn, note, nonce=nonce)
        now = await self._moderation.set_report_message(turn, channel=channel, message=message)
        if now.reporters != report.reporters:  # reported by others in the meantime
            await rewrite_note(self._engine, interaction, turn, now)

    async def _post(
        self, interaction: Interaction, turn: Turn, report: PictureReport, *, nonce: str
    ) -> int:
        """Post a report with its pictures behind a spoiler; return the message's id."""
        assert report.channel is not None
        locale = await locale_of_everyone(self._engine.settings, interaction)
        words, view = note_text(turn, report, locale), report_buttons(turn.id, locale)
        place = interaction.client.get_partial_messageable(report.channel)
        limit = interaction.filesize_limit or DEFAULT_UPLOAD_LIMIT

        async def send(page: RenderedMessage, _form: Form) -> discord.Message:
            files = replace(page, spoiler=True).attachments()
            return await place.send(words, files=files, view=view, nonce=nonce)

        if turn.gone_at is not None:  # its pictures are in its message alone
            with translate_discord_errors(turn):
                return (await place.send(words, view=view, nonce=nonce)).id
        at = Place(channel=report.channel, locale=locale)
        settings = await self._engine.settings.of_request(turn.by)
        form = Form(limit=limit)
        return (await send_adapted(self._engine, turn, at, form, send, settings=settings)).id
