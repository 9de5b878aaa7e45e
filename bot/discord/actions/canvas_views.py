"""Views of a channel's turns: its history, comparisons, a timelapse, and its current picture."""

from collections.abc import Callable, Iterable

import discord

from bot.core import picture_refs, tree
from bot.core.tree import Position, Tree
from bot.core.turns import Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.components import buttons
from bot.discord.delivery.alt_text import history_alt_text
from bot.discord.delivery.delivery import Delivery
from bot.discord.delivery.rendering import ENDINGS, RenderedMessage
from bot.discord.intake.channel_kinds import ChannelKind, channel_kind_of
from bot.discord.intake.intake import Intake
from bot.discord.intake.picked_pictures import PickedPicture, find_pictures
from bot.engine.history import Drawn
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]
HeadRule = Callable[[Tree], Position]


class CanvasViews:
    """Posts views and moves the head of a channel; no model is called."""

    def __init__(self, intake: Intake, delivery: Delivery) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._delivery = delivery

    async def history(self, interaction: Interaction) -> None:
        """Post the tree of a channel's turns, and offer the person their undelivered ones."""
        requester = await self._intake.acknowledge(interaction)
        assert requester.at is not None
        canvas = await self._engine.canvases.tree(requester.at.channel)
        if canvas.turns:
            await self._draw(interaction, requester.at, canvas)
        else:
            words = wording.say("history.empty", str(interaction.locale))
            await interaction.edit_original_response(content=words)
        await self._intake.undelivered.notify(requester)

    async def _draw(self, interaction: Interaction, at: Place, canvas: Tree) -> None:
        here = tree.head(canvas)
        locale = str(interaction.locale)
        drawn = await self._engine.history_pictures.history(
            canvas, limit=at.upload_limit, locale=locale
        )
        head = wording.turn_label(here) if here else "–"
        title = wording.say("history.title", locale, count=len(canvas.turns), head=head)
        number = wording.turn_label(_first(canvas))
        hint = await self._hint(interaction, channel=at.channel, number=number)
        await self._post(
            interaction,
            at,
            words=f"{title}\n-# {hint}",
            drawn=drawn,
            name="history",
            alt=history_alt_text(canvas, locale),
            view=buttons.history_selects(canvas, locale),
            shows=canvas.turns.values(),
        )

    async def _hint(self, interaction: Interaction, *, channel: int, number: str) -> str:
        """Return how to continue a number: with a mention where not every message is read."""
        locale, bot = str(interaction.locale), interaction.client
        channel_kind = channel_kind_of(interaction.channel)
        listens = channel_kind is ChannelKind.THREAD and bot.intents.message_content
        if channel_kind is ChannelKind.PRIVATE or (
            listens and await self._engine.settings.listens(channel, server=interaction.guild_id)
        ):
            return wording.say("history.hint", locale, number=number)
        me = bot.user.mention if bot.user else ""
        return wording.say("history.hint.mention", locale, me=me, number=number)

    async def timelapse(self, interaction: Interaction) -> None:
        """Post the steps that led to the current picture as an animation."""
        requester = await self._intake.acknowledge(interaction)
        assert requester.at is not None
        at, canvas = requester.at, await self._engine.canvases.tree(requester.at.channel)
        here = tree.head(canvas)
        path = tree.visible_lineage(canvas, here) if here else ()
        if len(path) < 2:
            raise UserError("timelapse.short")
        locale = str(interaction.locale)
        drawn = await self._engine.history_pictures.timelapse(
            path, limit=at.upload_limit, locale=locale
        )
        words = "; ".join(wording.prompt_text(turn, locale) for turn in path)
        await self._post(
            interaction,
            at,
            words=wording.say(
                "timelapse.title",
                locale,
                first=wording.turn_label(path[0]),
                last=wording.turn_label(path[-1]),
            ),
            drawn=drawn,
            name="timelapse",
            alt=wording.say("alt.timelapse", locale, count=len(path), words=words),
            shows=path,
        )

    async def compare(self, interaction: Interaction, before: str, after: str) -> None:
        """Post two pictures of the channel, named by number, side by side."""
        requester = await self._intake.acknowledge(interaction)
        assert requester.at is not None
        picks = [picture_refs.parse_one(before), picture_refs.parse_one(after)]
        found = await find_pictures(
            self._intake, picks, by=requester.by, channel=requester.at.channel
        )
        await self._side_by_side(interaction, requester.at, *found)

    async def compare_with_parent(self, interaction: Interaction, turn: Turn, pick: int) -> None:
        """Post a picture beside the one that it was made from."""
        requester = await self._intake.acknowledge(interaction)
        assert requester.at is not None
        chain = [step for step in await self._engine.canvases.lineage(turn) if step.visible]
        before = chain[-2] if len(chain) > 1 else None
        if before is None:
            raise UserError("compare.first")
        source = turn.pick if turn.parent == before.id else 0
        left = PickedPicture(turn=before, pick=min(source, len(before.painted) - 1))
        right = PickedPicture(turn=turn, pick=min(pick, len(turn.painted) - 1))
        await self._side_by_side(interaction, requester.at, left, right)

    async def move_head(self, interaction: Interaction, rule: HeadRule) -> None:
        """Move the head by a rule, and post the picture that is current then."""
        requester = await self._intake.acknowledge(interaction)
        assert requester.at is not None
        head = await self._engine.canvases.head(requester.at.channel)
        if head is not None:
            await self._engine.settings.check_continue_policy(
                head, by=requester.by, at=requester.at
            )
        turn = await self._engine.canvases.move(requester.at.channel, rule)
        if not turn.visible:
            raise NotFound
        message = await self._delivery.repost(turn, requester.at, nonce=f"show-{interaction.id}")
        if message is not None:
            await self._engine.canvases.add_post(turn, message, channel=requester.at.channel)
            await interaction.delete_original_response()

    async def _side_by_side(
        self, interaction: Interaction, at: Place, before: PickedPicture, after: PickedPicture
    ) -> None:
        labels = [before.number, after.number]
        drawn = await self._engine.history_pictures.side_by_side(
            before.picture, after.picture, labels=labels, limit=at.upload_limit
        )
        locale = str(interaction.locale)
        alts = {
            "before": wording.shorten(
                f"{labels[0]} {wording.prompt_text(before.turn, locale)}.", 450
            ),
            "after": wording.shorten(
                f"{labels[1]} {wording.prompt_text(after.turn, locale)}.", 450
            ),
        }
        await self._post(
            interaction,
            at,
            words=wording.say("compare.title", locale, before=labels[0], after=labels[1]),
            drawn=drawn,
            name="compare",
            alt=wording.say("alt.compare", locale, **alts),
            shows=(before.turn, after.turn),
        )

    async def _post(
        self,
        interaction: Interaction,
        at: Place,
        *,
        words: str,
        drawn: Drawn,
        name: str,
        alt: str,
        view: discord.ui.View = discord.utils.MISSING,
        shows: Iterable[Turn],
    ) -> None:
        file = f"easel-{name}.{ENDINGS.get(drawn.mime, 'png')}"
        requests = [turn.request for turn in shows]
        private = any(request.private for request in requests)
        spoiler = any(request.spoiler for request in requests)
        described = wording.shorten(alt, wording.ALT_LIMIT)
        sheet = RenderedMessage(
            words=words, files=[(drawn.data, file, described)], spoiler=spoiler, view=view
        )
        nonce = f"hang-{interaction.id}"
        if await self._delivery.post(sheet, at, private=private, nonce=nonce) is not None:
            await interaction.delete_original_response()


def _first(canvas: Tree) -> Turn:
    """Return a turn for an example: the first that can be continued."""
    turns = list(canvas.turns.values())
    return next((turn for turn in turns if turn.visible), turns[0])
