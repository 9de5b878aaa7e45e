"""The schema of each release as it was, and rows as that release wrote them.

A database of an older release is brought up to date; and while processes are restarted one after
another, an older release goes on with a schema that a newer one made. So a released migration is
never edited, and a new one adds: tables, columns that may be left out, indexes that take what
older releases write. What is not used any more is removed a release later.

    python -m tests.schemas     freezes the newest schema, when a migration was added
"""

import asyncio
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.database.opening import MIGRATIONS, VERSIONS

from .. import postgres

FOLDER = Path(__file__).parent


def frozen(kind: str, version: str) -> str:
    """The SQL that makes a schema, in "sqlite" or "postgresql"."""
    return (FOLDER / kind / f"{version}.sql").read_text()


def rows(version: str) -> str:
    """The SQL of rows as a release wrote them; of the one before, where they are the same."""
    files = sorted((FOLDER / "rows").glob("*.sql"))
    return [file for file in files if file.stem <= version][-1].read_text()


async def load(url: str, *scripts: str) -> None:
    """Run SQL in a database."""
    if url.startswith("postgresql:"):
        connection = await asyncpg.connect(url)
        for script in scripts:
            await connection.execute(script)
        await connection.close()
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
        for script in scripts:
            file.executescript(script)


def upgrade(connection: Connection, version: str) -> None:
    """Bring a database to a version by today's migrations."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, version)


def of_sqlite(path: Path) -> str:
    """A file's schema, a statement a line."""
    with closing(sqlite3.connect(path)) as file:
        made = file.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return _lines(";\n".join(sql for (sql,) in made) + ";")


def of_postgres(server: postgres.Server, name: str) -> str:
    """A database's schema, a statement a line."""
    dump = subprocess.run(
        [
            *(server.programs / "pg_dump", "--schema-only", "--no-owner", "--no-privileges"),
            *("--host=127.0.0.1", f"--port={server.port}", "--username=easel", name),
        ],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    told = (line for line in dump.splitlines() if not line.startswith(("--", "\\", "SET ")))
    return _lines("\n".join(line for line in told if "search_path" not in line))


def _lines(sql: str) -> str:
    """Each statement on a line of its own."""
    statements = (re.sub(r"\s+", " ", one).strip() for one in re.split(r";\n|;$", sql))
    return "".join(f"{one};\n" for one in statements if one)


async def freeze(version: str, folder: Path) -> None:
    """Write down what a schema is; its rows are written by hand."""
    from sqlalchemy import create_engine
    from sqlalchemy.ext.asyncio import create_async_engine

    path = folder / f"{version}.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, version)
    engine.dispose()
    (FOLDER / "sqlite" / f"{version}.sql").write_text(of_sqlite(path) + _said(version))
    with postgres.alone() as server:
        there = create_async_engine(server.url.replace("postgresql:", "postgresql+asyncpg:"))
        async with there.begin() as connection:
            await connection.run_sync(upgrade, version)
        await there.dispose()
        dump = await asyncio.to_thread(of_postgres, server, "postgres")
    (FOLDER / "postgresql" / f"{version}.sql").write_text(dump + _said(version))


def _said(version: str) -> str:
    return f"INSERT INTO alembic_version (version_num) VALUES ('{version}');\n"


__all__ = ["VERSIONS", "freeze", "frozen", "load", "of_sqlite", "rows", "upgrade"]
