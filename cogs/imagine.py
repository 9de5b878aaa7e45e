"""/imagine, /edit, and the menu "Edit this picture"."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import moves, wording
from bot.client import Easel
from bot.models import ALL_RATIOS, MODELS, OFFERED
from bot.moves import Next
from bot.turns import ImageRequest
from cogs import uploads
from cogs.buttons import EditOf, edit_modal
from cogs.desk import Desk

Size = Literal["1K", "2K", "4K"]
File = discord.Attachment
Where = discord.Interaction[Easel]

_ASPECTS = [app_commands.Choice(name=ratio, value=ratio) for ratio in ALL_RATIOS]
_MODELS = [app_commands.Choice(name=MODELS[id_].name, value=id_) for id_ in OFFERED]


def _said(**options: str) -> dict[str, str]:
    return {name: wording.say(f"option.{code}") for name, code in options.items()}


class Imagine(commands.Cog):
    """New pictures, and pictures from pictures."""

    def __init__(self, bot: Easel, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._studio = desk.studio
        self._menu = app_commands.ContextMenu(
            name=wording.say("menu.edit"), callback=self.edit_this_picture
        )

    async def cog_load(self) -> None:
        """Menus can't be declared in a cog."""
        self._bot.tree.add_command(self._menu)

    @app_commands.command(description=wording.say("command.imagine"))
    @app_commands.describe(
        **_said(
            prompt="prompt",
            image="image",
            image2="image2",
            image3="image3",
            aspect="aspect",
            size="size",
            count="count",
            model="model",
            private="private",
        )
    )
    @app_commands.choices(aspect=_ASPECTS, model=_MODELS)
    async def imagine(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Where,
        prompt: str,
        image: File | None = None,
        image2: File | None = None,
        image3: File | None = None,
        aspect: str | None = None,
        size: Size = "1K",
        count: app_commands.Range[int, 1, 4] = 1,
        model: str | None = None,
        private: bool = False,
    ) -> None:
        """Paint a new picture."""
        by = await self._desk.opened(interaction)
        model = model or self._studio.default_model
        files = [uploads.of(file) for file in (image, image2, image3) if file]
        request = ImageRequest(
            prompt=moves.prompt(prompt),
            model=model,
            sources=await self._desk.pictures(files, model=model),
            aspect=aspect,
            size=size,
            count=count,
            private=private,
        )
        await self._desk.accept(Next(request=request), by)

    @app_commands.command(description=wording.say("command.edit"))
    @app_commands.describe(**_said(image="source", prompt="change"))
    async def edit(self, interaction: Where, image: File, prompt: str) -> None:
        """Change an attached picture."""
        by = await self._desk.opened(interaction)
        request = ImageRequest(
            prompt=moves.prompt(prompt),
            model=self._studio.default_model,
            sources=await self._desk.pictures([uploads.of(image)]),
        )
        await self._desk.accept(Next(request=request), by)

    async def edit_this_picture(self, interaction: Where, message: discord.Message) -> None:
        """Ask in a modal what should change about anyone's picture."""
        turn = await self._studio.shown_by(message.id)
        if turn is not None:
            what, model = EditOf(turn=turn.id), turn.request.model
        else:
            uploads.require(message)
            what = EditOf(channel=message.channel.id, message=message.id)
            model = self._studio.default_model
        modal = edit_modal(what, model=model, locale=str(interaction.locale))
        await interaction.response.send_modal(modal)
