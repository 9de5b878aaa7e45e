"""Answers to questions about a message: that it is a request, or which picture it is about."""

import contextlib
from dataclasses import replace

import discord

from bot.discord.client import DiscordClient
from bot.discord.components.ids import MessageAnswer
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.intake.intake import Intake
from bot.discord.intake.message_intent import Intent
from bot.discord.intake.message_reader import MessageReader, UnderstoodMessage
from bot.discord.intake.message_requests import MessageRequests
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_may_write
from bot.errors import NotFound, UserError

Interaction = discord.Interaction[DiscordClient]


class MessageAnswers:
    """Takes an answer of the message's author, and hands over what the message asks for."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._engine = intake.engine
        self._reader = MessageReader(bot, intake.engine)
        self._requests = MessageRequests(bot, intake, self._reader)

    async def take(self, interaction: Interaction, custom_id: str) -> None:
        """Read the message again as its author wants it read; delete the question then."""
        answer = MessageAnswer.parse(custom_id)
        if answer is None:
            raise UserError("button.stale")
        message = await _fetched(interaction, answer.message)
        if message.author.id != interaction.user.id:
            raise UserError("question.not_yours")
        check_may_write(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        understood = await self._reader.read(message, is_request=True)
        if understood is None:
            raise NotFound("message.gone")
        understood = await self._as_asked(interaction, answer, understood)
        await self._requests.accept(
            message, understood, by=person_of(interaction), pick=answer.pick
        )
        await interaction.delete_original_response()
        if interaction.message is not None:
            with contextlib.suppress(*DISCORD_ERRORS):
                await interaction.message.delete()

    async def _as_asked(
        self, interaction: Interaction, answer: MessageAnswer, understood: UnderstoodMessage
    ) -> UnderstoodMessage:
        """Return what the message meant when it was asked about: the thread may have gone on."""
        if understood.intent is not Intent.REFINE_HEAD:
            return understood
        if not answer.turn:
            return replace(understood, intent=Intent.NEW, turn=None)
        turn = await self._engine.turns.get_in_channel(
            interaction.channel_id or 0, answer.turn, by=person_of(interaction)
        )
        return replace(understood, turn=turn)


async def _fetched(interaction: Interaction, message: int) -> discord.Message:
    channel = interaction.channel
    if not isinstance(channel, discord.abc.Messageable):
        raise NotFound("message.gone")
    try:
        return await channel.fetch_message(message)
    except (discord.NotFound, discord.Forbidden) as error:
        raise NotFound("message.gone") from error
