"""Changes the edges of a picture: zooms out, pans, extends, crops, turns."""

import re
from typing import Any

import discord

from bot.core import frame_requests, picture_refs, reframing, requests
from bot.core.region_links import LIFETIME, RegionLink
from bot.core.turns import Cells, Reframing, Turn
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import choose_picture
from bot.discord.components.ids import FormValues, TurnAction
from bot.discord.components.reframe_panel import (
    cells_panel,
    choice_of,
    reframe_panel,
    reframing_of,
    region_modal,
    region_of,
    region_panel,
)
from bot.discord.delivery.files import discord_file
from bot.discord.intake.intake import Intake
from bot.discord.intake.picked_pictures import find_pictures
from bot.discord.intake.requesters import (
    is_member,
    person_of,
    requester_by,
    server_of,
)
from bot.discord.permissions import check_may_write
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class ReframeActions:
    """Offers what can be done, and hands over what was chosen."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._engine = intake.engine
        self.handlers = {
            "frame": self._offer,
            "reframe": self._take,
            "grid": self._show_grid,
            "cells": self._take_cells,
            "region": self._show_region,
            "mark": self._ask_words,
        }

    async def for_picture(self, interaction: Interaction, how: Reframing, *, number: str) -> None:
        """Change a picture of the channel: the one with a number, or else the current one.

        Raises:
            NotFound: there is none.
            UserError: it can't be changed so.
        """
        requester = await self._intake.acknowledge(interaction)
        channel = interaction.channel_id or 0
        pick = None
        if number.strip():
            [one] = await find_pictures(
                self._intake, [picture_refs.parse_one(number)], by=requester.by, channel=channel
            )
            turn, pick = one.turn, one.pick if "." in number or len(one.turn.painted) == 1 else None
        else:
            head = await self._engine.canvases.head(channel)
            if head is None:
                raise NotFound("history.empty")
            turn = head
            if not turn.visible:
                raise NotFound("nothing_here.unpainted", number=wording.turn_label(turn))
        if pick is None and len(turn.painted) > 1:
            click = TurnAction(turn=turn.id, action="reframe", choice=choice_of(how))
            words = wording.say("which.one", str(interaction.locale), count=len(turn.painted))
            await interaction.edit_original_response(
                content=words, view=choose_picture(turn, click)
            )
            return
        await self._accept(interaction, turn, how, pick=pick or 0)

    async def _offer(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Show the panel, as the form of an edit is shown: where the person may paint."""
        await self._check(interaction, turn)
        locale = str(interaction.locale)
        model = await self._engine.model_for(turn, guild=server_of(interaction))
        view = reframe_panel(turn, click.pick or 0, locale, model=model)
        words = wording.say("reframe.ask", locale)
        await interaction.response.send_message(words, view=view, ephemeral=True)

    async def _take(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        how = reframing_of(click.choice)
        if how is None:
            raise UserError("button.stale")
        await self._intake.acknowledge(interaction, continues=turn)
        await self._accept(interaction, turn, how, pick=click.pick or 0)

    async def _show_grid(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Show the picture under a grid, in the message with the button."""
        await interaction.response.defer()
        pick, fine, locale = click.pick or 0, click.choice == "fine", str(interaction.locale)
        file, count = await self._grid(turn, pick, locale, fine=fine)
        await interaction.edit_original_response(
            content=wording.say("cells.ask", locale),
            attachments=[file],
            view=cells_panel(turn, pick, locale, count=count, fine=fine),
        )

    async def submit_region(self, interaction: Interaction, custom_id: str) -> None:
        """Take the form that says how a part changes, also if it was opened before a restart."""
        named = region_of(custom_id)
        if named is None:
            raise UserError("button.stale")
        turn_id, pick, cells = named
        by, channel = person_of(interaction), interaction.channel_id or 0
        turn = await self._engine.turns.get_in_channel(channel, turn_id, by=by)
        requester = await self._intake.acknowledge(interaction, continues=turn)
        words = FormValues.parse(dict(interaction.data or {})).words
        made = frame_requests.change_region(turn, words, cells, pick=pick)
        made = await self._engine.characters.brought_along(made, words, by=by)
        await self._intake.accept(made, requester)

    async def _check(self, interaction: Interaction, turn: Turn) -> None:
        """Check that a person may paint here; what they ask for is checked again."""
        requester = requester_by(interaction, continues=turn)
        await self._engine.moderation.check_not_blocked(requester.by)
        if not turn.private:
            check_may_write(interaction)
        await self._engine.settings.check_access(by=requester.by, at=requester.at)

    async def _show_region(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Show the grid in a private message, or the other grid in the message with the button."""
        await self._check(interaction, turn)
        if click.choice:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        pick, fine, locale = click.pick or 0, click.choice != "coarse", str(interaction.locale)
        file, count = await self._grid(turn, pick, locale, fine=fine)
        model = await self._engine.model_for(turn, guild=server_of(interaction))
        page = self._page_url(interaction, turn, pick)
        ask = "cells.ask.region" if page is None else "cells.ask.region.page"
        await interaction.edit_original_response(
            content=wording.say(ask, locale),
            attachments=[file],
            view=region_panel(turn, pick, locale, model=model, count=count, fine=fine, page=page),
        )

    def _page_url(self, interaction: Interaction, turn: Turn, pick: int) -> str | None:
        """Return the address of the person's own page to mark a part on; None if there is none.

        What is seen by one person alone is shown by an interaction, which the page is not.
        """
        links = self._intake.region_links
        if not links.offered or turn.request.private or not is_member(interaction):
            return None
        link = RegionLink(
            turn=turn.id,
            pick=pick,
            person=interaction.user.id,
            guild=interaction.guild_id,
            channel=interaction.channel_id or 0,
            locale=str(interaction.locale),
            expires=int(interaction.created_at.timestamp()) + LIFETIME,
        )
        return links.url(link)

    async def _ask_words(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Ask in a form how the chosen cells should change."""
        await self._check(interaction, turn)
        cells = _chosen_cells(interaction, turn, click)
        picture = requests.picked(turn, click.pick or 0).picture
        reframing.check_region((picture.width, picture.height), cells)
        modal = region_modal(turn, click.pick or 0, cells, str(interaction.locale))
        await interaction.response.send_modal(modal)

    async def _grid(
        self, turn: Turn, pick: int, locale: str, *, fine: bool
    ) -> tuple[discord.File, int]:
        """Return a picture under a grid, and how many cells it has."""
        picture = requests.picked(turn, pick).picture
        columns, rows = reframing.grid((picture.width, picture.height), fine=fine)
        drawn = await self._engine.picture_files.with_grid(picture, columns=columns, rows=rows)
        alt = wording.say("cells.alt", locale, columns=columns, rows=rows)
        name = f"easel-{turn.id}-grid.jpg"
        file = discord_file(drawn.data, name=name, alt=alt, spoiler=turn.request.spoiler)
        return file, columns * rows

    async def _take_cells(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        pick = click.pick or 0
        cells = _chosen_cells(interaction, turn, click)
        await self._intake.acknowledge(interaction, continues=turn)
        await self._accept(interaction, turn, Reframing(kind="cells", cells=cells), pick=pick)

    async def _accept(
        self, interaction: Interaction, turn: Turn, how: Reframing, *, pick: int
    ) -> None:
        requester = requester_by(interaction, continues=turn)
        await self._intake.accept(frame_requests.reframe(turn, how, pick=pick), requester)


def _chosen_cells(interaction: Interaction, turn: Turn, click: TurnAction) -> Cells:
    """Return the cells that were chosen in a select."""
    picture = requests.picked(turn, click.pick or 0).picture
    size = (picture.width, picture.height)
    columns, rows = reframing.grid(size, fine=click.choice == "fine")
    data: dict[str, Any] = dict(interaction.data or {})
    values = data.get("values") or ()
    numbers = sorted({int(value) for value in values if re.fullmatch("[0-9]{1,2}", value)})
    return Cells(columns=columns, rows=rows, numbers=tuple(numbers))
