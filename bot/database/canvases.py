"""Canvases (threads and channels): which message shows which turn, which turn is the head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, literal, or_, select, update

from bot.core import tree
from bot.core.tree import Position, Tree
from bot.core.turns import Outcome, Turn
from bot.database import rows, showcase
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.rows import inserting
from bot.database.tables import canvases, posts, turns
from bot.database.transactions import Transaction

MAX_STEPS = 60  # newest steps of a lineage that are read; the root is always among them
MAX_TURNS = 1000  # newest turns of a canvas that are read for its tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message that shows a turn."""

    message: int
    channel: int


class CanvasStore(BaseStore):
    """Reads and moves the heads of canvases."""

    @shielded
    async def shown_by(self, message: int) -> Turn | None:
        """Return the turn that a message shows; None if it shows none."""
        async with self._transaction() as tx:
            row = (await tx.execute(_SHOWN_BY, {"message": message})).mappings().one_or_none()
            return rows.turn(row) if row else None

    @shielded
    async def appears_in(self, turn: Turn, channel: int) -> bool:
        """Return whether a turn was requested or shown in a channel or its thread."""
        if turn.at is not None and turn.at.channel == channel:
            return True
        here = or_(posts.c.channel == channel, posts.c.message == channel)
        async with self._transaction() as tx:
            return bool(await tx.scalar(select(exists().where(posts.c.turn == turn.id, here))))

    @shielded
    async def head(self, channel: int) -> Turn | None:
        """Return the turn that a follow-up in a channel continues: see `bot.core.tree.head`.

        A thread opened on a picture has the picture's message for its id, so that it begins there.
        One opened on an error message continues the turn that failed. A head whose pictures
        expired is returned, so that the error can say so.
        """
        async with self._transaction() as tx:
            begun = await rows.begun(tx, channel)
            id_ = await tx.scalar(select(canvases.c.head).where(canvases.c.channel == channel))
            head = await rows.first(tx, turns.c.id == (id_ or (begun and begun.id)))
            if head is None or tree.can_continue(head) or head.gone_at is not None:
                return head
            alive = tree.head(await _tree(tx, channel))
            failed = begun is not None and begun.outcome is Outcome.FAILED
            return alive or (begun if failed else None)

    @shielded
    async def tree(self, channel: int) -> Tree:
        """Return a canvas as a tree: the newest `MAX_TURNS`, and the turn its thread began on."""
        async with self._transaction() as tx:
            return await _tree(tx, channel)

    @shielded
    async def by_number(self, channel: int, number: int) -> Turn | None:
        """Return the turn with a number; in a thread opened on a picture that one has number 1."""
        async with self._transaction() as tx:
            there = (turns.c.channel == channel) & (turns.c.number == number)
            found = await rows.first(tx, there)
            return found or (await rows.begun(tx, channel) if number == 1 else None)

    @shielded
    async def last_number(self, channel: int) -> int:
        """Return the highest number of a canvas; 0 if it is empty."""
        async with self._transaction() as tx:
            last = select(func.max(turns.c.number)).where(turns.c.channel == channel)
            return await tx.scalar(last) or int(await rows.begun(tx, channel) is not None)

    @shielded
    async def move_head(self, channel: int, step: Callable[[Tree], Position]) -> Turn | None:
        """Move the head of a canvas by a rule; return the new head."""
        async with self._transaction() as tx:
            await rows.lock_canvas(
                tx, channel
            )  # before it is read, or a concurrent step would be lost
            canvas = await _tree(tx, channel)
            position = step(canvas)
            await rows.set_canvas(tx, channel, head=position.head, tip=position.tip)
            return tree.head(replace(canvas, position=position))

    @shielded
    async def add_post(self, turn: Turn, post: Post) -> None:
        """Record that one more message shows a turn."""
        async with self._transaction() as tx:
            await rows.add_post(tx, turn.id, message=post.message, channel=post.channel)

    @shielded
    async def delete(self, turn: Turn, *, now: float) -> Sequence[Post]:
        """Mark a turn as deleted (`now`: seconds since 1970); return the messages that show it."""
        async with self._transaction() as tx:
            await tx.execute(
                update(turns)
                .where(turns.c.id == turn.id, turns.c.deleted_at.is_(None))
                .values(deleted_at=now)
            )
            await showcase.remove_turns(tx, turns.c.id == turn.id)
            found = await tx.execute(
                select(posts.c.message, posts.c.channel).where(posts.c.turn == turn.id)
            )
            asked = turn.at.channel if turn.at else 0
            return [Post(message=row.message, channel=row.channel or asked) for row in found]

    @shielded
    async def lineage(self, id_: int) -> Sequence[Turn]:
        """Return the turns from the root to this one: the root and the newest `MAX_STEPS`."""
        async with self._transaction() as tx:
            return await _chain(tx, id_)

    @shielded
    async def mentions_only(self, channel: int) -> bool:
        """Return whether a thread was set to mentions and replies before `settings` kept that."""
        async with self._transaction() as tx:
            found = await tx.scalar(select(canvases.c.listens).where(canvases.c.channel == channel))
            return found is not None and not found

    @shielded
    async def claim_introduction(self, channel: int) -> bool:
        """Record that a thread is told how it works; return False if it was told before."""
        async with self._transaction() as tx:
            row = inserting(tx, canvases).values(channel=channel, introduced=True)
            changed = await tx.execute(
                row.on_conflict_do_update(
                    index_elements=["channel"],
                    set_={"introduced": True},
                    where=~canvases.c.introduced,
                )
            )
            return bool(changed.rowcount)


async def _tree(tx: Transaction, channel: int) -> Tree:
    found = await tx.execute(_NEWEST, {"channel": channel})
    every = [rows.turn(row) for row in found.mappings()]
    begun = await rows.begun(tx, channel)
    position = (await tx.execute(_POSITION, {"channel": channel})).one_or_none()
    start = begun.id if begun else None
    return Tree.of(
        [*every, begun] if begun else every,
        Position(
            head=(position.head if position else None) or start,
            tip=position.tip if position else None,
        ),
    )


async def _chain(tx: Transaction, id_: int) -> Sequence[Turn]:
    found = await tx.execute(_CHAIN, {"last": id_})
    return [rows.turn(row) for row in found.mappings()]


def _up() -> Select[*tuple[Any, ...]]:
    """Select the turns from the root to one."""
    start = select(turns.c.id, turns.c.parent, literal(0).label("steps"))
    up = start.where(turns.c.id == bindparam("last")).cte("up", recursive=True)
    up = up.union_all(
        select(turns.c.id, turns.c.parent, up.c.steps + 1).where(turns.c.id == up.c.parent)
    )
    return (
        select(turns)
        .join(up, up.c.id == turns.c.id)
        .where(or_(up.c.steps < MAX_STEPS, up.c.parent.is_(None)))
        .order_by(up.c.steps.desc())
    )


_CHAIN = _up()
_SHOWN_BY = select(turns).where(
    turns.c.id
    == select(posts.c.turn).where(posts.c.message == bindparam("message")).scalar_subquery()
)
_NEWEST = (
    select(turns)
    .where(turns.c.channel == bindparam("channel"), turns.c.number.is_not(None))
    .order_by(turns.c.number.desc())
    .limit(MAX_TURNS)
)
_POSITION = select(canvases.c.head, canvases.c.tip).where(
    canvases.c.channel == bindparam("channel")
)
