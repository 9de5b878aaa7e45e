"""Draws the history of a canvas, its timelapse, and two of its turns side by side.

Thumbnails are made one at a time in the imaging worker, and the newest are cached in memory: the
second drawing of a thread is quick, and none needs much memory.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from bot.core import tree
from bot.core.tree import Tree
from bot.core.tree_layout import Cell, Layout, layout_page, layout_tree
from bot.core.turns import Blob, Digest, Turn
from bot.errors import BadPicture, NotFound
from bot.imaging import Imaging, Picture
from bot.imaging.values import Value
from bot.pictures import Pictures
from bot.text import wording

THUMBNAIL = 240  # px of the longer side
FRAME = 640  # px of the longer side in a timelapse
COMPARED = 1200  # px of the longer side
MAX_CACHE = 8 * 1024**2  # bytes of thumbnails in memory; one has about 10 KB
SHEET_COLUMNS = 4  # of a contact sheet
MOST_FRAMES = 60  # pictures in a timelapse: the first and the newest

Drawn = Picture


class HistoryPictures:
    """Draws a canvas from thumbnails, which it caches."""

    def __init__(self, pictures: Pictures, imaging: Imaging) -> None:
        self._pictures = pictures
        self._imaging = imaging
        self._thumbnails: OrderedDict[Digest, Picture] = OrderedDict()
        self._cached = 0  # bytes
        self._one = asyncio.Lock()
        self._making: Digest | None = None  # none where it was forgotten meanwhile

    async def page(self, canvas: Tree, shown: Sequence[int], *, limit: int, locale: str) -> Picture:
        """Draw some turns of a tree: a page of `tree_layout.pages`.

        Args:
            canvas: the tree.
            shown: the ids of the turns.
            limit: the most bytes of the picture.
            locale: of the words in it.
        """
        return await self._tree(canvas, layout_page(canvas, shown), limit=limit, locale=locale)

    async def whole(self, canvas: Tree, *, limit: int, locale: str) -> Picture:
        """Draw the whole tree as one picture of at most `limit` bytes."""
        plan = await asyncio.to_thread(layout_tree, canvas)  # up to a quarter of a second
        return await self._tree(canvas, plan, limit=limit, locale=locale)

    async def _tree(self, canvas: Tree, plan: Layout, *, limit: int, locale: str) -> Picture:
        here = tree.head(canvas)
        current = {turn.id for turn in tree.lineage(canvas, here)} if here else set()
        cards = [
            await self._card(cell, plan, canvas, here=here, current=current, locale=locale)
            for cell in plan.cells
        ]
        return await self._imaging.draw(
            "bot.imaging.sheets:history",
            cards,
            plan.columns,
            plan.rows,
            limit,
        )

    async def timelapse(self, path: Sequence[Turn], *, limit: int, locale: str) -> Picture:
        """Draw an animation of some turns, in order, of at most `limit` bytes."""
        chosen = [*path[:1], *path[1:][-(MOST_FRAMES - 1) :]]
        frames = [
            await self._copy(_leading(turn, chosen[at + 1 : at + 2]), longest=FRAME)
            for at, turn in enumerate(chosen)
        ]
        captions = [
            f"{wording.turn_label(turn)}  {wording.prompt_text(turn, locale)}" for turn in chosen
        ]
        return await self._imaging.draw("bot.imaging.sheets:timelapse", frames, captions, limit)

    async def side_by_side(
        self, before: Blob, after: Blob, *, labels: Sequence[str], limit: int
    ) -> Picture:
        """Draw two labelled pictures side by side in at most `limit` bytes."""
        left = await self._copy(before, longest=COMPARED)
        right = await self._copy(after, longest=COMPARED)
        return await self._imaging.draw(
            "bot.imaging.sheets:side_by_side", left, right, list(labels), limit
        )

    async def contact_sheet(
        self, shown: Sequence[tuple[Turn, str, str, bool]], *, limit: int
    ) -> Picture:
        """Draw the first picture of some turns, four in a row, in at most `limit` bytes.

        Args:
            shown: a turn, the label on it, the words below it, and whether it is framed, each.
            limit: bytes.
        """
        cards: list[Value] = []
        for at, (turn, label, words, framed) in enumerate(shown):
            thumbnail = await self._thumbnail(turn.painted[0].picture)
            card: dict[str, Value] = {
                **dict.fromkeys(("state", "origin", "folded"), ""),
                **dict.fromkeys(("faint", "way"), False),
                "column": at % SHEET_COLUMNS,
                "row": at // SHEET_COLUMNS,
                "before": None,
                "number": label,
                "words": words,
                "pictures": [thumbnail] if thumbnail else [],
                "head": framed,
            }
            cards.append(card)
        columns = min(len(cards), SHEET_COLUMNS)
        rows = -(-len(cards) // SHEET_COLUMNS)
        return await self._imaging.draw("bot.imaging.sheets:history", cards, columns, rows, limit)

    def forget(self, digests: Iterable[Digest]) -> None:
        """Drop the thumbnails of pictures that must not be kept."""
        for digest in digests:
            if (dropped := self._thumbnails.pop(digest, None)) is not None:
                self._cached -= len(dropped.data)
            if digest == self._making:
                self._making = None

    async def _card(
        self,
        cell: Cell,
        plan: Layout,
        canvas: Tree,
        *,
        here: Turn | None,
        current: set[int],
        locale: str,
    ) -> dict[str, Value]:
        turn = canvas.turns[cell.turn]
        before = next((c for c in plan.cells if c.turn == cell.parent), None)
        pictures, state = [], wording.state_text(turn, locale)
        if turn.visible:
            pictures = [p for p in [await self._thumbnail(p.picture) for p in turn.painted] if p]
            state = "" if pictures else wording.say("history.gone", locale)
        is_head = here is not None and here.id == turn.id
        number = wording.turn_label(turn)
        return {
            "column": cell.column,
            "row": cell.row,
            "before": None if cell.cut or before is None else [before.column, before.row],
            "number": wording.say("history.now", locale, number=number) if is_head else number,
            "words": "" if turn.deleted_at else wording.prompt_text(turn, locale)[:200],
            "state": state,
            "pictures": pictures,
            "faint": not tree.can_continue(turn),
            "head": is_head,
            "way": turn.id in current,
            "origin": _origin(cell, canvas, locale),
            "folded": wording.say("history.folded", locale, count=cell.folded)
            if cell.folded
            else "",
        }

    async def _thumbnail(self, blob: Blob) -> Picture | None:
        """Return a thumbnail; None where the picture is gone or can't be read any more."""
        async with self._one:  # another drawing at the same time finds it made
            if (known := self._thumbnails.get(blob.digest)) is not None:
                self._thumbnails.move_to_end(blob.digest)
                return known
            self._making = blob.digest
            try:
                made = await self._copy(blob, longest=THUMBNAIL)
            except (NotFound, BadPicture):
                return None
            if self._making == blob.digest:
                self._cache(blob.digest, made)
            return made

    def _cache(self, digest: Digest, made: Picture) -> None:
        self._thumbnails[digest] = made
        self._cached += len(made.data)
        while self._cached > MAX_CACHE:
            _, oldest = self._thumbnails.popitem(last=False)
            self._cached -= len(oldest.data)

    async def _copy(self, blob: Blob, *, longest: int) -> Picture:
        return await self._imaging.normalise(await self._pictures.get(blob.digest), longest=longest)


def _origin(cell: Cell, canvas: Tree, locale: str) -> str:
    if not cell.cut or cell.parent is None:
        return ""
    return wording.say("history.from", locale, number=wording.turn_label(canvas.turns[cell.parent]))


def _leading(turn: Turn, following: Sequence[Turn]) -> Blob:
    """Return the picture of a turn that the next one continues."""
    pick = next((one.pick for one in following if one.parent == turn.id), 0)
    return turn.painted[min(pick, len(turn.painted) - 1)].picture
