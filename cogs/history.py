"""Walking through a thread's pictures and looking back: /history, /undo, /redo, /timelapse."""

from collections.abc import Callable, Iterable
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import picture_refs, tree
from bot.core.tree import Mark, Tree
from bot.core.turns import Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.command_text import text
from bot.discord.components import buttons
from bot.discord.delivery.alt_text import history_alt_text
from bot.discord.delivery.delivery import Delivery
from bot.discord.delivery.rendering import ENDINGS, RenderedMessage
from bot.discord.intake.intake import Intake
from bot.discord.intake.message_intent import ChannelKind
from bot.discord.intake.picked_pictures import PickedPicture, find
from bot.engine.history import Drawn
from bot.errors import NothingHere, Refused
from bot.text import wording
from cogs.messages import scene_of

Where = discord.Interaction[DiscordClient]
Rule = Callable[[Tree], Mark]
Steps = app_commands.Range[int, 1, 100]


class History(commands.Cog):
    """Moves the head of a thread and draws its tree; paints nothing."""

    def __init__(self, intake: Intake, delivery: Delivery) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._delivery = delivery

    @app_commands.command(description=text("command.undo"))
    @app_commands.describe(steps=text("option.steps"))
    async def undo(self, interaction: Where, steps: Steps = 1) -> None:
        """Go back."""
        await self.walk(interaction, partial(tree.undo, steps=steps))

    @app_commands.command(description=text("command.redo"))
    @app_commands.describe(steps=text("option.steps"))
    async def redo(self, interaction: Where, steps: Steps = 1) -> None:
        """Go forward."""
        await self.walk(interaction, partial(tree.redo, steps=steps))

    @app_commands.command(description=text("command.history"))
    async def history(self, interaction: Where) -> None:
        """Draw the tree, and offer what could not be shown to whoever asks."""
        by = await self._intake.opened(interaction)
        assert by.at is not None
        canvas = await self._engine.canvases.tree(by.at.channel)
        if canvas.turns:
            await self._draw(interaction, by.at, canvas)
        else:
            words = wording.say("history.empty", str(interaction.locale))
            await interaction.edit_original_response(content=words)
        await self._intake.undelivered.notify(by)

    async def _draw(self, interaction: Where, at: Place, canvas: Tree) -> None:
        here = tree.head(canvas)
        locale = str(interaction.locale)
        drawn = await self._engine.history_pictures.history(
            canvas, limit=at.upload_limit, locale=locale
        )
        head = wording.number(here) if here else "–"
        title = wording.say("history.title", locale, count=len(canvas.turns), head=head)
        number = wording.number(_first(canvas))
        hint = await self._hint(interaction, channel=at.channel, number=number)
        await self._hang(
            interaction,
            at,
            words=f"{title}\n-# {hint}",
            drawn=drawn,
            name="history",
            turns=canvas.turns.values(),
            alt=history_alt_text(canvas, locale),
            view=buttons.under_history(canvas, locale),
        )

    async def _hint(self, interaction: Where, *, channel: int, number: str) -> str:
        """How to go on from a number: with a mention, where not every message is a wish."""
        locale, bot = str(interaction.locale), interaction.client
        scene = scene_of(interaction.channel)
        heard = scene is ChannelKind.THREAD and bot.intents.message_content
        if scene is ChannelKind.PRIVATE or (heard and await self._engine.canvases.listens(channel)):
            return wording.say("history.hint", locale, number=number)
        me = bot.user.mention if bot.user else ""
        return wording.say("history.hint.mention", locale, me=me, number=number)

    @app_commands.command(description=text("command.timelapse"))
    async def timelapse(self, interaction: Where) -> None:
        """Show how the head came about."""
        at, canvas = await self._opened(interaction)
        here = tree.head(canvas)
        path = tree.shown(canvas, here) if here else ()
        if len(path) < 2:
            raise Refused("timelapse.short")
        locale = str(interaction.locale)
        drawn = await self._engine.history_pictures.timelapse(
            path, limit=at.upload_limit, locale=locale
        )
        words = "; ".join(wording.asked(turn, locale) for turn in path)
        await self._hang(
            interaction,
            at,
            words=wording.say(
                "timelapse.title",
                locale,
                first=wording.number(path[0]),
                last=wording.number(path[-1]),
            ),
            drawn=drawn,
            name="timelapse",
            alt=wording.say("alt.timelapse", locale, count=len(path), words=words),
            turns=path,
        )

    @app_commands.command(description=text("command.compare"))
    @app_commands.describe(before=text("option.before"), after=text("option.after"))
    async def compare(self, interaction: Where, before: str, after: str) -> None:
        """Show two pictures side by side."""
        by = await self._intake.opened(interaction)
        assert by.at is not None
        wanted = [picture_refs.single(before), picture_refs.single(after)]
        found = await find(self._intake, wanted, by=by.by, channel=by.at.channel)
        await self._side_by_side(interaction, by.at, *found)

    async def compare_with_parent(self, interaction: Where, turn: Turn, pick: int) -> None:
        """Show a picture beside the one it was made from."""
        by = await self._intake.opened(interaction)
        assert by.at is not None
        chain = [step for step in await self._engine.canvases.lineage(turn) if step.visible]
        before = chain[-2] if len(chain) > 1 else None
        if before is None:
            raise Refused("compare.first")
        source = turn.pick if turn.parent == before.id else 0
        left = PickedPicture(turn=before, pick=min(source, len(before.painted) - 1))
        right = PickedPicture(turn=turn, pick=min(pick, len(turn.painted) - 1))
        await self._side_by_side(interaction, by.at, left, right)

    async def walk(self, interaction: Where, rule: Rule) -> None:
        """Move the head by a rule, and show the picture that is current then."""
        by = await self._intake.opened(interaction)
        assert by.at is not None
        here = await self._engine.canvases.head(by.at.channel)
        if here is not None:
            await self._engine.settings.check_continue_policy(here, by=by.by, at=by.at)
        turn = await self._engine.canvases.move(by.at.channel, rule)
        if not turn.visible:
            raise NothingHere
        message = await self._delivery.repost(turn, by.at, nonce=f"show-{interaction.id}")
        if message is not None:
            await self._engine.canvases.add_post(turn, message, channel=by.at.channel)
            await interaction.delete_original_response()

    async def _opened(self, interaction: Where) -> tuple[Place, Tree]:
        by = await self._intake.opened(interaction)
        assert by.at is not None
        return by.at, await self._engine.canvases.tree(by.at.channel)

    async def _side_by_side(
        self, interaction: Where, at: Place, before: PickedPicture, after: PickedPicture
    ) -> None:
        labels = [before.number, after.number]
        drawn = await self._engine.history_pictures.side_by_side(
            before.picture, after.picture, labels=labels, limit=at.upload_limit
        )
        locale = str(interaction.locale)
        alts = {
            "before": wording.short(f"{labels[0]} {wording.asked(before.turn, locale)}.", 450),
            "after": wording.short(f"{labels[1]} {wording.asked(after.turn, locale)}.", 450),
        }
        await self._hang(
            interaction,
            at,
            words=wording.say("compare.title", locale, before=labels[0], after=labels[1]),
            drawn=drawn,
            name="compare",
            alt=wording.say("alt.compare", locale, **alts),
            turns=(before.turn, after.turn),
        )

    async def _hang(
        self,
        interaction: Where,
        at: Place,
        *,
        words: str,
        drawn: Drawn,
        name: str,
        alt: str,
        view: discord.ui.View = discord.utils.MISSING,
        turns: Iterable[Turn],
    ) -> None:
        """Post something drawn from some turns: private, or a spoiler, if one of them is."""
        requests = [turn.request for turn in turns]
        file = f"easel-{name}.{ENDINGS.get(drawn.mime, 'png')}"
        described = wording.short(alt, wording.ALT_LIMIT)
        files = [(drawn.data, file, described)]
        spoiler = any(request.spoiler for request in requests)
        private = any(request.private for request in requests)
        sheet = RenderedMessage(words=words, files=files, view=view, spoiler=spoiler)
        nonce = f"hang-{interaction.id}"
        if await self._delivery.post(sheet, at, private=private, nonce=nonce) is not None:
            await interaction.delete_original_response()


def _first(canvas: Tree) -> Turn:
    """A turn for an example: the first that can be continued."""
    every = list(canvas.turns.values())
    return next((turn for turn in every if turn.visible), every[0])
