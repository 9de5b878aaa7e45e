"""Explains why a database can't be opened, in one line for the operator."""

import configparser
import errno
import os
import socket
import sqlite3
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.startup import NotReady

if TYPE_CHECKING:
    import asyncpg


class BadDatabase(Exception):
    """The database can't be used; the message is one line for the operator."""


class DatabaseUnavailable(BadDatabase, NotReady):
    """It can't be used yet: another attempt may succeed without any change."""


class DatabaseInUse(DatabaseUnavailable):
    """Another process uses this SQLite file; it is free when that process ends."""


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.EIO})
"""Errors of opening or writing a file that are temporary: a full disk, too many open files."""

UNREADABLE = (ValueError, configparser.Error)
"""What the driver raises if an address, or the service file that it names, can't be parsed."""

POOLED = (
    "a pooler in transaction mode (such as PgBouncer's) is in between: locks and notifications "
    "need a session. Set its pool_mode to session, or connect to PostgreSQL itself."
)

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_OPTION = "The server does not take this option of the address. Leave it out."
_POOLER = "Check user, name and options in storage.database, and the pooler's settings."
_ADVICE = {
    "28P01": "Set the right password in storage.database.",
    "28000": "Check user and sslmode in storage.database, and the server's pg_hba.conf.",
    "3D000": "Create it, with this user as its owner, or set another name.",
    "42501": "Make this user the owner of the database: ALTER DATABASE … OWNER TO ….",
    "3F000": "Create that schema, or set another search_path.",
    "42P07": "These tables are not Easel's: set a database of its own.",
    **dict.fromkeys(("42704", "42602", "22023", "55P02"), _OPTION),
}
_TEMPORARY = ("08", "40", "53", "57", "58", "25006", "55000", "55P03")
_PERMANENT = ("57P04",)  # the database was dropped
_PREPARED_STATEMENTS = ("26000", "42P05")  # one is missing, or another session's is there
# A pooler uses one code, of class 08, for most of its errors.
_POOLER_REFUSALS = (
    "no such",
    "does not exist",
    "authentication failed",
    "auth failed",
    "unsupported",
)


def of_file(error: OSError, path: Path) -> BadDatabase:
    """Return why a file, or its folder, can't be opened."""
    if error.errno in FULL:
        return DatabaseUnavailable(f"{path}: I can't write there just now ({error.strerror}).")
    if error.errno == errno.EISDIR:
        return BadDatabase(f"{path}: this is a folder. Name a file in it: {path}/easel.db.")
    if error.errno in {errno.EEXIST, errno.ENOTDIR}:
        return BadDatabase(f"{path}: a file stands where its folder should be. Name another.")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT}:
        return _unwritable(path, os.strerror(error.errno))
    return BadDatabase(f"{path}: I can't open it ({error.strerror}). Name another file.")


def of_sqlite(error: DBAPIError | sqlite3.Error, path: Path) -> BadDatabase:
    """Return why SQLite can't use a file."""
    cause = _cause(error)
    said = _line(cause)
    # https://www.sqlite.org/rescode.html: the low byte is the kind
    match getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return DatabaseUnavailable(f"{path}: another program has locked it ({said}).")
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_NOMEM:
            return DatabaseUnavailable(
                f"{path}: I can't write to it just now ({said}). Is the disk full?"
            )
        case sqlite3.SQLITE_CORRUPT:
            return BadDatabase(f"{path}: it is damaged ({said}). Restore a backup.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unwritable(path, said)
    return BadDatabase(
        f"{path}: this is no database I can use ({said}). Restore a backup, or name another file."
    )


def of_postgres(error: Exception, shown: str) -> BadDatabase:
    """Return why a server can't be used.

    Args:
        error: what the driver raised, or SQLAlchemy around it.
        shown: its address, without user, password and options.
    """
    import asyncpg  # not loaded with SQLite

    cause = _cause(error)
    match cause:
        case asyncpg.PostgresError():
            return _of_server(cause, shown)
        case asyncpg.ClientConfigurationError():
            return BadDatabase(f"{shown}: {_line(cause)}.")
        case configparser.Error():
            return BadDatabase(f"{shown}: the service file can't be read ({_line(cause)}).")
        case ssl.SSLError() if not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            reason = getattr(cause, "verify_message", "") or cause.reason or _line(cause)
            return BadDatabase(
                f"{shown}: no encrypted connection ({reason.rstrip('.')}). Check sslmode and "
                "sslrootcert."
            )
        case asyncpg.TargetServerAttributeNotMatched():
            return DatabaseUnavailable(
                f"{shown}: no server there is what target_session_attrs demands."
            )
        case OSError() | NoneFree() | asyncpg.InterfaceError():
            return _of_connection(cause, shown)
    return BadDatabase(f"{shown}: what answers there is not PostgreSQL, or the address is wrong.")


def _of_connection(error: Exception, shown: str) -> BadDatabase:
    match error:
        case socket.gaierror():
            return DatabaseUnavailable(
                f"{shown}: this machine can't find that host ({error.strerror})."
            )
        case TimeoutError() | NoneFree():
            return DatabaseUnavailable(f"{shown}: it does not answer.")
        case PermissionError():
            return BadDatabase(f"{shown}: this user may not connect to it ({error.strerror}).")
        case ConnectionError() if "rejected SSL upgrade" in str(error):
            return BadDatabase(
                f"{shown}: it does not speak TLS, or is not PostgreSQL. Check host, port, sslmode."
            )
    number = getattr(error, "errno", None)
    said = os.strerror(number) if number else _line(error)
    return DatabaseUnavailable(f"{shown}: I can't connect ({said}). Is it running?")


def _of_server(error: "asyncpg.PostgresError", shown: str) -> BadDatabase:
    code, said = str(error.sqlstate or ""), _line(error)
    if code in _PREPARED_STATEMENTS or "statement pooling mode" in said:
        return BadDatabase(f"{shown}: {POOLED}")
    if code.startswith("08") and any(no in said for no in _POOLER_REFUSALS):
        return BadDatabase(f"{shown}: {said}. {_POOLER}")
    if code.startswith(_TEMPORARY) and code not in _PERMANENT:
        return DatabaseUnavailable(f"{shown}: it takes no work just now ({said}).")
    return BadDatabase(f"{shown}: {said}. {_ADVICE.get(code, '')}".rstrip())


def _unwritable(path: Path, said: str) -> BadDatabase:
    """Name what is not writable: the file, SQLite's files beside it, or the folder."""
    beside = [Path(f"{path}{end}") for end in ("", "-wal", "-shm")]
    there = [file for file in beside if os.access(file, os.F_OK)]
    which = next((file for file in there if not os.access(file, os.W_OK)), None)
    if which is None:
        which = path if there and os.access(path.parent, os.W_OK | os.X_OK) else path.parent
    return BadDatabase(
        f"{path}: I can't write to {which} ({said}). Let the user {os.geteuid()}, as which Easel "
        "runs, write to the file and its folder."
    )


def _cause(error: BaseException) -> BaseException:
    """Return the driver's own error within SQLAlchemy's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def _line(error: BaseException) -> str:
    """Return the first line of a driver's message."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
