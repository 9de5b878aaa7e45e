"""Forms that give a person their words back: a prompt that was too long, or that was declined."""

import re
from dataclasses import replace

import discord

from bot.core import permissions, picture_refs, requests, typed_options
from bot.core.models import ALL_RATIOS
from bot.core.turns import Turn
from bot.discord.actions.person_form import found_owner, paint_from_avatar
from bot.discord.client import DiscordClient
from bot.discord.components.ids import NUMBER, FormValues, TurnAction
from bot.discord.components.kept_options import KeptOptions
from bot.discord.components.prompt_modals import reword_modal, shorten_modal
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.picked_pictures import pictures_to_blend
from bot.discord.intake.prepared import PreparedRequest
from bot.discord.intake.request_builder import PromptOptions, build_request, with_typed
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_may_write
from bot.engine.submissions import Requester
from bot.errors import UserError

_SHORTEN = "prompt:shorten"
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
        if not words or not custom_id.startswith(_SHORTEN):
            raise UserError("button.stale")
        kept = _kept(custom_id.removeprefix(_SHORTEN).removeprefix(":"))
        await interaction.response.send_modal(
            shorten_modal(words, str(interaction.locale), kept=kept)
        )

    async def submit_shortened(self, interaction: Interaction, custom_id: str) -> None:
        """Paint the shortened words with what was chosen, from images that were attached again."""
        kept = _kept(custom_id.partition(":")[2])
        data = dict(interaction.data or {})
        values = FormValues.parse(data)
        requester = await self._intake.acknowledge(interaction, private=kept.private, paints=True)
        files = uploads.from_modal(data, values.uploads)
        options = PromptOptions.of_kept(f"{values.words}{values.rest}", kept, files)
        if kept.blends:
            options = await self._with_numbered(options, requester)
        if kept.avatar:
            owner = await found_owner(interaction, kept.avatar)
            await paint_from_avatar(self._intake, interaction, owner, options, requester)
            return
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    async def _with_numbered(self, options: PromptOptions, requester: Requester) -> PromptOptions:
        """Return the same with the images whose numbers are before the words."""
        named, words = picture_refs.split_leading(options.prompt)
        files = len(options.uploads)
        picked = await pictures_to_blend(self._intake, named, requester=requester, files=files)
        return replace(options, prompt=words, picked=picked)

    async def reword(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Open the form with the words of a declined request, for the person who made it."""
        permissions.check_reword(turn, person_of(interaction))
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
        permissions.check_reword(turn, person_of(interaction))
        values = FormValues.parse(dict(interaction.data or {}))
        requester = await self._intake.acknowledge(interaction, continues=turn, paints=True)
        await self._engine.settings.check_may_continue(turn, by=requester.by, at=requester.at)
        typed = typed_options.parse(values.words, ratios=ALL_RATIOS)
        made = requests.reworded(turn, typed.words)
        made = with_typed(self._intake, made, typed, requester=requester)
        made = await self._engine.characters.brought_along(made, typed.words, by=requester.by)
        prepared = PreparedRequest(request=made, ignored=typed.ignored)
        await self._intake.accept_prompt(interaction, prepared, requester)


def _kept(text: str) -> KeptOptions:
    """Return what a custom id holds.

    Raises:
        UserError: it is of another version.
    """
    kept = KeptOptions.parse(text)
    if kept is None:
        raise UserError("button.stale")
    return kept
