"""What is clicked: buttons under pictures, Cancel, and the modals they open.

Everything is read from the id, so that what was posted or opened before a restart still works.
"""

from typing import Any

import discord
from discord.ext import commands

from bot import moves, wording
from bot.client import Easel, apologise
from bot.errors import NothingHere, Refused
from bot.moves import Next
from bot.turns import ImageRequest, Turn
from cogs import uploads
from cogs.buttons import Click, EditOf, Filled, edit_modal
from cogs.desk import Desk, person

Where = discord.Interaction[Easel]


class Canvas(commands.Cog):
    """Moves on turns."""

    def __init__(self, bot: Easel, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._studio = desk.studio
        self._moves = {"again": self._again, "edit": self._edit, "cancel": self._cancel}

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Where) -> None:
        """Answer a click or a modal, whoever drew it and whenever."""
        try:
            if interaction.type is discord.InteractionType.component:
                await self._clicked(interaction)
            elif interaction.type is discord.InteractionType.modal_submit:
                await self._submitted(interaction)
        except Exception as error:  # noqa: BLE001 - apologise logs it
            await apologise(interaction, error)

    async def _clicked(self, interaction: Where) -> None:
        click = Click.read(_data(interaction)["custom_id"])
        move = self._moves.get(click.move) if click else None
        if click is None or move is None:
            raise Refused("button.stale")
        turn = await self._studio.turn(click.turn, by=person(interaction))
        await move(interaction, turn, click)

    async def _again(self, interaction: Where, turn: Turn, _click: Click) -> None:
        by = await self._desk.opened(interaction, continues=turn)
        await self._desk.accept(moves.again(turn), by)

    async def _edit(self, interaction: Where, turn: Turn, click: Click) -> None:
        what = EditOf(turn=turn.id, pick=click.pick)
        modal = edit_modal(what, model=turn.request.model, locale=str(interaction.locale))
        await interaction.response.send_modal(modal)

    async def _cancel(self, interaction: Where, turn: Turn, _click: Click) -> None:
        await self._studio.cancel(turn, by=person(interaction))
        await self._desk.cancelled(turn.id)
        words = wording.say("standing.cancelled", str(interaction.locale))
        await interaction.response.edit_message(content=words, view=None)

    async def _submitted(self, interaction: Where) -> None:
        data = _data(interaction)
        what = EditOf.read(data["custom_id"])
        if what is None:
            raise Refused("button.stale")
        filled = Filled.read(data)
        turn = await self._edited(what, interaction)
        by = await self._desk.opened(interaction, continues=turn)
        model = turn.request.model if turn else self._studio.default_model
        files = uploads.resolved(data, filled.uploads)
        brought = await self._desk.pictures(files, model=model)
        if turn is not None:
            wish = moves.refine(
                turn, filled.words, pictures=brought, pick=what.pick, aspect=filled.aspect
            )
        else:
            if what.channel != interaction.channel_id:
                raise NothingHere("picture.gone")  # a forged id must not reach into other channels
            theirs = await self._desk.pictures(await self._pictures_of(what), model=model)
            request = ImageRequest(
                prompt=moves.prompt(filled.words),
                model=model,
                sources=(*theirs, *brought),
                aspect=filled.aspect,
            )
            wish = Next(request=request)
        await self._desk.accept(wish, by)

    async def _edited(self, what: EditOf, interaction: Where) -> Turn | None:
        if what.turn is None:
            return None
        return await self._studio.turn(what.turn, by=person(interaction))

    async def _pictures_of(self, what: EditOf) -> tuple[uploads.Upload, ...]:
        """The pictures of somebody's message, fetched anew: its links are fresh then."""
        channel = self._bot.get_partial_messageable(what.channel)
        try:
            message = await channel.fetch_message(what.message)
        except (discord.NotFound, discord.Forbidden) as error:
            raise NothingHere("picture.gone") from error
        return uploads.require(message)


def _data(interaction: Where) -> dict[str, Any]:
    return dict(interaction.data or {})
