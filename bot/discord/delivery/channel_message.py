"""A turn as a message of its own, in a channel or in a private chat."""

import contextlib
from functools import partial

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import DeliveryResult, Followup, Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.adapting import Form, send_adapted
from bot.discord.delivery.errors import (
    REFUSED,
    Archived,
    Undeliverable,
    translate_discord_errors,
)
from bot.discord.delivery.own_messages import find_own_message
from bot.discord.delivery.permissions import missing_permission
from bot.discord.delivery.rendering import RenderedMessage
from bot.engine.engine import Engine
from bot.text import wording


async def post_in_channel(
    client: DiscordClient,
    engine: Engine,
    turn: Turn,
    at: Place,
    *,
    settings: RequestSettings,
    spoiler: bool,
    note: str = "",
    nonce: str = "",
) -> DeliveryResult:
    """Post a turn where it was asked; an archived thread is opened for it.

    Args:
        client: the connection.
        engine: where the pictures are.
        turn: what is shown.
        at: where.
        settings: what the turn's person and their server have set.
        spoiler: whether the place hides files.
        note: a sentence above the settings.
        nonce: makes a repeated post the same message; empty: the turn's own, which is shown for the
            first time.

    Raises:
        Undeliverable: Discord does not let us; it says why.
        TemporaryError: Discord does not answer just now.
    """
    channel = client.get_partial_messageable(at.channel)
    form = Form(
        limit=at.upload_limit,
        note=note,
        reference=_reference(at),
        spoiler=spoiler,
        notifies=turn.by.guild is not None and not nonce,
    )
    once = partial(post, client, engine, channel, turn, at, form, settings=settings, nonce=nonce)
    try:
        try:
            return await once()
        except Archived:
            await _unarchive(client, at.channel, turn)
            return await once()
    except Archived as error:
        raise Undeliverable from error
    except Undeliverable as error:
        if error.code != "deliver.no_right":
            raise
        raise await missing_permission(client, at) from error


async def post(
    client: DiscordClient,
    engine: Engine,
    channel: discord.PartialMessageable | discord.DMChannel,
    turn: Turn,
    at: Place,
    form: Form,
    *,
    settings: RequestSettings,
    nonce: str = "",
) -> DeliveryResult:
    """Send a turn as a message; the nonce keeps a repeated one from appearing twice.

    Raises:
        Undeliverable, Archived, Later: see `bot.discord.delivery.errors`.
    """
    repeats = turn.showings > 0 and not nonce  # 0: just painted, by this process
    if repeats and (before := await find_own_message(client, channel, turn, "again", "paint")):
        return DeliveryResult(message=before, left=Followup.CLEAR_PROGRESS)

    remixed = await engine.showcases.claim_notice(turn) if form.notifies else None

    async def send(page: RenderedMessage, form: Form) -> discord.Message:
        return await channel.send(
            page.words,
            files=page.attachments(),
            view=page.view,
            nonce=nonce or f"{'wait' if at.awaits_approval else 'turn'}-{turn.id}",
            reference=form.reference,  # type: ignore[arg-type]  # none is fine
            suppress_embeds=True,
            allowed_mentions=_mentions(engine, turn, page, form, remixed=remixed),
        )

    sent = await send_adapted(engine, turn, at, form, send, settings=settings)
    return DeliveryResult(message=sent.id, left=Followup.CLEAR_PROGRESS)


def _mentions(
    engine: Engine, turn: Turn, page: RenderedMessage, form: Form, *, remixed: int | None
) -> discord.AllowedMentions:
    """Return who is notified by a message: who asked for it, and whose image it is a remix of."""
    is_due = form.notifies and page.notify.is_due(engine.turns.waited(turn))
    due = (turn.by.id if is_due else None, remixed)
    people = [discord.Object(id=person) for person in due if person is not None]
    return discord.AllowedMentions(everyone=False, roles=False, users=people, replied_user=False)


def _reference(at: Place) -> discord.MessageReference | None:
    if at.reply_to is None:
        return None
    return discord.MessageReference(
        message_id=at.reply_to, channel_id=at.channel, fail_if_not_exists=False
    )


async def _unarchive(client: DiscordClient, channel: int, turn: Turn) -> None:
    """Open an archived thread.

    Raises:
        Undeliverable: Discord does not let us.
    """
    locked = False
    try:
        with translate_discord_errors(turn):
            thread = await client.fetch_channel(channel)
            if isinstance(thread, discord.Thread):
                locked = thread.locked
                await thread.edit(archived=False)
    except Archived as error:
        raise Undeliverable from error
    except Undeliverable as error:
        if locked:
            raise Undeliverable("deliver.locked") from error
        raise


async def write_kept(client: DiscordClient, turn: Turn, at: Place) -> None:
    """Write that a turn is kept: its progress message must not say "painting" for ever.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    if turn.progress_message is None:
        return
    words = wording.say("deliver.kept", at.locale)
    channel = client.get_partial_messageable(at.channel)
    with contextlib.suppress(*REFUSED), translate_discord_errors(turn):
        await channel.get_partial_message(turn.progress_message).edit(content=words, view=None)
