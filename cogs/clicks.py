"""What is clicked: buttons under pictures, Cancel, and the modals they open.

Everything is read from the id, so that what was posted or opened before a restart still works.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import discord
from discord.ext import commands

from bot.core import requests, tree
from bot.core.turns import Turn
from bot.discord.actions.picture_actions import PictureActions
from bot.discord.actions.save_style import SaveStyle
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import edit_modal, which_one
from bot.discord.components.ids import Click, EditTarget, FormValues
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake, person
from bot.discord.intake.request_builder import PromptOptions, compose, refined
from bot.discord.interaction_errors import send_error
from bot.engine.submissions import Requester
from bot.errors import NothingHere, Refused
from bot.text import wording
from cogs.history import History

Where = discord.Interaction[DiscordClient]
Move = Callable[[Where, Turn, Click], Awaitable[None]]
ClickHandler = Callable[[Where, str], Awaitable[None]]
"""Handles a click or a submitted form, given its custom_id."""
PICKY = frozenset({"edit", "vary", "aspect", "size", "original", "compare"})
"""Moves that are about one picture of a turn."""
UNSEEN = frozenset({"again", "edit", "cancel", "paint"})
"""Moves on turns that have no picture, or none yet."""
UNKEPT = frozenset({"again", "cancel", "paint", "recipe", "delete", "erase"})
"""Moves on turns whose pictures are not kept any more."""


class Clicks(commands.Cog):
    """Moves on turns.

    Args:
        bot: the connection.
        intake: takes requests in.
        history: moves the head of a thread.
        others: who handles clicks that are not about a turn, by the part of their id before ":".
    """

    def __init__(
        self,
        bot: DiscordClient,
        intake: Intake,
        history: History,
        *,
        others: Mapping[str, ClickHandler],
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine
        self._history = history
        aside = PictureActions(bot, intake)
        save_style = SaveStyle(intake)
        self._others = others
        self._forms: Mapping[str, ClickHandler] = {
            "edit": self._edit_form,
            "style": save_style.keep,
        }
        self._moves: Mapping[str, Move] = {
            "again": self._again,
            "vary": self._vary,
            "edit": self._edit,
            "undo": self._undo,
            "aspect": self._aspect,
            "size": self._size,
            "goto": self._goto,
            "compare": self._compare,
            "cancel": self._cancel,
            "thread": aside.thread,
            "original": aside.original,
            "recipe": aside.recipe,
            "style": save_style.ask,
            "delete": aside.ask_to_delete,
            "erase": aside.erase,
            "paint": self._paint,
            "missed": self._missed,
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Where) -> None:
        """Answer a click or a modal, whoever drew it and whenever."""
        try:
            if interaction.type is discord.InteractionType.component:
                await self._clicked(interaction)
            elif interaction.type is discord.InteractionType.modal_submit:
                await self._submitted(interaction)
        except Exception as error:  # noqa: BLE001 - apologise logs it
            await send_error(interaction, error)

    async def _clicked(self, interaction: Where) -> None:
        data = _data(interaction)
        chosen = data.get("values") or [data["custom_id"]]  # a select's options are ids of moves
        if answer := self._others.get(_kind(chosen[0])):
            await answer(interaction, chosen[0])
            return
        click = Click.read(chosen[0])
        move = self._moves.get(click.move) if click else None
        if click is None or move is None:
            raise Refused("button.stale")
        turn = await self._met(interaction, click.turn)
        _check_kept(turn, click)
        if click.move in PICKY and click.pick is None and len(turn.painted) > 1:
            await _ask_which(interaction, turn, click)
        else:
            await move(interaction, turn, click)

    async def _again(self, interaction: Where, turn: Turn, _click: Click) -> None:
        by = await self._intake.opened(interaction, continues=turn)
        await self._engine.settings.check_may_continue(turn, by=by.by, at=by.at)
        await self._intake.accept(requests.again(turn), by)

    async def _paint(self, interaction: Where, turn: Turn, _click: Click) -> None:
        by = await self._intake.opened(interaction)
        own = await self._engine.settings.preferences(by.by.id)
        wish = requests.paint_described(turn, model=own.model or self._engine.default_model)
        await self._intake.accept(wish, by)

    async def _vary(self, interaction: Where, turn: Turn, click: Click) -> None:
        by = await self._intake.opened(interaction, continues=turn)
        await self._intake.accept(requests.vary(turn, pick=click.pick or 0), by)

    async def _aspect(self, interaction: Where, turn: Turn, click: Click) -> None:
        by = await self._intake.opened(interaction, continues=turn)
        aspect = click.choice.replace("x", ":")
        await self._intake.accept(requests.reshape(turn, pick=click.pick or 0, aspect=aspect), by)

    async def _size(self, interaction: Where, turn: Turn, click: Click) -> None:
        by = await self._intake.opened(interaction, continues=turn)
        await self._intake.accept(
            requests.reshape(turn, pick=click.pick or 0, size=click.choice), by
        )

    async def _undo(self, interaction: Where, turn: Turn, _click: Click) -> None:
        await self._history.walk(interaction, partial(tree.undo, of=turn.id))

    async def _goto(self, interaction: Where, turn: Turn, _click: Click) -> None:
        await self._history.walk(interaction, partial(tree.goto, turn=turn))

    async def _compare(self, interaction: Where, turn: Turn, click: Click) -> None:
        await self._history.compare_with_parent(interaction, turn, click.pick or 0)

    async def _edit(self, interaction: Where, turn: Turn, click: Click) -> None:
        what = EditTarget(turn=turn.id, pick=click.pick or 0)
        modal = edit_modal(
            what,
            model=self._engine.models.living(turn.request.model),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def _cancel(self, interaction: Where, turn: Turn, _click: Click) -> None:
        await self._engine.submissions.cancel(turn, by=person(interaction))
        await self._intake.cancelled(turn.id)
        words = wording.say("standing.cancelled", str(interaction.locale))
        await interaction.response.edit_message(content=words, view=None)

    async def _missed(self, interaction: Where, _turn: Turn, _click: Click) -> None:
        await self._intake.undelivered.show(await self._intake.opened(interaction))

    async def _submitted(self, interaction: Where) -> None:
        custom_id = _data(interaction)["custom_id"]
        answer = self._forms.get(_kind(custom_id))
        if answer is None:
            raise Refused("button.stale")
        await answer(interaction, custom_id)

    async def _edit_form(self, interaction: Where, custom_id: str) -> None:
        data = _data(interaction)
        what = EditTarget.read(custom_id)
        if what is None:
            raise Refused("button.stale")
        filled = FormValues.read(data)
        turn = await self._edited(what, interaction)
        by = await self._intake.opened(interaction, continues=turn)
        files = uploads.resolved(data, filled.uploads)
        if turn is None:
            await self._edit_theirs(interaction, what, filled, brought=files, by=by)
            return
        wanted = PromptOptions(words=filled.words, files=files, aspect=filled.aspect)
        wish = await refined(self._intake, turn, wanted, by=by, pick=what.pick)
        await self._intake.accept_words(interaction, wish, by)

    async def _edit_theirs(
        self,
        interaction: Where,
        what: EditTarget,
        filled: FormValues,
        *,
        brought: tuple[uploads.Upload, ...],
        by: Requester,
    ) -> None:
        """Change the picture of somebody's message, if they let us."""
        if what.channel != interaction.channel_id:
            raise NothingHere("picture.gone")  # a forged id must not reach into other channels
        posted = await self._message_of(what)
        if self._bot.is_own(posted) and await self._engine.canvases.shown_by(posted.id) is None:
            raise NothingHere("nothing_here.sheet")
        await self._engine.settings.check_may_edit(posted.author.id, by=by.by)
        wanted = PromptOptions(
            words=filled.words,
            files=(*uploads.require(posted), *brought),
            aspect=filled.aspect,
            edits=True,
        )
        wish = await compose(self._intake, wanted, by=by)
        if await self._intake.ask_poster(posted, wish, by):
            words = wording.say("poster.told", str(interaction.locale))
            await interaction.edit_original_response(content=words)
            return
        await self._intake.accept_words(interaction, wish, by)

    async def _edited(self, what: EditTarget, interaction: Where) -> Turn | None:
        if what.turn is None:
            return None
        return await self._met(interaction, what.turn)

    async def _met(self, interaction: Where, id_: int) -> Turn:
        channel = interaction.channel_id or 0
        return await self._engine.turns.get_in_channel(channel, id_, by=person(interaction))

    async def _message_of(self, what: EditTarget) -> discord.Message:
        """Somebody's message, fetched anew: its links are fresh then."""
        channel = self._bot.get_partial_messageable(what.channel)
        try:
            return await channel.fetch_message(what.message)
        except (discord.NotFound, discord.Forbidden) as error:
            raise NothingHere("picture.gone") from error


async def _ask_which(interaction: Where, turn: Turn, click: Click) -> None:
    words = wording.say("which.one", str(interaction.locale), count=len(turn.painted))
    view = which_one(turn, click)
    await interaction.response.send_message(words, view=view, ephemeral=True)


def _kind(custom_id: str) -> str:
    """What an id is about: its part before the first colon."""
    return custom_id.partition(":")[0]


def _data(interaction: Where) -> dict[str, Any]:
    return dict(interaction.data or {})


def _check_kept(turn: Turn, click: Click) -> None:
    """Let a click pass for which the turn has what it needs.

    Raises:
        NothingHere: it was deleted, has no picture, or that is not kept any more.
    """
    if turn.deleted_at is not None:
        raise NothingHere("nothing_here.deleted", number=turn.number or turn.id)
    if turn.gone_at is not None:
        if click.move not in UNKEPT:
            raise NothingHere("nothing_here.kept")
    elif click.move not in UNSEEN and not turn.visible:
        raise NothingHere
