"""Turns that could not be shown anywhere: offered to their person at the next command."""

import asyncio
import logging
from weakref import WeakValueDictionary

from bot.core.turns import Place, Turn
from bot.discord.client import DiscordConnection
from bot.discord.components import buttons
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.original_response import interaction_webhook
from bot.discord.delivery.rendering import RenderedMessage, render
from bot.engine.engine import Engine, Requester
from bot.errors import BadPicture, Broken, NothingHere
from bot.text import wording

log = logging.getLogger(__name__)

MOST_AT_ONCE = 4  # turns shown at one click; Discord lets a deferred answer have five follow-ups


class UndeliveredTurns:
    """Offers what was kept, and shows it privately."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._doors: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def offer(self, asker: Requester) -> None:
        """Say that something was kept, beside the answer to what they just asked."""
        if asker.at is None or asker.at.token is None:
            return
        try:
            kept = await self._engine.missed(asker.by)
        except Broken as error:  # what they asked for is accepted; this is offered another time
            log.warning("nothing could be offered: %s", error)
            return
        if not kept:
            return
        client = await self._connection.client()
        words = wording.say("deliver.missed", asker.at.locale)
        view = buttons.under_offer(kept[0], asker.at.locale)
        try:
            await interaction_webhook(client, asker.at.token).send(words, view=view, ephemeral=True)
        except DISCORD_ERRORS as error:
            log.info("an offer could not be made: %s", type(error).__name__)

    async def show(self, asker: Requester) -> None:
        """Answer a deferred interaction with what was kept. Two quick clicks show it once."""
        async with self._doors.setdefault(asker.by.id, asyncio.Lock()):
            await self._show(asker)

    async def _show(self, asker: Requester) -> None:
        by, place = asker.by, asker.at
        assert place is not None
        client = await self._connection.client()
        kept = (await self._engine.missed(by))[:MOST_AT_ONCE]
        assert place.token is not None
        door = interaction_webhook(client, place.token)
        for turn in kept:
            page = await self._page(turn, place)
            await door.send(page.words, files=page.attachments(), view=page.view, ephemeral=True)
            await self._engine.given(turn)
        if not kept:
            await door.send(wording.say("deliver.missed.none", place.locale), ephemeral=True)
        elif await self._engine.missed(by):
            await self.offer(Requester(by=by, at=place))

    async def _page(self, turn: Turn, place: Place) -> RenderedMessage:
        try:
            return await render(self._engine, turn, place, limit=place.upload_limit)
        except (NothingHere, BadPicture) as error:
            words = wording.sorry(error, place.locale)
            return RenderedMessage(
                words=words, files=(), view=buttons.under_apology(turn, place.locale)
            )
