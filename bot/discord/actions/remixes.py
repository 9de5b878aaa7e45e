"""Remixes: a form under an image in a showcase, and a thread there in which they are painted.

The thread is on the message in the showcase, so that it begins with the image that is remixed.
"""

import re
from dataclasses import replace

import discord

from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import NUMBER, FormValues, TurnAction
from bot.discord.components.prompt_modals import remix_modal
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_refinement
from bot.discord.intake.requesters import locale_of_everyone, person_of, requester_by
from bot.discord.permissions import check_may_write
from bot.engine.submissions import Requester
from bot.errors import UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]

MAX_TITLE = 90  # characters; Discord takes 100
THREAD_EXISTS = 160004  # Discord's error code: the message has a thread already
_ID = re.compile(rf"remix:({NUMBER}):([0-9])")


class Remixes:
    """Opens the form and takes what is submitted, also if it was opened before a restart."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._engine = intake.engine

    async def ask(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Show the form for one picture of a turn.

        Raises:
            NotFound: it is not in a showcase here, or not any more.
            UserError: the person may not continue it, may not write here or is blocked, or the
                server's rules do not allow it here.
        """
        await self._engine.moderation.check_not_blocked(person_of(interaction))
        settings, requester = self._engine.settings, requester_by(interaction)
        await settings.check_access(by=requester.by, at=requester.at)
        await self._check(interaction, turn, requester)
        modal = remix_modal(
            f"remix:{turn.id}:{click.pick or 0}",
            model=self._engine.models.resolve(turn.request.model),
            costs=self._engine.models.quality_costs(
                await settings.access_rules(turn.by.guild), size=turn.request.size
            ),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Take a submitted form. The thread is opened when nothing else stands against it.

        Raises:
            EaselError: see `ask`; or the words, the images or the person's allowance don't do.
        """
        match = _ID.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        channel, data = interaction.channel_id or 0, dict(interaction.data or {})
        turn = await self._engine.turns.get_in_channel(
            channel, int(match[1]), by=person_of(interaction)
        )
        requester = await self._intake.acknowledge(interaction, private=True)
        await self._engine.submissions.check_room(requester)
        await self._check(interaction, turn, requester)
        values = FormValues.parse(data)
        options = PromptOptions.of_form(values, uploads.from_modal(data, values.uploads))
        prepared = await build_refinement(
            self._intake, turn, options, requester=requester, pick=int(match[2])
        )
        asked = prepared.request.request
        await self._engine.submissions.admit(requester, asked)
        await self._engine.submissions.check_fits(requester, asked)
        there = await self._in_thread(interaction, turn, requester)
        await self._intake.accept_prompt(interaction, prepared, there)

    async def _check(self, interaction: Interaction, turn: Turn, requester: Requester) -> None:
        """Check that a turn is in a showcase here, and that the person may continue it."""
        await self._engine.showcases.check_shown(turn, channel=interaction.channel_id or 0)
        check_may_write(interaction, thread=True)
        await self._engine.settings.check_may_continue(turn, by=requester.by, at=requester.at)

    async def _in_thread(
        self, interaction: Interaction, turn: Turn, requester: Requester
    ) -> Requester:
        """Return the requester in the thread of remixes; in the channel where there can be none.

        Raises:
            UserError: there can be none, and the person may not write in the channel.
        """
        channel, place = interaction.channel_id or 0, requester.at
        assert place is not None
        entry = await self._engine.showcases.check_shown(turn, channel=channel)
        if await self._open_thread(interaction, turn, entry.message or 0):
            thread = replace(place, channel=entry.message or 0, parent=channel, reply_to=None)
            return replace(requester, at=thread)
        try:
            check_may_write(interaction)
        except UserError as error:
            raise UserError("remix.no_thread") from error
        return replace(requester, at=replace(place, reply_to=entry.message))

    async def _open_thread(self, interaction: Interaction, turn: Turn, message: int) -> bool:
        """Open a thread on a message, unless it has one; return whether there is one."""
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel):
            return False
        locale = await locale_of_everyone(self._engine.settings, interaction)
        title = wording.shorten(" ".join(wording.prompt_text(turn, locale).split()), MAX_TITLE)
        try:
            await channel.get_partial_message(message).create_thread(name=title)
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            return error.code == THREAD_EXISTS
        return True
