"""Reports of pictures: a note in the server's log channel, with buttons for its moderators."""

import logging
from dataclasses import replace

import discord

from bot.core.moderation import may_report
from bot.core.requests import FORGOTTEN
from bot.core.turns import Place, Turn
from bot.discord.actions.removal import remove
from bot.discord.actions.report_notes import decided_text, log_locale, note_text, rewrite_note
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
from bot.discord.intake.requesters import DEFAULT_UPLOAD_LIMIT, person_of
from bot.discord.permissions import check_moderates
from bot.engine.engine import Engine
from bot.engine.moderation import PictureReport
from bot.errors import EaselError, NotFound, OperatorError, TemporaryError, UserError
from bot.text import wording

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]
BLOCK_LASTS = "week"  # by the button; /easel block sets any other time


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
        if parsed is None:
            raise UserError("button.stale")
        check_moderates(interaction)
        id_, action = parsed
        turn = await self._engine.turns.get(id_)
        if not may_report(turn, by=person_of(interaction)):
            raise NotFound
        await interaction.response.defer()
        try:
            await self._decide(interaction, turn, action)
        except EaselError as error:  # it must not be written over the note
            if isinstance(error, OperatorError):
                log.error("report not decided: turn=%d error=%s", turn.id, error)
            words = wording.error_text(error, str(interaction.locale))
            await interaction.followup.send(words, ephemeral=True)

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
        locale = await log_locale(self._engine, interaction)
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


async def block_asker(engine: Engine, interaction: Interaction, turn: Turn, *, reason: str) -> None:
    """Block the person who asked for a turn for a week; `reason` is the code of what they read."""
    assert turn.by.guild is not None
    await engine.moderation.block(
        turn.by.guild,
        turn.by.id,
        by=interaction.user.id,
        reason=wording.say(reason, await log_locale(engine, interaction)),
        lasts=BLOCK_LASTS,
        shortens=False,  # they may be blocked for longer already
    )


async def check_may_block_asker(interaction: Interaction, turn: Turn) -> None:
    """Check that the person who asked for a turn may be blocked.

    Raises:
        UserError: it is the moderator, or one who manages the server.
        NotFound: the person had everything deleted.
        TemporaryError: Discord does not answer just now.
    """
    if turn.reason == FORGOTTEN:
        raise NotFound
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None or guild.unavailable:  # whose roles Discord has not told yet
        raise TemporaryError
    member: discord.Member | None = None
    try:
        with translate_discord_errors(turn):
            member = await guild.fetch_member(turn.by.id)
    except REFUSED:  # they left the server
        member = None
    granted = member.guild_permissions if member is not None else discord.Permissions.none()
    manages = granted.manage_guild or granted.administrator
    if manages or turn.by.id == interaction.user.id:
        raise UserError("block.not_them")
