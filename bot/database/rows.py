"""Converts rows to values and back.

What runs for each picture is built once, here and in the other modules: to build a statement costs
more than to run it.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Select, Table, bindparam, func, select, update
from sqlalchemy.dialects import sqlite

from bot.core.turns import GeneratedPicture, ImageRequest, Outcome, Person, Place, Turn
from bot.database.tables import canvases, posts, turns
from bot.database.transactions import Transaction

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

REQUEST = TypeAdapter(ImageRequest)
PLACE = TypeAdapter(Place)
PAINTED = TypeAdapter(tuple[GeneratedPicture, ...])
FACTS = TypeAdapter(dict[str, str | int | float])
DIGEST = re.compile(r'"digest":"([0-9a-f]{64})"')  # of a picture, in any of them


def dump(adapter: TypeAdapter[Any], value: object) -> str:
    """Return a value as compact JSON; fields equal to their default are left out."""
    return adapter.dump_json(value, exclude_defaults=True).decode()


def turn(row: RowMapping) -> Turn:
    """Return a row of `turns` as a value."""
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
        reserved=row["cost"] if row["reserved"] is None else row["reserved"],
        attempts=row["attempts"],
        claims=row["claims"],
        showings=row["showings"],
        progress_message=row["progress_message"],
        message=row["message"],
        number=row["number"],
        painted_at=row["painted_at"],
        deleted_at=row["deleted_at"],
        gone_at=row["gone_at"],
    )


async def begun(tx: Transaction, channel: int) -> Turn | None:
    """Return the turn on whose message a thread was opened, with number 1; None if there is none.

    A description starts no canvas.
    """
    row = (await tx.execute(_BEGUN, {"channel": channel})).mappings().one_or_none()
    found = turn(row) if row else None
    return None if found is None or found.request.describes else replace(found, number=1)


_BEGUN = select(turns).where(
    turns.c.id
    == select(posts.c.turn).where(posts.c.message == bindparam("channel")).scalar_subquery()
)


async def next_number(tx: Transaction, channel: int) -> int:
    """Return the next number of a canvas; the picture that a thread was opened on has number 1."""
    last = await tx.scalar(_LAST_NUMBER, {"channel": channel})
    if last is None:
        last = int(await begun(tx, channel) is not None)
    return int(last) + 1


_LAST_NUMBER = select(func.max(turns.c.number)).where(turns.c.channel == bindparam("channel"))


async def one(
    tx: Transaction, query: Select[Any], value: Callable[[RowMapping], T], *, lock: bool = False
) -> T | None:
    """Return what the one row that a query finds says; None if there is none.

    Args:
        tx: the transaction.
        query: finds one row at most.
        value: what a row says.
        lock: whether to lock the row to the end of the transaction.
    """
    found = await tx.execute(query.with_for_update() if lock else query)
    row = found.mappings().one_or_none()
    return value(row) if row else None


async def first(tx: Transaction, where: ColumnElement[bool], *, lock: bool = False) -> Turn | None:
    """Return the one turn that matches, or None; `lock` locks its row."""
    return await one(tx, select(turns).where(where), turn, lock=lock)


async def from_origin(tx: Transaction, origin: str) -> Turn | None:
    """Return the turn that came of an event; None if there is none."""
    row = (await tx.execute(_FROM_ORIGIN, {"origin": origin})).mappings().one_or_none()
    return turn(row) if row else None


async def locked(tx: Transaction, id_: int, *, lease: str | None = None) -> Turn | None:
    """Lock a turn's row and return it, if it exists and, where one is given, has that lease."""
    query, values = (_LOCKED, {}) if lease is None else (_LOCKED_LEASE, {"lease": lease})
    row = (await tx.execute(query, {"id": id_} | values)).mappings().one_or_none()
    return turn(row) if row else None


_FROM_ORIGIN = select(turns).where(turns.c.origin == bindparam("origin"))
_LOCKED = select(turns).where(turns.c.id == bindparam("id")).with_for_update()
_LOCKED_LEASE = _LOCKED.where(turns.c.lease == bindparam("lease"))


async def change_turn(tx: Transaction, id_: int, **values: object) -> None:
    """Set columns of a turn's row."""
    await tx.execute(_CHANGE, {"id_": id_} | values)


_CHANGE = update(turns).where(turns.c.id == bindparam("id_"))


async def set_canvas(tx: Transaction, channel: int, **values: object) -> None:
    """Update a channel's row, or insert it."""
    await put(tx, canvases, key={"channel": channel}, values=values)


async def lock_canvas(tx: Transaction, channel: int) -> None:
    """Lock a channel's row to the end of the transaction; insert it if it is missing."""
    row = inserting(tx, canvases).values(channel=channel)
    row = row.on_conflict_do_update(
        index_elements=["channel"], set_={"channel": canvases.c.channel}
    )
    await tx.execute(row)


async def add_post(tx: Transaction, turn: int, *, message: int, channel: int | None) -> None:
    """Record that a message shows a turn, unless it shows one already."""
    post = {"message": message, "turn": turn, "channel": channel}
    await tx.execute(unless_there(tx, posts), post)


async def put(
    tx: Transaction, table: Table, *, key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Update the row with a key, or insert it; safe with concurrent writers."""
    statement = _put(tx.dialect.name, table, tuple(key), tuple(values))
    await tx.execute(statement, {**key, **values})


def unless_there(tx: Transaction, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """Return an INSERT that leaves out rows that are there already."""
    return _unless_there(tx.dialect.name, table)


def inserting(tx: Transaction, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """Return an INSERT with ON CONFLICT, in the dialect of the database."""
    return insert_for(tx.dialect.name, table)


def insert_for(dialect: str, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """Return an INSERT with ON CONFLICT, in a dialect."""
    if dialect != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # not loaded with SQLite

    return postgresql.insert(table)


@functools.cache
def _unless_there(dialect: str, table: Table) -> "postgresql.Insert | sqlite.Insert":
    return insert_for(dialect, table).on_conflict_do_nothing()


@functools.cache
def _put(
    dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]
) -> "postgresql.Insert | sqlite.Insert":
    added = insert_for(dialect, table)
    return added.on_conflict_do_update(
        index_elements=[table.c[name] for name in key],
        set_={name: added.excluded[name] for name in columns},
    )
