"""The note of a report in the log channel: its text, and how it is written again."""

from collections.abc import Sequence

import discord

from bot.core.moderation import waits
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.approvals import approval_text
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.discord.intake.requesters import locale_of_everyone
from bot.discord.turn_links import turn_link
from bot.engine.engine import Engine
from bot.engine.moderation import PictureReport
from bot.errors import TemporaryError
from bot.text import wording
from bot.text.markup import escape

Interaction = discord.Interaction[DiscordClient]
MOST_REPORTERS = 20  # who are named
MOST_PROMPT = 500  # characters


async def close_note(
    engine: Engine, interaction: Interaction, turn: Turn, report: PictureReport
) -> None:
    """Say in an open report's note that its picture was removed; its copy and buttons go.

    If Discord does not take the edit now, nothing else fails: the buttons then say that it is gone.
    """
    if report.closed or report.message is None or report.channel is None:
        return
    place = interaction.client.get_partial_messageable(report.channel)
    words = await decided_text(engine, interaction, turn, report, "report.removed")
    try:
        with translate_discord_errors(turn):
            note = place.get_partial_message(report.message)
            await note.edit(content=words, attachments=[], view=None)
    except (TemporaryError, *REFUSED):
        return


async def decided_text(
    engine: Engine, interaction: Interaction, turn: Turn, report: PictureReport, code: str
) -> str:
    """Return a report with what was decided about it under it."""
    locale = await locale_of_everyone(engine.settings, interaction)
    moderator, asker = interaction.user.mention, f"<@{turn.by.id}>"
    decision = wording.say(code, locale, moderator=moderator, asker=asker)
    note = note_text(turn, report, locale)
    if waits(turn):  # no one reported it
        note = approval_text(turn, locale)
    return f"{note}\n{decision}"


async def rewrite_note(
    engine: Engine, interaction: Interaction, turn: Turn, report: PictureReport
) -> bool:
    """Write a report's note again; return False where its message is gone."""
    assert report.channel is not None
    assert report.message is not None
    place = interaction.client.get_partial_messageable(report.channel)
    locale = await locale_of_everyone(engine.settings, interaction)
    try:
        with translate_discord_errors(turn):
            note = place.get_partial_message(report.message)
            await note.edit(content=note_text(turn, report, locale))
    except REFUSED:
        return False
    return True


def note_text(turn: Turn, report: PictureReport, locale: str) -> str:
    """Return a report as text: who reported what of whom."""
    return wording.say(
        "report.note",
        locale,
        reporters=_named(report.reporters),
        asker=f"<@{turn.by.id}>",
        link=turn_link(turn),
        words=escape(wording.prompt_text(turn, locale), MOST_PROMPT),
    )


def _named(reporters: Sequence[int]) -> tuple[str, ...]:
    named = tuple(f"<@{person}>" for person in reporters[:MOST_REPORTERS])
    more = len(reporters) - MOST_REPORTERS
    return (*named, f"+{more}") if more > 0 else named
