"""A walk through a history: one picture at a time, in one private message that changes."""

import re
from collections.abc import Mapping

import discord

from bot.core import tree
from bot.core.tree import Neighbours, Tree
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.history import walk_buttons
from bot.discord.components.ids import NUMBER, TurnAction
from bot.discord.delivery.caption import caption
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.rendering import picture_files
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import requester_by
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


_STEP = re.compile(rf"walk:({NUMBER}):(back|on|up|down)")


class Walk:
    """Shows a picture, and steps to those around it. The message holds all state in its buttons."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self.handlers = {"walk": self._begin}

    async def step(self, interaction: Interaction, custom_id: str) -> None:
        """Show another picture in the message of a walk.

        Where what the button led to is gone meanwhile, the walk goes on at the current picture.
        """
        match = _STEP.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        await interaction.response.defer()  # the message with the button changes
        canvas = await self._engine.canvases.tree(interaction.channel_id or 0)
        here = canvas.turns.get(int(match[1]))
        target = _target(tree.neighbours(canvas, here), match[2]) if here else None
        await self._show(interaction, canvas, target or tree.head(canvas))

    async def _begin(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Begin a walk at a turn."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        canvas = await self._engine.canvases.tree(interaction.channel_id or 0)
        if turn.id not in canvas.turns:
            raise NotFound("walk.elsewhere")
        await self._show(interaction, canvas, turn)

    async def _show(self, interaction: Interaction, canvas: Tree, turn: Turn | None) -> None:
        if turn is None or not turn.visible:
            raise NotFound("history.empty")
        at = requester_by(interaction).at
        assert at is not None
        around, head = tree.neighbours(canvas, turn), tree.head(canvas)
        files, _ = await picture_files(self._engine, turn, at.locale, limit=at.upload_limit)
        await interaction.edit_original_response(
            content=await self._words(turn, around, at.locale),
            attachments=[
                discord_file(data, name=name, alt=alt, spoiler=turn.request.spoiler)
                for data, name, alt in files
            ],
            view=walk_buttons(
                turn, around, at.locale, is_head=head is not None and head.id == turn.id
            ),
        )

    async def _words(self, turn: Turn, around: Neighbours, locale: str) -> str:
        place = wording.say("walk.step", locale, step=around.step, steps=around.steps)
        if around.branches > 1:
            branch = wording.say(
                "walk.branch", locale, branch=around.branch, branches=around.branches
            )
            place = f"{place} · {branch}"
        remixed = await self._engine.showcases.remixed(turn)
        shown = caption(turn, locale, models=self._engine.models.table, remixed=remixed)
        return f"{shown}\n-# {place}"


def _target(around: Neighbours, way: str) -> Turn | None:
    steps: Mapping[str, Turn | None] = {
        "back": around.back,
        "on": around.on,
        "up": around.up,
        "down": around.down,
    }
    return steps[way]
