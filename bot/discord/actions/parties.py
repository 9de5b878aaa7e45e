"""/party, the buttons of a party, and the lines that people write in one."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord

from bot.core import parties
from bot.core.parties import Party
from bot.core.permissions import ContinueScope
from bot.core.requests import TurnRequest
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import FormValues
from bot.discord.components.party_buttons import (
    AGAIN,
    END,
    JOIN,
    LEAVE,
    LINE,
    PASS,
    START,
    PartyClick,
    line_modal,
)
from bot.discord.delivery.parties import PartyMessages
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_refinement, build_request
from bot.discord.intake.requesters import person_of, requester_by
from bot.discord.permissions import can_manage, can_moderate, check_may_write
from bot.engine.accounts import in_server
from bot.engine.submissions import Requester
from bot.errors import EaselError, NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]
Accept = Callable[[TurnRequest], Awaitable[None]]
"""Hands a request over, and says how it goes on where it was made."""


class PartyActions:
    """Answers in private; what everyone reads is written down first."""

    def __init__(self, intake: Intake, messages: PartyMessages) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._parties = intake.engine.parties
        self._messages = messages
        self._clicks = {
            JOIN: self._join,
            LEAVE: self._leave,
            START: self._begin,
            END: self._end,
            LINE: self._ask_line,
            PASS: self._pass,
        }

    # -- /party

    async def start(
        self, interaction: Interaction, *, prompt: str, seconds: int, rounds: int, most: int
    ) -> None:
        """Start a party here; with a prompt, its image is the first, else the thread's, if any.

        Raises:
            EaselError: the person may not paint here, one goes on here, or the prompt can't be
                painted.
        """
        requester = await self._intake.acknowledge(interaction)
        await self._check_may_start(requester)
        opening = None
        if prompt:
            opening = await self._one_image(PromptOptions(prompt=prompt), requester)
        here = None if prompt else await self._image_here(interaction, requester)
        party = await self._parties.start(
            self._parties.new(
                interaction.id,
                by=requester.by,
                channel=interaction.channel_id or 0,
                seconds=seconds,
                rounds=rounds,
                most=most,
                asked=requester.origin if opening else None,
                turn=here.id if here else None,
            )
        )
        if opening is not None:
            try:
                await self._intake.accept(opening, requester)
            except EaselError:
                await self._parties.delete(party.id)
                raise
        await self._messages.carry_out(party.id)
        if opening is None:
            party, _ = await self._parties.get(party.id)
            code = "party.started" if party.message is not None else "party.later"
            words = wording.say(code, str(interaction.locale))
            await interaction.edit_original_response(content=words)

    async def stop(self, interaction: Interaction) -> None:
        """Let the party of this channel end.

        Raises:
            NotFound: there is none.
            UserError: the person neither started it nor moderates.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        party, _ = await self._parties.in_channel(interaction.channel_id or 0)
        party = parties.check_on(party)
        _check_leads(interaction, party)
        await self._parties.end(party.id)
        await self._messages.carry_out(party.id)
        words = wording.say("party.stopped", str(interaction.locale))
        await interaction.edit_original_response(content=words)

    # -- buttons

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a button says, whenever its message was posted.

        Raises:
            NotFound: the party is over, or elsewhere.
            EaselError: see the methods below.
        """
        click = PartyClick.parse(custom_id)
        if click is not None and click.what == AGAIN:
            await self._start_again(interaction, click)
            return
        act = self._clicks.get(click.what) if click else None
        if click is None or act is None:
            raise UserError("button.stale")
        party, _ = await self._parties.get(click.party)
        _check_here(interaction, party)
        await act(interaction, party)

    async def _join(self, interaction: Interaction, party: Party) -> None:
        await interaction.response.defer()
        await self._engine.moderation.check_not_blocked(person_of(interaction))
        await self._parties.join(party.id, interaction.user.id)
        await self._messages.carry_out(party.id)

    async def _leave(self, interaction: Interaction, party: Party) -> None:
        await interaction.response.defer()
        await self._parties.leave(party.id, interaction.user.id)
        await self._messages.carry_out(party.id)

    async def _begin(self, interaction: Interaction, party: Party) -> None:
        _check_leads(interaction, party)
        await interaction.response.defer()
        await self._parties.begin(party.id)
        await self._messages.carry_out(party.id)

    async def _end(self, interaction: Interaction, party: Party) -> None:
        _check_leads(interaction, party)
        await interaction.response.defer()
        await self._parties.end(party.id)
        await self._messages.carry_out(party.id)

    async def _pass(self, interaction: Interaction, party: Party) -> None:
        """Let a turn end: the person's own, or another's for those who lead the party."""
        _, people = await self._parties.get(party.id)
        if parties.at_seat(party, people) != interaction.user.id:
            _check_leads(interaction, party)
        await interaction.response.defer()
        await self._parties.skip(party.id)
        await self._messages.carry_out(party.id)

    async def _start_again(self, interaction: Interaction, click: PartyClick) -> None:
        if len(click.numbers) != 3:
            raise UserError("button.stale")
        seconds, rounds, most = click.numbers
        in_bounds = (
            60 <= seconds <= parties.MOST_MINUTES * 60
            and 1 <= rounds <= parties.MOST_ROUNDS
            and parties.FEWEST <= most <= parties.MOST_PEOPLE
        )
        if not in_bounds:
            raise UserError("button.stale")
        await self.start(interaction, prompt="", seconds=seconds, rounds=rounds, most=most)

    # -- lines

    async def _ask_line(self, interaction: Interaction, party: Party) -> None:
        """Show the form for a line to the person whose turn it is."""
        by = person_of(interaction)
        await self._engine.moderation.check_not_blocked(by)
        check_may_write(interaction)
        place = requester_by(interaction).at
        await self._engine.settings.check_access(by=by, at=place)
        _, people = await self._parties.get(party.id)
        parties.check_turn(party, people, person=by.id)
        begins = not await self._parties.images(party)
        modal = line_modal(party, str(interaction.locale), begins=begins)
        await interaction.response.send_modal(modal)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Take a line from a form, also if it was opened before a restart.

        Raises:
            EaselError: it is not the person's turn, or the line can't be painted.
        """
        click = PartyClick.parse(custom_id)
        if click is None:
            raise UserError("button.stale")
        party, _ = await self._parties.get(click.party)
        _check_here(interaction, party)
        images = await self._parties.images(party)
        requester = await self._intake.acknowledge(
            interaction, continues=images[-1] if images else None
        )
        words = FormValues.parse(dict(interaction.data or {})).words
        await self.take_line(
            party, words, requester, lambda request: self._intake.accept(request, requester)
        )

    async def take_line(
        self, party: Party, words: str, requester: Requester, accept: Accept
    ) -> None:
        """Hand over a line; where it is refused, its person still has their turn.

        Args:
            party: the party.
            words: the line.
            requester: whose it is.
            accept: hands the request over.

        Raises:
            EaselError: it is not the person's turn, or the line can't be painted.
        """
        assert requester.origin is not None
        images = await self._parties.images(party)
        await self._parties.claim(party.id, person=requester.by.id, origin=requester.origin)
        try:
            if len(words) > parties.MOST_LINE:
                raise UserError("party.line", limit=parties.MOST_LINE)
            options = PromptOptions(prompt=words)
            if images:
                prepared = await build_refinement(
                    self._intake, images[-1], options, requester=requester
                )
                request = _alone(prepared.request)
            else:
                request = await self._one_image(options, requester)
            await accept(request)
        except EaselError as error:
            await self._parties.give_back(party.id, error, origin=requester.origin)
            await self._messages.carry_out(party.id)
            raise

    async def _one_image(self, options: PromptOptions, requester: Requester) -> TurnRequest:
        prepared = await build_request(self._intake, options, requester=requester)
        return _alone(prepared.request)

    async def _image_here(self, interaction: Interaction, requester: Requester) -> Turn | None:
        """Return the turn whose image is current in a thread; None in a channel.

        Raises:
            UserError: the person may not continue it.
        """
        if not isinstance(interaction.channel, discord.Thread):
            return None
        head = await self._engine.canvases.head(interaction.channel.id)
        if head is None or not head.visible or head.request.private:
            return None
        await self._engine.settings.check_may_continue(head, by=requester.by, at=requester.at)
        return head

    async def _check_may_start(self, requester: Requester) -> None:
        """Check that a person may paint here, and that others may continue their images.

        Raises:
            UserError: they may not.
            TemporaryError: painting is paused.
        """
        assert requester.at is not None
        if not requester.at.may_post:
            raise UserError("party.not_member")
        await self._engine.submissions.admit(requester)
        await self._engine.pauses.check(requester.by.guild)
        guild, channel = in_server(requester.by), requester.at.channel
        policy = await self._engine.settings.continue_policy(guild, channel)
        if policy.who is ContinueScope.REQUESTER:
            raise UserError("party.alone")


def _alone(asked: TurnRequest) -> TurnRequest:
    """Return the request for one image: the next line continues it."""
    return replace(asked, request=replace(asked.request, count=1))


def _check_here(interaction: Interaction, party: Party) -> None:
    if (party.guild, party.channel) != (interaction.guild_id, interaction.channel_id):
        raise NotFound("party.none")


def _check_leads(interaction: Interaction, party: Party) -> None:
    """Check that a person started a party, or moderates here.

    Raises:
        UserError: neither is so.
    """
    leads = interaction.user.id == party.person
    if not (leads or can_moderate(interaction) or can_manage(interaction)):
        raise UserError("party.not_yours")
