"""Takes requests from interactions and messages, and shows their progress where they were made."""

import asyncio
import contextlib
import logging
from typing import Any

import discord

from bot.core import access, grounding
from bot.core.region_links import RegionLinks
from bot.core.requests import TurnRequest
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components import confirmations
from bot.discord.components.recipe_offer import recipe_offer, show_recipe_button
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error
from bot.discord.delivery.braces_notes import BracesNotes
from bot.discord.delivery.progress import ProgressMessages
from bot.discord.delivery.replies import reply
from bot.discord.delivery.undelivered import UndeliveredTurns
from bot.discord.first_response import first_response
from bot.discord.intake.fetching import Fetcher
from bot.discord.intake.prepared import PreparedRequest, left_out_text
from bot.discord.intake.progress_replies import ProgressReplies
from bot.discord.intake.requesters import known, requester_by
from bot.discord.intake.target_messages import TargetMessages
from bot.discord.intake.uploads import Downloads
from bot.discord.permissions import check_may_write
from bot.engine.confirmations import Confirmations, PendingConfirmation
from bot.engine.engine import Engine
from bot.engine.submissions import Requester
from bot.errors import UserError
from bot.text import wording

log = logging.getLogger(__name__)

HEAD_START = 0.005  # seconds in which a free worker claims a turn, before its place is read


