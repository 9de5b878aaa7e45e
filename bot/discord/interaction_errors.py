"""Answers interactions that failed: words for the person, a reason for the log."""

import logging
from collections.abc import Sequence
from typing import Any

import discord

from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.first_response import first_response
from bot.discord.views import view_of
from bot.errors import EaselError, OperatorError, TooLong
from bot.text import wording

log = logging.getLogger(__name__)

MAX_EMBED = 4000  # characters of an embed; Discord takes 4096, and 6000 in a message
UNKNOWN_INTERACTION = 10062  # Discord's code for an interaction that is older than 3 seconds


async def send_error(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Answer an interaction, privately, with what went wrong and what to do about it."""
    if isinstance(error, discord.NotFound) and error.code == UNKNOWN_INTERACTION:
        log.info("interaction expired before it was answered")  # Discord says so to the person
        return
    if not isinstance(error, EaselError) or isinstance(error, OperatorError):
        log.error("interaction failed: error=%s", type(error).__name__, exc_info=_safe(error))
    ours = error if isinstance(error, EaselError) else OperatorError()
    words = wording.error_text(ours, str(interaction.locale))
    embeds: list[discord.Embed] = []
    view: discord.ui.View | None = None
    if isinstance(ours, TooLong):
        embeds, view = _given_back(ours, str(interaction.locale))
    await first_response(interaction).stop()
    try:
        shown = view or discord.utils.MISSING
        if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
            await interaction.edit_original_response(content=words, view=view, embeds=embeds)
        elif interaction.response.is_done():  # else it would stand over the message of the button
            await interaction.followup.send(words, ephemeral=True, view=shown, embeds=embeds)
        else:
            await interaction.response.send_message(
                words, ephemeral=True, view=shown, embeds=embeds
            )
    except (discord.DiscordException, *DISCORD_ERRORS) as failure:
        log.warning("interaction not answered: error=%s", type(failure).__name__)


def _given_back(error: TooLong, locale: str) -> tuple[list[discord.Embed], discord.ui.View]:
    """Return the words, as they were, and the button that opens them in a form."""
    words = error.words
    id_ = f"prompt:shorten:{error.kept}"
    parts = (words[at : at + MAX_EMBED] for at in range(0, len(words), MAX_EMBED))
    label = wording.say("button.shorten", locale)
    button = discord.ui.Button[Any](label=label, emoji="✂️", custom_id=id_)
    return [discord.Embed(description=part) for part in parts], view_of(button)


def _safe(error: BaseException) -> BaseException | None:
    """A bug's traceback; none for errors of other libraries, which may quote a person's words."""
    quoting: Sequence[type[BaseException]] = (discord.HTTPException, EaselError)
    return None if isinstance(error, tuple(quoting)) else error
