"""A PostgreSQL for tests: one private server for all workers of a run, a database for each test."""

import contextlib
import fcntl
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import asyncpg
import pytest

GIVEN = "EASEL_TEST_POSTGRES"  # in the environment: a server to use, as postgresql://user@host/name
_NUMBERS = itertools.count()


@contextlib.contextmanager
def server(shared: Path):
    """The address of a server that lives as long as any worker uses it.

    Args:
        shared: a folder that all workers of this run have in common.
    """
    if given := os.environ.get(GIVEN):
        yield given
        return
    programs = _programs()
    with _alone(shared / "postgres.lock"):
        address = shared / "postgres.url"
        if not address.exists():
            address.write_text(_start(programs, shared))
        users = (shared / "postgres.users").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
    try:
        yield address.read_text()
    finally:
        with _alone(shared / "postgres.lock"):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pass  # another worker uses it still
            else:
                _stop(programs, shared)
                address.unlink()
            users.close()


@contextlib.asynccontextmanager
async def database(server_url: str):
    """An empty database of its own; its address."""
    name = f"easel_{os.getpid()}_{next(_NUMBERS)}"
    admin = await asyncpg.connect(server_url)
    try:
        await admin.execute(f"CREATE DATABASE {name}")
        head, _, _ = server_url.rpartition("/")
        yield f"{head}/{name}"
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip(f"there is no PostgreSQL here: install Debian's postgresql, or set {GIVEN}")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    return found[-1].parent


@contextlib.contextmanager
def _alone(path: Path):
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(programs: Path, shared: Path) -> str:
    folder = Path(tempfile.mkdtemp(prefix="easel-postgres-", dir="/tmp"))
    (shared / "postgres.folder").write_text(str(folder))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _run(programs / "initdb", "-D", folder / "data", "-U", "easel", "-A", "trust", "--no-sync")
    options = (
        f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c fsync=off "
        "-c max_connections=200 -c autovacuum=off -c shared_buffers=32MB"
    )
    _run(
        *(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"),
        *("-o", options, "start"),
    )
    return f"postgresql://easel@127.0.0.1:{port}/postgres"


def _stop(programs: Path, shared: Path) -> None:
    folder = Path((shared / "postgres.folder").read_text())
    _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*who, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