class Intake:
    """What cogs and actions need to hand a request to the engine."""

    def __init__(
        self,
        engine: Engine,
        downloads: Downloads,
        progress: ProgressMessages,
        *,
        confirmations: Confirmations,
        braces_notes: BracesNotes,
        undelivered: UndeliveredTurns,
        region_links: RegionLinks,
    ) -> None:
        self.engine = engine
        self.confirmations = confirmations
        self.braces_notes = braces_notes
        self.undelivered = undelivered
        self.region_links = region_links
        self.target_messages = TargetMessages()
        self.fetcher = Fetcher(engine, downloads)
        self._progress = progress
        self.progress_replies = ProgressReplies(engine, progress)

    async def close(self) -> None:
        """Post no progress message any more."""
        await self.progress_replies.close()

    async def acknowledge(
        self,
        interaction: discord.Interaction[Any],
        *,
        continues: Turn | None = None,
        private: bool = False,
        paints: bool = False,
    ) -> Requester:
        """Acknowledge an interaction privately, within Discord's 3 seconds; return who asks.

        Nothing says "painting" yet: that is shown once the request is stored. What the person and
        their server have set is read here, once for all that comes of it.

        Args:
            interaction: a command, click or form.
            continues: the turn that is continued; the result replies to its message.
            private: nothing will be posted in the channel.
            paints: only `accept` or `accept_prompt` follows. Then the response is what they write,
                if they do so soon.

        Raises:
            UserError: the result would be posted where the person may not write.
        """
        requester = requester_by(interaction, continues=continues)
        private = private or bool(continues and continues.private)
        posts = requester.at is not None and requester.at.may_post and not private
        # What is shown in the response only needs one that outlives this process, and other
        # processes may edit it.
        at_once = not (paints and posts) or self.engine.shared
        await self._progress.first_responses.begin(interaction, at_once=at_once)
        if posts:
            check_may_write(interaction)
        return await self.engine.submissions.with_settings(requester)

    def check_choice(
        self,
        requester: Requester,
        *,
        model: str | None = None,
        size: str | None = None,
        search: bool = False,
    ) -> None:
        """Check a model (by its id) and a size that a person named; others may replace the rest.

        Raises:
            UserError: the server allows others, or does not let requests search the web.
        """
        if search:
            searches = known(requester).server.searches
            grounding.check_allowed(operator=self.engine.models.search, server=searches)
        if model is None and size is None:
            return
        models = self.engine.models
        access.check_choice(
            known(requester).server.rules,
            model=models.find(model) if model else None,
            size=size,
            offered=models.offered(),
        )

    async def accept(self, request: TurnRequest, requester: Requester) -> None:
        """Submit an interaction's request and show its progress in the private answer."""
        token = requester.at.token if requester.at else None
        if self._progress.first_responses.expired(token):
            log.info("interaction expired before it was answered")
            return
        turn = await self.engine.submissions.submit(request, requester)
        await asyncio.sleep(HEAD_START)
        # The request is stored: if the database fails now, the person must not read otherwise.
        self._progress.watch(turn, None, message=None)
        await self._progress.write(turn.id)
        await self._finish_response(token, turn)
        await self.undelivered.notify(requester)

    async def _finish_response(self, token: str | None, turn: Turn) -> None:
        """Let a turn be painted, as its person knows of it; cancel it if they can't any more."""
        responses = self._progress.first_responses
        first = responses.of(token)
        try:
            if first is not None:
                with contextlib.suppress(*DISCORD_ERRORS):
                    await first.defer()  # where nothing was written, as it is not painted any more
            if responses.expired(token):
                log.info("interaction expired before it was answered: turn=%d", turn.id)
                await self.stop_progress(turn.id)
                with contextlib.suppress(UserError):  # it has ended already
                    await self.engine.submissions.cancel(turn, by=turn.by)
        finally:
            if first is not None:
                await first.stop()

    async def accept_prompt(
        self,
        interaction: discord.Interaction[Any],
        prepared: PreparedRequest,
        requester: Requester,
    ) -> None:
        """Submit a request with a new prompt; if it has braces, ask for confirmation first."""
        pending = await self.confirmations.ask_cost(prepared.request, requester)
        locale = str(interaction.locale)
        if pending is None:
            await self.accept(prepared.request, requester)
        else:
            words, view = self._braces_question(pending, locale)
            first = first_response(interaction)
            await first.write(words, view)
            await first.stop()
        if left_out := left_out_text(prepared, locale):
            with contextlib.suppress(*DISCORD_ERRORS):
                await interaction.followup.send(left_out, ephemeral=True)
        if prepared.found is not None:
            embed, offer = recipe_offer(prepared.found.recipe, locale)
            words = wording.say("recipe.found", locale)
            with contextlib.suppress(*DISCORD_ERRORS):
                await interaction.followup.send(words, embed=embed, view=offer, ephemeral=True)

    async def ask_poster(
        self,
        posted: discord.Message,
        request: TurnRequest,
        requester: Requester,
        *,
        asking: discord.Message | None = None,
    ) -> bool:
        """Ask the author of a picture for permission, where the server wants that.

        Args:
            posted: the message that shows the picture.
            request: what should be done with it.
            requester: who asks.
            asking: the message that asks, if one does: in a thread the author is asked there.

        Returns:
            True if the author is asked and the request waits; False if none need be.

        Raises:
            UserError: the author does not want it, is being asked already, or can't be asked.
        """
        author = posted.author
        await self.engine.settings.check_may_edit(author.id, by=requester.by)
        server = known(requester).server
        own = author.bot or author.id == requester.by.id
        if own or not server.asks_posters:
            return False
        pending = await self.confirmations.ask_owner(
            request, requester, owner=author.id, kind="poster", subject=posted.id
        )
        if pending is None:
            return False
        locale = server.language or pending.at.public_locale
        words, view = confirmations.owner_question(pending, locale)
        pinged = discord.AllowedMentions(
            everyone=False, roles=False, users=[author], replied_user=False
        )
        replied = posted if asking is None or asking.channel.id == posted.channel.id else asking
        try:
            await reply(replied, words, view=view, allowed_mentions=pinged)
        except DISCORD_ERRORS as error:
            await self.confirmations.drop(pending)
            raise UserError("poster.cannot") from error
        return True

    async def accept_message(
        self,
        message: discord.Message,
        prepared: PreparedRequest,
        requester: Requester,
        *,
        posted: discord.Message | None = None,
        as_written: bool = False,
    ) -> None:
        """Submit a message's request; its progress message is a silent reply to it.

        Args:
            message: the message that asks.
            prepared: what it asks for.
            requester: `requester_of(message)`.
            posted: the message whose picture is edited, where Easel did not paint it.
            as_written: whether braces in its prompt are words like others.
        """
        place, request = requester.at, prepared.request
        assert place is not None
        if left_out := left_out_text(prepared, place.locale):
            with contextlib.suppress(*DISCORD_ERRORS):
                await reply(message, left_out, silent=True, nonce=f"left-{message.id}")
        if prepared.found is not None and prepared.found.message is not None:
            await self._offer_recipe(message, prepared.found.message, place.locale)
        if posted is not None and await self.ask_poster(posted, request, requester, asking=message):
            return
        if not as_written and (pending := await self.confirmations.ask_cost(request, requester)):
            words, view = self._braces_question(pending, place.locale)
            try:
                await reply(message, words, view=view, silent=True, nonce=f"ask-{message.id}")
            except DISCORD_ERRORS as error:
                log.info(
                    "cost question not posted: message=%d error=%s",
                    message.id,
                    describe_connection_error(error),
                )
                await self.confirmations.drop(pending)
            return
        turn = await self.engine.submissions.submit(request, requester)
        await asyncio.sleep(HEAD_START)
        await self.progress_replies.begin(message, turn, place.locale)

    async def stop_progress(self, turn_id: int) -> None:
        """Stop updating the progress message of a cancelled turn."""
        await self._progress.stop(turn_id)

    async def remove_progress(self, client: DiscordClient, turn: Turn) -> None:
        """Delete the progress message of a cancelled turn."""
        await self._progress.stop(turn.id)
        if turn.at is None or turn.progress_message is None:
            return
        channel = client.get_partial_messageable(turn.at.channel)
        with contextlib.suppress(*DISCORD_ERRORS):
            await channel.get_partial_message(turn.progress_message).delete()

    async def _offer_recipe(self, asking: discord.Message, where: int, locale: str) -> None:
        """Offer to show what the file of a message says; it is shown privately."""
        view = show_recipe_button(where, locale)
        words = wording.say("recipe.found.open", locale)
        with contextlib.suppress(*DISCORD_ERRORS):
            await reply(asking, words, view=view, silent=True, nonce=f"file-{asking.id}")

    def _braces_question(
        self, pending: PendingConfirmation, locale: str
    ) -> tuple[str, discord.ui.View]:
        cost = self.confirmations.cost(pending)
        return confirmations.braces_question(pending, locale, cost=cost)
