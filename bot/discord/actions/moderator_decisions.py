"""What decisions of moderators about an image in their log channel have in common."""

import contextlib
import logging
from collections.abc import AsyncIterator

import discord

from bot.core.requests import FORGOTTEN
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.discord.intake.requesters import locale_of_everyone
from bot.discord.permissions import check_moderates
from bot.engine.engine import Engine
from bot.errors import EaselError, NotFound, OperatorError, TemporaryError, UserError
from bot.text import wording

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]
BLOCK_LASTS = "week"  # by the button; /easel block sets any other time


async def decided_turn(
    engine: Engine, interaction: Interaction, parsed: tuple[int, str] | None
) -> tuple[Turn, str]:
    """Return the turn that a moderator decides about, and what they clicked.

    Args:
        engine: where the turn is.
        interaction: the click.
        parsed: what the custom id says: the turn and what is to be done; None: nothing.

    Raises:
        UserError: the button is not known any more, or the person does not moderate here.
        NotFound: the turn is gone.
    """
    if parsed is None:
        raise UserError("button.stale")
    check_moderates(interaction)
    id_, action = parsed
    return await engine.turns.get(id_), action


@contextlib.asynccontextmanager
async def errors_beside_note(interaction: Interaction, turn: Turn) -> AsyncIterator[None]:
    """Tell a moderator alone what went wrong in the block: it must not be written over the note."""
    try:
        yield
    except EaselError as error:
        if isinstance(error, OperatorError):
            log.error("moderator's decision not carried out: turn=%d error=%s", turn.id, error)
        words = wording.error_text(error, str(interaction.locale))
        await interaction.followup.send(words, ephemeral=True)


async def block_asker(engine: Engine, interaction: Interaction, turn: Turn, *, reason: str) -> None:
    """Block the person who asked for a turn for a week; `reason` is the code of what they read."""
    assert turn.by.guild is not None
    await engine.moderation.block(
        turn.by.guild,
        turn.by.id,
        by=interaction.user.id,
        reason=wording.say(reason, await locale_of_everyone(engine.settings, interaction)),
        lasts=BLOCK_LASTS,
        shortens=False,  # they may be blocked for longer already
    )


async def check_may_block_asker(interaction: Interaction, turn: Turn) -> None:
    """Check that the person who asked for a turn may be blocked.

    Raises:
        UserError: it is the moderator, or one who manages the server.
        NotFound: the person had everything deleted.
        TemporaryError: Discord does not answer just now.
    """
    if turn.reason == FORGOTTEN:
        raise NotFound
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None or guild.unavailable:  # whose roles Discord has not told yet
        raise TemporaryError
    member: discord.Member | None = None
    try:
        with translate_discord_errors(turn):
            member = await guild.fetch_member(turn.by.id)
    except REFUSED:  # they left the server
        member = None
    granted = member.guild_permissions if member is not None else discord.Permissions.none()
    manages = granted.manage_guild or granted.administrator
    if manages or turn.by.id == interaction.user.id:
        raise UserError("block.not_them")
