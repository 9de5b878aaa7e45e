"""Where finished turns are shown. Needs no open interaction, so it works after a restart.

There are several delivery methods: a message in the channel, the interaction's response, a private
message; else the turn is kept until its person comes back. How it was asked decides the order.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import DeliveryResult, Followup, Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.connection_errors import describe_connection_error
from bot.discord.delivery.adapting import Form
from bot.discord.delivery.approvals import ask_moderators
from bot.discord.delivery.channel_message import post, post_in_channel, write_kept
from bot.discord.delivery.errors import (
    REFUSED,
    Archived,
    Undeliverable,
    translate_discord_errors,
)
from bot.discord.delivery.original_response import (
    ORIGINAL_RESPONSE,
    edit_with_result,
    ends_in_progress_message,
    interaction_webhook,
    restate,
)
from bot.discord.delivery.own_messages import find_own_message
from bot.discord.delivery.progress import ProgressMessages
from bot.discord.delivery.rendering import RenderedMessage
from bot.discord.delivery.spoilers import SpoilerChannels
from bot.engine.engine import Engine
from bot.errors import NotFound, OperatorError, TemporaryError
from bot.text import wording

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for showing a turn; Discord may hold the line and say nothing

Note = str
"""A sentence for the person: why the turn is not shown where it was asked; empty where it is."""

DeliveryMethod = Callable[
    [DiscordClient, Turn, Place, RequestSettings, Note], Awaitable[DeliveryResult]
]


class Delivery:
    """Shows turns to people."""

    def __init__(
        self, connection: DiscordConnection, engine: Engine, progress: ProgressMessages
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._progress = progress
        self._spoiler_channels = SpoilerChannels(engine.moderation)
        self.patience = PATIENCE

    async def until_acknowledged(self, turn: Turn) -> None:
        """Wait until whoever asked for a turn knows that it is accepted."""
        if turn.at is not None:
            await self._progress.until_responded(turn.at)

    async def deliver(self, turn: Turn) -> DeliveryResult:
        """Show a turn by the first delivery method that Discord allows.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        assert turn.at is not None, "turns without a place are fetched, not shown"
        client = await self._connection.client()
        async with self._within_patience(turn):
            ours = await self._progress.stop(turn.id)
            result = await self._deliver(client, turn, turn.at)
            if result is None:
                log.warning("delivery failed, kept for its person: turn=%d", turn.id)
                await write_kept(client, turn, turn.at)
                return DeliveryResult(left=Followup.UNDELIVERED)
        if result.left is None and not ours and self._engine.shared:
            # The process that accepted the turn may still write its progress over this.
            return replace(result, left=Followup.FINAL_PROGRESS)
        return result

    async def withdraw(self, turn: Turn, how: DeliveryResult) -> None:
        """Delete the message of a turn that was deleted while it was being shown.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        assert turn.at is not None
        client = await self._connection.client()
        place = client.get_partial_messageable(how.channel or turn.at.channel)
        async with self._within_patience(turn):
            message = how.message or await find_own_message(client, place, turn, "again", "paint")
            if message is not None:
                with contextlib.suppress(*REFUSED), translate_discord_errors(turn):
                    await place.get_partial_message(message).delete()

    async def remove_progress_message(self, turn: Turn) -> bool:
        """Delete the progress message of a turn that another message now shows.

        A process may have died before it could store which message that is, so it is searched for.

        Returns:
            whether it is gone; else it may be on its way still.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        assert turn.at is not None
        client = await self._connection.client()
        channel = client.get_partial_messageable(turn.at.channel)
        async with self._within_patience(turn):
            with contextlib.suppress(*REFUSED), translate_discord_errors(turn):
                if turn.at.token is not None:
                    webhook = interaction_webhook(client, turn.at.token)
                    await webhook.delete_message(ORIGINAL_RESPONSE)
                    return True
                message = turn.progress_message
                if message is None and self._progress.pace.take_up(turn.id):
                    return True  # its progress message was left out in a busy channel
                message = message or await find_own_message(client, channel, turn, "cancel")
                if message is None:
                    return False
                await channel.get_partial_message(message).delete()
        return True

    async def restate_outcome(self, turn: Turn) -> None:
        """Write once more how a turn ended, if its progress message is where its end is written.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        client = await self._connection.client()
        async with self._within_patience(turn):
            with contextlib.suppress(Undeliverable):
                await restate(client, self._engine, turn)

    async def repost(self, turn: Turn, at: Place, *, moved: str, nonce: str) -> int | None:
        """Show a painted turn once more.

        Args:
            turn: the turn.
            at: where.
            moved: the code of the sentence that says why.
            nonce: makes a repeated post the same message.

        Returns:
            the message's id; none where only the person sees it.

        Raises:
            NotFound: its pictures are gone.
            TemporaryError: Discord does not answer just now.
        """
        client = await self._connection.client()
        number = wording.turn_label(turn)
        note = wording.say(moved, at.locale, number=number)
        settings = await self._engine.settings.of_request(turn.by)
        if at.may_post and not turn.request.private:
            public = wording.say(moved, _locale_of_everyone(settings, at), number=number)
            try:
                result = await self._in_channel(client, turn, at, settings, public, nonce=nonce)
                return result.message
            except Undeliverable as error:
                note = f"{wording.say(error.code, at.locale, **error.facts)}\n{note}"
        try:
            await self._by_response(client, turn, at, settings, note)
        except Undeliverable as error:
            raise NotFound from error
        return None

    async def post(
        self, page: RenderedMessage, at: Place, *, private: bool, nonce: str
    ) -> int | None:
        """Post something rendered that is no turn.

        Returns:
            the message's id; none where only the person sees it.

        Raises:
            OperatorError: Discord allows no way to show it.
            TemporaryError: Discord does not answer just now.
        """
        client = await self._connection.client()
        with contextlib.suppress(*REFUSED):
            if at.may_post and not private:
                channel = client.get_partial_messageable(at.channel)
                page = replace(
                    page,
                    spoiler=page.spoiler
                    or await self._spoiler_channels.contain(client, at.channel),
                )
                with translate_discord_errors(f"nonce={nonce}"):
                    sent = await channel.send(
                        page.words, files=page.attachments(), view=page.view, nonce=nonce
                    )
                    return sent.id
        try:
            with translate_discord_errors(f"nonce={nonce}"):
                await interaction_webhook(client, at.token or "").edit_message(
                    ORIGINAL_RESPONSE,
                    content=page.words,
                    attachments=page.attachments(),
                    view=page.view,
                )
        except REFUSED as error:
            raise OperatorError from error
        return None

    @contextlib.asynccontextmanager
    async def _within_patience(self, turn: Turn) -> AsyncIterator[None]:
        """Raise Later when Discord takes longer: the next attempt first reads what was done."""
        try:
            async with asyncio.timeout(self.patience):
                yield
        except TimeoutError as error:
            reason = f"no answer within {self.patience:g} seconds"
            log.warning("delivery failed, will retry: turn=%d error=%s", turn.id, reason)
            raise TemporaryError from error
        except TemporaryError as error:
            reason = str(error)
            if isinstance(error.__cause__, Exception):
                reason = describe_connection_error(error.__cause__)
            log.warning("delivery failed, will retry: turn=%d error=%s", turn.id, reason)
            raise

    async def _deliver(self, client: DiscordClient, turn: Turn, at: Place) -> DeliveryResult | None:
        """Try one delivery method after the other; none if Discord refuses them all."""
        note: Note = ""
        settings = await self._engine.settings.of_request(turn.by)
        if at.awaits_approval and turn.visible:
            asked = await ask_moderators(client, self._engine, turn, at, settings=settings)
            note = wording.say("approval.waits" if asked else "approval.unreachable", at.locale)
        for method in self._methods(turn, at):
            try:
                return await method(client, turn, at, settings, note)
            except Undeliverable as error:
                log.warning(
                    "delivery refused, trying the next method: turn=%d method=%s error=%s",
                    turn.id,
                    method.__name__.strip("_"),
                    error.code,
                )
                if method == self._in_channel and not note:
                    note = wording.say(error.code, at.locale, **error.facts)
        return None

    def _methods(self, turn: Turn, at: Place) -> Sequence[DeliveryMethod]:
        # What waits for moderators is shown to its person; that nothing was painted, to everyone.
        alone = turn.request.private if turn.visible else turn.private
        if alone or not at.may_post:
            return (self._by_response, self._by_private_message)
        if ends_in_progress_message(turn, at):
            return (self._by_response, self._in_channel, self._by_private_message)
        return (self._in_channel, self._by_response, self._by_private_message)

    async def _in_channel(
        self,
        client: DiscordClient,
        turn: Turn,
        at: Place,
        settings: RequestSettings,
        note: Note,
        *,
        nonce: str = "",
    ) -> DeliveryResult:
        spoiler = turn.by.guild is not None and await self._spoiler_channels.contain(
            client, at.channel, rule=settings.server.moderation.spoilers
        )
        at = replace(at, locale=_locale_of_everyone(settings, at))
        with self._progress.pace.posting(at.channel):
            return await post_in_channel(
                client,
                self._engine,
                turn,
                at,
                settings=settings,
                spoiler=spoiler,
                note=note,
                nonce=nonce,
            )

    async def _by_response(
        self,
        client: DiscordClient,
        turn: Turn,
        at: Place,
        settings: RequestSettings,
        note: Note,
    ) -> DeliveryResult:
        await edit_with_result(client, self._engine, turn, at, settings=settings, note=note)
        return DeliveryResult()

    async def _by_private_message(
        self,
        client: DiscordClient,
        turn: Turn,
        at: Place,
        settings: RequestSettings,
        note: Note,
    ) -> DeliveryResult:
        if turn.request.private or not at.may_post:
            note = note or wording.say("deliver.private_late", at.locale)
        try:
            with translate_discord_errors(turn):
                channel = await client.create_dm(discord.Object(id=turn.by.id))
            form = Form(
                limit=at.upload_limit, note=note or wording.say("deliver.elsewhere", at.locale)
            )
            result = await post(client, self._engine, channel, turn, at, form, settings=settings)
        except Archived as error:
            raise Undeliverable from error
        return replace(result, channel=channel.id)


def _locale_of_everyone(settings: RequestSettings, at: Place) -> str:
    return settings.server.language or at.public_locale
