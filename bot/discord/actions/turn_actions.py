"""What the buttons under a turn do: paint again, vary, edit, go back, cancel."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import discord

from bot.core import requests, tree
from bot.core.models import Model
from bot.core.turns import Quality, Turn
from bot.discord.actions.canvas_views import CanvasViews
from bot.discord.actions.edit_form import EditForm
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import VARIATIONS, choose_picture
from bot.discord.components.ids import TurnAction
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import known, locale_of_readers, person_of
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]
ActionHandler = Callable[[Interaction, Turn, TurnAction], Awaitable[None]]

ON_ONE_PICTURE = frozenset(
    {
        "open",
        "edit",
        "vary",
        "aspect",
        "size",
        "finish",
        "frame",
        "reframe",
        "grid",
        "cells",
        "region",
        "mark",
        "original",
        "compare",
        "remix",
    }
)
"""Actions on one picture of a turn: which one is asked if it has several."""
WITHOUT_PICTURE = frozenset({"again", "edit", "cancel", "paint", "reword", "improved"})
"""Actions on turns that have no picture, or none yet."""
WITHOUT_STORED_PICTURE = frozenset(
    {"again", "cancel", "paint", "recipe", "delete", "erase", "report", "hide"}
)
"""Actions on turns whose pictures are no longer stored."""


class TurnActions:
    """Acknowledges a click, makes the next request of its turn and hands it to the intake."""

    def __init__(self, intake: Intake, views: CanvasViews, edit_form: EditForm) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._views = views
        self._edit_form = edit_form
        self.handlers: Mapping[str, ActionHandler] = {
            "again": self._again,
            "vary": self._vary,
            "edit": self._edit,
            "undo": self._undo,
            "aspect": self._aspect,
            "size": self._size,
            "finish": self._finish,
            "goto": self._goto,
            "compare": self._compare,
            "cancel": self._cancel,
            "paint": self._paint,
            "missed": self._show_undelivered,
        }

    async def _again(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        requester = await self._intake.acknowledge(interaction, continues=turn, paints=True)
        await self._engine.settings.check_may_continue(turn, by=requester.by, at=requester.at)
        await self._intake.accept(requests.again(turn), requester)

    async def _paint(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        requester = await self._intake.acknowledge(interaction, private=turn.private)
        model = known(requester).own.model or self._engine.default_model
        await self._intake.accept(requests.paint_described(turn, model=model), requester)

    async def _vary(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        requester = await self._intake.acknowledge(interaction, continues=turn, paints=True)
        made = requests.vary(turn, pick=click.pick or 0, count=int(click.choice or 1))
        await self._intake.accept(made, requester)

    async def _aspect(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        requester = await self._intake.acknowledge(interaction, continues=turn, paints=True)
        aspect = click.choice.replace("x", ":")
        request = requests.reshape(turn, pick=click.pick or 0, aspect=aspect)
        await self._intake.accept(request, requester)

    async def _size(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        requester = await self._intake.acknowledge(interaction, continues=turn, paints=True)
        self._intake.check_choice(requester, size=click.choice)
        request = requests.reshape(turn, pick=click.pick or 0, size=click.choice)
        await self._intake.accept(request, requester)

    async def _finish(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        requester = await self._intake.acknowledge(interaction, continues=turn)
        quality, pick = Quality(click.choice), click.pick or 0
        await self._intake.accept(self._engine.models.finish(turn, quality, pick=pick), requester)

    async def _undo(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        await self._views.move_head(interaction, partial(tree.undo, of=turn.id))

    async def _goto(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        await self._views.move_head(interaction, partial(tree.goto, turn=turn))

    async def _compare(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        await self._views.compare_with_parent(interaction, turn, click.pick or 0)

    async def _edit(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        await self._edit_form.open_for_turn(interaction, turn, pick=click.pick or 0)

    async def _cancel(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        await self._engine.submissions.cancel(turn, by=person_of(interaction))
        await self._intake.stop_progress(turn.id)
        locale = await locale_of_readers(self._engine.settings, interaction)
        words = wording.say("standing.cancelled", locale)
        await interaction.response.edit_message(content=words, view=None)

    async def _show_undelivered(
        self, interaction: Interaction, _turn: Turn, _click: TurnAction
    ) -> None:
        requester = await self._intake.acknowledge(interaction, private=True)
        await self._intake.undelivered.show(requester)


async def ask_which_picture(interaction: Interaction, turn: Turn, click: TurnAction) -> None:
    """Ask, privately, which picture of a turn a click is about."""
    words = wording.say("which.one", str(interaction.locale), count=len(turn.painted))
    view = choose_picture(turn, click)
    await interaction.response.send_message(words, view=view, ephemeral=True)


def needs_pick(turn: Turn, click: TurnAction) -> bool:
    """Return whether a click must still say which picture of a turn it is about."""
    return click.action in ON_ONE_PICTURE and click.pick is None and len(turn.painted) > 1


def check_complete(turn: Turn, click: TurnAction, model: Model) -> None:
    """Check that a custom id says all that its action needs; it may be forged, or an old one.

    Args:
        turn: the turn that it names.
        click: what it says.
        model: the model that would paint.

    Raises:
        UserError: it names a picture that the turn lacks, or no size or shape that the model has.
    """
    choices = {
        "vary": ["", str(VARIATIONS)],
        "size": model.sizes,
        "finish": [Quality.STANDARD, Quality.CAREFUL],
        "aspect": [ratio.replace(":", "x") for ratio in model.ratios],
        "improved": ["this", "mine", "change"],
        "reframe": [click.choice],  # its handler reads it
        "grid": ["fine", "coarse"],
        "cells": ["fine", "coarse"],
        "region": ["", "fine", "coarse"],
        "mark": ["fine", "coarse"],
    }.get(click.action, ("",))
    known_pick = click.pick is None or click.pick < max(len(turn.painted), 1)
    if click.choice not in choices or not known_pick:
        raise UserError("button.stale")


def check_available(turn: Turn, click: TurnAction) -> None:
    """Check that a turn has the pictures that an action needs.

    Raises:
        NotFound: the turn was deleted, has no picture, or its pictures are no longer stored.
    """
    if turn.deleted_at is not None:
        raise NotFound("nothing_here.deleted", number=turn.number or turn.id)
    if turn.gone_at is not None:
        if click.action not in WITHOUT_STORED_PICTURE:
            raise NotFound("nothing_here.kept")
    elif click.action not in WITHOUT_PICTURE and not turn.visible:
        raise NotFound
