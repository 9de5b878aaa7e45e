"""Sends a turn in the form that Discord takes: smaller files, no reference, no words."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import Place, Turn
from bot.discord.delivery.errors import (
    Explicit,
    LinksBlocked,
    ReferenceRefused,
    TooLarge,
    Undeliverable,
    translate_discord_errors,
)
from bot.discord.delivery.rendering import MessageBody, RenderedMessage, render
from bot.engine.engine import Engine
from bot.errors import BadPicture, NotFound

Sent = TypeVar("Sent")

MOST_HALVINGS = 4  # times a picture is made smaller when Discord finds it too large


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a turn is sent; each refusal that names a part leads to a form without it."""

    limit: int  # bytes a file
    note: str = ""
    reference: discord.MessageReference | None = None
    body: MessageBody = MessageBody.WHOLE
    spoiler: bool = False  # the place hides files, whatever was asked for
    notifies: bool = False  # the person may be mentioned: they see it here for the first time


async def send_adapted(
    engine: Engine,
    turn: Turn,
    at: Place,
    form: Form,
    send: Callable[[RenderedMessage, Form], Awaitable[Sent]],
    *,
    settings: RequestSettings,
) -> Sent:
    """Send a turn, again in another form where Discord refuses a part of it.

    Args:
        engine: reads the pictures.
        turn: a finished turn.
        at: where it is shown, and in which language.
        form: the form to begin with.
        send: sends a message.
        settings: what the turn's person and their server have set.

    Raises:
        Undeliverable: Discord takes it in no form here.
        Archived: the thread is archived.
        TemporaryError: Discord does not answer just now.
    """
    smallest = form.limit >> MOST_HALVINGS
    while True:
        try:
            page = await render(
                engine,
                turn,
                at,
                settings=settings,
                limit=form.limit,
                note=form.note,
                body=form.body,
            )
        except (NotFound, BadPicture) as error:
            raise Undeliverable from error
        if form.spoiler:
            page = replace(page, spoiler=True)
        try:
            with translate_discord_errors(turn):
                return await send(page, form)
        except (TooLarge, ReferenceRefused, LinksBlocked, Explicit) as error:
            adapted = _without(form, error)
            if adapted == form or adapted.limit < smallest:
                raise Undeliverable from error
            form = adapted


def _without(form: Form, error: Exception) -> Form:
    """Return the form that leaves out what was refused; the same one if it is left out already."""
    match error:
        case TooLarge():
            return replace(form, limit=form.limit // 2)
        case ReferenceRefused():
            return replace(form, reference=None)
        case LinksBlocked() if form.body is MessageBody.WHOLE:
            return replace(form, body=MessageBody.WITHOUT_WORDS)
        case Explicit():
            return replace(form, body=MessageBody.NOTICE)
        case _:
            return form
