"""Asks moderators in their log channel whether a new member's images may be posted."""

import contextlib
import logging
from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.components.approval_buttons import APPROVE, approval_buttons, approval_id
from bot.discord.delivery.adapting import Form, send_adapted
from bot.discord.delivery.errors import REFUSED, Archived, translate_discord_errors
from bot.discord.delivery.own_messages import find_own_button, id_before
from bot.discord.delivery.rendering import MessageBody, RenderedMessage
from bot.discord.server_language import server_language
from bot.engine.engine import Engine
from bot.errors import TemporaryError
from bot.text import wording
from bot.text.markup import escape

log = logging.getLogger(__name__)

MOST_PROMPT = 500  # characters


async def ask_moderators(
    client: DiscordClient, engine: Engine, turn: Turn, at: Place, *, settings: RequestSettings
) -> bool:
    """Post a turn's images for the moderators, behind a spoiler; once, however often it is called.

    Returns:
        False if there is no log channel, or Discord does not let us post there.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    channel = settings.server.moderation.log
    if channel is None:
        return False
    place = client.get_partial_messageable(channel)
    locale = settings.server.language or at.public_locale

    async def send(page: RenderedMessage, form: Form) -> discord.Message:
        files = replace(page, spoiler=True).attachments()
        words = approval_text(turn, locale, with_words=form.body is MessageBody.WHOLE)
        view = approval_buttons(turn.id, locale)
        return await place.send(words, files=files, view=view, nonce=f"ok-{turn.id}", silent=True)

    try:
        note = None
        if turn.showings:  # an earlier attempt may have posted it
            wanted, oldest = approval_id(turn.id, APPROVE), id_before(turn.created_at)
            note = await find_own_button(client, place, wanted, oldest=oldest)
        if note is None:
            form = Form(limit=at.upload_limit)
            note = (await send_adapted(engine, turn, at, form, send, settings=settings)).id
    except (*REFUSED, Archived) as error:
        log.warning("approval not asked: turn=%d error=%s", turn.id, type(error).__name__)
        return False
    await engine.moderation.note_approval(turn, channel=channel, message=note)
    return True


def approval_text(turn: Turn, locale: str, *, with_words: bool = True) -> str:
    """Return what moderators read above a new member's images."""
    words = escape(wording.prompt_text(turn, locale), MOST_PROMPT) if with_words else "…"
    channel = f"<#{turn.at.channel}>" if turn.at else ""
    return wording.say(
        "approval.ask", locale, asker=f"<@{turn.by.id}>", channel=channel, words=words
    )


async def clear_questions(
    client: DiscordClient, engine: Engine, questions: Sequence[tuple[int, int, int]]
) -> None:
    """Empty the messages that asked about images of a person who had everything deleted.

    What can't be written now is emptied when a moderator clicks it.

    Args:
        client: the connection.
        engine: where the settings are.
        questions: the server, the channel and the message of each.
    """
    for guild, channel, message in questions:
        locale = await server_language(client, engine.settings, guild)
        words = wording.say("approval.decided", locale)
        note = client.get_partial_messageable(channel).get_partial_message(message)
        with (
            contextlib.suppress(TemporaryError, *REFUSED),
            translate_discord_errors(f"what=approval message={message}"),
        ):
            await note.edit(content=words, attachments=[], view=None)
