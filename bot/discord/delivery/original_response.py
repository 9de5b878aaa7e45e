"""The first response to an interaction: edited by its token, for 15 minutes."""

from typing import cast

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import Outcome, Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.adapting import Form, send_adapted
from bot.discord.delivery.errors import Archived, Undeliverable
from bot.discord.delivery.rendering import RenderedMessage
from bot.engine.engine import Engine

ORIGINAL_RESPONSE = cast("int", "@original")  # Discord's name for an interaction's first response
EDITABLE = 14 * 60.0  # seconds from a request on in which its interaction's response is edited


def interaction_webhook(client: DiscordClient, token: str) -> discord.Webhook:
    """Return the webhook that an interaction's token opens for 15 minutes."""
    assert client.application_id is not None
    webhook = discord.Webhook.partial(client.application_id, token, client=client)
    webhook.type = discord.WebhookType.application  # else discord.py sends nothing privately by it
    return webhook


def ends_in_progress_message(turn: Turn, at: Place) -> bool:
    """Return whether a turn's end is written first of all where its progress was shown."""
    has_result = turn.outcome in {Outcome.PAINTED, Outcome.DESCRIBED}
    return turn.request.private or not at.may_post or not has_result


async def edit_with_result(
    client: DiscordClient,
    engine: Engine,
    turn: Turn,
    at: Place,
    *,
    settings: RequestSettings,
    note: str = "",
) -> None:
    """Write a finished turn into the interaction's response.

    Raises:
        Undeliverable: there is no token, or it has expired, or nothing of the turn fits.
        TemporaryError: Discord does not answer just now.
    """
    if at.token is None:
        raise Undeliverable
    webhook = interaction_webhook(client, at.token)

    async def edit(page: RenderedMessage, _form: Form) -> None:
        await webhook.edit_message(
            ORIGINAL_RESPONSE, content=page.words, attachments=page.attachments(), view=page.view
        )

    form = Form(limit=at.upload_limit, note=note)
    try:
        await send_adapted(engine, turn, at, form, edit, settings=settings)
    except Archived as error:
        raise Undeliverable from error


async def restate(client: DiscordClient, engine: Engine, turn: Turn) -> None:
    """Write once more how a turn ended, if its progress message is where its end is written.

    Raises:
        Undeliverable: see `edit_with_result`.
        TemporaryError: Discord does not answer just now.
    """
    at = turn.at
    if at is None or turn.outcome is Outcome.CANCELLED or not ends_in_progress_message(turn, at):
        return
    settings = await engine.settings.of_request(turn.by)
    await edit_with_result(client, engine, turn, at, settings=settings)
