"""Rows to values and back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.turns import ImageRequest, Outcome, Painted, Person, Place, Turn
from bot.database.tables import canvases, posts, turns
from bot.database.transactions import Transaction

REQUEST = TypeAdapter(ImageRequest)
PLACE = TypeAdapter(Place)
PAINTED = TypeAdapter(tuple[Painted, ...])
FACTS = TypeAdapter(dict[str, str | int | float])


def dump(adapter: TypeAdapter[Any], value: object) -> str:
    """A value as compact JSON; what equals its default is left out."""
    return adapter.dump_json(value, exclude_defaults=True).decode()


def turn(row: RowMapping) -> Turn:
    """A row of `turns` as a value."""
    return Turn(
        id=row["id"],
        request=REQUEST.validate_json(row["request"]),
        by=Person(id=row["person"], guild=row["guild"]),
        created_at=row["created_at"],
        at=PLACE.validate_json(row["place"]) if row["place"] else None,
        parent=row["parent"],
        pick=row["pick"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        painted=PAINTED.validate_json(row["painted"]),
        reason=row["reason"],
        facts=FACTS.validate_json(row["facts"]),
        words=row["words"],
        cost=row["cost"],
        attempts=row["attempts"],
        showings=row["showings"],
        note=row["note"],
        message=row["message"],
        number=row["number"],
        painted_at=row["painted_at"],
        deleted_at=row["deleted_at"],
        gone_at=row["gone_at"],
    )


async def begun(tx: Transaction, channel: int) -> Turn | None:
    """The turn on whose message a thread was opened; there it has number 1.

    A description begins nothing, for it changes no thread.
    """
    on = select(posts.c.turn).where(posts.c.message == channel).scalar_subquery()
    found = await first(tx, turns.c.id == on)
    return None if found is None or found.request.describes else replace(found, number=1)


async def first(tx: Transaction, where: ColumnElement[bool], *, lock: bool = False) -> Turn | None:
    """The one turn of which something holds, if there is one; `lock` keeps others from it."""
    query = select(turns).where(where)
    row = (await tx.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return turn(row) if row else None


async def set_canvas(tx: Transaction, channel: int, **values: object) -> None:
    """Change a channel's row, or make it."""
    await put(tx, canvases, key={"channel": channel}, values=values)


async def lock_canvas(tx: Transaction, channel: int) -> None:
    """Hold a channel's row to the end of the transaction; it is made if there is none."""
    held = inserting(tx, canvases).values(channel=channel)
    held = held.on_conflict_do_update(
        index_elements=["channel"], set_={"channel": canvases.c.channel}
    )
    await tx.execute(held)


async def add_post(tx: Transaction, turn: int, *, message: int, channel: int | None) -> None:
    """Write down that a message shows a turn, unless it is known to show one."""
    post = inserting(tx, posts).values(message=message, turn=turn, channel=channel)
    await tx.execute(post.on_conflict_do_nothing())


async def put(
    tx: Transaction, table: Table, *, key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Change the row that has a key, or make it, whoever else does so at the same time."""
    added = inserting(tx, table).values(**key, **values)
    await tx.execute(added.on_conflict_do_update(index_elements=[*key], set_=dict(values)))


def inserting(tx: Transaction, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens on a conflict: the databases have words of their own."""
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
