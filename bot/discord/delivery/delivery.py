"""Shows finished turns, and removes what said that they are being painted.

It needs no open interaction, so it works after a restart. Where Discord allows no method of showing
a turn, that turn is kept until its person comes back.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.turns import DeliveryResult, Followup, Turn
from bot.discord.connection import DiscordConnection
from bot.discord.connection_errors import describe_connection_error
from bot.discord.delivery.channel_message import write_kept
from bot.discord.delivery.delivery_methods import DeliveryMethods
from bot.discord.delivery.errors import REFUSED, Undeliverable, translate_discord_errors
from bot.discord.delivery.original_response import (
    ORIGINAL_RESPONSE,
    interaction_webhook,
    restate,
)
from bot.discord.delivery.own_messages import find_own_message
from bot.discord.delivery.progress import ProgressMessages
from bot.engine.engine import Engine
from bot.errors import TemporaryError

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for showing a turn; Discord may hold the line and say nothing


class Delivery:
    """Shows turns to people."""

    def __init__(
        self,
        connection: DiscordConnection,
        engine: Engine,
        progress: ProgressMessages,
        methods: DeliveryMethods,
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._progress = progress
        self._methods = methods
        self.patience = PATIENCE

    async def until_acknowledged(self, turn: Turn) -> None:
        """Wait until the person who asked for a turn knows that it is accepted."""
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
            result = await self._methods.show(client, turn, turn.at)
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
