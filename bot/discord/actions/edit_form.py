"""The form that asks what should change about a picture: a turn's, or one in a message."""

from collections.abc import Mapping
from dataclasses import replace

import discord

from bot.core.turns import MicroDollars, Quality, Turn
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import turn_shown_in
from bot.discord.components.ids import EditTarget, FormValues
from bot.discord.components.prompt_modals import edit_modal
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_refinement, build_request
from bot.discord.intake.requesters import person_of, requester_by
from bot.discord.intake.uploads import Upload
from bot.discord.permissions import check_may_write
from bot.engine.submissions import Requester
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class EditForm:
    """Opens the form and takes what is submitted, also if it was opened before a restart."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine

    async def open_for_turn(self, interaction: Interaction, turn: Turn, *, pick: int = 0) -> None:
        """Show the form for one picture of a turn, counted from 0.

        Raises:
            UserError: the result would be posted where the person may not write, they are blocked
                in the server, or its rules do not allow it here.
        """
        await self._engine.moderation.check_not_blocked(person_of(interaction))
        if not turn.private:
            check_may_write(interaction)
        await self._check_access(interaction)
        modal = edit_modal(
            EditTarget(turn=turn.id, pick=pick),
            model=self._engine.models.resolve(turn.request.model),
            costs=await self._costs(interaction, size=turn.request.size),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def open_for_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Show the form for the picture of any message.

        Raises:
            NotFound: the message has no picture, or shows several of Easel's.
            UserError: its author does not want their pictures edited, the person is blocked in the
                server, or its rules do not allow it here.
        """
        turn = await self._turn_shown_in(interaction, message)
        if turn is not None and not turn.request.describes:
            await self.open_for_turn(interaction, turn)
            return
        uploads.require_pictures(message)
        check_may_write(interaction)
        await self._check_access(interaction)
        if turn is None and self._bot.is_own(message):
            raise NotFound("nothing_here.sheet")
        person = person_of(interaction)
        await self._engine.moderation.check_not_blocked(person)
        await self._engine.settings.check_may_edit(message.author.id, by=person)
        self._intake.target_messages.keep(message, person=person.id)
        modal = edit_modal(
            EditTarget(channel=message.channel.id, message=message.id),
            model=self._engine.models.table.default,
            costs=await self._costs(interaction),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Take a submitted form."""
        target = EditTarget.parse(custom_id)
        if target is None:
            raise UserError("button.stale")
        data = dict(interaction.data or {})
        values = FormValues.parse(data)
        turn = None
        if target.turn is not None:
            channel = interaction.channel_id or 0
            turn = await self._engine.turns.get_in_channel(
                channel, target.turn, by=person_of(interaction)
            )
        requester = await self._intake.acknowledge(interaction, continues=turn)
        files = uploads.from_modal(data, values.uploads)
        if turn is None:
            await self._edit_message(interaction, target, values, files=files, requester=requester)
            return
        options = PromptOptions.of_form(values, files)
        prepared = await build_refinement(
            self._intake, turn, options, requester=requester, pick=target.pick
        )
        await self._intake.accept_prompt(interaction, prepared, requester)

    async def _costs(
        self, interaction: Interaction, *, size: str | None = None
    ) -> Mapping[Quality, MicroDollars]:
        rules = await self._engine.settings.access_rules(interaction.guild_id)
        return self._engine.models.quality_costs(rules, size=size)

    async def _check_access(self, interaction: Interaction) -> None:
        """Check the server's rules before a person writes; what they submit is checked again."""
        requester = requester_by(interaction)
        await self._engine.settings.check_access(by=requester.by, at=requester.at)

    async def _edit_message(
        self,
        interaction: Interaction,
        target: EditTarget,
        values: FormValues,
        *,
        files: tuple[Upload, ...],
        requester: Requester,
    ) -> None:
        """Edit the picture of a message, if its author allows that."""
        if target.channel != interaction.channel_id:
            raise NotFound("picture.gone")  # a forged id must not reach into other channels
        posted = await self._fetched(target, person=requester.by.id)
        if self._bot.is_own(posted) and await self._engine.canvases.shown_by(posted.id) is None:
            raise NotFound("nothing_here.sheet")
        await self._engine.settings.check_may_edit(posted.author.id, by=requester.by)
        given = (*uploads.require_pictures(posted), *files)
        options = replace(PromptOptions.of_form(values, given), edits=True)
        prepared = await build_request(self._intake, options, requester=requester)
        if await self._intake.ask_poster(posted, prepared.request, requester):
            words = wording.say("poster.told", str(interaction.locale))
            await interaction.edit_original_response(content=words)
            return
        await self._intake.accept_prompt(interaction, prepared, requester)

    async def _turn_shown_in(
        self, interaction: Interaction, message: discord.Message
    ) -> Turn | None:
        """Return the turn that a message shows; a private one is known by its buttons.

        Raises:
            NotFound: the message is private, so that its picture can't be fetched later.
        """
        turn = await self._engine.canvases.shown_by(message.id)
        if turn is not None or not message.flags.ephemeral:
            return turn
        turn_id = turn_shown_in(message) if self._bot.is_own(message) else None
        if turn_id is None:
            raise NotFound("picture.gone")
        return await self._engine.turns.get(turn_id, by=person_of(interaction))

    async def _fetched(self, target: EditTarget, *, person: int) -> discord.Message:
        """Fetch the message of a form, for its links are fresh then; else take the menu's."""
        channel = self._bot.get_partial_messageable(target.channel)
        try:
            return await channel.fetch_message(target.message)
        except discord.NotFound as error:
            if self._bot.get_channel(target.channel) is not None:  # we see the channel: it is gone
                raise NotFound("picture.gone") from error
        except discord.Forbidden:
            pass
        kept = self._intake.target_messages.find(
            person=person, channel=target.channel, message=target.message
        )
        if kept is None:
            raise NotFound("picture.gone")
        return kept
