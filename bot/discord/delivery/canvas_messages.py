"""Posts what a canvas shows beside its new turns: one of them once more, or something drawn."""

import contextlib
from dataclasses import replace

from bot.core.turns import Place, Turn
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.delivery_methods import DeliveryMethods, Showing
from bot.discord.delivery.errors import REFUSED, Undeliverable, translate_discord_errors
from bot.discord.delivery.original_response import ORIGINAL_RESPONSE, interaction_webhook
from bot.discord.delivery.rendering import RenderedMessage
from bot.engine.engine import Engine
from bot.errors import NotFound, OperatorError
from bot.text import wording


class CanvasMessages:
    """Answers who moves in a canvas: in the channel, or else to them alone."""

    def __init__(
        self, connection: DiscordConnection, engine: Engine, methods: DeliveryMethods
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._methods = methods

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
        showing = Showing(turn=turn, at=at, settings=settings)
        if at.may_post and not turn.request.private:
            public = wording.say(moved, showing.locale_of_everyone, number=number)
            try:
                result = await self._methods.in_channel(
                    client, replace(showing, note=public), nonce=nonce
                )
                return result.message
            except Undeliverable as error:
                note = f"{wording.say(error.code, at.locale, **error.facts)}\n{note}"
        try:
            await self._methods.by_response(client, replace(showing, note=note))
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
                    or await self._methods.spoiler_channels.contain(client, at.channel),
                )
                with translate_discord_errors(nonce):
                    sent = await channel.send(
                        page.words, files=page.attachments(), view=page.view, nonce=nonce
                    )
                    return sent.id
        try:
            with translate_discord_errors(nonce):
                await interaction_webhook(client, at.token or "").edit_message(
                    ORIGINAL_RESPONSE,
                    content=page.words,
                    attachments=page.attachments(),
                    view=page.view,
                )
        except REFUSED as error:
            raise OperatorError from error
        return None
