"""Statements that are built once and run again and again, without SQLAlchemy in between.

SQLAlchemy takes ten times as long to run a statement as SQLite does. One that comes a second time
is compiled, kept, and given to the driver from then on.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Boolean,
    Delete,
    Dialect,
    Executable,
    Insert,
    SelectBase,
    Update,
)
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

from bot.database.transactions import Found, Values

Row = tuple[Any, ...]
_Shape = tuple[tuple[str, ...], tuple[int, ...]]  # names of the parameters, lengths of the lists


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the driver needs of a statement.

    Args:
        sql: its text, with a question mark for each parameter.
        names: of the parameters, in order.
        fixed: parameters that are part of the statement.
        lists: for each parameter that is a list, the names of its members.
        metadata: the names of its columns.
        flags: the columns that are true or false, which SQLite keeps as numbers.
    """

    sql: str
    names: Sequence[str]
    fixed: Values
    lists: Mapping[str, Sequence[str]]
    metadata: SimpleResultMetaData
    flags: Sequence[int]

    def parameters(self, values: Values) -> Sequence[Any]:
        """Return the parameters in order.

        Raises:
            KeyError: one is missing.
        """
        every = {**self.fixed, **values}
        for name, members in self.lists.items():
            every.update(zip(members, values[name], strict=True))
        return [every[name] for name in self.names]

    def result(self, cursor: sqlite3.Cursor) -> Found:
        """Return what the driver found as SQLAlchemy does."""
        rows = cursor.fetchall()
        if self.flags and rows:
            rows = [self._with_flags(row) for row in rows]
        return cast("Found", _Result(self.metadata, iter(rows), rowcount=cursor.rowcount))

    def _with_flags(self, row: Row) -> Row:
        values = list(row)
        for at in self.flags:
            values[at] = None if values[at] is None else bool(values[at])
        return tuple(values)


class _Result(IteratorResult[*tuple[Any, ...]]):
    """As much of SQLAlchemy's `CursorResult` as stores use."""

    def __init__(
        self, metadata: SimpleResultMetaData, rows: Iterator[Row], *, rowcount: int
    ) -> None:
        super().__init__(metadata, rows)
        self.rowcount = rowcount


@dataclass(slots=True)
class _Kept:
    """A statement that came before, in each shape that it came in."""

    lists: Sequence[str]  # the parameters that are lists
    shapes: dict[_Shape, Prepared | None] = field(default_factory=dict)


class PreparedStatements:
    """The statements of one dialect that came before.

    Args:
        dialect: whose parameters are question marks.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._kept: WeakKeyDictionary[Executable, _Kept] = WeakKeyDictionary()

    def find(self, statement: Executable, values: Values) -> Prepared | None:
        """Return a statement as the driver takes it; None where SQLAlchemy must run it.

        Args:
            statement: SELECT, INSERT, UPDATE or DELETE; any other is left to SQLAlchemy.
            values: its parameters.
        """
        kept = self._kept.get(statement)
        if kept is None:
            if isinstance(statement, SelectBase | Insert | Update | Delete):
                lists = [name for name, value in values.items() if isinstance(value, _LISTS)]
                self._kept[statement] = _Kept(lists=lists)
            return None
        shape = (tuple(values), tuple([len(values[name]) for name in kept.lists]))
        try:
            return kept.shapes[shape]
        except KeyError:
            found = kept.shapes[shape] = self._prepared(statement, values)
            return found

    def _prepared(self, statement: Any, values: Values) -> Prepared | None:
        compiled = statement.compile(dialect=self._dialect, column_keys=list(values))
        if not isinstance(compiled, SQLCompiler) or compiled.literal_execute_params:
            return None
        fixed = {
            name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required
        }
        state = compiled.construct_expanded_state({**fixed, **values})
        columns = list(statement.exported_columns.items())
        return Prepared(
            sql=state.statement,
            names=tuple(state.positiontup or ()),
            fixed=fixed,
            lists=state.parameter_expansion,
            metadata=SimpleResultMetaData([key for key, _ in columns]),
            flags=[
                at for at, (_, column) in enumerate(columns) if isinstance(column.type, Boolean)
            ],
        )


_LISTS = (list, tuple, set, frozenset)
