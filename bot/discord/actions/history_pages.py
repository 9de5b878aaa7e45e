"""The history of a channel: a page of its tree at a time, and the whole tree as a file."""

from dataclasses import dataclass
from typing import Any

import discord

from bot.core import tree, tree_layout
from bot.core.tree import Tree
from bot.core.turns import Turn
from bot.discord.actions.canvas_views import CanvasViews, place_with_history
from bot.discord.client import DiscordClient
from bot.discord.components.history import TIMELAPSE, WHOLE, history_view
from bot.discord.delivery.alt_text import history_alt_text
from bot.discord.delivery.caption import remix_text
from bot.discord.delivery.files import discord_file
from bot.discord.intake.channel_kinds import ChannelKind, channel_kind_of
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import requester_by
from bot.engine.history import Drawn
from bot.errors import NotFound, UserError
from bot.imaging.kinds import file_ending
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    words: str
    drawn: Drawn
    alt: str
    view: discord.ui.View
    shows: tuple[Turn, ...]


class HistoryPages:
    """Posts a page, and shows another one in its place."""

    def __init__(self, intake: Intake, views: CanvasViews) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._views = views

    async def post(self, interaction: Interaction) -> None:
        """Post the page with the current picture, and offer the person their undelivered turns."""
        requester = await self._intake.acknowledge(interaction)
        at = place_with_history(requester)
        canvas = await self._engine.canvases.tree(at.channel)
        if canvas.turns:
            number = tree_layout.page_with_head(canvas)
            page = await self._page(interaction, canvas, number, limit=at.upload_limit)
            await self._views.post_sheet(
                interaction,
                at,
                words=page.words,
                drawn=page.drawn,
                name="history",
                alt=page.alt,
                view=page.view,
                shows=page.shows,
            )
        else:
            words = wording.say("history.empty", str(interaction.locale))
            await interaction.edit_original_response(content=words)
        await self._intake.undelivered.notify(requester)

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a button under a history says.

        Raises:
            UserError: it is none of them.
            NotFound: nothing of this channel is left.
        """
        page = custom_id.partition(":")[2]
        if custom_id == TIMELAPSE:
            await self._views.timelapse(interaction)
        elif custom_id == WHOLE:
            await self._send_whole(interaction)
        elif page.isascii() and page.isdecimal():
            await self._turn_to(interaction, int(page))
        else:
            raise UserError("button.stale")

    async def _turn_to(self, interaction: Interaction, number: int) -> None:
        """Show a page in place of the one whose button was pressed."""
        await interaction.response.defer()
        canvas, limit = await self._canvas(interaction)
        number = min(number, len(tree_layout.pages(canvas)) - 1)
        page = await self._page(interaction, canvas, number, limit=limit)
        spoiler = any(turn.request.spoiler for turn in page.shows) or _is_spoilered(interaction)
        file = discord_file(
            page.drawn.data, name=_file_name(page.drawn), alt=page.alt, spoiler=spoiler
        )
        await interaction.edit_original_response(
            content=page.words, attachments=[file], view=page.view
        )

    async def _send_whole(self, interaction: Interaction) -> None:
        """Send the whole tree to the person who asks, to open and zoom into."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        canvas, limit = await self._canvas(interaction)
        locale = str(interaction.locale)
        drawn = await self._engine.history_pictures.whole(canvas, limit=limit, locale=locale)
        file = discord_file(
            drawn.data,
            name=_file_name(drawn),
            alt=wording.shorten(history_alt_text(canvas, locale), wording.ALT_LIMIT),
            spoiler=any(turn.request.spoiler for turn in canvas.turns.values()),
        )
        words = wording.say("history.whole", locale)
        await interaction.edit_original_response(content=words, attachments=[file])

    async def _canvas(self, interaction: Interaction) -> tuple[Tree, int]:
        at = requester_by(interaction).at
        assert at is not None
        canvas = await self._engine.canvases.tree(at.channel)
        if not canvas.turns:
            raise NotFound("history.empty")
        return canvas, at.upload_limit

    async def _page(
        self, interaction: Interaction, canvas: Tree, number: int, *, limit: int
    ) -> _Page:
        locale, here = await self._views.locale(interaction), tree.head(canvas)
        pages = tree_layout.pages(canvas)
        shown = pages[number]
        head = wording.turn_label(here) if here else "–"
        title = wording.say("history.title", locale, count=len(canvas.turns), head=head)
        if len(pages) > 1:
            facts: dict[str, Any] = {"page": number + 1, "pages": len(pages)}
            page_number = wording.say("history.page", locale, **facts)
            title = wording.together((title, page_number), locale)
        example = wording.turn_label(_first(canvas))
        hint = await self._hint(interaction, locale, number=example)
        if here is not None and (remixed := await self._engine.showcases.remixed(here)):
            title = f"{title}\n-# {remix_text(remixed, locale)}"
        return _Page(
            words=f"{title}\n-# {hint}",
            drawn=await self._engine.history_pictures.page(
                canvas, shown, limit=limit, locale=locale
            ),
            alt=wording.shorten(history_alt_text(canvas, locale, shown), wording.ALT_LIMIT),
            view=history_view(canvas, pages, number, locale),
            shows=tuple(canvas.turns[id_] for id_ in shown),
        )

    async def _hint(self, interaction: Interaction, locale: str, *, number: str) -> str:
        """Return how to continue a number: with a mention where not every message is read."""
        bot = interaction.client
        channel_kind = channel_kind_of(interaction.channel)
        listens = channel_kind is ChannelKind.THREAD and bot.intents.message_content
        if channel_kind is ChannelKind.PRIVATE or (
            listens
            and await self._engine.settings.listens(
                interaction.channel_id or 0, server=interaction.guild_id
            )
        ):
            return wording.say("history.hint", locale, number=number)
        me = bot.user.mention if bot.user else ""
        return wording.say("history.hint.mention", locale, me=me, number=number)


def _file_name(drawn: Drawn) -> str:
    return f"easel-history.{file_ending(drawn.mime)}"


def _is_spoilered(interaction: Interaction) -> bool:
    files = interaction.message.attachments if interaction.message else []
    return any(file.is_spoiler() for file in files)


def _first(canvas: Tree) -> Turn:
    """Return a turn for an example: the first that can be continued."""
    turns = list(canvas.turns.values())
    return next((turn for turn in turns if turn.visible), turns[0])
