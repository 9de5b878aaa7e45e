"""Forms that give a person their words back: a prompt that was too long, or that was declined."""

import re

import discord

from bot.core import requests
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import NUMBER, SNOWFLAKE, FormValues, TurnAction
from bot.discord.components.prompt_modals import reword_modal, shorten_modal
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.prepared import PreparedRequest
from bot.discord.intake.request_builder import PromptOptions, build_request
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_may_write
from bot.errors import UserError

_SHORTEN = re.compile(rf"prompt:shorten(?::({SNOWFLAKE}))?(:files)?")
_REWORD = re.compile(rf"reword:({NUMBER})")

Interaction = discord.Interaction[DiscordClient]


class PromptForms:
    """Opens the forms and takes what is submitted, also if they were opened before a restart."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._engine = intake.engine

    async def shorten(self, interaction: Interaction, custom_id: str) -> None:
        """Open the form with the words that the error's message holds."""
        embeds = interaction.message.embeds if interaction.message else []
        words = "".join(embed.description or "" for embed in embeds)
        match = _SHORTEN.fullmatch(custom_id)
        if not words or match is None:
            raise UserError("button.stale")
        avatar = int(match[1]) if match[1] else None
        locale = str(interaction.locale)
        modal = shorten_modal(words, locale, avatar=avatar, files=match[2] is not None)
        await interaction.response.send_modal(modal)

    async def submit_shortened(self, interaction: Interaction, _custom_id: str) -> None:
        """Paint the shortened words, from the images that were attached again."""
        data = dict(interaction.data or {})
        values = FormValues.parse(data)
        requester = await self._intake.acknowledge(interaction, paints=True)
        options = PromptOptions(
            prompt=f"{values.words}{values.rest}",
            uploads=uploads.from_modal(data, values.uploads),
        )
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    async def reword(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Open the form with the words of a declined request, for the person who made it."""
        requests.check_reword(turn, person_of(interaction))
        if not turn.private:
            check_may_write(interaction)
        await interaction.response.send_modal(reword_modal(turn, str(interaction.locale)))

    async def submit_reworded(self, interaction: Interaction, custom_id: str) -> None:
        """Ask again with the new words, from the same images."""
        match = _REWORD.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        turn = await self._engine.turns.get_in_channel(
            interaction.channel_id or 0, int(match[1]), by=person_of(interaction)
        )
        requests.check_reword(turn, person_of(interaction))
        values = FormValues.parse(dict(interaction.data or {}))
        requester = await self._intake.acknowledge(interaction, continues=turn, paints=True)
        await self._engine.settings.check_may_continue(turn, by=requester.by, at=requester.at)
        made = await self._engine.characters.brought_along(
            requests.reworded(turn, values.words), values.words, by=requester.by
        )
        prepared = PreparedRequest(request=made)
        await self._intake.accept_prompt(interaction, prepared, requester)
