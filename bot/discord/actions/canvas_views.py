"""Views of a channel's turns: comparisons, a timelapse, and its current picture."""

from collections.abc import Callable, Iterable

import discord

from bot.core import picture_refs, tree
from bot.core.tree import Position, Tree
from bot.core.turns import Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.canvas_messages import CanvasMessages
from bot.discord.delivery.rendering import RenderedMessage
from bot.discord.intake.intake import Intake
from bot.discord.intake.picked_pictures import PickedPicture, find_pictures
from bot.discord.intake.requesters import locale_of_everyone
from bot.engine.history import Drawn
from bot.engine.submissions import Requester
from bot.errors import NotFound, UserError
from bot.imaging.kinds import file_ending
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]
HeadRule = Callable[[Tree], Position]


def place_with_history(requester: Requester) -> Place:
    """Return where a person asks for a channel's history.

    Raises:
        UserError: Easel is no member there, so that nothing it paints there has a history.
    """
    assert requester.at is not None
    if not requester.at.may_post:
        raise UserError("history.not_member")
    return requester.at


class CanvasViews:
    """Posts views and moves the head of a channel; no model is called."""

    def __init__(self, intake: Intake, messages: CanvasMessages) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._messages = messages

    async def timelapse(self, interaction: Interaction) -> None:
        """Post the steps that led to the current picture as an animation."""
        requester = await self._intake.acknowledge(interaction)
        at = place_with_history(requester)
        canvas = await self._engine.canvases.tree(at.channel)
        here = tree.head(canvas)
        path = tree.visible_lineage(canvas, here) if here else ()
        if len(path) < 2:
            raise UserError("timelapse.short")
        locale = await self.locale(interaction)
        drawn = await self._engine.history_pictures.timelapse(
            path, limit=at.upload_limit, locale=locale
        )
        words = "; ".join(wording.prompt_text(turn, locale) for turn in path)
        await self.post_sheet(
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
        at = place_with_history(requester)
        picks = [picture_refs.parse_one(before), picture_refs.parse_one(after)]
        found = await find_pictures(self._intake, picks, by=requester.by, channel=at.channel)
        await self._side_by_side(interaction, at, *found)

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
        at = place_with_history(requester)
        await self._engine.submissions.admit(requester)
        head = await self._engine.canvases.head(at.channel)
        if head is not None:
            await self._engine.settings.check_continue_policy(head, by=requester.by, at=at)
        turn = await self._engine.canvases.move(at.channel, rule)
        if not turn.visible:
            raise NotFound
        goes_back = head is None or turn.id <= head.id
        message = await self._messages.repost(
            turn,
            at,
            moved="moved.back" if goes_back else "moved.forward",
            nonce=f"show-{interaction.id}",
        )
        if message is not None:
            await self._engine.canvases.add_post(turn, message, channel=at.channel)
            await interaction.delete_original_response()

    async def _side_by_side(
        self, interaction: Interaction, at: Place, before: PickedPicture, after: PickedPicture
    ) -> None:
        labels = [before.number, after.number]
        drawn = await self._engine.history_pictures.side_by_side(
            before.picture, after.picture, labels=labels, limit=at.upload_limit
        )
        private = before.turn.request.private or after.turn.request.private
        locale = str(interaction.locale) if private else await self.locale(interaction)
        alts = {
            "before": wording.shorten(
                f"{labels[0]} {wording.prompt_text(before.turn, locale)}.", 450
            ),
            "after": wording.shorten(
                f"{labels[1]} {wording.prompt_text(after.turn, locale)}.", 450
            ),
        }
        await self.post_sheet(
            interaction,
            at,
            words=wording.say("compare.title", locale, before=labels[0], after=labels[1]),
            drawn=drawn,
            name="compare",
            alt=wording.say("alt.compare", locale, **alts),
            shows=(before.turn, after.turn),
        )

    async def locale(self, interaction: Interaction) -> str:
        """Return the language of what everyone in the channel reads."""
        return await locale_of_everyone(self._engine.settings, interaction)

    async def post_sheet(
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
        """Post something drawn from turns; privately where one of them is private."""
        file = f"easel-{name}.{file_ending(drawn.mime)}"
        requests = [turn.request for turn in shows]
        private = any(request.private for request in requests)
        spoiler = any(request.spoiler for request in requests)
        described = wording.shorten(alt, wording.ALT_LIMIT)
        sheet = RenderedMessage(
            words=words, files=[(drawn.data, file, described)], spoiler=spoiler, view=view
        )
        nonce = f"hang-{interaction.id}"
        if await self._messages.post(sheet, at, private=private, nonce=nonce) is not None:
            await interaction.delete_original_response()
