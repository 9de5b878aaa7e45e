"""The one SQLite file of a snapshot: opens it, and says why it can't be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.database import sqlite
from bot.database.faults import BadDatabase, of_sqlite


class BadSnapshot(BadDatabase):
    """The file of a snapshot can't be used, whatever its database is; the message names it."""


@contextmanager
def snapshot_opened(file: Path) -> Iterator[Connection]:
    """Open a snapshot, which no other process uses, for one transaction.

    The block uses nothing but the snapshot: every error of a database in it is the snapshot's.

    Raises:
        BadSnapshot: it can't be read or written.
    """
    try:
        with create_engine(sqlite.address(file), poolclass=NullPool).begin() as tx:
            yield tx
    except DBAPIError as error:
        raise BadSnapshot(str(of_sqlite(error, file))) from error
