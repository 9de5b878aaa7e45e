"""Turns that could not be shown anywhere: their person is notified at the next command."""

import asyncio
import logging
from weakref import WeakValueDictionary

import discord

from bot.core.turns import Place, Turn
from bot.discord.components import buttons
from bot.discord.connection import DiscordConnection
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.adapting import Form, send_adapted
from bot.discord.delivery.errors import Archived, Undeliverable
from bot.discord.delivery.original_response import interaction_webhook
from bot.discord.delivery.rendering import RenderedMessage
from bot.engine.engine import Engine
from bot.engine.submissions import Requester
from bot.errors import BadPicture, NotFound, OperatorError
from bot.text import wording

log = logging.getLogger(__name__)

MAX_PER_CLICK = 4  # turns; Discord allows five follow-ups to a deferred response


class UndeliveredTurns:
    """Notifies people of what was kept, and shows it privately."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def notify(self, requester: Requester) -> None:
        """Say that something was kept, beside the response to what they just asked."""
        if requester.at is None or requester.at.token is None:
            return
        try:
            kept = await self._engine.turns.undelivered(requester.by)
        except OperatorError as error:  # what they asked for is accepted; this is for another time
            log.warning("undelivered turns not read: error=%s", error)
            return
        if not kept:
            return
        client = await self._connection.client()
        words = wording.say("deliver.missed", requester.at.locale)
        view = buttons.undelivered_button(kept[0], requester.at.locale)
        try:
            await interaction_webhook(client, requester.at.token).send(
                words, view=view, ephemeral=True
            )
        except DISCORD_ERRORS as error:
            kind = type(error).__name__
            log.info("notice of an undelivered turn not sent: turn=%d error=%s", kept[0].id, kind)

    async def show(self, requester: Requester) -> None:
        """Respond to a deferred interaction with what was kept. Two quick clicks show it once."""
        async with self._locks.setdefault(requester.by.id, asyncio.Lock()):
            await self._show(requester)

    async def _show(self, requester: Requester) -> None:
        by, place = requester.by, requester.at
        assert place is not None
        client = await self._connection.client()
        kept = (await self._engine.turns.undelivered(by))[:MAX_PER_CLICK]
        assert place.token is not None
        webhook = interaction_webhook(client, place.token)
        for turn in kept:
            await self._send(webhook, turn, place)
            await self._engine.turns.mark_delivered(turn)
        if not kept:
            await webhook.send(wording.say("deliver.missed.none", place.locale), ephemeral=True)
        elif await self._engine.turns.undelivered(by):
            await self.notify(Requester(by=by, at=place))

    async def _send(self, webhook: discord.Webhook, turn: Turn, place: Place) -> None:
        """Send a turn as a follow-up; a sentence where its pictures are gone.

        Raises:
            OperatorError: Discord refuses it; it stays kept.
            TemporaryError: Discord does not answer just now.
        """

        async def send(page: RenderedMessage, _form: Form) -> None:
            await webhook.send(page.words, files=page.attachments(), view=page.view, ephemeral=True)

        try:
            await send_adapted(
                self._engine,
                turn,
                place,
                Form(limit=place.upload_limit),
                send,
                settings=await self._engine.settings.of_request(turn.by),
            )
        except (Undeliverable, Archived) as error:
            if not isinstance(error.__cause__, NotFound | BadPicture):
                log.warning("kept turn not shown: turn=%d error=%s", turn.id, type(error).__name__)
                raise OperatorError from error
            words = wording.error_text(error.__cause__, place.locale)
            view = buttons.retry_button(turn, place.locale)
            await webhook.send(words, view=view, ephemeral=True)
