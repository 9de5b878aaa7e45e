"""The pictures that a snapshot refers to, listed in the snapshot's own file.

These functions block on the disk: call them in a thread. They hold one page of the list in memory.
Each raises BadSnapshot if the file can't be read or written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import sqlite

from bot.core.turns import Digest
from bot.database.rows import DIGEST
from bot.database.snapshot_file import snapshot_opened

PAGE = 500  # pictures in memory at a time

_listed = Table(
    "backup_pictures",
    MetaData(),
    Column("digest", Text, primary_key=True),
    Column("there", Boolean, nullable=False, server_default=true()),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A picture that a snapshot refers to."""

    digest: Digest
    there: bool  # its file existed when the snapshot was made; else it was lost or has expired


def make(file: Path) -> None:
    """List every picture that a row of any table refers to."""
    with snapshot_opened(file) as tx:
        _listed.create(tx)
        schema = MetaData()
        schema.reflect(tx)
        for table in schema.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Text):
                    _note(tx, column)


def page(file: Path, *, after: str = "") -> Sequence[Listed]:
    """Return the next `PAGE` pictures after a digest, in order; empty at the end of the list."""
    with snapshot_opened(file) as tx:
        found = tx.execute(
            select(_listed).where(_listed.c.digest > after).order_by(_listed.c.digest).limit(PAGE)
        )
        return [Listed(Digest(row.digest), row.there) for row in found]


def note_gone(file: Path, digests: Sequence[Digest]) -> None:
    """Record that the files of pictures are missing."""
    with snapshot_opened(file) as tx:
        tx.execute(update(_listed).where(_listed.c.digest.in_(digests)).values(there=False))


def unlisted(file: Path, digests: Sequence[str]) -> set[str]:
    """Return those digests that the snapshot does not refer to."""
    with snapshot_opened(file) as tx:
        found = tx.scalars(select(_listed.c.digest).where(_listed.c.digest.in_(digests)))
        return {*digests} - {*found}


def turns(file: Path) -> int:
    """Return how many turns a snapshot has."""
    with snapshot_opened(file) as tx:
        return tx.scalar(select(func.count()).select_from(Table("turns", MetaData()))) or 0


def version(file: Path) -> str | None:
    """Return the version of a snapshot's schema: the number of its last migration."""
    with snapshot_opened(file) as tx:
        found: str | None = tx.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _note(tx: Connection, column: Column[str]) -> None:
    add = sqlite.insert(_listed).on_conflict_do_nothing()
    texts = tx.execution_options(yield_per=PAGE).scalars(
        select(column).where(column.contains('"digest":"'))
    )
    for value in texts:
        for digest in set(DIGEST.findall(value)):
            tx.execute(add, {"digest": digest})
