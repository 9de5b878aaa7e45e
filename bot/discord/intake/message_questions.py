"""Questions about a message that is not clear, put to its author without a ping."""

import contextlib
import logging
from collections import OrderedDict

import discord

from bot.core.turns import Turn
from bot.discord.components.buttons import choose_for_message, paint_message_buttons
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error
from bot.discord.delivery.replies import reply
from bot.text import wording

log = logging.getLogger(__name__)

MOST_REMEMBERED = 500  # questions, by channel and author, that are replaced by their next one


class MessageQuestions:
    """Asks authors what they meant; a question that they did not answer goes with the next one."""

    def __init__(self) -> None:
        self._asked: OrderedDict[tuple[int, int], discord.Message] = OrderedDict()

    async def ask_whether(self, message: discord.Message, turn: Turn | None, locale: str) -> None:
        """Ask the author, without a ping, whether a message is a request."""
        view = paint_message_buttons(message, continues=turn, locale=locale)
        words = wording.say("message.whether", locale)
        asked = await self._ask(message, words, view, nonce=f"talk-{message.id}")
        await self._drop_question(message)
        if asked is not None:
            self._asked[message.channel.id, message.author.id] = asked
        if len(self._asked) > MOST_REMEMBERED:
            self._asked.popitem(last=False)

    async def _drop_question(self, message: discord.Message) -> None:
        """Delete the question about an earlier message of its author that they did not answer."""
        before = self._asked.pop((message.channel.id, message.author.id), None)
        if before is not None:
            with contextlib.suppress(*DISCORD_ERRORS):
                await before.delete()

    async def ask_which(self, message: discord.Message, turn: Turn, locale: str) -> None:
        """Ask the author, without a ping, which picture of a turn a message is about."""
        words = wording.say("which.one", locale, count=len(turn.painted))
        view = choose_for_message(message, turn)
        await self._ask(message, words, view, nonce=f"which-{message.id}")

    async def _ask(
        self, message: discord.Message, words: str, view: discord.ui.View, *, nonce: str
    ) -> discord.Message | None:
        """Ask the author something, without a ping; None where Discord does not let us."""
        try:
            return await reply(message, words, view=view, silent=True, nonce=nonce)
        except DISCORD_ERRORS as error:
            reason = describe_connection_error(error)
            log.info("question not posted: message=%d error=%s", message.id, reason)
            return None
