"""Removes a picture: for the person who asked for it, and for moderators, who are logged."""

import logging

import discord

from bot.core.turns import Turn
from bot.discord.actions.report_notes import close_note
from bot.discord.client import DiscordClient
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error
from bot.discord.delivery.server_log import write_in_log
from bot.discord.intake.requesters import locale_of_everyone, person_of
from bot.engine.engine import Engine
from bot.text import wording
from bot.text.markup import escape

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]
UNKNOWN_MESSAGE = 10008  # Discord's error code
MOST_WORDS = 300  # characters of a prompt in the log


async def remove(
    engine: Engine,
    interaction: Interaction,
    turn: Turn,
    *,
    moderates: bool,
    by_report: bool = False,
) -> bool:
    """Delete a turn first, so that it can't be continued; then acknowledge; then its messages.

    Args:
        engine: where the turn is.
        interaction: the click, not acknowledged yet.
        turn: what is removed.
        moderates: whether the person may remove other people's pictures here.
        by_report: whether its report in the server's log says so; else a line there does.

    Returns:
        whether none of its messages is left.

    Raises:
        UserError: this person neither asked for it nor moderates the server.
    """
    person = person_of(interaction)
    posts = await engine.canvases.delete(turn, by=person, moderates=moderates)
    if not interaction.response.is_done():
        await interaction.response.defer()
    complete = True
    for post in posts:
        channel = interaction.client.get_partial_messageable(post.channel)
        try:
            await channel.get_partial_message(post.message).delete()
        except DISCORD_ERRORS as error:
            reason = getattr(error, "code", None)
            complete = complete and reason == UNKNOWN_MESSAGE
            log.info(
                "message not deleted: turn=%d error=%s code=%s",
                turn.id,
                describe_connection_error(error),
                reason,
            )
    engine.showcases.wakeup.wake()
    report = await engine.moderation.drop_report(turn)
    if not by_report:
        await close_note(engine, interaction, turn, report)
        if turn.by.id != person.id:
            await _log(engine, interaction, turn)
    return complete


async def _log(engine: Engine, interaction: Interaction, turn: Turn) -> None:
    locale = await locale_of_everyone(engine.settings, interaction)
    words = wording.say(
        "log.removed",
        locale,
        moderator=interaction.user.mention,
        asker=f"<@{turn.by.id}>",
        words=escape(wording.prompt_text(turn, locale), MOST_WORDS),
    )
    rules = await engine.moderation.rules(turn.by.guild)
    await write_in_log(interaction.client, rules.log, words)
