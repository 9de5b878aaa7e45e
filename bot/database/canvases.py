"""Threads and channels: what shows which turn, and what a follow-up continues."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, func, literal, or_, select, update

from bot.core import tree
from bot.core.tree import Mark, Tree
from bot.core.turns import Outcome, Turn
from bot.database import rows
from bot.database.opening import uncancellable
from bot.database.repository import Repository
from bot.database.rows import inserting
from bot.database.tables import canvases, posts, turns
from bot.database.transactions import Transaction

MOST_STEPS = 60  # newest steps of a lineage that are read; the root is always among them
MOST_TURNS = 1000  # newest turns of a canvas that are read for its tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message that shows a turn."""

    message: int
    channel: int


class Canvases(Repository):
    """Looks trees of turns up."""

    @uncancellable
    async def shown_by(self, message: int) -> Turn | None:
        """The turn a message shows, if it is one of ours."""
        async with self._transaction() as tx:
            shown = select(posts.c.turn).where(posts.c.message == message).scalar_subquery()
            return await rows.first(tx, turns.c.id == shown)

    @uncancellable
    async def stands_in(self, turn: Turn, channel: int) -> bool:
        """Whether a turn was asked or shown in a channel, or in the thread opened on it."""
        if turn.at is not None and turn.at.channel == channel:
            return True
        here = or_(posts.c.channel == channel, posts.c.message == channel)
        async with self._transaction() as tx:
            return bool(await tx.scalar(select(exists().where(posts.c.turn == turn.id, here))))

    @uncancellable
    async def head(self, channel: int) -> Turn | None:
        """The turn a follow-up in a channel continues: see `bot.core.tree.head`.

        A thread opened on a picture has the picture's message for its id, so that it begins there.
        One that was opened on the words that came instead of a picture goes on from what failed.
        One whose pictures are not kept any more stays where it is, so that it can be said.
        """
        async with self._transaction() as tx:
            begun = await rows.begun(tx, channel)
            id_ = await tx.scalar(select(canvases.c.head).where(canvases.c.channel == channel))
            marked = await rows.first(tx, turns.c.id == (id_ or (begun and begun.id)))
            if marked is None or tree.alive(marked) or marked.gone_at is not None:
                return marked
            alive = tree.head(await _tree(tx, channel))
            failed = begun is not None and begun.outcome is Outcome.FAILED
            return alive or (begun if failed else None)

    @uncancellable
    async def tree(self, channel: int) -> Tree:
        """A canvas as a tree: its newest `MOST_TURNS`, and the picture its thread began with."""
        async with self._transaction() as tx:
            return await _tree(tx, channel)

    @uncancellable
    async def numbered(self, channel: int, number: int) -> Turn | None:
        """The turn with a number; in a thread opened on a picture that picture has number 1."""
        async with self._transaction() as tx:
            there = (turns.c.channel == channel) & (turns.c.number == number)
            found = await rows.first(tx, there)
            return found or (await rows.begun(tx, channel) if number == 1 else None)

    @uncancellable
    async def last_number(self, channel: int) -> int:
        """The highest number of a canvas; 0 in an empty one."""
        async with self._transaction() as tx:
            last = select(func.max(turns.c.number)).where(turns.c.channel == channel)
            return await tx.scalar(last) or int(await rows.begun(tx, channel) is not None)

    @uncancellable
    async def move(self, channel: int, step: Callable[[Tree], Mark]) -> Turn | None:
        """Move the head of a canvas by a rule; answers with the turn it is on then."""
        async with self._transaction() as tx:
            await rows.lock_canvas(tx, channel)  # before it is looked at, or a step would be lost
            canvas = await _tree(tx, channel)
            mark = step(canvas)
            await rows.set_canvas(tx, channel, head=mark.head, tip=mark.tip)
            return tree.head(replace(canvas, mark=mark))

    @uncancellable
    async def posted(self, turn: Turn, post: Post) -> None:
        """Write down that one more message shows a turn."""
        async with self._transaction() as tx:
            await rows.add_post(tx, turn.id, message=post.message, channel=post.channel)

    @uncancellable
    async def delete(self, turn: Turn, *, now: float) -> Sequence[Post]:
        """Mark a turn as deleted; answers with the messages that show it."""
        async with self._transaction() as tx:
            await tx.execute(
                update(turns)
                .where(turns.c.id == turn.id, turns.c.deleted_at.is_(None))
                .values(deleted_at=now)
            )
            found = await tx.execute(
                select(posts.c.message, posts.c.channel).where(posts.c.turn == turn.id)
            )
            asked = turn.at.channel if turn.at else 0
            return [Post(message=row.message, channel=row.channel or asked) for row in found]

    @uncancellable
    async def lineage(self, id_: int) -> Sequence[Turn]:
        """The turns from the root to this one: the root, and the newest `MOST_STEPS`."""
        async with self._transaction() as tx:
            return await _chain(tx, id_)

    @uncancellable
    async def listens(self, channel: int) -> bool:
        """Whether every message in a thread is a wish."""
        async with self._transaction() as tx:
            found = await tx.scalar(select(canvases.c.listens).where(canvases.c.channel == channel))
            return found is None or bool(found)

    @uncancellable
    async def set_listens(self, channel: int, listens: bool) -> None:
        """Set whether every message in a thread is a wish."""
        async with self._transaction() as tx:
            await rows.set_canvas(tx, channel, listens=listens)

    @uncancellable
    async def tell_once(self, channel: int) -> bool:
        """True the first time it is asked for a channel."""
        async with self._transaction() as tx:
            once = inserting(tx, canvases).values(channel=channel, told=True)
            told = await tx.execute(
                once.on_conflict_do_update(
                    index_elements=["channel"], set_={"told": True}, where=~canvases.c.told
                )
            )
            return bool(told.rowcount)


async def _tree(tx: Transaction, channel: int) -> Tree:
    found = await tx.execute(
        select(turns)
        .where(turns.c.channel == channel, turns.c.number.is_not(None))
        .order_by(turns.c.number.desc())
        .limit(MOST_TURNS)
    )
    every = [rows.turn(row) for row in found.mappings()]
    begun = await rows.begun(tx, channel)
    marks = await tx.execute(
        select(canvases.c.head, canvases.c.tip).where(canvases.c.channel == channel)
    )
    mark = marks.one_or_none()
    start = begun.id if begun else None
    return Tree.of(
        [*every, begun] if begun else every,
        Mark(head=(mark.head if mark else None) or start, tip=mark.tip if mark else None),
    )


async def _chain(tx: Transaction, id_: int) -> Sequence[Turn]:
    start = select(turns.c.id, turns.c.parent, literal(0).label("steps")).where(turns.c.id == id_)
    up = start.cte("up", recursive=True)
    up = up.union_all(
        select(turns.c.id, turns.c.parent, up.c.steps + 1).where(turns.c.id == up.c.parent)
    )
    found = await tx.execute(
        select(turns)
        .join(up, up.c.id == turns.c.id)
        .where(or_(up.c.steps < MOST_STEPS, up.c.parent.is_(None)))
        .order_by(up.c.steps.desc())
    )
    return [rows.turn(row) for row in found.mappings()]
