"""A walk through a history: one picture at a time, in one private message that changes."""

from collections.abc import Mapping

import discord

from bot.core import tree
from bot.core.tree import Neighbours
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.history import walk_buttons
from bot.discord.components.ids import TurnAction
from bot.discord.delivery.caption import caption
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.rendering import picture_files
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import requester_by
from bot.errors import NotFound
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class Walk:
    """Shows a picture, and steps to those around it. The message holds all state in its buttons."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self.handlers = {"walk": self._show}

    async def _show(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Begin a walk at a turn, or step on from it."""
        if click.choice:
            await interaction.response.defer()  # the message with the button changes
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        at = requester_by(interaction).at
        assert at is not None
        canvas = await self._engine.canvases.tree(at.channel)
        if turn.id not in canvas.turns:
            raise NotFound("walk.elsewhere")
        target = turn
        if click.choice:
            # What was there may have been deleted meanwhile: then the walk goes on at the head.
            target = (
                _target(tree.neighbours(canvas, turn), click.choice) or tree.head(canvas) or turn
            )
        if not target.visible:
            raise NotFound("history.empty")
        around = tree.neighbours(canvas, target)
        files, _ = await picture_files(self._engine, target, at.locale, limit=at.upload_limit)
        head = tree.head(canvas)
        await interaction.edit_original_response(
            content=self._words(target, around, at.locale),
            attachments=[
                discord_file(data, name=name, alt=alt, spoiler=target.request.spoiler)
                for data, name, alt in files
            ],
            view=walk_buttons(
                target, around, at.locale, is_head=head is not None and head.id == target.id
            ),
        )

    def _words(self, turn: Turn, around: Neighbours, locale: str) -> str:
        place = wording.say("walk.step", locale, step=around.step, steps=around.steps)
        if around.branches > 1:
            branch = wording.say(
                "walk.branch", locale, branch=around.branch, branches=around.branches
            )
            place = f"{place} · {branch}"
        shown = caption(turn, locale, models=self._engine.models.table)
        return f"{shown}\n-# {place}"


def _target(around: Neighbours, way: str) -> Turn | None:
    steps: Mapping[str, Turn | None] = {
        "back": around.back,
        "on": around.on,
        "up": around.up,
        "down": around.down,
    }
    return steps[way]
